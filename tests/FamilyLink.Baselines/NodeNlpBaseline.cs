using System.Diagnostics;
using System.Text.Json;
using FamilyLink.Tests.Infrastructure;
using FamilyLink.Training;

namespace FamilyLink.Baselines;

/// <summary>The npm package <c>node-nlp</c>, a classifier that many chat bots are made with.</summary>
/// <param name="folder">Where its package.json is.</param>
internal sealed class NodeNlpBaseline(string folder) : Baseline
{
    public override string Name => "node-nlp (npm)";

    /// <summary>Why it cannot be asked here, or null; installs it when npm is there.</summary>
    public string? Missing()
    {
        if (Tools.Find("node") is null || Tools.Find("npm") is not { } npm)
        {
            return "Node.js and npm are not on this machine";
        }

        if (Directory.Exists(Path.Combine(folder, "node_modules", "node-nlp")))
        {
            return null;
        }

        using var process = Process.Start(new ProcessStartInfo(npm, ["ci", "--prefix", folder, "--no-audit", "--no-fund"]) { RedirectStandardOutput = true })!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? null : "npm could not install it";
    }

    public override (IReadOnlyList<Opinion> Opinions, TimeSpan Each) Ask(IReadOnlyList<Sentence> learned, IReadOnlyList<string> asked, int turns)
    {
        var start = new ProcessStartInfo(Tools.Find("node")!, [Path.Combine(AppContext.BaseDirectory, "node-nlp.js"), folder]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var printed = process.StandardOutput.ReadToEndAsync();
        JsonSerializer.Serialize(process.StandardInput.BaseStream, new { learned = learned.Select(s => new[] { s.Text, s.Topic, s.Signal }), asked, turns });
        process.StandardInput.Close();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException(FormattableString.Invariant($"node-nlp.js ended with {process.ExitCode}."));
        }

        // What the package itself prints while it learns stands before the last line.
        using var answer = JsonDocument.Parse(printed.GetAwaiter().GetResult().TrimEnd().Split('\n')[^1]);
        var opinions = answer.RootElement.GetProperty("opinions").EnumerateArray()
            .Select(o => new Opinion(Known(o[0], "none"), o[1].GetDouble(), Known(o[2], Sentence.NoSignal), o[3].GetDouble())).ToList();
        return (opinions, TimeSpan.FromMicroseconds(answer.RootElement.GetProperty("each").GetDouble()));
    }

    // It says None when it knows none of the words.
    private static string Known(JsonElement intent, string none) => intent.GetString() is { } said && said != "None" ? said : none;
}
