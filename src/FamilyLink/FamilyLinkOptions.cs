namespace FamilyLink;

/// <summary>Whether real people are on the other end.</summary>
public enum ServiceMode
{
    /// <summary>Invented people, a simulator instead of a gateway, loopback only.</summary>
    Demo,

    /// <summary>Real people. Refuses to start with anything unsafe in its configuration.</summary>
    Live,
}

/// <summary>The <c>FamilyLink</c> section of the configuration; every key is explained in <c>appsettings.sample.json</c>.</summary>
public sealed class FamilyLinkOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "FamilyLink";

    /// <summary>Demo (default) or Live.</summary>
    public ServiceMode Mode { get; set; } = ServiceMode.Demo;

    /// <summary>Where the SQLite file, the key ring and the recordings live.</summary>
    public string DataDirectory { get; set; } = "data";

    /// <summary>The address gateways call; signatures are computed over it.</summary>
    public string PublicBaseUrl { get; set; } = "http://127.0.0.1:5080";

    /// <summary>The site's own time zone (duty hours, console dates).</summary>
    public string TimeZone { get; set; } = "Asia/Vientiane";

    /// <summary>Minutes of silence after which a verification by text lapses (S6).</summary>
    public int VerificationLapseMinutes { get; set; } = 30;

    /// <summary>First hour, in the site's time zone, at which a person answers.</summary>
    public int DutyFromHour { get; set; } = 8;

    /// <summary>Hour at which the last person on duty goes home.</summary>
    public int DutyToHour { get; set; } = 17;

    /// <summary>Minutes after a caseworker's last sign in a conversation after which the service answers again, and says so.</summary>
    public int PersonSilenceMinutes { get; set; } = 120;

    /// <summary>Days after which the contacts of cases that are all closed are erased (S22).</summary>
    public int ClosedCasesKeptDays { get; set; } = 730;

    /// <summary>Days of silence after which a conversation with nobody on file is erased (S22).</summary>
    public int StrangersKeptDays { get; set; } = 365;

    /// <summary>The languages offered, in menu order.</summary>
    public IList<string> Languages { get; } = [];
}
