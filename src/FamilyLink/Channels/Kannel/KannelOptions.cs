namespace FamilyLink.Channels.Kannel;

/// <summary>The <c>Kannel</c> section of the configuration.</summary>
public sealed class KannelOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Kannel";

    /// <summary>The secret of Demo mode; Live refuses it.</summary>
    public const string DemoSecret = "demo-kannel-secret";

    /// <summary>Where smsbox takes messages, such as <c>http://127.0.0.1:13013/cgi-bin/sendsms</c>.</summary>
    public string SendUrl { get; set; } = "";

    /// <summary>The <c>sendsms-user</c>.</summary>
    public string Username { get; set; } = "";

    /// <summary>Its password.</summary>
    public string Password { get; set; } = "";

    /// <summary>The number or short code messages come from.</summary>
    public string From { get; set; } = "";

    /// <summary>The operator's country, <c>LA</c> or <c>TH</c>: numbers that come without a country are read as people there dial them.</summary>
    public string Country { get; set; } = "LA";

    /// <summary>What smsbox puts into <c>secret=</c> of everything it asks us.</summary>
    public string Secret { get; set; } = DemoSecret;

    /// <summary>Where smsbox reaches this service when that is not the public address, such as <c>http://127.0.0.1:5080</c> on the same machine.</summary>
    public string? CallbackBaseUrl { get; set; }
}
