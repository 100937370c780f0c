using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using FamilyLink.Load.Generator;
using FamilyLink.Load.Sides;

namespace FamilyLink.Load.Fuzz;

/// <summary>
/// Every webhook of the real service, with bodies that gateways and people might send on their worst day: no 5xx, no page, no connection lost, and every STOP
/// suppressed in the end. In rounds, each with a service and a database of its own, because what is stored is never taken away.
/// </summary>
internal static class FuzzWebhooksScenario
{
    private const int Shown = 20;

    public static async Task<int> RunAsync(LoadOptions options)
    {
        var (seed, first, count) = (options.Number("seed", 1), options.Number("from", 0, least: 0), options.Number("count", 10_000_000));
        var (round, connections, seconds) = (options.Number("round", 250_000), options.Number("callers", 16), options.Number("seconds", int.MaxValue));
        var failures = Path.GetFullPath(options.Text("failures", "artifacts/fuzz-webhooks"));
        var kinds = new ConcurrentDictionary<string, long>(StringComparer.Ordinal);
        var statuses = new ConcurrentDictionary<(string Webhook, int Status), long>();
        var (stops, lost, done, closed, begun) = (0L, 0L, 0L, 0L, Stopwatch.StartNew());

        void Fail(WebhookRequest request, string how)
        {
            var seen = kinds.AddOrUpdate($"{request.Webhook} {how}", 1, (_, before) => before + 1);
            if (seen <= Shown)
            {
                Directory.CreateDirectory(failures);
                var file = Path.Combine(failures, string.Create(CultureInfo.InvariantCulture, $"{seed}-{request.Number}.http"));
                File.WriteAllBytes(file, request.Bytes);
                Report.Say($"{request.Webhook} {how}: --seed {seed} --from {request.Number} --count 1; {file}");
                Report.Say($"{Readable(request.Bytes)}");
            }
        }

        for (long from = first; from < first + (long)count && begun.Elapsed.TotalSeconds < seconds; from += round)
        {
            using var folder = new LoadFolder();
            await using var databases = await Databases.OpenAsync(options.Database);
            var service = new Service(folder.Path, options.Database, await databases.CreateAsync(folder.Path), options.Text("durability", "process", "power", "process"))
            {
                // Conflicts between writers are settled above the database's own library.
                More = new() { ["WebChat__Enabled"] = "true", ["Logging__LogLevel__Default"] = "Error", ["Logging__LogLevel__Microsoft.EntityFrameworkCore"] = "None" },
            };
            var child = await service.StartAsync();
            var sent = (await databases.ReadAsync(service.ConnectionString, "SELECT id FROM outbound_messages")).Select(Guid.Parse).ToList();
            var bodies = new WebhookBodies(SmsTraffic.PublicBaseUrl, seed, sent);
            var fuzz = new WebhookFuzz(child.Port, bodies, Fail);
            var to = Math.Min(first + (long)count, from + round);
            var running = fuzz.RunAsync(from, to, connections);
            while (await Task.WhenAny(running, Task.Delay(TimeSpan.FromSeconds(10))) != running)
            {
                child.ThrowIfGone();
            }

            await running;
            var memory = child.MemoryMb;
            await child.DisposeAsync();
            var stored = (await databases.ReadAsync(service.ConnectionString, WebhookFuzz.StopsStored)).ToHashSet(StringComparer.Ordinal);
            foreach (var (id, number) in fuzz.Stops.Where(s => !stored.Contains(s.Key)))
            {
                lost++;
                Fail(bodies.Make(number), "a STOP was lost");
            }

            var log = Path.Combine(folder.Path, "service.log");
            var logged = kinds.Count;
            foreach (var line in File.ReadLines(log).Where(l => l.StartsWith("fail:", StringComparison.Ordinal) || l.StartsWith("crit:", StringComparison.Ordinal) || l.StartsWith("Unhandled", StringComparison.Ordinal)))
            {
                kinds.AddOrUpdate("log " + line, 1, (_, before) => before + 1);
            }

            if (kinds.Count > logged)
            {
                Directory.CreateDirectory(failures);
                File.Copy(log, Path.Combine(failures, string.Create(CultureInfo.InvariantCulture, $"{seed}-{from}.log")), overwrite: true);
            }

            foreach (var (key, times) in fuzz.Statuses)
            {
                statuses.AddOrUpdate(key, times, (_, before) => before + times);
            }

            closed += fuzz.Closed;
            stops += fuzz.Stops.Count;
            done += to - from;
            Report.Say($"{done} requests, {stops} of them STOP, {lost} lost; {kinds.Values.Sum()} failures; {done / begun.Elapsed.TotalSeconds:0}/s, {memory:0} MB");
        }

        foreach (var line in statuses.GroupBy(s => s.Key.Webhook, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            Report.Say($"{line.Key,-24} {string.Join(", ", line.OrderBy(s => s.Key.Status).Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Key.Status} {s.Value}×")))}");
        }

        foreach (var (kind, times) in kinds.OrderByDescending(k => k.Value))
        {
            Report.Say($"{times,8} {kind}");
        }

        Report.Last("fuzz-webhooks", ("count", done), ("stops", stops), ("lost", lost), ("closed", closed), ("failed", kinds.Values.Sum()), ("seconds", Report.Round(begun.Elapsed.TotalSeconds)), ("seed", seed), ("from", first), ("database", options.Database));
        return kinds.IsEmpty ? 0 : 1;
    }

    private static string Readable(byte[] bytes)
    {
        var text = string.Concat(bytes.Take(1_200).Select(b => b is >= 0x20 and < 0x7F or (byte)'\n' ? ((char)b).ToString() : b == '\r' ? "" : $"\\x{b:x2}"));
        return bytes.Length > 1_200 ? text + " …" : text;
    }
}
