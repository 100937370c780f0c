using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Data;

/// <summary>
/// Moves SQLite's write-ahead log into the database file beside the writer instead of in the middle of somebody's commit. The log itself is the durable
/// copy: how far this has come changes nothing about what is safe on disk.
/// </summary>
internal sealed partial class SqliteCheckpoints(IDbContextFactory<FamilyLinkContext> contexts, WriteGate gate, ILogger<SqliteCheckpoints> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    // 4 KiB each. A writer that never rests never lets the log start over; from here on it is made to, for as long as the last few pages take.
    private const long LongestLog = 16_384;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Real time: how often the disk is tidied has nothing to do with the service's calendar.
        using var timer = new PeriodicTimer(Pause);
        while (await NextAsync(timer, stoppingToken))
        {
            try
            {
                await TidyAsync(stoppingToken);
            }
            catch (Exception failed) when (failed is System.Data.Common.DbException or IOException)
            {
                // A full or read-only disk: commits say so themselves, and the next round tries again.
                Failed(log, failed.GetType().Name);
            }
        }
    }

    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken stopping)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task TidyAsync(CancellationToken stopping)
    {
        await using var db = await contexts.CreateDbContextAsync(stopping);
        await db.Database.OpenConnectionAsync(stopping);
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = "PRAGMA busy_timeout=200; PRAGMA wal_checkpoint(PASSIVE);";
        if (await LengthAfterAsync(command, stopping) > LongestLog)
        {
            using var turn = await gate.EnterAsync(stopping);
            command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE);";
            await LengthAfterAsync(command, stopping);
        }

        command.CommandText = "PRAGMA busy_timeout=60000;";
        await command.ExecuteNonQueryAsync(stopping);
    }

    private static async Task<long> LengthAfterAsync(System.Data.Common.DbCommand command, CancellationToken stopping)
    {
        await using var row = await command.ExecuteReaderAsync(stopping);
        do
        {
            // The first statement of the pair answers with one column, the checkpoint with three: busy, pages in the log, pages moved.
            if (row.FieldCount == 3 && await row.ReadAsync(stopping))
            {
                return row.GetInt64(1);
            }
        }
        while (await row.NextResultAsync(stopping));
        return 0;
    }

    [LoggerMessage(1, LogLevel.Warning, "The database log could not be moved into the database file ({Kind}); nothing is lost, it is tried again.")]
    private static partial void Failed(ILogger log, string kind);
}
