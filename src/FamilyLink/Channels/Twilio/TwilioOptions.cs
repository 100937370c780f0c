namespace FamilyLink.Channels.Twilio;

/// <summary>The <c>Twilio</c> section of the configuration.</summary>
public sealed class TwilioOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Twilio";

    /// <summary>The token of Demo mode; Live refuses it.</summary>
    public const string DemoAuthToken = "demo-auth-token";

    /// <summary>The account, <c>AC</c> and 32 hexadecimal digits.</summary>
    public string? AccountSid { get; set; }

    /// <summary>The token that signs what Twilio sends us and opens what we send Twilio.</summary>
    public string AuthToken { get; set; } = DemoAuthToken;

    /// <summary>The number messages come from.</summary>
    public string? From { get; set; }

    /// <summary>Or the Messaging Service they come from.</summary>
    public string? MessagingServiceSid { get; set; }

    /// <summary>Where the REST API is.</summary>
    public string ApiBaseUrl { get; set; } = "https://api.twilio.com";
}
