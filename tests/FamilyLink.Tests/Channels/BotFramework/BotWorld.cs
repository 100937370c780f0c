using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;

namespace FamilyLink.Tests.Channels.BotFramework;

/// <summary>Microsoft's side, as far as it can be reached: the signing keys, the login service, the connector. It notes every call; an address it does not know fails.</summary>
internal sealed class BotWorld : HttpMessageHandler
{
    public const string AppId = "00000000-0000-0000-0000-00000000b075";
    public const string ServiceUrl = "https://facebook.botframework.com/";
    public const string Issuer = "https://api.botframework.com";

    private int _sent;

    public BotWorld() => Publish("key-1", "facebook", "webchat", "directline");

    public ConcurrentQueue<Call> Calls { get; } = new();

    /// <summary>What the connector answers next; null means it takes everything.</summary>
    public Func<Call, HttpResponseMessage?>? Connector { get; set; }

    public bool KeysAreDown { get; set; }

    /// <summary>For how long the login service's tokens hold.</summary>
    public int TokenSeconds { get; set; } = 86_400;

    public int TokensGiven { get; private set; }

    public int KeyReadings { get; private set; }

    public Dictionary<string, RSA> Keys { get; } = [];

    public JsonArray Published { get; } = [];

    public JsonObject KeyDocument => new() { ["keys"] = Published.DeepClone() };

    /// <summary>What the connector took, in order.</summary>
    public IReadOnlyList<Call> ToConnector => [.. Calls.Where(c => c.Path.StartsWith("/v3/", StringComparison.Ordinal))];

    public RSA Publish(string id, params string[] endorsements)
    {
        var key = RSA.Create(2048);
        Keys[id] = key;
        var numbers = key.ExportParameters(false);
        Published.Add(new JsonObject
        {
            ["kty"] = "RSA",
            ["use"] = "sig",
            ["kid"] = id,
            ["n"] = Base64UrlEncoder.Encode(numbers.Modulus),
            ["e"] = Base64UrlEncoder.Encode(numbers.Exponent),
            ["endorsements"] = new JsonArray([.. endorsements.Select(e => (JsonNode)e)]),
        });
        return key;
    }

    /// <summary>A token as the connector mints it, with whatever a test wants wrong about it.</summary>
    public string Token(DateTimeOffset now, Action<JsonObject, JsonObject>? change = null, RSA? signedWith = null, Func<byte[], byte[]>? sign = null)
    {
        var header = new JsonObject { ["typ"] = "JWT", ["alg"] = "RS256", ["kid"] = "key-1" };
        var claims = new JsonObject
        {
            ["iss"] = Issuer,
            ["aud"] = AppId,
            ["serviceurl"] = ServiceUrl,
            ["nbf"] = now.AddMinutes(-1).ToUnixTimeSeconds(),
            ["exp"] = now.AddMinutes(59).ToUnixTimeSeconds(),
        };
        change?.Invoke(header, claims);
        var text = Part(header) + "." + Part(claims);
        var bytes = Encoding.ASCII.GetBytes(text);
        var signature = sign is not null ? sign(bytes) : (signedWith ?? Keys["key-1"]).SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return text + "." + Base64UrlEncoder.Encode(signature);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var call = new Call(request.Method.Method, request.RequestUri!, request.Headers.Authorization?.ToString(), request.Content?.Headers.ContentType?.ToString(), body);
        Calls.Enqueue(call);
        switch (request.RequestUri!.Host)
        {
            case "login.botframework.com" when KeysAreDown:
                return new HttpResponseMessage(HttpStatusCode.BadGateway);

            case "login.botframework.com" when call.Path.EndsWith("/keys", StringComparison.Ordinal):
                KeyReadings++;
                return Json(KeyDocument);

            case "login.botframework.com":
                return Json(new JsonObject { ["issuer"] = Issuer, ["jwks_uri"] = "https://login.botframework.com/v1/.well-known/keys" });

            case "login.microsoftonline.com":
                TokensGiven++;
                return Json(new JsonObject { ["token_type"] = "Bearer", ["expires_in"] = TokenSeconds, ["ext_expires_in"] = TokenSeconds, ["access_token"] = $"token-{TokensGiven}" });

            case "facebook.botframework.com":
                return Connector?.Invoke(call) ?? Json(new JsonObject { ["id"] = $"sent-{Interlocked.Increment(ref _sent)}" });

            default:
                throw new InvalidOperationException($"A call to {request.RequestUri.Host}, which nobody planned.");
        }
    }

    private static string Part(JsonObject part) => Base64UrlEncoder.Encode(Encoding.UTF8.GetBytes(part.ToJsonString()));

    private static HttpResponseMessage Json(JsonObject body) => new(HttpStatusCode.OK) { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") };

    /// <summary>One call.</summary>
    internal sealed record Call(string Method, Uri Url, string? Authorization, string? ContentType, string Body)
    {
        public string Path => Url.PathAndQuery;

        public JsonNode Json => JsonNode.Parse(Body)!;

        public string Text => Json["text"]!.GetValue<string>();
    }
}
