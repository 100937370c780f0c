using System.Diagnostics;
using FamilyLink.Tests.Infrastructure;

namespace FamilyLink.Load.Faults;

/// <summary>
/// Plants the faults of <c>tests/faults/faults.tsv</c> one after the other in a copy of the sources, and runs the tests that are to find each: a safety test that
/// stays green with its rule broken tests nothing.
/// </summary>
internal static class FaultsScenario
{
    private static readonly string[] Left = [".git", "bin", "node_modules", "artifacts", "data"];

    public static async Task<int> RunAsync(LoadOptions options)
    {
        var only = options.Text("only", "").Split(',');
        var faults = File.ReadLines(Repository.Below("tests", "faults", "faults.tsv"))
            .Where(l => l.Length > 0 && l[0] != '#').Select(l => l.Split('\t')).Where(c => only.Any(o => c[0].StartsWith(o, StringComparison.Ordinal))).ToList();
        var copy = Directory.CreateTempSubdirectory("familylink-faults-").FullName;
        Copy(Repository.Root, copy);
        var (seen, missed) = (0, new List<string>());
        foreach (var fault in faults)
        {
            var file = Path.Combine(copy, fault[1]);
            var before = await File.ReadAllTextAsync(file);
            if (before.Split(fault[2]).Length != 2)
            {
                missed.Add(fault[0] + ": what is to be changed stands there not once");
                continue;
            }

            await File.WriteAllTextAsync(file, before.Replace(fault[2], fault[3], StringComparison.Ordinal));
            var built = await DotnetAsync(copy, "build", Path.Combine("tests", "FamilyLink.Tests"), "-v", "q", "--nologo", "-p:LearnModels=false", "-p:TreatWarningsAsErrors=false", "-p:RunAnalyzers=false");
            var red = built && !await DotnetAsync(copy, "test", Path.Combine("tests", "FamilyLink.Tests"), "--no-build", "--nologo", "-v", "q", "--filter", $"FullyQualifiedName~{fault[4]}");
            Report.Say($"{fault[0]}: {(!built ? "does not build" : red ? "seen" : "NOT SEEN")}");
            if (red)
            {
                seen++;
            }
            else
            {
                missed.Add(fault[0]);
            }

            await File.WriteAllTextAsync(file, before);
        }

        Directory.Delete(copy, true);
        Report.Last("faults", ("planted", faults.Count), ("seen", seen), ("missed", string.Join("; ", missed)));
        return missed.Count == 0 && faults.Count > 0 ? 0 : 1;
    }

    private static async Task<bool> DotnetAsync(string folder, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return process.ExitCode == 0;
    }

    // With obj, which holds what was restored and the learned models: only what a fault changes is built again.
    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }

        foreach (var folder in Directory.EnumerateDirectories(from).Where(f => !Left.Contains(Path.GetFileName(f))))
        {
            Copy(folder, Directory.CreateDirectory(Path.Combine(to, Path.GetFileName(folder))).FullName);
        }
    }
}
