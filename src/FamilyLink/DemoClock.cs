namespace FamilyLink;

/// <summary>Demo mode's clock: the real time plus whatever the simulator moved it forward, so that windows, lapses and expiries can be seen.</summary>
public sealed class DemoClock : TimeProvider
{
    private long _aheadTicks;

    /// <summary>How far ahead of the real time it is.</summary>
    public TimeSpan Ahead => TimeSpan.FromTicks(Interlocked.Read(ref _aheadTicks));

    /// <summary>Moves it forward; it never goes back.</summary>
    public void Forward(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        Interlocked.Add(ref _aheadTicks, by.Ticks);
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
}
