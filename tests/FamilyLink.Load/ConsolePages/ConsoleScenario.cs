using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FamilyLink.Data.Demo;
using FamilyLink.Load.Generator;
using FamilyLink.Load.Seeding;
using FamilyLink.Load.Sides;

namespace FamilyLink.Load.ConsolePages;

/// <summary>
/// How long the console takes for an agency with very many cases, and how large its pages are: staff read lists, cases and conversations and search names, numbers
/// and codes, all at once. The time is that of whole answers, seen from the outside.
/// </summary>
public static partial class ConsoleScenario
{
    private static readonly (string Name, string Path, string? Sought)[] Steps =
    [
        ("start", "/", null),
        ("cases", "/cases", null),
        ("cases page 40", "/cases?p=40", null),
        ("mine", "/cases?mine=true", null),
        ("code", "/cases", "10777"),
        ("number", "/cases", "020 6000 1234"),
        ("name", "/cases", "ແກ້ວມະນີ 7"),
        ("name by sound", "/cases", "suliya 3"),
        ("tasks", "/tasks", null),
        ("inbox", "/inbox", null),
        ("notices", "/notices", null),
        ("waiting", "/notices/waiting", null),
        ("check-ins", "/check-ins", null),
        ("court", "/court", null),
    ];

    /// <summary>Runs it.</summary>
    public static async Task<int> RunAsync(LoadOptions options)
    {
        var (cases, messages) = (options.Number("cases", 50_000), options.Number("messages", 200_000));
        var (staff, seconds) = (options.Number("staff", 20), options.Number("seconds", 60));
        var pause = TimeSpan.FromMilliseconds(options.Number("pause", 2_000));
        using var folder = new LoadFolder();
        await using var databases = await Databases.OpenAsync(options.Database);
        var data = folder.Sub("service");
        var service = new Service(data, options.Database, await databases.CreateAsync(data), options.Durability);
        await (await service.StartAsync()).DisposeAsync();
        await using (var outbox = Outbox.Open(service))
        {
            await outbox.AddCasesAsync(cases, messages);
        }

        Report.Say($"{cases} cases, {messages} messages are there");
        await using var process = await service.StartAsync();
        using var first = await SignedInAsync(process.Port);
        var warmed = Stopwatch.GetTimestamp();
        await StepAsync(first, Steps.Single(s => s.Name == "name"));
        var firstSearch = Stopwatch.GetElapsedTime(warmed);
        foreach (var step in Steps)
        {
            await StepAsync(first, step);
        }

        // Signed in beforehand: a password costs a tenth of a second on purpose, and a working day begins with it once.
        var desks = new List<Desk>();
        while (desks.Count < staff)
        {
            desks.Add(await SignedInAsync(process.Port));
        }

        var end = Stopwatch.GetTimestamp() + (long)(seconds * Stopwatch.Frequency);
        var runs = await Task.WhenAll(desks.Select((desk, n) => Task.Run(() => WorkAsync(desk, n, pause, end))));
        desks.ForEach(desk => desk.Dispose());
        process.ThrowIfGone();
        var errors = runs.Sum(r => r.Errors);
        var pages = new JsonObject();
        var (worst, largest) = (0.0, 0);
        foreach (var (name, _, _) in Steps)
        {
            var all = new Latencies();
            foreach (var run in runs)
            {
                all.Add(run.Times[name]);
            }

            var (p50, p95, size) = (all.Percentile(0.5), all.Percentile(0.95), runs.Max(r => r.Sizes[name]));
            (worst, largest) = (Math.Max(worst, p95), Math.Max(largest, size));
            pages[name] = new JsonObject { ["count"] = all.Count, ["p50_ms"] = Report.Round(p50), ["p95_ms"] = Report.Round(p95), ["kb"] = Report.Round(size / 1024.0) };
            Report.Say($"{name,-16} {all.Count,6} times  p50 {p50,8:0.0} ms  p95 {p95,8:0.0} ms  {size / 1024.0,6:0.0} KB");
        }

        Report.Last(
            "console",
            ("cases", cases),
            ("messages", messages),
            ("staff", staff),
            ("pause_ms", (int)pause.TotalMilliseconds),
            ("pages_per_s", Report.Round(runs.Sum(r => r.Times.Values.Sum(t => t.Count)) / (double)seconds)),
            ("p95_ms", Report.Round(worst)),
            ("largest_kb", Report.Round(largest / 1024.0)),
            ("first_name_search_ms", Report.Round(firstSearch.TotalMilliseconds)),
            ("errors", errors),
            ("rss_mb", Report.Round(process.MemoryMb)),
            ("database", options.Database),
            ("durability", options.Durability),
            ("pages", pages));
        return errors == 0 ? 0 : 1;
    }

    private static async Task<Run> WorkAsync(Desk web, int number, TimeSpan pause, long end)
    {
        var run = new Run(Steps.ToDictionary(s => s.Name, _ => new Latencies()), Steps.ToDictionary(s => s.Name, _ => 0));
        await Task.Delay(pause * Random.Shared.NextDouble());
        for (var at = number; Stopwatch.GetTimestamp() < end; at++)
        {
            var step = Steps[at % Steps.Length];
            var begun = Stopwatch.GetTimestamp();
            var size = await StepAsync(web, step);
            run.Times[step.Name].Add(Stopwatch.GetTimestamp() - begun);
            run.Sizes[step.Name] = Math.Max(run.Sizes[step.Name], size);
            run.Errors += size == 0 ? 1 : 0;

            // Somebody who reads: between two pages there is a moment.
            await Task.Delay(pause);
        }

        return run;
    }

    // The size of the page; 0 when it did not come.
    private static async Task<int> StepAsync(Desk desk, (string Name, string Path, string? Sought) step)
    {
        using var answer = step.Sought is null
            ? await desk.Web.GetAsync(step.Path)
            : await desk.Web.PostAsync(step.Path, new FormUrlEncodedContent([KeyValuePair.Create("q", step.Sought), KeyValuePair.Create("__RequestVerificationToken", desk.Token)]));
        var page = await answer.Content.ReadAsByteArrayAsync();
        return answer.StatusCode == HttpStatusCode.OK ? page.Length : 0;
    }

    private static async Task<Desk> SignedInAsync(int port)
    {
        var web = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}")), Timeout = TimeSpan.FromMinutes(5) };
        using var answer = await web.PostAsync("/sign-in", new FormUrlEncodedContent(
        [
            KeyValuePair.Create("Email", "caseworker@demo.local"),
            KeyValuePair.Create("Password", DemoPeople.Password),
            KeyValuePair.Create("__RequestVerificationToken", TokenOf(await web.GetStringAsync("/sign-in"))),
        ]));
        return answer.StatusCode == HttpStatusCode.Redirect ? new Desk(web, TokenOf(await web.GetStringAsync("/cases"))) : throw new InvalidOperationException($"The console refused the caseworker: {answer.StatusCode}.");
    }

    private static string TokenOf(string page) => TokenField().Match(page).Groups[1].Value;

    [GeneratedRegex("__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex TokenField();

    private sealed record Desk(HttpClient Web, string Token) : IDisposable
    {
        public void Dispose() => Web.Dispose();
    }

    private sealed record Run(Dictionary<string, Latencies> Times, Dictionary<string, int> Sizes)
    {
        public int Errors { get; set; }
    }
}
