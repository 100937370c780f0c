namespace FamilyLink.Channels.BotFramework;

/// <summary>The <c>BotFramework</c> section of the configuration.</summary>
public sealed class BotFrameworkOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "BotFramework";

    /// <summary>The bot's application id. Without it Live takes no activities at all, and Demo takes them from this machine without a token.</summary>
    public string? AppId { get; set; }

    /// <summary>The application's client secret, for tokens to the connector.</summary>
    public string? AppPassword { get; set; }

    /// <summary>The tenant of a single-tenant bot; empty for a multi-tenant one.</summary>
    public string? TenantId { get; set; }

    /// <summary>Where the connector's signing keys are published.</summary>
    public string OpenIdMetadataUrl { get; set; } = "https://login.botframework.com/v1/.well-known/openidconfiguration";

    /// <summary>Where the signing keys of emulator tokens are published; asked in Demo mode only.</summary>
    public string EmulatorOpenIdMetadataUrl { get; set; } = "https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration";

    /// <summary>Where tokens to the connector are asked for.</summary>
    public string LoginUrl { get; set; } = "https://login.microsoftonline.com/";

    /// <summary>Hosts a connector may be called at; one that begins with a dot stands for everything below it. Empty means Microsoft's own.</summary>
    public IList<string> ServiceHosts { get; } = [];
}
