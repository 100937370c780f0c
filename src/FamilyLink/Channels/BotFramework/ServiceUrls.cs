using Microsoft.Extensions.Options;

namespace FamilyLink.Channels.BotFramework;

/// <summary>
/// Decides which addresses the service may call. An activity names the address its answer goes to, with our token on it:
/// a forged one must not make the service call a neighbour's machine or a cloud's metadata address.
/// </summary>
public sealed class ServiceUrls(IOptions<BotFrameworkOptions> bot, IOptions<FamilyLinkOptions> service)
{
    // https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication
    private static readonly string[] Microsofts = [".botframework.com", "smba.trafficmanager.net"];

    private readonly string[] _hosts = bot.Value.ServiceHosts.Count > 0 ? [.. bot.Value.ServiceHosts] : Microsofts;
    private readonly bool _demo = service.Value.Mode == ServiceMode.Demo;

    /// <summary>Returns the address when it may be called: https at a known host, or in Demo mode this very machine; else null.</summary>
    public Uri? Allowed(string? serviceUrl)
    {
        if (!Uri.TryCreate(serviceUrl, UriKind.Absolute, out var url) || url.UserInfo.Length > 0 || url.Query.Length > 0 || url.Fragment.Length > 0)
        {
            return null;
        }

        // Only a literal loopback address: a name could be pointed elsewhere.
        if (_demo && url.Scheme == Uri.UriSchemeHttp && (url.Host is "localhost" or "127.0.0.1" or "[::1]"))
        {
            return url;
        }

        return url.Scheme == Uri.UriSchemeHttps && url.IsDefaultPort && url.HostNameType == UriHostNameType.Dns && Array.Exists(_hosts, host => Matches(url.IdnHost, host)) ? url : null;
    }

    private static bool Matches(string host, string allowed) => allowed.StartsWith('.')
        ? host.EndsWith(allowed, StringComparison.OrdinalIgnoreCase)
        : host.Equals(allowed, StringComparison.OrdinalIgnoreCase);
}
