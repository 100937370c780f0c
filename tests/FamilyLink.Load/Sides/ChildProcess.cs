using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using FamilyLink.Tests.Infrastructure;

namespace FamilyLink.Load.Sides;

/// <summary>A server run as a process of its own, on a free loopback port. Ends with this one.</summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private static readonly ConcurrentDictionary<int, Process> Running = [];

    private readonly Process _process;
    private readonly string? _log;
    private readonly long _begun;
    private bool _disposed;

    static ChildProcess() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        foreach (var left in Running.Values)
        {
            Kill(left);
        }
    };

    private ChildProcess(Process process, int port, string? log, long begun)
    {
        _process = process;
        _begun = begun;
        Port = port;
        _log = log;
        Running[process.Id] = process;
    }

    /// <summary>The port it listens on.</summary>
    public int Port { get; }

    /// <summary>From the start of the process until it first said it was ready.</summary>
    public TimeSpan ReadyAfter { get; private set; }

    /// <summary>Its memory now, in megabytes.</summary>
    public double MemoryMb => Status("VmRSS:");

    /// <summary>The processor time it has used since it started: unlike a rate, it says the same thing on a busy machine.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>The most memory it ever had, in megabytes.</summary>
    public double PeakMemoryMb => Status("VmHWM:");

    /// <summary>Starts <c>dotnet DLL arguments</c> and waits until <paramref name="readyPath"/> answers 200.</summary>
    /// <param name="dll">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">What is added to the environment.</param>
    /// <param name="readyPath">Asked until it answers 200.</param>
    /// <param name="log">Where its output goes, or null to drop it.</param>
    /// <param name="port">The port, or 0 for a free one.</param>
    /// <exception cref="InvalidOperationException">It ended, or was not ready within two minutes.</exception>
    public static async Task<ChildProcess> StartAsync(
        string dll, IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string>> environment, string readyPath, string? log = null, int port = 0)
    {
        var child = Launch(dll, arguments, environment, log, port);
        await child.ReadyAsync(readyPath);
        return child;
    }

    /// <summary>Starts <c>dotnet DLL arguments</c> and waits for nothing.</summary>
    public static ChildProcess Launch(string dll, IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string>> environment, string? log = null, int port = 0)
    {
        port = port == 0 ? FreePort() : port;
        var start = new ProcessStartInfo("dotnet", [dll, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetDirectoryName(dll) };
        start.Environment["ASPNETCORE_URLS"] = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
        start.Environment["DOTNET_ENVIRONMENT"] = "Production";
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var begun = Stopwatch.GetTimestamp();
        var child = new ChildProcess(Reaper.Start(start), port, log, begun);
        child.Drain();
        return child;
    }

    /// <summary>Waits until a path answers 200.</summary>
    /// <exception cref="InvalidOperationException">The process ended, or was not ready within two minutes.</exception>
    public async Task ReadyAsync(string path)
    {
        var request = System.Text.Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
        using var connection = new Generator.HttpConnection(Port);
        while (Stopwatch.GetElapsedTime(_begun) < TimeSpan.FromMinutes(2))
        {
            ThrowIfGone();
            try
            {
                if ((await connection.SendAsync(request)).Status == 200)
                {
                    ReadyAfter = Stopwatch.GetElapsedTime(_begun);
                    return;
                }
            }
            catch (Exception notYet) when (notYet is SocketException or IOException)
            {
                connection.Reset();
            }

            await Task.Delay(5);
        }

        await DisposeAsync();
        throw new InvalidOperationException($"The process was not ready within two minutes. {LastWords()}");
    }

    /// <summary>Tells when it ended by itself, with the end of what it said.</summary>
    /// <exception cref="InvalidOperationException">It did.</exception>
    public void ThrowIfGone()
    {
        if (_process.HasExited)
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"The process ended with {_process.ExitCode}. {LastWords()}"));
        }
    }

    /// <summary>Ends it as a power failure of the process would: <c>kill -9</c>.</summary>
    public async Task KillAsync()
    {
        Kill(_process);
        await _process.WaitForExitAsync();
        await DisposeAsync();
    }

    /// <summary>Asks it to stop, and ends it when it does not.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        if (!_process.HasExited)
        {
            using var term = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
            await term.WaitForExitAsync();
            try
            {
                await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(40));
            }
            catch (TimeoutException)
            {
                Kill(_process);
                await _process.WaitForExitAsync();
            }
        }

        Running.TryRemove(_process.Id, out _);
        _process.Dispose();
    }

    /// <summary>
    /// A loopback port nobody listens on now, below those that the system gives to outgoing connections: a caller that keeps trying a port of that range
    /// while the service is down will sooner or later connect to itself, and then the service cannot listen there.
    /// </summary>
    public static int FreePort()
    {
        while (true)
        {
            var port = Random.Shared.Next(20_000, 32_000);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken; try another.
            }
        }
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill();
        }
        catch (InvalidOperationException)
        {
            // Already gone.
        }
    }

    private string LastWords() => _log is not null && File.Exists(_log) ? "It said last:\n" + string.Join('\n', File.ReadLines(_log).TakeLast(40)) : "";

    private void Drain()
    {
        var writer = _log is null ? TextWriter.Null : TextWriter.Synchronized(new StreamWriter(_log, append: true) { AutoFlush = true });
        _process.OutputDataReceived += (_, line) => writer.WriteLine(line.Data);
        _process.ErrorDataReceived += (_, line) => writer.WriteLine(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private double Status(string name)
    {
        try
        {
            var line = File.ReadLines($"/proc/{_process.Id}/status").FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal));
            return line is null ? 0 : double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
