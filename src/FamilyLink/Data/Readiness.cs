namespace FamilyLink.Data;

/// <summary>
/// Whether a message could be stored now: a full disk and a read-only database answer questions as ever, and lose every STOP. Tried by a real write, at most
/// once in a few seconds however often somebody asks.
/// </summary>
public sealed class Readiness(GroupCommit commits, TimeProvider clock) : IDisposable
{
    private const string Touch = "UPDATE service_secrets SET wrapped = wrapped WHERE name = (SELECT MIN(name) FROM service_secrets)";
    private static readonly TimeSpan Believed = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _one = new(1, 1);
    private DateTimeOffset _tried = DateTimeOffset.MinValue;
    private bool _could;

    /// <summary>Tries, or says what was found a moment ago.</summary>
    public async Task<bool> CanWriteAsync(CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            var now = clock.GetUtcNow();
            if (now - _tried < Believed && now >= _tried)
            {
                return _could;
            }

            _could = await TryAsync();
            _tried = now;
            return _could;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private async Task<bool> TryAsync()
    {
        try
        {
            await commits.CommitAsync(
                session =>
                {
                    session.Execute(Touch);
                    return Task.CompletedTask;
                },
                CancellationToken.None).WaitAsync(Patience);
            return true;
        }
        catch (Exception failed) when (failed is not OutOfMemoryException)
        {
            return false;
        }
    }
}
