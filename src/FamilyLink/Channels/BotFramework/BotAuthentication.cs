using System.Security.Claims;
using Microsoft.Bot.Connector;
using Microsoft.Bot.Connector.Authentication;
using Microsoft.Bot.Schema;
using Microsoft.Rest;
using Newtonsoft.Json;

namespace FamilyLink.Channels.BotFramework;

/// <summary>
/// The SDK's authentication with this service's rules in it. Its own lets everybody in when no application is configured, reads keys by a static HTTP client
/// and the system's clock, and asks for them again for every invented key id; <see cref="BotTokens"/> does none of that.
/// </summary>
internal sealed class BotAuthentication(BotTokens tokens) : BotFrameworkAuthentication
{
    private static readonly ClaimsIdentity Nobody = new();
    private static readonly ConnectorFactory NotInATurn = new NoConnectors();

    /// <summary>What the adapter needs to know of an activity whose caller was checked; null when they may not send it.</summary>
    public static AuthenticateRequestResult? Admit(BotCaller caller, Activity activity) =>
        caller.MaySend(activity) ? new AuthenticateRequestResult { ClaimsIdentity = Nobody, ConnectorFactory = NotInATurn } : null;

    /// <inheritdoc/>
    public override async Task<AuthenticateRequestResult> AuthenticateRequestAsync(Activity activity, string authHeader, CancellationToken cancellationToken) =>
        await tokens.CallerAsync(authHeader, cancellationToken) is { } caller && Admit(caller, activity) is { } admitted ? admitted : throw new UnauthorizedAccessException();

    /// <inheritdoc/>
    public override Task<AuthenticateRequestResult> AuthenticateStreamingRequestAsync(string authHeader, string channelIdHeader, CancellationToken cancellationToken) =>
        throw new UnauthorizedAccessException();

    /// <inheritdoc/>
    public override ConnectorFactory CreateConnectorFactory(ClaimsIdentity claimsIdentity) => NotInATurn;

    /// <inheritdoc/>
    public override Task<UserTokenClient> CreateUserTokenClientAsync(ClaimsIdentity claimsIdentity, CancellationToken cancellationToken) => Task.FromResult<UserTokenClient>(new NoSignIn());

    // Nobody signs in to anything by chat.
    private sealed class NoSignIn : UserTokenClient
    {
        public override Task<TokenResponse> GetUserTokenAsync(string userId, string connectionName, string channelId, string magicCode, CancellationToken cancellationToken) => throw new NotSupportedException();

        public override Task<SignInResource> GetSignInResourceAsync(string connectionName, Activity activity, string finalRedirect, CancellationToken cancellationToken) => throw new NotSupportedException();

        public override Task SignOutUserAsync(string userId, string connectionName, string channelId, CancellationToken cancellationToken) => throw new NotSupportedException();

        public override Task<TokenStatus[]> GetTokenStatusAsync(string userId, string channelId, string includeFilter, CancellationToken cancellationToken) => throw new NotSupportedException();

        public override Task<Dictionary<string, TokenResponse>> GetAadTokensAsync(string userId, string connectionName, string[] resourceUrls, string channelId, CancellationToken cancellationToken) => throw new NotSupportedException();

        public override Task<TokenResponse> ExchangeTokenAsync(string userId, string connectionName, string channelId, TokenExchangeRequest exchangeRequest, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    // Nothing is sent inside a turn: it would be told before the turn is stored. What a turn says is in the body, or follows from its row. The SDK makes a
    // client for every turn; one that can do nothing costs nothing.
    private sealed class NoConnectors : ConnectorFactory, IConnectorClient
    {
        public Uri BaseUri { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public JsonSerializerSettings SerializationSettings => throw new NotSupportedException();

        public JsonSerializerSettings DeserializationSettings => throw new NotSupportedException();

        public ServiceClientCredentials Credentials => throw new NotSupportedException();

        public IAttachments Attachments => throw new NotSupportedException();

        public IConversations Conversations => throw new NotSupportedException();

        public override Task<IConnectorClient> CreateAsync(string serviceUrl, string audience, CancellationToken cancellationToken) => Task.FromResult<IConnectorClient>(this);

        public void Dispose()
        {
        }
    }
}

/// <summary>Makes the SDK's connector clients over the named HTTP client, with our token on every request.</summary>
internal sealed class Connectors(IHttpClientFactory http, ConnectorTokens tokens)
{
    /// <summary>The name of the HTTP client that calls connectors.</summary>
    public const string Client = "bot-connector";

    /// <summary>A client for one address; with <paramref name="rejected"/> it asks for a new token first.</summary>
    public IConnectorClient Create(string serviceUrl, bool rejected) =>
        new ConnectorClient(new Uri(serviceUrl), new Bearer(tokens, rejected), http.CreateClient(Client), disposeHttpClient: true);

    private sealed class Bearer(ConnectorTokens tokens, bool rejected) : ServiceClientCredentials
    {
        public override async Task ProcessHttpRequestAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (await tokens.TokenAsync(rejected, cancellationToken) is { } token)
            {
                request.Headers.Authorization = new("Bearer", token);
            }
        }
    }
}
