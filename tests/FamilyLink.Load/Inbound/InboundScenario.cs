using FamilyLink.Load.Generator;
using FamilyLink.Load.Sides;

namespace FamilyLink.Load.Inbound;

/// <summary>
/// Signed text messages from many people at once, each waiting for its answer: the whole service against the least any program must do.
/// The sides take turns in the same call, because machines and disks are noisy; medians are reported.
/// </summary>
public static class InboundScenario
{
    private const int Numbers = 5_000;

    /// <summary>Runs it.</summary>
    public static async Task<int> RunAsync(LoadOptions options)
    {
        var channel = options.Text("channel", "sms", "sms", "bot");
        var callers = options.Number("callers", 32);
        var time = TimeSpan.FromSeconds(options.Number("seconds", 3));
        var turns = options.Number("turns", 5);
        var secrets = options.Number("secrets", 0, least: 0);
        using var folder = new LoadFolder();
        await using var databases = await Databases.OpenAsync(options.Database);

        var data = folder.Sub("service");
        var service = new Service(data, options.Database, await databases.CreateAsync(data), options.Durability);
        await using var ours = await service.StartAsync();
        await using var grouped = await FloorAsync(databases, folder, "grouped", options.Durability);
        await using var plain = await FloorAsync(databases, folder, "plain", options.Durability);
        Side[] sides = [new("ours", ours), new("floor", grouped), new("plain floor", plain)];
        var traffic = new SmsTraffic(Numbers, seed: 1, secrets);

        // The floors take text messages in both: the least any program must do is the same.
        var talk = channel == "bot" ? new SmsTraffic(Numbers, seed: 1, secrets, BotActivities.Make) : traffic;
        foreach (var side in sides)
        {
            // Unmeasured: compilation, and the first meeting with each number.
            side.Answered.AddRange((await Callers.RunAsync(side.Process.Port, side.Name == "ours" ? talk : traffic, Math.Max(callers, 8), TimeSpan.FromSeconds(Math.Max(2, time.TotalSeconds)))).Answered);
        }

        for (var turn = 0; turn < turns; turn++)
        {
            for (var i = 0; i < sides.Length; i++)
            {
                var side = sides[(turn + i) % sides.Length];
                var before = side.Process.ProcessorTime;
                var result = await Callers.RunAsync(side.Process.Port, side.Name == "ours" ? talk : traffic, callers, time);
                side.Process.ThrowIfGone();
                var each = (side.Process.ProcessorTime - before).TotalMicroseconds / Math.Max(1, result.Answered.Count);
                side.ProcessorMicroseconds.Add(each);
                side.Turns.Add(result);
                side.Answered.AddRange(result.Answered);
                Report.Say($"turn {turn + 1} {side.Name,-11} {result.PerSecond,9:0.0}/s  p50 {result.Latencies.Percentile(0.5),7:0.00} ms  p99 {result.Latencies.Percentile(0.99),7:0.00} ms  processor {each,6:0.0} us  errors {result.Errors}");
            }
        }

        var memory = ours.MemoryMb;
        await ours.DisposeAsync();
        var stored = await databases.ReadAsync(service.ConnectionString, "SELECT provider_id FROM inbound_messages");
        var lost = sides[0].Answered.Except(stored, StringComparer.Ordinal).Count();
        Report.Last(
            "inbound",
            ("ours_per_s", Report.Round(sides[0].PerSecond)),
            ("floor_per_s", Report.Round(sides[1].PerSecond)),
            ("plain_floor_per_s", Report.Round(sides[2].PerSecond)),
            ("ratio", Report.Round(sides[1].PerSecond > 0 ? sides[0].PerSecond / sides[1].PerSecond : 0)),
            ("p50_ms", Report.Round(sides[0].Percentile(0.5))),
            ("p99_ms", Report.Round(sides[0].Percentile(0.99))),
            ("floor_p50_ms", Report.Round(sides[1].Percentile(0.5))),
            ("floor_p99_ms", Report.Round(sides[1].Percentile(0.99))),
            ("processor_us", Report.Round(Medians.Of(sides[0].ProcessorMicroseconds))),
            ("floor_processor_us", Report.Round(Medians.Of(sides[1].ProcessorMicroseconds))),
            ("errors", sides.Sum(s => s.Turns.Sum(t => t.Errors))),
            ("lost", lost),
            ("duplicated", stored.Count - stored.Distinct(StringComparer.Ordinal).Count()),
            ("rss_mb", Report.Round(memory)),
            ("channel", channel),
            ("database", options.Database),
            ("durability", options.Durability),
            ("callers", callers),
            ("secrets_per_1000", secrets),
            ("turns", turns));
        return lost == 0 ? 0 : 1;
    }

    private static async Task<ChildProcess> FloorAsync(Databases databases, LoadFolder folder, string kind, string durability)
    {
        var connection = await databases.CreateAsync(folder.Sub("floor-" + kind));
        return await ChildProcess.StartAsync(
            typeof(InboundScenario).Assembly.Location, ["floor", databases.Engine, kind, connection, durability], [], "/", Path.Combine(folder.Path, kind + ".log"));
    }

    private sealed record Side(string Name, ChildProcess Process)
    {
        public List<TurnResult> Turns { get; } = [];

        public List<string> Answered { get; } = [];

        public List<double> ProcessorMicroseconds { get; } = [];

        public double PerSecond => Medians.Of(Turns.Select(t => t.PerSecond));

        public double Percentile(double share) => Medians.Of(Turns.Select(t => t.Latencies.Percentile(share)));
    }
}
