using System.Diagnostics;
using System.Globalization;

namespace FamilyLink.Tests.Infrastructure;

/// <summary>
/// Ends the programs a run has started when the run itself is killed and cannot: a shell reads from a pipe what was started and what has ended, and when
/// the pipe closes it kills what is left.
/// </summary>
public sealed class Reaper : IDisposable
{
    private const string Script =
        """
        trap '' INT TERM HUP
        left=' '
        while read -r sign pid; do
          case $sign in
            +) left="$left$pid " ;;
            -) case $left in *" $pid "*) left="${left%% $pid *} ${left#* $pid }" ;; esac ;;
          esac
        done
        for pid in $left; do pkill -KILL -P "$pid" 2>/dev/null; kill -KILL "$pid" 2>/dev/null; done
        """;

    private static readonly Lazy<Reaper> OfThisRun = new(() => new Reaper());

    private readonly StreamWriter? _pipe = OperatingSystem.IsWindows()
        ? null
        : Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Script]) { RedirectStandardInput = true })!.StandardInput;

    /// <summary>Starts a program that does not outlive this process.</summary>
    public static Process Start(ProcessStartInfo start) => OfThisRun.Value.Launch(start);

    /// <summary>Starts a program that does not outlive this object.</summary>
    public Process Launch(ProcessStartInfo start)
    {
        var process = Process.Start(start)!;
        var id = process.Id;
        Tell('+', id);
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => Tell('-', id);
        return process;
    }

    /// <summary>What the end of the run does: kills what was launched and still runs.</summary>
    public void Dispose() => _pipe?.Dispose();

    private void Tell(char sign, int pid)
    {
        if (_pipe is null)
        {
            return;
        }

        lock (_pipe)
        {
            try
            {
                _pipe.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{sign} {pid}"));
                _pipe.Flush();
            }
            catch (ObjectDisposedException)
            {
                // The run is over, and with it whatever is told of here.
            }
        }
    }
}
