using FamilyLink.Data;
using FamilyLink.Data.Audit;
using Hangfire;
using Hangfire.InMemory;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;

namespace FamilyLink.Messaging.Outbound;

/// <summary>
/// The one place that speaks to Hangfire about dispatch. Hangfire only wakes the drain; its storage may be lost at any moment
/// without losing or doubling a message, because the rows say what is due.
/// </summary>
public sealed partial class DispatchSchedule(IBackgroundJobClient jobs, IRecurringJobManager recurring, TimeProvider clock, ILogger<DispatchSchedule> log)
{
    private static readonly TimeSpan Recurring = TimeSpan.FromMinutes(1);

    // Hangfire counts whole seconds and may wake up to one too early, when the row is not due yet.
    private static readonly TimeSpan RoundedUp = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private DateTime _scheduled;

    /// <summary>Where wake-ups are kept: in this process, or with the database when that is PostgreSQL, so that any of several processes wakes.</summary>
    public static JobStorage Storage(IConfiguration configuration)
    {
        var database = configuration.GetSection(DatabaseOptions.Section).Get<DatabaseOptions>() ?? new DatabaseOptions();
        return database.IsPostgres && configuration.GetConnectionString("FamilyLink") is { } connection
            ? new PostgreSqlStorage(
                new NpgsqlConnectionFactory(connection, new PostgreSqlStorageOptions(), null),
                new PostgreSqlStorageOptions
                {
                    QueuePollInterval = TimeSpan.FromSeconds(1),
                    EnableLongPolling = true,

                    // Held for moments only; one that a killed process has left keeps scheduled and recurring drains from everybody else for so long.
                    DistributedLockTimeout = TimeSpan.FromSeconds(10),
                })
            : new InMemoryStorage();
    }

    /// <summary>Wakes the drain soon after something became due.</summary>
    public void Wake() => jobs.Enqueue<DrainJob>(job => job.RunAsync(CancellationToken.None));

    /// <summary>Wakes the drain when the next row is due, if that is before the recurring one comes by. The same time asked for again wakes it once.</summary>
    /// <param name="due">When, UTC; null when nothing waits.</param>
    public void WakeAt(DateTime? due)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        if ((due < now ? now : due) + RoundedUp is not { } at || at - now > Recurring)
        {
            return;
        }

        lock (_lock)
        {
            if (_scheduled > now && _scheduled <= at)
            {
                return;
            }

            _scheduled = at;
        }

        jobs.Schedule<DrainJob>(job => job.WokenAsync(at.Ticks, CancellationToken.None), at - now);
    }

    /// <summary>A wake-up of <see cref="WakeAt"/> has come, perhaps a little early: it is not waited for any more.</summary>
    /// <param name="ticks">The time it was scheduled for, in UTC ticks.</param>
    internal void Woken(long ticks)
    {
        lock (_lock)
        {
            if (_scheduled.Ticks == ticks)
            {
                _scheduled = default;
            }
        }
    }

    /// <summary>Wakes the drain at a time that may be months away, for what a feature has planned. Forgotten with Hangfire's storage; the recurring drain finds it then.</summary>
    /// <param name="due">When, UTC; null when nothing is planned.</param>
    public void WakeLater(DateTime? due)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        if (due is { } at)
        {
            jobs.Schedule<DrainJob>(job => job.RunAsync(CancellationToken.None), at > now ? at - now + RoundedUp : TimeSpan.Zero);
        }
    }

    /// <summary>
    /// Drains at once, so that what was due while nothing ran waits no further minute, and sets the recurring drain up, which finds whatever a crash left
    /// behind. That is tried until it succeeds, and nobody waits for it: a process killed at this very step has left its lock in PostgreSQL, and the service must
    /// answer people meanwhile.
    /// </summary>
    /// <param name="stopping">Ends the trying.</param>
    /// <returns>Ends when the recurring drain is set up.</returns>
    public async Task StartAsync(CancellationToken stopping)
    {
        Wake();
        while (true)
        {
            try
            {
                await Task.Run(() => recurring.AddOrUpdate<DrainJob>("drain", job => job.RunAsync(CancellationToken.None), "*/1 * * * *"), stopping);
                return;
            }
            catch (Exception failed) when (failed is not OperationCanceledException)
            {
                NotSetUp(log, failed.GetType().Name);
                await Task.Delay(TryAgain, stopping);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The recurring drain could not be set up yet ({Kind}); tried again.")]
    private static partial void NotSetUp(ILogger log, string kind);
}

/// <summary>
/// Work that the rows of a feature say is due, such as an alarm to repeat. It is done before each drain, so that what it writes leaves at once; done twice,
/// or by two processes, it changes nothing.
/// </summary>
public interface IDueWork
{
    /// <summary>Does what is due now.</summary>
    Task RunAsync(CancellationToken cancellation);

    /// <summary>When more of it is due, UTC, so that it need not wait for the next full minute; null when nothing is known to be.</summary>
    /// <param name="since">When this run began, UTC: what has become due after that was perhaps not seen, what was due before is tried again in a minute.</param>
    /// <param name="cancellation">Stops it.</param>
    Task<DateTime?> NextDueAsync(DateTime since, CancellationToken cancellation) => Task.FromResult<DateTime?>(null);
}

/// <summary>What Hangfire runs.</summary>
public sealed partial class DrainJob(Dispatcher dispatcher, DispatchSchedule schedule, IEnumerable<IDueWork> due, AuditCheckpoints checkpoints, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<DrainJob> log)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    // Due work may have hundreds of rows to write; what it has written, and alarms of others, leave meanwhile.
    private static readonly TimeSpan BesideLongWork = TimeSpan.FromMilliseconds(100);

    /// <summary>Does what is due and drains, beside it while it takes long and once more after it. Work of one feature that fails keeps nobody's message back; its rows are still due in a minute.</summary>
    [AutomaticRetry(Attempts = 0)]
    public async Task RunAsync(CancellationToken cancellation)
    {
        var since = clock.GetUtcNow().UtcDateTime;
        var drains = new List<Task>();
        var work = DoDueAsync(cancellation);
        while (await Task.WhenAny(work, Task.Delay(BesideLongWork, cancellation)) != work)
        {
            cancellation.ThrowIfCancellationRequested();
            drains.Add(dispatcher.DrainAsync(lifetime.ApplicationStopping));
        }

        await work;

        // A provider that hangs keeps its own hand-offs, not this job: the next wake-up must find somebody to run it.
        drains.Add(dispatcher.DrainAsync(lifetime.ApplicationStopping));
        var drain = Task.WhenAll(drains);
        if (await Task.WhenAny(drain, Task.Delay(Patience, cancellation)) == drain)
        {
            await drain;
        }
        else
        {
            _ = GoOnAsync(drain, since);
        }

        await checkpoints.WriteAsync(cancellation);
        schedule.WakeAt(await dispatcher.NextDueAsync(since, cancellation));
        foreach (var feature in due)
        {
            schedule.WakeAt(await feature.NextDueAsync(since, cancellation));
        }
    }

    /// <summary>The same for a wake-up that was scheduled for a time, in UTC ticks.</summary>
    [AutomaticRetry(Attempts = 0)]
    public Task WokenAsync(long ticks, CancellationToken cancellation)
    {
        schedule.Woken(ticks);
        return RunAsync(cancellation);
    }

    private async Task DoDueAsync(CancellationToken cancellation)
    {
        foreach (var work in due)
        {
            try
            {
                await work.RunAsync(cancellation);
            }
            catch (Exception failed) when (failed is not OperationCanceledException)
            {
                DueWorkFailed(log, work.GetType().Name, failed.GetType().Name);
            }
        }
    }

    // Sends that hung may need settling soon; the next recurring drain is up to a minute away.
    private async Task GoOnAsync(Task drain, DateTime since)
    {
        try
        {
            await drain;
            schedule.WakeAt(await dispatcher.NextDueAsync(since, lifetime.ApplicationStopping));
        }
        catch (Exception failed) when (failed is not OutOfMemoryException)
        {
            DrainFailed(log, failed.GetType().Name);
        }
    }

    [LoggerMessage(2, LogLevel.Error, "A drain failed ({Kind}); its rows are still due.")]
    private static partial void DrainFailed(ILogger log, string kind);

    [LoggerMessage(1, LogLevel.Error, "{Work} failed ({Kind}); it is tried again with the next drain.")]
    private static partial void DueWorkFailed(ILogger log, string work, string kind);
}
