using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using FamilyLink.Channels.Twilio;
using FamilyLink.Data.Messages;
using FamilyLink.Load.Generator;
using FamilyLink.Load.Seeding;
using FamilyLink.Load.Sides;
using FamilyLink.Messaging;
using FamilyLink.Tests.Infrastructure;

namespace FamilyLink.Load.Drain;

/// <summary>
/// How fast messages that are due leave for a provider that takes its time, with every check of the gate, and how long an urgent reply waits
/// behind them. Beside it: what the provider alone takes from as many and from very many senders.
/// </summary>
public static class DrainScenario
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);

    /// <summary>Runs it.</summary>
    public static async Task<int> RunAsync(LoadOptions options)
    {
        var count = options.Number("count", 50_000);
        var latency = TimeSpan.FromMilliseconds(options.Number("latency", 50));
        var replies = options.Number("replies", 5);
        using var folder = new LoadFolder();
        await using var databases = await Databases.OpenAsync(options.Database);
        await using var twilio = await TwilioDouble.StartAsync(SmsTraffic.AccountSid, TwilioOptions.DemoAuthToken);
        twilio.Faults = new TwilioFaults { Latency = latency };
        var alone32 = await AloneAsync(twilio.BaseUrl, 32);
        var alone = await AloneAsync(twilio.BaseUrl, 512);
        Report.Say($"the provider alone takes {alone32:0}/s from 32 senders, {alone:0}/s from 512");

        var data = folder.Sub("service");
        var service = new Service(data, options.Database, await databases.CreateAsync(data), options.Durability, new Uri(twilio.BaseUrl).Port);
        await (await service.StartAsync()).DisposeAsync();
        await using var outbox = Outbox.Open(service);
        var seeding = Stopwatch.GetTimestamp();
        var expected = (await outbox.AddNoticesAsync(count, options.Number("per-person", 100))).ToList();
        Report.Say($"{expected.Count} messages due, written in {Stopwatch.GetElapsedTime(seeding).TotalSeconds:0} s");

        var before = twilio.TakenCount;
        await using var process = await service.StartAsync();
        await UntilAsync(twilio, before + count / 20, process);
        var (from, begun, memoryAtFirst) = (twilio.TakenCount, Stopwatch.GetTimestamp(), process.MemoryMb);
        var waits = new List<double>();
        var ahead = 0;
        for (var reply = 1; reply <= replies; reply++)
        {
            await UntilAsync(twilio, before + count * reply / (replies + 1), process);
            var (to, body) = (await outbox.AddAsync(1, OutboundPurpose.Reply))[0];
            expected.Add((to, body));
            var (due, taken) = (Stopwatch.GetTimestamp(), twilio.TakenCount);
            var handed = await TakenAsync(twilio, to);
            waits.Add(Stopwatch.GetElapsedTime(due).TotalMilliseconds);
            ahead = Math.Max(ahead, handed.Place - 1 - taken);
            Report.Say($"{taken - before} sent; an urgent reply left {waits[^1]:0} ms after it was due, {handed.Place - 1 - taken} others before it; {process.MemoryMb:0} MB");
        }

        await UntilAsync(twilio, before + expected.Count * 19 / 20, process);
        var rate = (twilio.TakenCount - from) / Stopwatch.GetElapsedTime(begun).TotalSeconds;
        var memoryAtLast = process.MemoryMb;
        await UntilAsync(twilio, before + expected.Count, process);

        // The demo people's own messages are among those taken, so the last few may still be on their way.
        var wanted = expected.GroupBy(e => e).ToDictionary(g => g.Key, g => g.Count());
        var counts = twilio.Counts();
        var patience = Stopwatch.GetTimestamp();
        while (Missing(wanted, counts) > 0 && Stopwatch.GetElapsedTime(patience) < TimeSpan.FromMinutes(3))
        {
            await Task.Delay(1_000);
            counts = twilio.Counts();
        }

        await process.DisposeAsync();
        var lost = Missing(wanted, counts);
        var duplicated = wanted.Sum(w => Math.Max(0, counts.GetValueOrDefault(w.Key) - w.Value));
        Report.Last(
            "drain",
            ("ours_per_s", Report.Round(rate)),
            ("floor_per_s", Report.Round(alone)),
            ("floor_32_per_s", Report.Round(alone32)),
            ("ratio", Report.Round(rate / alone)),
            ("ratio_32", Report.Round(rate / alone32)),
            ("messages", expected.Count),
            ("lost", lost),
            ("duplicated", duplicated),
            ("reply_ms", Report.Round(Medians.Of(waits))),
            ("reply_max_ms", Report.Round(waits.Max())),
            ("ahead_of_reply", ahead),
            ("rss_first_mb", Report.Round(memoryAtFirst)),
            ("rss_mb", Report.Round(memoryAtLast)),
            ("database", options.Database),
            ("durability", options.Durability));
        return lost + duplicated == 0 ? 0 : 1;
    }

    private static int Missing(IReadOnlyDictionary<(string To, string Body), int> wanted, IReadOnlyDictionary<(string To, string Body), int> taken) =>
        wanted.Sum(w => Math.Max(0, w.Value - taken.GetValueOrDefault(w.Key)));

    private static async Task UntilAsync(TwilioDouble twilio, int taken, ChildProcess process)
    {
        var begun = Stopwatch.GetTimestamp();
        while (twilio.TakenCount < taken && Stopwatch.GetElapsedTime(begun) < Longest)
        {
            process.ThrowIfGone();
            await Task.Delay(5);
        }
    }

    private static async Task<TwilioMessage> TakenAsync(TwilioDouble twilio, string to)
    {
        var begun = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begun) < Longest)
        {
            if (twilio.TakenFor(to) is [.., var message])
            {
                return message;
            }

            await Task.Delay(1);
        }

        throw new InvalidOperationException("An urgent reply was never handed over.");
    }

    private static async Task<double> AloneAsync(string baseUrl, int senders)
    {
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = senders });
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{SmsTraffic.AccountSid}:{TwilioOptions.DemoAuthToken}")));
        var url = new Uri($"{baseUrl}/2010-04-01/Accounts/{SmsTraffic.AccountSid}/Messages.json");
        var rates = new List<double>();
        for (var turn = 0; turn < 4; turn++)
        {
            var sent = 0;
            var begun = Stopwatch.GetTimestamp();
            await Task.WhenAll(Enumerable.Range(0, senders).Select(async sender =>
            {
                while (Stopwatch.GetElapsedTime(begun) < TimeSpan.FromSeconds(3))
                {
                    using var content = new FormUrlEncodedContent(new Dictionary<string, string>
                    {
                        ["To"] = string.Create(CultureInfo.InvariantCulture, $"+85620{70_000_000 + sender}"),
                        ["From"] = SmsTraffic.ServiceNumber,
                        ["Body"] = "ສະບາຍດີ",
                    });
                    using var response = await http.PostAsync(url, content);
                    response.EnsureSuccessStatusCode();
                    Interlocked.Increment(ref sent);
                }
            }));
            if (turn > 0)
            {
                rates.Add(sent / Stopwatch.GetElapsedTime(begun).TotalSeconds);
            }
        }

        return Medians.Of(rates);
    }
}
