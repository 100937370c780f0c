using Microsoft.Bot.Schema;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace FamilyLink.Channels.BotFramework;

/// <summary>Somebody whose token is genuine, and what it lets them do.</summary>
/// <param name="ServiceUrl">The one service address their activities may name.</param>
/// <param name="Endorsements">The channels they may speak for; null means every one (the emulator, in Demo mode).</param>
internal sealed record BotCaller(string? ServiceUrl, IReadOnlySet<string>? Endorsements)
{
    /// <summary>Somebody on this machine, in Demo mode.</summary>
    public static BotCaller OnThisMachine { get; } = new(null, null);

    /// <summary>Whether this activity is one they may send.</summary>
    public bool MaySend(Activity activity) => Endorsements is null
        || (activity.ChannelId is { } channel && Endorsements.Contains(channel) && ServiceUrl is not null && string.Equals(ServiceUrl, activity.ServiceUrl, StringComparison.Ordinal));
}

/// <summary>
/// Checks the tokens of the Bot Connector as its authentication specification demands
/// (https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication): issuer, audience, lifetime within five
/// minutes, an asymmetric signature by a published key, the channel's endorsement, and the service address.
/// </summary>
public sealed class BotTokens(IOptions<BotFrameworkOptions> bot, IOptions<FamilyLinkOptions> service, IHttpClientFactory http, TimeProvider clock) : IDisposable
{
    private const string ConnectorIssuer = "https://api.botframework.com";
    private const string Scheme = "Bearer ";
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);
    private static readonly string[] Algorithms = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512];

    // Tenants that Microsoft's own emulator and test channels ask for tokens in, as its SDKs list them.
    private static readonly string[] EmulatorTenants =
        ["d6d49420-f39b-4df7-a1dc-d59a935871db", "f8cdef31-a31e-4b4a-93e4-5f571e91255a", "72f988bf-86f1-41af-91ab-2d7cd011db47"];

    private readonly BotFrameworkOptions _options = bot.Value;
    private readonly bool _demo = service.Value.Mode == ServiceMode.Demo;
    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };
    private readonly SigningKeys _connectorKeys = new(bot.Value.OpenIdMetadataUrl, http, clock);
    private readonly SigningKeys _emulatorKeys = new(bot.Value.EmulatorOpenIdMetadataUrl, http, clock);

    /// <summary>Who a request comes from, or null when it must be refused.</summary>
    /// <exception cref="SigningKeysUnavailableException">No keys can be had.</exception>
    internal async Task<BotCaller?> CallerAsync(string? authorization, CancellationToken cancellation)
    {
        if (string.IsNullOrEmpty(_options.AppId))
        {
            // Without an application nobody can have a token for it. Demo listens on this machine only.
            return _demo && string.IsNullOrEmpty(authorization) ? BotCaller.OnThisMachine : null;
        }

        if (authorization is null || !authorization.StartsWith(Scheme, StringComparison.Ordinal) || Read(authorization[Scheme.Length..]) is not { Kid.Length: > 0 } token)
        {
            return null;
        }

        if (string.Equals(token.Issuer, ConnectorIssuer, StringComparison.Ordinal))
        {
            return await _connectorKeys.FindAsync(token.Kid, cancellation) is { } key && await IsGenuineAsync(token, key.Key, ConnectorIssuer)
                ? new BotCaller(Claim(token, "serviceurl"), key.Endorsements)
                : null;
        }

        return _demo && IsEmulator(token) && await _emulatorKeys.FindAsync(token.Kid, cancellation) is { } emulator && await IsGenuineAsync(token, emulator.Key, token.Issuer)
            ? BotCaller.OnThisMachine
            : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _connectorKeys.Dispose();
        _emulatorKeys.Dispose();
    }

    private JsonWebToken? Read(string text)
    {
        try
        {
            return _handler.ReadJsonWebToken(text);
        }
        catch (Exception malformed) when (malformed is ArgumentException or SecurityTokenException)
        {
            return null;
        }
    }

    private async Task<bool> IsGenuineAsync(JsonWebToken token, SecurityKey key, string issuer)
    {
        var checkedToken = await _handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = issuer,
            ValidAudience = _options.AppId,
            IssuerSigningKey = key,
            ValidAlgorithms = Algorithms,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            LifetimeValidator = InTime,
            TryAllIssuerSigningKeys = false,
        });
        return checkedToken.IsValid;
    }

    // By this service's clock, which tests and Demo may move.
    private bool InTime(DateTime? notBefore, DateTime? expires, SecurityToken token, TokenValidationParameters parameters)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return expires is { } end && end > now - Skew && (notBefore is not { } start || start < now + Skew);
    }

    private bool IsEmulator(JsonWebToken token)
    {
        var version = Claim(token, "ver");
        var client = version is null or "1.0" ? Claim(token, "appid") : version == "2.0" ? Claim(token, "azp") : null;
        return client == _options.AppId
            && EmulatorTenants.Append(_options.TenantId).Any(tenant => !string.IsNullOrEmpty(tenant)
                && (token.Issuer == $"https://sts.windows.net/{tenant}/" || token.Issuer == $"https://login.microsoftonline.com/{tenant}/v2.0"));
    }

    private static string? Claim(JsonWebToken token, string name) => token.TryGetPayloadValue<string>(name, out var value) ? value : null;
}
