using Hangfire;

namespace FamilyLink.Messaging.Outbound;

/// <summary>
/// The one place that speaks to Hangfire about dispatch. Hangfire only wakes the drain; its storage may be lost at any moment
/// without losing or doubling a message, because the rows say what is due.
/// </summary>
public sealed class DispatchSchedule(IBackgroundJobClient jobs, IRecurringJobManager recurring)
{
    /// <summary>Wakes the drain soon after something became due.</summary>
    public void Wake() => jobs.Enqueue<DrainJob>(job => job.RunAsync(CancellationToken.None));

    /// <summary>Sets the recurring drain up, which finds whatever a crash left behind, and drains at once: what was due while nothing ran waits no further minute.</summary>
    public void Start()
    {
        recurring.AddOrUpdate<DrainJob>("drain", job => job.RunAsync(CancellationToken.None), "*/1 * * * *");
        Wake();
    }
}

/// <summary>What Hangfire runs.</summary>
public sealed class DrainJob(Dispatcher dispatcher)
{
    /// <summary>Drains.</summary>
    [AutomaticRetry(Attempts = 0)]
    public Task RunAsync(CancellationToken cancellation) => dispatcher.DrainAsync(cancellation);
}
