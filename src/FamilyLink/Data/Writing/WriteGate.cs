namespace FamilyLink.Data;

/// <summary>
/// SQLite has one writer. Instead of letting writers poll a busy file (its retry sleeps 150 ms at a time), everyone in this process queues here,
/// first come first served. On PostgreSQL the gate stands open.
/// </summary>
public sealed class WriteGate(bool oneWriter) : IDisposable
{
    private readonly SemaphoreSlim? _one = oneWriter ? new(1, 1) : null;

    /// <summary>Waits for the turn to write; dispose the answer to let the next one in.</summary>
    public async ValueTask<IDisposable> EnterAsync(CancellationToken cancellation)
    {
        if (_one is null)
        {
            return Open.Instance;
        }

        await _one.WaitAsync(cancellation);
        return new Turn(_one);
    }

    /// <inheritdoc/>
    public void Dispose() => _one?.Dispose();

    private sealed class Turn(SemaphoreSlim one) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
            {
                one.Release();
            }
        }
    }

    private sealed class Open : IDisposable
    {
        public static Open Instance { get; } = new();

        public void Dispose()
        {
        }
    }
}
