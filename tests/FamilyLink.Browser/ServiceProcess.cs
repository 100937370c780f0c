using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using FamilyLink.Tests.Infrastructure;

namespace FamilyLink.Browser;

/// <summary>The real service as an ordinary process, in Demo mode, on a free port and a data directory of its own.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _folder;
    private readonly ConcurrentQueue<string> _said = new();

    private ServiceProcess(Process process, string folder, string address)
    {
        _process = process;
        _folder = folder;
        Address = address;
    }

    public string Address { get; }

    /// <summary>What it has printed, for a failure's message.</summary>
    public string Said => string.Join('\n', _said);

    public static async Task<ServiceProcess> StartAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        listener.Stop();
        var folder = Directory.CreateTempSubdirectory("familylink-browser-").FullName;
        var program = typeof(Program).Assembly.Location;
        var start = new ProcessStartInfo("dotnet", [program]) { WorkingDirectory = Path.GetDirectoryName(program)!, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["ASPNETCORE_URLS"] = address;
        start.Environment["FamilyLink__DataDirectory"] = folder;
        start.Environment["ASPNETCORE_CONTENTROOT"] = Path.Combine(Repository(), "src", "FamilyLink");
        var process = Reaper.Start(start);
        var service = new ServiceProcess(process, folder, address);
        process.OutputDataReceived += (_, line) => service._said.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => service._said.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var web = new HttpClient();
        for (var tries = 0; tries < 300; tries++)
        {
            try
            {
                if ((await web.GetAsync(address + "/health/ready")).IsSuccessStatusCode)
                {
                    return service;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(200);
        }

        await service.DisposeAsync();
        throw new InvalidOperationException("The service did not become ready within a minute.");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, true);
    }

    public static string Repository()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "FamilyLink.sln")))
            {
                return at.FullName;
            }
        }

        throw new InvalidOperationException("FamilyLink.sln was not found above the tests.");
    }
}
