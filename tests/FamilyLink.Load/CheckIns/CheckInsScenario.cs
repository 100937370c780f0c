using System.Diagnostics;
using System.Globalization;
using FamilyLink.Channels.Twilio;
using FamilyLink.Data.CheckIns;
using FamilyLink.Data.People;
using FamilyLink.Dialogs;
using FamilyLink.Features.CheckIns;
using FamilyLink.Load.Generator;
using FamilyLink.Load.Seeding;
using FamilyLink.Load.Sides;
using FamilyLink.Tests.Infrastructure;

namespace FamilyLink.Load.CheckIns;

/// <summary>
/// Check-ins of many plans that fall due in one window, through plan, outbox and the whole gate to the provider, whose own count says what was lost and what
/// came twice; with <c>--kill-every</c> the service is killed meanwhile, and <c>--tail</c> is how many seconds before the window's end the last falls due. Before it: what writing one due question costs beside few and beside many plans.
/// </summary>
public static class CheckInsScenario
{
    /// <summary>Runs it.</summary>
    public static async Task<int> RunAsync(LoadOptions options)
    {
        var count = options.Number("count", 100_000);
        var plans = options.Number("plans", 5_000);
        var window = TimeSpan.FromSeconds(options.Number("window", 3_600));
        var dueFor = window - TimeSpan.FromSeconds(Math.Min(options.Number("tail", 0, least: 0), window.TotalSeconds / 2));
        var killEvery = options.Number("kill-every", 0, least: 0);
        var sizes = options.Text("sizes", "1000,1000000").Split(',').Select(s => int.Parse(s, CultureInfo.InvariantCulture)).ToList();
        using var folder = new LoadFolder();
        await using var databases = await Databases.OpenAsync(options.Database);
        var costs = options.Number("planning", 1, least: 0) == 0 ? [] : await PlanningAsync(options, folder, databases, sizes);

        await using var twilio = await TwilioDouble.StartAsync(SmsTraffic.AccountSid, TwilioOptions.DemoAuthToken);
        twilio.Faults = new TwilioFaults { Latency = TimeSpan.FromMilliseconds(options.Number("latency", 50)) };
        var data = folder.Sub("service");
        var service = new Service(data, options.Database, await databases.CreateAsync(data), options.Durability, new Uri(twilio.BaseUrl).Port);
        await (await service.StartAsync()).DisposeAsync();
        await using var outbox = Outbox.Open(service);
        var each = count / plans;
        var lead = TimeSpan.FromSeconds(20 + (plans / 200));
        var from = TimeProvider.System.GetUtcNow().UtcDateTime + lead;
        var people = await CheckInPlansSeed.AddAsync(outbox.Services, plans, each, from, dueFor);
        Report.Say($"{people.Count * each} check-ins of {plans} plans fall due from {(from - TimeProvider.System.GetUtcNow().UtcDateTime).TotalSeconds:0} s from now for {dueFor.TotalSeconds:0} s of a window of {window.TotalSeconds:0} s");

        var port = ChildProcess.FreePort();
        var process = await service.StartAsync(port);
        var (kills, last, memory) = (0, Stopwatch.GetTimestamp(), 0d);
        var end = from + window;
        while (TimeProvider.System.GetUtcNow().UtcDateTime < end)
        {
            await Task.Delay(500);
            if (killEvery > 0 && Stopwatch.GetElapsedTime(last) > TimeSpan.FromSeconds(killEvery))
            {
                await process.KillAsync();
                kills++;
                process = service.Launch(port);
                last = Stopwatch.GetTimestamp();
                if (kills % 20 == 0)
                {
                    Report.Say($"{kills} kills, {twilio.TakenCount} of {people.Count * each} at the provider");
                }
            }
            else
            {
                process.ThrowIfGone();
            }
        }

        var inWindow = twilio.TakenCount;
        if (killEvery > 0)
        {
            await process.ReadyAsync(Service.Ready);
        }

        // A last question may be due at the very end of the window, and a hand-off cut off by a kill is settled first.
        var wanted = new Dictionary<(string To, string Body), int>();
        foreach (var to in people)
        {
            for (var ordinal = 1; ordinal <= each; ordinal++)
            {
                var opening = ordinal == each ? Openings.CheckInLast : ordinal == 1 ? Openings.CheckInFirst : ordinal % 3 == 0 ? Openings.CheckInThird : Openings.CheckIn;
                var key = (to, CheckInQuestion.Words(opening, Channel.Sms, "lo"));
                wanted[key] = wanted.GetValueOrDefault(key) + 1;
            }
        }

        var begun = Stopwatch.GetTimestamp();
        var taken = twilio.Counts();
        while (Missing(wanted, taken) > 0 && Stopwatch.GetElapsedTime(begun) < TimeSpan.FromMinutes(5))
        {
            await Task.Delay(2_000);
            taken = twilio.Counts();
        }

        memory = process.MemoryMb;
        await process.DisposeAsync();
        var lost = Missing(wanted, taken);
        var duplicated = wanted.Sum(w => Math.Max(0, taken.GetValueOrDefault(w.Key) - w.Value));
        Report.Last(
            "checkins",
            ("occurrences", people.Count * each),
            ("plans", plans),
            ("window_s", window.TotalSeconds),
            ("due_for_s", dueFor.TotalSeconds),
            ("in_window", inWindow),
            ("asked_for_per_s", Report.Round(people.Count * each / dueFor.TotalSeconds)),
            ("after_window_s", Report.Round(Stopwatch.GetElapsedTime(begun).TotalSeconds)),
            ("kills", kills),
            ("lost", lost),
            ("duplicated", duplicated),
            ("planning_us", string.Join(' ', costs.Select(c => FormattableString.Invariant($"{c.Plans}:{c.Microseconds:0}")))),
            ("rss_mb", Report.Round(memory)),
            ("database", options.Database),
            ("durability", options.Durability));
        return lost + duplicated == 0 ? 0 : 1;
    }

    private static int Missing(IReadOnlyDictionary<(string To, string Body), int> wanted, IReadOnlyDictionary<(string To, string Body), int> taken) =>
        wanted.Sum(w => Math.Max(0, w.Value - taken.GetValueOrDefault(w.Key)));

    // Writing 2,000 due questions to the outbox, in this process, beside so many plans whose time has not come.
    private static async Task<List<(int Plans, double Microseconds)>> PlanningAsync(LoadOptions options, LoadFolder folder, Databases databases, List<int> sizes)
    {
        const int Due = 2_000;
        var data = folder.Sub("planning");
        var service = new Service(data, options.Database, await databases.CreateAsync(data), options.Durability);
        await (await service.StartAsync()).DisposeAsync();
        await using var outbox = Outbox.Open(service);

        // Once to warm up: the first questions pay for compiling what all the others run.
        await CheckInPlansSeed.AddAsync(outbox.Services, Due, 1, TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(-1), TimeSpan.FromSeconds(1), 10_000_000);
        await CheckInPlansSeed.QueueDueAsync(outbox.Services);
        var costs = new List<(int, double)>();
        var there = 0;
        for (var i = 0; i < sizes.Count; i++)
        {
            await using (var connection = await databases.ConnectAsync(service.ConnectionString))
            {
                await CheckInPlansSeed.FillAsync(connection, options.Database, there, sizes[i]);
                there = sizes[i];
            }

            var rates = new List<double>();
            for (var turn = 0; turn < 3; turn++)
            {
                await CheckInPlansSeed.AddAsync(outbox.Services, Due, 1, TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(-1), TimeSpan.FromSeconds(1), 10_000 * ((i * 3) + turn + 1));
                var begun = Stopwatch.GetTimestamp();
                await CheckInPlansSeed.QueueDueAsync(outbox.Services);
                rates.Add(Stopwatch.GetElapsedTime(begun).TotalMicroseconds / Due);
            }

            costs.Add((sizes[i], Medians.Of(rates)));
            Report.Say($"beside {sizes[i]} plans one due question costs {costs[^1].Item2:0} us");
        }

        return costs;
    }
}
