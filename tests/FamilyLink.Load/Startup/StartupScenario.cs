using System.Diagnostics;
using FamilyLink.Load.Generator;
using FamilyLink.Load.Sides;

namespace FamilyLink.Load.Startup;

/// <summary>From nothing to ready on a fresh data directory, against an empty ASP.NET Core project (<c>dotnet new web</c>) started the same way.</summary>
public static class StartupScenario
{
    /// <summary>Runs it.</summary>
    public static async Task<int> RunAsync(LoadOptions options)
    {
        var turns = options.Number("turns", 7);
        using var folder = new LoadFolder();
        var empty = await BuildEmptyProjectAsync(folder.Sub("empty"));
        await using var databases = await Databases.OpenAsync(options.Database);
        List<double> ours = [], floor = [];
        double memory = 0;
        for (var turn = 0; turn <= turns; turn++)
        {
            await using (var bare = await ChildProcess.StartAsync(empty, [], [], "/"))
            {
                Note(floor, turn, bare);
            }

            var data = folder.Sub(FormattableString.Invariant($"service-{turn}"));
            await using var service = await new Service(data, options.Database, await databases.CreateAsync(data), options.Durability).StartAsync();
            Note(ours, turn, service);
            memory = service.MemoryMb;
            if (turn > 0)
            {
                Report.Say($"turn {turn}  ours {ours[^1]:0} ms  empty project {floor[^1]:0} ms");
            }
        }

        var (mine, least) = (Medians.Of(ours), Medians.Of(floor));
        Report.Last(
            "startup",
            ("ours_ms", Report.Round(mine)),
            ("empty_project_ms", Report.Round(least)),
            ("ratio", Report.Round(mine / least)),
            ("rss_mb", Report.Round(memory)),
            ("database", options.Database),
            ("turns", turns));
        return 0;
    }

    // The first turn only warms the file cache.
    private static void Note(List<double> times, int turn, ChildProcess process)
    {
        if (turn > 0)
        {
            times.Add(process.ReadyAfter.TotalMilliseconds);
        }
    }

    private static async Task<string> BuildEmptyProjectAsync(string folder)
    {
        await DotnetAsync(folder, "new", "web", "--name", "Empty", "--output", folder, "--no-restore");
        await DotnetAsync(folder, "build", "-c", "Release", "--nologo", "-v", "quiet", "-o", Path.Combine(folder, "out"));
        return Path.Combine(folder, "out", "Empty.dll");
    }

    private static async Task DotnetAsync(string folder, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"dotnet {arguments[0]} ended with {process.ExitCode}: {string.Concat(said)}");
        }
    }
}
