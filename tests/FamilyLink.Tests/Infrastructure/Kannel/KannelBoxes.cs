using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace FamilyLink.Tests.Infrastructure.Kannel;

/// <summary>What a Kannel of the tests is connected to.</summary>
public enum OperatorKind
{
    /// <summary>Kannel's own fake operator: lines of text on a TCP port.</summary>
    Fake,

    /// <summary>An SMPP centre, as real operators have.</summary>
    Smpp,
}

/// <summary>
/// The real bearerbox and smsbox (Debian's <c>kannel</c>) as ordinary processes on loopback, in a folder of their own. The configuration is the one of the README,
/// with the ports of the moment. They can be killed as a power cut of the process would, and started again on the same store.
/// </summary>
public sealed class KannelBoxes : IAsyncDisposable
{
    /// <summary>The <c>secret=</c> of its requests.</summary>
    public const string Secret = "kannel-test-secret";

    private const string Password = "kannel-test-password";

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5) };
    private readonly string _folder = Directory.CreateTempSubdirectory("familylink-kannel-").FullName;
    private readonly int _adminPort = FreePort();
    private readonly int _boxPort = FreePort();
    private readonly int _sendPort = FreePort();
    private Process? _bearerbox;
    private Process? _smsbox;

    private KannelBoxes(OperatorKind kind, int operatorPort, string service)
    {
        OperatorPort = operatorPort;
        Directory.CreateDirectory(Path.Combine(_folder, "reports"));
        File.WriteAllText(Path.Combine(_folder, "kannel.conf"), Configuration(kind, service));
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Kill();
    }

    /// <summary>The fake operator's port of bearerbox, or the SMPP centre's.</summary>
    public int OperatorPort { get; private set; }

    /// <summary>What to configure as <c>Kannel:SendUrl</c>.</summary>
    public string SendUrl => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_sendPort}/cgi-bin/sendsms");

    /// <summary>Starts both boxes.</summary>
    /// <param name="kind">What they are connected to.</param>
    /// <param name="service">The lines of the <c>sms-service</c> that say what is done with a message.</param>
    /// <param name="smppPort">The SMPP centre's port.</param>
    public static async Task<KannelBoxes> StartAsync(OperatorKind kind, string service, int smppPort = 0)
    {
        var boxes = new KannelBoxes(kind, kind == OperatorKind.Fake ? FreePort() : smppPort, service);
        await boxes.StartBearerboxAsync();
        await boxes.StartSmsboxAsync();
        return boxes;
    }

    /// <summary>Starts both boxes, asking a service on a loopback port.</summary>
    public static Task<KannelBoxes> ForServiceAsync(OperatorKind kind, int servicePort, int smppPort = 0) => StartAsync(kind, Asking(servicePort), smppPort);

    /// <summary>The lines of a <c>sms-service</c> that asks FamilyLink, as the README gives them.</summary>
    public static string Asking(int servicePort) => string.Create(
        CultureInfo.InvariantCulture,
        $"get-url = \"http://127.0.0.1:{servicePort}/kannel/mo?secret={Secret}&id=%I&from=%p&to=%P&text=%b&charset=%C&coding=%c&smsc=%i&time=%t\"");

    /// <summary>A loopback port nobody listens on, below those the system gives to outgoing connections.</summary>
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

    /// <summary>Starts bearerbox on what its store holds.</summary>
    public async Task StartBearerboxAsync()
    {
        _bearerbox = Start("bearerbox");
        await UntilAsync(async () => (await StatusAsync()).Contains("Kannel bearerbox", StringComparison.Ordinal), _bearerbox, "bearerbox did not answer");
    }

    /// <summary>Starts smsbox.</summary>
    public async Task StartSmsboxAsync()
    {
        _smsbox = Start("smsbox");
        await UntilAsync(async () => (await StatusAsync()).Contains("smsbox:", StringComparison.Ordinal) && await ListensAsync(), _smsbox, "smsbox did not connect");
    }

    /// <summary>Has bearerbox find its operator on another port from its next start on.</summary>
    public void ConnectTo(int smppPort)
    {
        var path = Path.Combine(_folder, "kannel.conf");
        File.WriteAllText(path, File.ReadAllText(path).Replace($"\nport = {OperatorPort}\n", $"\nport = {smppPort}\n", StringComparison.Ordinal));
        OperatorPort = smppPort;
    }

    /// <summary>Kills bearerbox without a word.</summary>
    public async Task KillBearerboxAsync()
    {
        _bearerbox!.Kill();
        await _bearerbox.WaitForExitAsync();
    }

    /// <summary>Kills smsbox without a word.</summary>
    public async Task KillSmsboxAsync()
    {
        _smsbox!.Kill();
        await _smsbox.WaitForExitAsync();
    }

    /// <summary>Waits until the connection to the operator is up.</summary>
    public Task OnlineAsync() => UntilAsync(async () => (await StatusAsync()).Contains("(online", StringComparison.Ordinal), _bearerbox!, "the operator's line did not come up");

    /// <summary>What bearerbox says about itself; empty when it does not answer.</summary>
    public async Task<string> StatusAsync()
    {
        try
        {
            return await _http.GetStringAsync(new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_adminPort}/status.txt?password={Password}")));
        }
        catch (Exception away) when (away is HttpRequestException or OperationCanceledException)
        {
            return "";
        }
    }

    /// <summary>The end of both logs, for the message of a failed test.</summary>
    public string LastWords() => string.Join('\n', Directory.GetFiles(_folder, "*.log").SelectMany(log => File.ReadLines(log).TakeLast(30)));

    /// <summary>The memory of both boxes, in megabytes.</summary>
    public double MemoryMb => new[] { _bearerbox, _smsbox }.Sum(p => { p!.Refresh(); return p.WorkingSet64 / 1048576.0; });

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Kill();
        foreach (var process in new[] { _smsbox, _bearerbox })
        {
            if (process is not null)
            {
                await process.WaitForExitAsync();
                process.Dispose();
            }
        }

        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void Kill()
    {
        foreach (var process in new[] { _smsbox, _bearerbox })
        {
            try
            {
                process?.Kill();
            }
            catch (InvalidOperationException)
            {
                // Already gone.
            }
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> good, Process process, string otherwise)
    {
        for (var tries = 0; tries < 300; tries++)
        {
            if (await good())
            {
                return;
            }

            if (process.HasExited)
            {
                break;
            }

            await Task.Delay(100);
        }

        throw new InvalidOperationException($"{otherwise}.");
    }

    private Process Start(string box)
    {
        var start = new ProcessStartInfo(Tools.Find(box)!, ["-v", "4", "kannel.conf"]) { WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true };
        var process = Reaper.Start(start);

        // Read and dropped, so that the pipe never fills; what matters is in its log file.
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private async Task<bool> ListensAsync()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, _sendPort);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private string Configuration(OperatorKind kind, string service)
    {
        var line = kind == OperatorKind.Fake
            ? string.Create(CultureInfo.InvariantCulture, $"smsc = fake\nsmsc-id = operator\nport = {OperatorPort}\nconnect-allow-ip = 127.0.0.1")
            : string.Create(
                CultureInfo.InvariantCulture,
                $"smsc = smpp\nsmsc-id = operator\nhost = 127.0.0.1\nport = {OperatorPort}\ntransceiver-mode = true\nsmsc-username = familylink\nsmsc-password = operator\nsystem-type = \"\"\ninterface-version = 34\nenquire-link-interval = 2\nreconnect-delay = 1");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            group = core
            admin-port = {_adminPort}
            admin-interface = 127.0.0.1
            admin-password = {Password}
            smsbox-port = {_boxPort}
            smsbox-interface = 127.0.0.1
            box-allow-ip = 127.0.0.1
            log-file = bearerbox.log
            log-level = 2
            store-type = file
            store-location = store
            store-dump-freq = 1
            dlr-storage = spool
            dlr-spool = reports

            group = smsc
            {line}

            group = smsbox
            bearerbox-host = 127.0.0.1
            sendsms-port = {_sendPort}
            sendsms-interface = 127.0.0.1
            global-sender = 8880
            log-file = smsbox.log
            log-level = 2
            mo-recode = true
            http-request-retry = 60
            http-queue-delay = 1
            reply-couldnotfetch = ""

            group = sendsms-user
            username = familylink
            password = {Password}
            concatenation = true
            max-messages = 6
            user-allow-ip = 127.0.0.1

            group = sms-service
            keyword = default
            {service}
            accept-x-kannel-headers = true
            omit-empty = true
            max-messages = 6
            concatenation = true

            """);
    }

    /// <summary>The settings of a service that sends through these boxes.</summary>
    public Dictionary<string, string> Settings(int servicePort) => new()
    {
        ["Sms:Gateway"] = "Kannel",
        ["Kannel:SendUrl"] = SendUrl,
        ["Kannel:Username"] = "familylink",
        ["Kannel:Password"] = Password,
        ["Kannel:From"] = "8880",
        ["Kannel:Secret"] = Secret,
        ["Kannel:CallbackBaseUrl"] = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{servicePort}"),
    };
}
