using System.Globalization;
using System.Text.Json.Nodes;
using FamilyLink.Load.Generator;
using FamilyLink.Load.Sides;

namespace FamilyLink.Load.Growth;

/// <summary>
/// Whether a service with many stored messages still answers as fast as one with few: the same service on databases of several sizes, each filled by
/// real conversations, all measured in turn in the same call.
/// </summary>
public static class GrowthScenario
{
    // The same people write in each measured turn, whatever the size, so that only what is stored differs.
    private const int MeasuredNumbers = 500;
    private const int FillNumbers = 20_000;

    /// <summary>Runs it.</summary>
    public static async Task<int> RunAsync(LoadOptions options)
    {
        var sizes = options.Text("sizes", "1000,100000,1000000").Split(',').Select(s => int.Parse(s, CultureInfo.InvariantCulture)).ToArray();
        var callers = options.Number("callers", 32);
        var time = TimeSpan.FromSeconds(options.Number("seconds", 3));
        var turns = options.Number("turns", 7);
        using var folder = new LoadFolder();
        await using var databases = await Databases.OpenAsync(options.Database);
        var sides = new List<Side>();
        try
        {
            foreach (var size in sizes)
            {
                sides.Add(await FillAsync(size, databases, folder, options));
            }

            foreach (var side in sides)
            {
                await Callers.RunAsync(side.Process.Port, side.Traffic, callers, time + TimeSpan.FromSeconds(2));
            }

            for (var turn = 0; turn < turns; turn++)
            {
                for (var i = 0; i < sides.Count; i++)
                {
                    var side = sides[(turn + i) % sides.Count];
                    var result = await Callers.RunAsync(side.Process.Port, side.Traffic, callers, time);
                    side.Process.ThrowIfGone();
                    side.Turns.Add(result);
                    Report.Say($"turn {turn + 1} {side.Stored,9} stored {result.PerSecond,9:0.0}/s  p99 {result.Latencies.Percentile(0.99),7:0.00} ms  errors {result.Errors}");
                }
            }

            var rates = sides.Select(s => Medians.Of(s.Turns.Select(t => t.PerSecond))).ToArray();
            Report.Last(
                "growth",
                ("sizes", Each(sides, s => s.Stored)),
                ("per_s", new JsonArray([.. rates.Select(r => (JsonNode)Report.Round(r))])),
                ("ratio", Report.Round(rates.Min() / rates[0])),
                ("p99_ms", Each(sides, s => Report.Round(Medians.Of(s.Turns.Select(t => t.Latencies.Percentile(0.99)))))),
                ("rss_mb", Each(sides, s => Report.Round(s.Process.MemoryMb))),
                ("errors", sides.Sum(s => s.Turns.Sum(t => t.Errors))),
                ("database", options.Database),
                ("durability", options.Durability),
                ("callers", callers),
                ("turns", turns));
            return 0;
        }
        finally
        {
            foreach (var side in sides)
            {
                await side.Process.DisposeAsync();
            }
        }
    }

    private static JsonArray Each(IEnumerable<Side> sides, Func<Side, double> value) => new([.. sides.Select(s => (JsonNode)value(s))]);

    private static async Task<Side> FillAsync(int size, Databases databases, LoadFolder folder, LoadOptions options)
    {
        var data = folder.Sub(string.Create(CultureInfo.InvariantCulture, $"service-{size}"));
        var connection = await databases.CreateAsync(data);

        // An exchange stores two messages: what came and what was answered. Filling need not wait for the disk.
        var exchanges = size / 2;
        var filling = new Service(data, options.Database, connection, "process");
        await using (var process = await filling.StartAsync())
        {
            await Callers.RunAsync(process.Port, new SmsTraffic(MeasuredNumbers, seed: 2), 64, Math.Min(exchanges, MeasuredNumbers));
            var result = await Callers.RunAsync(process.Port, new SmsTraffic(FillNumbers, seed: 3), 64, exchanges - Math.Min(exchanges, MeasuredNumbers));
            Report.Say($"filled to {size} messages at {result.PerSecond * 2:0}/s, errors {result.Errors}");
        }

        var counted = await databases.ReadAsync(connection, "SELECT (SELECT count(*) FROM inbound_messages) + (SELECT count(*) FROM outbound_messages)");
        return new Side(int.Parse(counted[0], CultureInfo.InvariantCulture), await (filling with { Durability = options.Durability }).StartAsync(), new SmsTraffic(MeasuredNumbers, seed: 4));
    }

    private sealed record Side(int Stored, ChildProcess Process, SmsTraffic Traffic)
    {
        public List<TurnResult> Turns { get; } = [];
    }
}
