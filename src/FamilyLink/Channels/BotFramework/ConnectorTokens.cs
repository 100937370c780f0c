using Microsoft.Extensions.Options;
using Microsoft.Identity.Client;

namespace FamilyLink.Channels.BotFramework;

/// <summary>Tokens that open the connector to us, by client credentials. The library keeps a token until shortly before it ends and then asks for the next.</summary>
public sealed class ConnectorTokens(IOptions<BotFrameworkOptions> options, IHttpClientFactory http) : IMsalHttpClientFactory
{
    /// <summary>The name of the HTTP client that asks for tokens.</summary>
    public const string Client = "bot-login";

    private const string MultiTenant = "botframework.com";
    private static readonly string[] Scopes = ["https://api.botframework.com/.default"];

    private readonly BotFrameworkOptions _options = options.Value;
    private IConfidentialClientApplication? _application;

    /// <summary>The token, or null when the service has no application and calls without one (Demo).</summary>
    /// <param name="rejected">The connector refused the one before: ask for a new one.</param>
    /// <exception cref="MsalException">The login service refuses us or cannot be reached.</exception>
    public async Task<string?> TokenAsync(bool rejected, CancellationToken cancellation)
    {
        if (string.IsNullOrEmpty(_options.AppId) || string.IsNullOrEmpty(_options.AppPassword))
        {
            return null;
        }

        var application = _application ??= ConfidentialClientApplicationBuilder.Create(_options.AppId)
            .WithClientSecret(_options.AppPassword)
            .WithAuthority(new Uri(_options.LoginUrl.TrimEnd('/') + '/' + (string.IsNullOrEmpty(_options.TenantId) ? MultiTenant : _options.TenantId)), validateAuthority: false)
            .WithInstanceDiscovery(false)
            .WithHttpClientFactory(this)
            .WithLegacyCacheCompatibility(false)
            .Build();
        var result = await application.AcquireTokenForClient(Scopes).WithForceRefresh(rejected).ExecuteAsync(cancellation);
        return result.AccessToken;
    }

    /// <inheritdoc/>
    public HttpClient GetHttpClient() => http.CreateClient(Client);
}
