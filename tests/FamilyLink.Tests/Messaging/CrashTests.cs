using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using FamilyLink.Tests.Infrastructure;
using Xunit;

namespace FamilyLink.Tests.Messaging;

/// <summary>The load tool's crash scenario at a size that fits into CI; the tool itself runs it at full size.</summary>
public sealed class CrashTests
{
    private const int Kills = 12;

    // Most of a run is waiting for the provider: both databases' runs go on side by side, and each case waits for its own.
    private static readonly Dictionary<string, Lazy<Task<(int Exit, JsonNode? Last, string Said)>>> Runs = ((string[])["sqlite", "postgres"]).ToDictionary(
        database => database,
        database => new Lazy<Task<(int, JsonNode?, string)>>(() => RunAsync("crash", "--kills", Kills.ToString(CultureInfo.InvariantCulture), "--database", database)));

    public static TheoryData<string> Databases => Infrastructure.Databases.All;

    [SkippableTheory]
    [MemberData(nameof(Databases))]
    public async Task ServiceKilledAtRandom_NothingIsLostAndNothingComesTwice(string database)
    {
        Skip.IfNot(Requires.InCi, "Takes minutes and runs in CI. By hand: dotnet run -c Release --project tests/FamilyLink.Load -- crash");
        Requires.Postgres();
        await Task.WhenAll(Runs.Values.Select(run => run.Value));
        var (exit, last, said) = await Runs[database].Value;

        Assert.True(last is not null, said);
        Assert.Equal(Kills, last["kills"]!.GetValue<int>());
        var counts = string.Join(", ", new[] { "lost", "duplicated", "different_replies", "errors", "unsettled" }.Select(n => $"{n} {last[n]}"));
        Assert.True(counts == "lost 0, duplicated 0, different_replies 0, errors 0, unsettled 0", $"{counts}\n{said}");
        Assert.True(last["audit_ok"]!.GetValue<bool>());
        Assert.True(last["inbound_retried"]!.GetValue<int>() > 0, "No caller was ever cut off: the kills came at no interesting moment.");
        Assert.Equal(0, exit);
    }

    private static async Task<(int Exit, JsonNode? Last, string Said)> RunAsync(params string[] arguments)
    {
        // Built with the solution, in the same configuration as these tests.
        var configuration = Directory.GetParent(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar))!.Name;
        var tool = Repository.Below("tests", "FamilyLink.Load", "bin", configuration, "net10.0", "FamilyLink.Load.dll");
        Assert.True(File.Exists(tool), $"{tool} is not built: build the solution.");
        using var process = Reaper.Start(new ProcessStartInfo("dotnet", [tool, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true });
        var output = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        var line = output[0].Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault(l => l.StartsWith('{'));
        return (process.ExitCode, line is null ? null : JsonNode.Parse(line), output[1]);
    }
}
