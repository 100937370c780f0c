using System.Diagnostics;
using System.Globalization;
using System.Text;
using FamilyLink.Baselines;
using FamilyLink.Load.Generator;
using FamilyLink.Load.Sides;
using FamilyLink.Training;

namespace FamilyLink.Load.Match;

/// <summary>How long one line takes to be read for signs and topics, after start, against SQLite's index of groups of three letters asked the same lines.</summary>
public static class MatchScenario
{
    private const int WarmUp = 3_000;

    /// <summary>Runs it.</summary>
    public static async Task<int> RunAsync(LoadOptions options)
    {
        var (turns, count, asked) = (options.Number("turns", 5), options.Number("count", 20_000), options.Number("floor-lines", 200));
        var kept = Sentences.Bank(held: true).Where(s => s.IsHeld).ToList();
        var lines = Enumerable.Range(0, WarmUp + count).Select(n => kept[n % kept.Count]).ToList();
        List<double> ours = [], letters = [];
        for (var turn = 0; turn < turns; turn++)
        {
            // What starting and compiling take is in both, and falls out of the difference.
            var few = await TakesAsync(lines.Take(WarmUp));
            var all = await TakesAsync(lines);
            ours.Add((all - few).TotalMicroseconds / count);
            letters.Add(new TrigramBaseline().Ask([.. Sentences.Bank(held: false)], [.. kept.Take(asked).Select(s => s.Text)], turns: 1).Each.TotalMicroseconds);
            Report.Say($"turn {turn + 1}  ours {ours[^1]:0} us a line  groups of three letters {letters[^1]:0} us a line");
        }

        var (mine, least) = (Medians.Of(ours), Medians.Of(letters));
        Report.Last("match", ("ours_us", Report.Round(mine)), ("trigram_us", Report.Round(least)), ("ratio", Math.Round(mine / least, 4)), ("lines", count), ("turns", turns));
        return 0;
    }

    private static async Task<TimeSpan> TakesAsync(IEnumerable<Sentence> lines)
    {
        var start = new ProcessStartInfo("dotnet", [Service.Program, "match"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            WorkingDirectory = Path.GetDirectoryName(Service.Program),
        };
        var input = new StringBuilder();
        foreach (var line in lines)
        {
            input.Append(CultureInfo.InvariantCulture, $"{line.Language}\t{line.Text}\n");
        }

        var begun = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        var read = process.StandardOutput.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await read;
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? Stopwatch.GetElapsedTime(begun) : throw new InvalidOperationException($"match ended with {process.ExitCode}.");
    }
}
