using System.Diagnostics;
using FamilyLink.Channels.Twilio;
using FamilyLink.Data.Messages;
using FamilyLink.Load.Generator;
using FamilyLink.Load.Seeding;
using FamilyLink.Load.Sides;
using FamilyLink.Messaging;
using FamilyLink.Tests.Infrastructure;

namespace FamilyLink.Load.Crash;

/// <summary>
/// <c>kill -9</c> at random moments while people write in and messages go out to a provider that misbehaves too. At the end the provider's own
/// count says what was lost and what came twice, and every caller has its answer, always the same one.
/// </summary>
public static class CrashScenario
{
    private const int Numbers = 500;
    private static readonly TimeSpan LongestSettlement = TimeSpan.FromMinutes(15);

    private static readonly TwilioFaults Misbehaviour = new()
    {
        Latency = TimeSpan.FromMilliseconds(20),
        Shares = new Dictionary<TwilioFault, double>
        {
            [TwilioFault.TooManyRequests] = 0.02,
            [TwilioFault.ServerError] = 0.01,
            [TwilioFault.ServerErrorAfterTaking] = 0.01,
            [TwilioFault.ResetBeforeTaking] = 0.02,
            [TwilioFault.ResetAfterTaking] = 0.02,
        },
        CallbackTwice = 0.1,
        CallbacksOutOfOrder = 0.1,
        CallbackFirst = 0.1,
    };

    /// <summary>Runs it.</summary>
    public static async Task<int> RunAsync(LoadOptions options)
    {
        var kills = options.Number("kills", 200);
        var seed = options.Number("seed", 1);
        var twins = options.Number("twins", 5, least: 0);
        var batch = options.Number("batch", 40);
        var random = new Random(seed);
        using var folder = new LoadFolder();
        await using var databases = await Databases.OpenAsync(options.Database);
        await using var twilio = await TwilioDouble.StartAsync(SmsTraffic.AccountSid, TwilioOptions.DemoAuthToken, seed: seed);
        var data = folder.Sub("service");
        var service = new Service(data, options.Database, await databases.CreateAsync(data), options.Durability, new Uri(twilio.BaseUrl).Port);
        var port = ChildProcess.FreePort();
        await (await service.StartAsync(port)).DisposeAsync();
        twilio.Faults = Misbehaviour with { CallbacksTo = FormattableString.Invariant($"http://127.0.0.1:{port}") };

        await using var outbox = Outbox.Open(service);
        var expected = new List<(string To, string Body)>();
        await using var callers = new InsistentCallers(port, new SmsTraffic(Numbers, seed));
        callers.Start(options.Number("callers", 8));
        for (var kill = 1; kill <= kills; kill++)
        {
            expected.AddRange(await outbox.AddAsync(batch, kill % 2 == 0 ? OutboundPurpose.Reply : OutboundPurpose.DutyAlert, twins));
            var running = service.Launch(port);

            // Most deaths come while it works, some already while it starts.
            if (random.Next(10) > 0)
            {
                await running.ReadyAsync(Service.Ready);
            }

            await Task.Delay(random.Next(1_500));
            running.ThrowIfGone();
            await running.KillAsync();
            if (kill % 10 == 0)
            {
                Report.Say($"{kill} kills, {callers.Answered.Count} answers, {callers.Retried} after a retry; {twilio.TakenCount} of {expected.Count} messages at the provider");
            }
        }

        await using var last = await service.StartAsync(port);
        await callers.FinishAsync();
        var states = await SettledAsync(outbox, last);
        await twilio.CallbacksDoneAsync();
        var memory = last.MemoryMb;
        await last.DisposeAsync();

        var wanted = expected.GroupBy(e => e).ToDictionary(g => g.Key, g => g.Count());
        var taken = twilio.Counts();
        var lost = wanted.Sum(w => Math.Max(0, w.Value - taken.GetValueOrDefault(w.Key)));
        var duplicated = taken.Sum(t => Math.Max(0, t.Value - wanted.GetValueOrDefault(t.Key, 1)));
        var stored = await databases.ReadAsync(service.ConnectionString, "SELECT provider_id FROM inbound_messages");
        var unkept = callers.Answered.Except(stored, StringComparer.Ordinal).Count();
        var doubled = stored.Count - stored.Distinct(StringComparer.Ordinal).Count();
        var audit = await VerifyAuditAsync(service);
        Report.Last(
            "crash",
            ("kills", kills),
            ("lost", lost + unkept),
            ("duplicated", duplicated + doubled),
            ("different_replies", callers.Differed),
            ("errors", callers.Refused),
            ("needs_person", states.GetValueOrDefault(OutboundState.NeedsPerson)),
            ("unsettled", Open(states)),
            ("inbound", callers.Answered.Count),
            ("inbound_retried", callers.Retried),
            ("answers_5xx", callers.Failed),
            ("outbound", expected.Count),
            ("audit_ok", audit),
            ("rss_mb", Report.Round(memory)),
            ("database", options.Database),
            ("durability", options.Durability),
            ("seed", seed));
        return lost + unkept + duplicated + doubled + callers.Differed + callers.Refused + Open(states) == 0 && audit ? 0 : 1;
    }

    private static int Open(IReadOnlyDictionary<OutboundState, int> states) =>
        states.GetValueOrDefault(OutboundState.Waiting) + states.GetValueOrDefault(OutboundState.Sending) + states.GetValueOrDefault(OutboundState.Unknown);

    private static async Task<IReadOnlyDictionary<OutboundState, int>> SettledAsync(Outbox outbox, ChildProcess service)
    {
        var begun = Stopwatch.GetTimestamp();
        while (true)
        {
            service.ThrowIfGone();
            var states = await outbox.StatesAsync();
            var elapsed = Stopwatch.GetElapsedTime(begun);
            if (Open(states) == 0 || elapsed > LongestSettlement)
            {
                return states;
            }

            Report.Say($"settling for {elapsed.TotalSeconds:0} s: {string.Join(", ", states.Select(s => FormattableString.Invariant($"{s.Key} {s.Value}")))}");
            await Task.Delay(10_000);
        }
    }

    private static async Task<bool> VerifyAuditAsync(Service service)
    {
        var start = new ProcessStartInfo("dotnet", [Service.Program, "verify-audit"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in service.Environment())
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Report.Say($"verify-audit: {string.Concat(said).Trim()}");
        return process.ExitCode == 0;
    }
}
