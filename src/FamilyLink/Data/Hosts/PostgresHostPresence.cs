using System.Buffers.Binary;
using Npgsql;

namespace FamilyLink.Data.Hosts;

/// <summary>
/// For PostgreSQL: an advisory lock held by a session of its own, which the server releases when that session ends. A session can end while its process
/// lives (a restarted server, a broken network); it is then opened again, and whoever hands a message over looks at its lease once more before.
/// A connection pooler between must leave this session to this process (session pooling).
/// </summary>
public sealed partial class PostgresHostPresence(string connectionString, ILogger<PostgresHostPresence> log) : HostPresence, IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    private readonly string _connectionString = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, KeepAlive = 0, CommandTimeout = 10, Timeout = 10 }.ToString();
    private readonly CancellationTokenSource _stopping = new();
    private NpgsqlConnection? _session;
    private Task _keeping = Task.CompletedTask;
    private bool _disposed;

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await HoldAsync(cancellationToken);
        _keeping = Task.Run(KeepAsync, CancellationToken.None);
    }

    /// <inheritdoc/>
    public override Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        await _stopping.CancelAsync();
        await _keeping;
        if (_session is not null)
        {
            await _session.DisposeAsync();
        }

        _stopping.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task<bool> IsUnlockedAsync(string host, CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection(_connectionString);
        await connection.OpenAsync(cancellation);

        // The lock is released with the statement. Two hosts that test at once may each see it taken; they test again later.
        await using var command = new NpgsqlCommand("SELECT pg_try_advisory_xact_lock($1)", connection) { Parameters = { new() { Value = KeyOf(host) } } };
        return await command.ExecuteScalarAsync(cancellation) is true;
    }

    private static long KeyOf(string host) => BinaryPrimitives.ReadInt64LittleEndian(Guid.ParseExact(host, "N").ToByteArray());

    private async Task HoldAsync(CancellationToken cancellation)
    {
        var session = new NpgsqlConnection(_connectionString);
        try
        {
            await session.OpenAsync(cancellation);
            await using var command = new NpgsqlCommand("SELECT pg_advisory_lock($1)", session) { Parameters = { new() { Value = KeyOf(Id) } } };
            await command.ExecuteNonQueryAsync(cancellation);
            _session = session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    private async Task KeepAsync()
    {
        while (true)
        {
            try
            {
                await Task.Delay(LookEvery, TimeProvider.System, _stopping.Token);
                if (_session is null)
                {
                    await HoldAsync(_stopping.Token);
                }
                else
                {
                    await using var command = new NpgsqlCommand("SELECT 1", _session);
                    await command.ExecuteNonQueryAsync(_stopping.Token);
                }
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception broken) when (broken is NpgsqlException or InvalidOperationException or TimeoutException or OperationCanceledException)
            {
                Lost(log, broken.GetType().Name);
                if (_session is { } old)
                {
                    _session = null;
                    await old.DisposeAsync();
                }
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The session that shows other hosts that this one lives was lost ({Kind}); it is opened again.")]
    private static partial void Lost(ILogger log, string kind);
}
