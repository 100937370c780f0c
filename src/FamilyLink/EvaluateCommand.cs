using System.Diagnostics;
using System.Globalization;
using FamilyLink.Dialogs.Understanding;

namespace FamilyLink;

/// <summary>
/// Says how well a file of sentences is understood: tab-separated <c>language style topic signal text</c>, <c>none</c> for no topic and <c>-</c> for no
/// sign. For all of it and by language, style and sign, each share with its 95 % interval (Wilson), then the lines that were missed or heard in vain.
/// From a folder with the sources, also how other ways of understanding do on the same lines (<c>tests/FamilyLink.Baselines</c>).
/// </summary>
public static class EvaluateCommand
{
    private const string NoSignal = "-";

    /// <summary>Runs it; 2 when the file is not there or a line of it has not five columns.</summary>
    public static int Run(string path, TextWriter output, TextWriter errors)
    {
        if (!File.Exists(path))
        {
            errors.WriteLine($"There is no file {path}.");
            return 2;
        }

        var lines = new List<Line>();
        var number = 0;
        foreach (var text in File.ReadLines(path))
        {
            number++;
            var columns = text.Split('\t');
            if (text.Length == 0 || columns[0] == "lang")
            {
                continue;
            }

            if (columns.Length != 5)
            {
                errors.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path}, line {number}: five columns are needed, language, style, topic, signal and text; there are {columns.Length}."));
                return 2;
            }

            lines.Add(Read(columns));
        }

        Write(lines, output);
        return 0;
    }

    /// <summary>Runs the baselines on the same file; where the sources are not, says so and leaves it.</summary>
    public static int Compare(string path, TextWriter output)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !Directory.Exists(Path.Combine(folder.FullName, "tests", "FamilyLink.Baselines")))
        {
            folder = folder.Parent;
        }

        if (folder is null)
        {
            output.WriteLine("The baselines are not here: they are in tests/FamilyLink.Baselines of the sources.");
            return 0;
        }

        output.WriteLine("Comparing with other ways of understanding, built first when they were not: this takes a minute.");
        output.Flush();
        using var process = Process.Start(new ProcessStartInfo("dotnet", ["run", "--project", Path.Combine(folder.FullName, "tests", "FamilyLink.Baselines"), "--", Path.GetFullPath(path)]))!;
        process.WaitForExit();
        return process.ExitCode;
    }

    private static Line Read(string[] columns)
    {
        var begun = Stopwatch.GetTimestamp();
        var heard = SafetySignals.Detect(columns[4]);
        var match = TopicMatcher.Default.Match(columns[0], columns[4]);
        return new(columns[0], columns[1], columns[2], columns[3], columns[4], heard, match.Topic, Stopwatch.GetElapsedTime(begun));
    }

    private static void Write(List<Line> lines, TextWriter output)
    {
        Group("all", lines, output);
        foreach (var group in lines.GroupBy(l => $"{l.Language} {l.Style}").OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            Group(group.Key, [.. group], output);
        }

        foreach (var group in lines.Where(l => l.Signal != NoSignal).GroupBy(l => l.Signal).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            Heard(group.Key, [.. group], output);
        }

        // The first lines pay for compiling what all the others run.
        var settled = lines.Skip(lines.Count / 2).ToList();
        if (settled.Count > 0)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"time a line, second half: {settled.Average(l => l.Took.TotalMicroseconds):0} us"));
        }

        foreach (var line in lines.Where(l => l.Signal != NoSignal && l.Heard.Certainty == Certainty.No))
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"missed\t{line.Signal} {line.Heard.Likelihood:0.000}\t{line.Text}"));
        }

        foreach (var line in lines.Where(l => l.Signal != NoSignal && l.Heard.Certainty == Certainty.Maybe))
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"maybe\t{line.Signal} {line.Heard.Likelihood:0.000}\t{line.Text}"));
        }

        foreach (var line in lines.Where(l => l.Signal == NoSignal && l.Heard.Certainty == Certainty.Sign))
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"false\t{line.Heard.Signal} {line.Heard.Likelihood:0.000}\t{line.Text}"));
        }

        foreach (var line in lines.Where(l => l.Signal == NoSignal && l.Heard.Certainty == Certainty.Maybe))
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"asked\t{line.Heard.Likelihood:0.000}\t{line.Text}"));
        }

        foreach (var line in lines.Where(l => l.Signal == NoSignal && l.Topic is not null && l.Topic != l.Expected))
        {
            output.WriteLine($"wrong\t{line.Topic} for {line.Expected}\t{line.Text}");
        }
    }

    private static void Group(string name, List<Line> lines, TextWriter output)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {lines.Count} lines"));
        var signs = lines.Where(l => l.Signal != NoSignal).ToList();
        if (signs.Count > 0)
        {
            Heard("  signs of danger", signs, output);
        }

        var harmless = lines.Where(l => l.Signal == NoSignal).ToList();
        if (harmless.Count > 0)
        {
            output.WriteLine("  harmless: false alarms " + Share(harmless.Count(l => l.Heard.Certainty == Certainty.Sign), harmless.Count) + ", asked back " + Share(harmless.Count(l => l.Heard.Certainty == Certainty.Maybe), harmless.Count));
        }

        var questions = harmless.Where(l => l.Expected != TopicMatcher.NoTopic).ToList();
        if (questions.Count > 0)
        {
            var answered = harmless.Where(l => l.Topic is not null).ToList();
            output.WriteLine("  topics: precision " + Share(answered.Count(l => l.Topic == l.Expected), answered.Count) + ", coverage " + Share(questions.Count(l => l.Topic is not null), questions.Count));
        }
    }

    private static void Heard(string name, List<Line> lines, TextWriter output) => output.WriteLine(
        $"{name}: heard as a sign " + Share(lines.Count(l => l.Heard.Certainty == Certainty.Sign), lines.Count) + ", as a sign or a maybe " + Share(lines.Count(l => l.Heard.Certainty != Certainty.No), lines.Count));

    // A share of few is uncertain, which the interval shows: Wilson's, which also holds near 0 and 1.
    private static string Share(int count, int of)
    {
        if (of == 0)
        {
            return "- (of 0)";
        }

        const double Z = 1.96;
        var share = count / (double)of;
        var middle = (share + (Z * Z / (2 * of))) / (1 + (Z * Z / of));
        var half = Z / (1 + (Z * Z / of)) * Math.Sqrt((share * (1 - share) / of) + (Z * Z / (4d * of * of)));
        return string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.0} % ({100 * Math.Max(0, middle - half):0.0}-{100 * Math.Min(1, middle + half):0.0}, {count} of {of})");
    }

    private sealed record Line(string Language, string Style, string Expected, string Signal, string Text, DetectedSignal Heard, string? Topic, TimeSpan Took);
}
