using System.Diagnostics;
using FamilyLink.Channels.Twilio;
using FamilyLink.Data.Messages;
using FamilyLink.Load.Generator;
using FamilyLink.Load.Seeding;
using FamilyLink.Load.Sides;
using FamilyLink.Messaging;
using FamilyLink.Tests.Infrastructure;

namespace FamilyLink.Load.Approvals;

/// <summary>
/// Approved court updates are verified again, by gate and hash, at the moment of hand-off: how fast they leave beside plain replies, which are not.
/// Then as many whose approvals cover one bit less than what is there: none of them may reach the provider.
/// </summary>
public static class ApprovalsScenario
{
    private const int FirstApproved = 70_000_000;
    private const int FirstMutated = 75_000_000;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(20);

    /// <summary>Runs it.</summary>
    public static async Task<int> RunAsync(LoadOptions options)
    {
        var count = options.Number("count", 10_000);
        var seed = options.Number("seed", 1);
        using var folder = new LoadFolder();
        await using var databases = await Databases.OpenAsync(options.Database);
        await using var twilio = await TwilioDouble.StartAsync(SmsTraffic.AccountSid, TwilioOptions.DemoAuthToken);
        twilio.Faults = new TwilioFaults { Latency = TimeSpan.FromMilliseconds(options.Number("latency", 50)) };
        var data = folder.Sub("service");
        var service = new Service(data, options.Database, await databases.CreateAsync(data), options.Durability, new Uri(twilio.BaseUrl).Port);
        await (await service.StartAsync()).DisposeAsync();
        await using var outbox = Outbox.Open(service);

        // Whatever Demo's own people had waiting is out of the way before anything is counted.
        var replies = await DrainedAsync(service, twilio, await outbox.AddAsync(count, OutboundPurpose.Reply));
        Report.Say($"{count} plain replies: {replies.Rate:0}/s");
        var approved = await DrainedAsync(service, twilio, await outbox.AddCourtUpdatesAsync(count, FirstApproved, null));
        Report.Say($"{count} approved updates: {approved.Rate:0}/s");

        var changed = await outbox.AddCourtUpdatesAsync(count, FirstMutated, new Random(seed));
        await using (var process = await service.StartAsync())
        {
            await RefusedAsync(databases, service, count, process);
        }

        var refused = await RefusedCountAsync(databases, service);
        var sent = changed.Count(c => twilio.TakenFor(c.To).Count > 0);
        Report.Last(
            "approvals",
            ("ours_per_s", Report.Round(approved.Rate)),
            ("floor_per_s", Report.Round(replies.Rate)),
            ("ratio", Report.Round(approved.Rate / replies.Rate)),
            ("messages", count),
            ("lost", replies.Lost + approved.Lost),
            ("duplicated", replies.Duplicated + approved.Duplicated),
            ("mutated", changed.Count),
            ("mutated_sent", sent),
            ("mutated_refused", refused),
            ("seed", seed),
            ("database", options.Database),
            ("durability", options.Durability));
        return sent == 0 && refused == changed.Count && replies.Lost + approved.Lost + replies.Duplicated + approved.Duplicated == 0 ? 0 : 1;
    }

    // From the first twentieth to the last: the service's own start, and the tail in which fewer than can be are on their way, are nobody's rate.
    private static async Task<(double Rate, int Lost, int Duplicated)> DrainedAsync(Service service, TwilioDouble twilio, IReadOnlyList<(string To, string Body)> expected)
    {
        var wanted = expected.GroupBy(e => e).ToDictionary(g => g.Key, g => g.Count());
        var before = twilio.TakenCount;
        await using var process = await service.StartAsync();
        await UntilAsync(() => twilio.TakenCount >= before + (expected.Count / 20), process);
        var (from, begun) = (twilio.TakenCount, Stopwatch.GetTimestamp());
        await UntilAsync(() => twilio.TakenCount >= before + (expected.Count * 19 / 20), process);
        var rate = (twilio.TakenCount - from) / Stopwatch.GetElapsedTime(begun).TotalSeconds;
        var counts = twilio.Counts();
        var patience = Stopwatch.GetTimestamp();
        while (wanted.Any(w => counts.GetValueOrDefault(w.Key) < w.Value) && Stopwatch.GetElapsedTime(patience) < TimeSpan.FromMinutes(2))
        {
            await Task.Delay(500);
            counts = twilio.Counts();
        }

        return (rate, wanted.Sum(w => Math.Max(0, w.Value - counts.GetValueOrDefault(w.Key))), wanted.Sum(w => Math.Max(0, counts.GetValueOrDefault(w.Key) - w.Value)));
    }

    private static async Task RefusedAsync(Databases databases, Service service, int count, ChildProcess process)
    {
        var begun = Stopwatch.GetTimestamp();
        while (await RefusedCountAsync(databases, service) < count && Stopwatch.GetElapsedTime(begun) < Longest)
        {
            process.ThrowIfGone();
            if (int.Parse((await databases.ReadAsync(service.ConnectionString, "SELECT COUNT(*) FROM outbound_messages WHERE purpose = 'CourtUpdate' AND state IN ('Waiting', 'Sending', 'Unknown')"))[0], System.Globalization.CultureInfo.InvariantCulture) == 0)
            {
                return;
            }

            await Task.Delay(500);
        }
    }

    private static async Task<int> RefusedCountAsync(Databases databases, Service service) => int.Parse(
        (await databases.ReadAsync(service.ConnectionString, "SELECT COUNT(*) FROM outbound_messages WHERE purpose = 'CourtUpdate' AND state = 'Cancelled' AND outcome_code LIKE 'gate:approval-void%'"))[0],
        System.Globalization.CultureInfo.InvariantCulture);

    private static async Task UntilAsync(Func<bool> done, ChildProcess process)
    {
        var begun = Stopwatch.GetTimestamp();
        while (!done() && Stopwatch.GetElapsedTime(begun) < Longest)
        {
            process.ThrowIfGone();
            await Task.Delay(5);
        }
    }
}
