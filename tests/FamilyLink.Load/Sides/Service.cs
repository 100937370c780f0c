using System.Globalization;
using FamilyLink.Channels.Twilio;
using FamilyLink.Load.Generator;

namespace FamilyLink.Load.Sides;

/// <summary>How the service under test is started: the real program, as its own process, against a Twilio of the tool's own or none.</summary>
/// <param name="DataDirectory">Its data directory.</param>
/// <param name="Engine"><c>sqlite</c> or <c>postgres</c>.</param>
/// <param name="ConnectionString">Its database.</param>
/// <param name="Durability"><c>power</c> or <c>process</c>.</param>
/// <param name="TwilioPort">Where Twilio's API is played, or null.</param>
public sealed record Service(string DataDirectory, string Engine, string ConnectionString, string Durability, int? TwilioPort = null)
{
    /// <summary>The program: beside the tool that was built with it, or the one named by <c>--program</c>.</summary>
    public static string Program { get; set; } = Path.Combine(AppContext.BaseDirectory, "FamilyLink.dll");

    /// <summary>Answers 200 when the service is ready.</summary>
    public const string Ready = "/health/ready";

    /// <summary>What else is configured, over everything here.</summary>
    public Dictionary<string, string> More { get; init; } = [];

    /// <summary>Its configuration as environment variables.</summary>
    public Dictionary<string, string> Environment()
    {
        var environment = new Dictionary<string, string>
        {
            ["FamilyLink__DataDirectory"] = DataDirectory,
            ["FamilyLink__PublicBaseUrl"] = SmsTraffic.PublicBaseUrl,
            ["Database__Provider"] = Engine == "postgres" ? "Postgres" : "Sqlite",
            ["Database__Durability"] = Durability,
            ["ConnectionStrings__FamilyLink"] = ConnectionString,
            ["Twilio__AccountSid"] = SmsTraffic.AccountSid,
            ["Twilio__AuthToken"] = TwilioOptions.DemoAuthToken,
            ["Twilio__From"] = SmsTraffic.ServiceNumber,
            ["Logging__LogLevel__Default"] = "Warning",
        };
        if (TwilioPort is { } port)
        {
            environment["Sms__Gateway"] = "Twilio";
            environment["Twilio__ApiBaseUrl"] = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
        }

        foreach (var (name, value) in More)
        {
            environment[name] = value;
        }

        return environment;
    }

    /// <summary>Starts it and waits until it is ready.</summary>
    public async Task<ChildProcess> StartAsync(int port = 0)
    {
        var child = Launch(port);
        await child.ReadyAsync(Ready);
        return child;
    }

    /// <summary>Starts it and waits for nothing.</summary>
    public ChildProcess Launch(int port = 0) => ChildProcess.Launch(Program, [], Environment(), Path.Combine(DataDirectory, "service.log"), port);
}
