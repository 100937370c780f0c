using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using FamilyLink.Tests.Infrastructure;
using Xunit;

namespace FamilyLink.Tests.Channels.BotFramework;

/// <summary>Whose activities are taken: every case of a token, and what Microsoft's own library says about the very same one.
/// One file past 300 lines: each case of a token is described once, for both. The vendor's library and a Live host have no clock that can be moved.</summary>
public sealed class BotTokenTests
{
    public static TheoryData<string, bool> Cases => new()
    {
        { "genuine", true },
        { "genuine, RS512", true },
        { "another endorsed channel", true },
        { "expired four minutes ago", true },
        { "begins in four minutes", true },
        { "none", false },
        { "empty bearer", false },
        { "another scheme", false },
        { "not a token", false },
        { "three dots", false },
        { "expired six minutes ago", false },
        { "begins in six minutes", false },
        { "no expiry", false },
        { "wrong audience", false },
        { "no audience", false },
        { "wrong issuer", false },
        { "no issuer", false },
        { "alg none", false },
        { "alg none, claims a key", false },
        { "HS256 with the public key", false },
        { "unknown key id", false },
        { "no key id", false },
        { "signed with another key", false },
        { "claims changed after signing", false },
        { "another service address", false },
        { "no service address", false },
        { "channel not endorsed", false },
        { "key without endorsements", false },
        { "emulator token of a stranger", false },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Token_IsTakenOrRefused_NothingStoredNothingCalledWhenRefused(string what, bool taken)
    {
        await using var stage = new BotStage();
        var (authorization, channel, body) = Make(stage.World, what, stage.Host.Clock.GetUtcNow());
        using var response = await stage.PostAsync(body, authorization);
        Assert.Equal(taken ? HttpStatusCode.Accepted : HttpStatusCode.Unauthorized, response.StatusCode);
        if (taken)
        {
            Assert.Equal(3, await stage.StoredAsync());
            await stage.SentAsync(1);
        }
        else
        {
            Assert.Equal(0, await stage.StoredAsync());
            Assert.DoesNotContain(stage.World.Calls, c => c.Url.Host != "login.botframework.com");
        }

        Assert.NotNull(channel);
    }

    [SkippableFact]
    public async Task EveryToken_MicrosoftsOwnLibraryDecidesTheSame()
    {
        Requires.Node();
        using var world = new BotWorld();
        var differ = new List<string>();
        foreach (var row in Cases)
        {
            var (what, taken) = ((string)row[0], (bool)row[1]);
            var (authorization, channel, _) = Make(world, what, TimeProvider.System.GetUtcNow());
            var (accepted, reason) = await NodeOracle.Shared.BotTokenAsync(authorization ?? "", channel, BotWorld.ServiceUrl, BotWorld.AppId, world.KeyDocument);
            if (accepted != taken)
            {
                differ.Add($"{what}: {(accepted ? "accepted" : reason)}");
            }
        }

        // Where we are stricter, on purpose: the library lets a token without an expiry live for ever, and a key without endorsements speak for every channel.
        Assert.Equal(["no expiry: accepted", "key without endorsements: accepted"], differ);
    }

    [Fact]
    public async Task UnknownKeyId_ReadsTheKeysAgainOnce_NotForEveryInventedId()
    {
        await using var stage = new BotStage();
        (await stage.PostAsync(BotStage.Message("1", "1"))).Dispose();
        Assert.Equal(1, stage.World.KeyReadings);

        stage.Host.Clock.Forward(TimeSpan.FromMinutes(6));
        for (var i = 0; i < 20; i++)
        {
            using var invented = await stage.PostAsync(BotStage.Message("1", "1").ToJsonString(), stage.Bearer((header, _) => header["kid"] = $"invented-{i}"));
            Assert.Equal(HttpStatusCode.Unauthorized, invented.StatusCode);
        }

        Assert.Equal(2, stage.World.KeyReadings);
    }

    [Fact]
    public async Task NewKey_IsKnownFiveMinutesAfterTheLastReading()
    {
        await using var stage = new BotStage();
        (await stage.PostAsync(BotStage.Message("1", "1"))).Dispose();
        var key = stage.World.Publish("key-2", "facebook");
        string Bearer() => "Bearer " + stage.World.Token(stage.Host.Clock.GetUtcNow(), (header, _) => header["kid"] = "key-2", key);

        using var tooEarly = await stage.PostAsync(BotStage.Message("1", "1").ToJsonString(), Bearer());
        Assert.Equal(HttpStatusCode.Unauthorized, tooEarly.StatusCode);
        stage.Host.Clock.Forward(TimeSpan.FromMinutes(5));
        using var known = await stage.PostAsync(BotStage.Message("1", "1").ToJsonString(), Bearer());
        Assert.Equal(HttpStatusCode.Accepted, known.StatusCode);
    }

    [Fact]
    public async Task KeyTakenBack_StopsWorkingWithinADay()
    {
        await using var stage = new BotStage();
        (await stage.PostAsync(BotStage.Message("1", "1"))).Dispose();
        stage.World.Published.Clear();
        stage.World.Publish("key-2", "facebook");
        stage.Host.Clock.Forward(TimeSpan.FromHours(25));
        using var response = await stage.PostAsync(BotStage.Message("1", "1"));
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task KeysCannotBeRead_NobodyIsLetIn_YesterdaysKeysGoOn()
    {
        await using var stage = new BotStage();
        stage.World.KeysAreDown = true;
        using var closed = await stage.PostAsync(BotStage.Message("1", "1"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, closed.StatusCode);
        Assert.Equal(0, await stage.StoredAsync());

        stage.World.KeysAreDown = false;
        stage.Host.Clock.Forward(TimeSpan.FromMinutes(1));
        using var open = await stage.PostAsync(BotStage.Message("1", "1"));
        Assert.Equal(HttpStatusCode.Accepted, open.StatusCode);

        stage.World.KeysAreDown = true;
        stage.Host.Clock.Forward(TimeSpan.FromHours(25));
        using var still = await stage.PostAsync(BotStage.Message("1", "1"));
        Assert.Equal(HttpStatusCode.Accepted, still.StatusCode);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer x.y.z")]
    public async Task Live_WithoutAnApplication_RefusesEverybody(string? authorization)
    {
        await using var stage = new BotStage(more: BotLive.Configure, appId: null);
        using var response = await stage.PostAsync(BotStage.Message("1", "1").ToJsonString(), authorization);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(0, await stage.StoredAsync());
    }

    [Theory]
    [InlineData("genuine", 202)]
    [InlineData("none", 401)]
    [InlineData("emulator", 401)]
    [InlineData("loopback", 403)]
    public async Task Live_TakesGenuineTokensOnly_AndCallsNoMachineOfItsOwn(string what, int status)
    {
        await using var stage = new BotStage(more: BotLive.Configure);
        var now = TimeProvider.System.GetUtcNow();
        var activity = BotStage.Message("1", "1");
        if (what == "loopback")
        {
            activity["serviceUrl"] = "http://127.0.0.1:5000/";
        }

        var authorization = what switch
        {
            "none" => null,
            "emulator" => "Bearer " + stage.World.Token(now, Emulator),
            "loopback" => "Bearer " + stage.World.Token(now, (_, claims) => claims["serviceurl"] = "http://127.0.0.1:5000/"),
            _ => "Bearer " + stage.World.Token(now),
        };
        using var response = await stage.PostAsync(activity.ToJsonString(), authorization);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(status == 202 ? 3 : 0, await stage.StoredAsync());
    }

    [Fact]
    public async Task Demo_WithoutAnApplication_TakesThisMachinesActivities_ButNoTokenItCannotCheck()
    {
        await using var stage = new BotStage(appId: null);
        using var open = await stage.PostAsync(BotStage.Message("1", "1").ToJsonString(), null);
        Assert.Equal(HttpStatusCode.Accepted, open.StatusCode);
        using var unchecked_ = await stage.PostAsync(BotStage.Message("1", "1").ToJsonString(), "Bearer " + stage.World.Token(stage.Host.Clock.GetUtcNow()));
        Assert.Equal(HttpStatusCode.Unauthorized, unchecked_.StatusCode);
    }

    internal static void Emulator(JsonObject header, JsonObject claims)
    {
        claims["iss"] = "https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/";
        claims["ver"] = "1.0";
        claims["appid"] = BotWorld.AppId;
    }

    private static (string? Authorization, string Channel, string Body) Make(BotWorld world, string what, DateTimeOffset now)
    {
        var channel = what is "another endorsed channel" ? "webchat" : what is "channel not endorsed" ? "telegram" : "facebook";
        var activity = BotStage.Message("1", "1");
        activity["channelId"] = channel;
        string With(Action<JsonObject, JsonObject> change) => "Bearer " + world.Token(now, change);
        string? authorization;
        switch (what)
        {
            case "genuine" or "another endorsed channel" or "channel not endorsed":
                authorization = With((_, _) => { });
                break;
            case "genuine, RS512":
                authorization = "Bearer " + world.Token(now, (header, _) => header["alg"] = "RS512", sign: bytes => world.Keys["key-1"].SignData(bytes, HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1));
                break;
            case "none":
                authorization = null;
                break;
            case "empty bearer":
                authorization = "Bearer ";
                break;
            case "another scheme":
                authorization = "Basic " + world.Token(now);
                break;
            case "not a token":
                authorization = "Bearer let-me-in";
                break;
            case "three dots":
                authorization = "Bearer ...";
                break;
            case "expired four minutes ago":
                authorization = With((_, claims) => claims["exp"] = now.AddMinutes(-4).ToUnixTimeSeconds());
                break;
            case "expired six minutes ago":
                authorization = With((_, claims) => claims["exp"] = now.AddMinutes(-6).ToUnixTimeSeconds());
                break;
            case "begins in four minutes":
                authorization = With((_, claims) => claims["nbf"] = now.AddMinutes(4).ToUnixTimeSeconds());
                break;
            case "begins in six minutes":
                authorization = With((_, claims) => claims["nbf"] = now.AddMinutes(6).ToUnixTimeSeconds());
                break;
            case "no expiry":
                authorization = With((_, claims) => claims.Remove("exp"));
                break;
            case "wrong audience":
                authorization = With((_, claims) => claims["aud"] = "00000000-0000-0000-0000-000000000001");
                break;
            case "no audience":
                authorization = With((_, claims) => claims.Remove("aud"));
                break;
            case "wrong issuer":
                authorization = With((_, claims) => claims["iss"] = "https://api.botframework.com.evil.example");
                break;
            case "no issuer":
                authorization = With((_, claims) => claims.Remove("iss"));
                break;
            case "alg none":
                authorization = "Bearer " + world.Token(now, (header, _) => { header["alg"] = "none"; header.Remove("kid"); }, sign: _ => []);
                break;
            case "alg none, claims a key":
                authorization = "Bearer " + world.Token(now, (header, _) => header["alg"] = "none", sign: _ => []);
                break;
            case "HS256 with the public key":
                var pem = Encoding.ASCII.GetBytes(world.Keys["key-1"].ExportRSAPublicKeyPem() + "\n");
                authorization = "Bearer " + world.Token(now, (header, _) => header["alg"] = "HS256", sign: bytes => HMACSHA256.HashData(pem, bytes));
                break;
            case "unknown key id":
                authorization = With((header, _) => header["kid"] = "key-of-nobody");
                break;
            case "no key id":
                authorization = With((header, _) => header.Remove("kid"));
                break;
            case "signed with another key":
                authorization = "Bearer " + world.Token(now, signedWith: RSA.Create(2048));
                break;
            case "claims changed after signing":
                var parts = world.Token(now).Split('.');
                var other = world.Token(now, (_, claims) => claims["nbf"] = now.AddMinutes(-2).ToUnixTimeSeconds()).Split('.');
                authorization = $"Bearer {parts[0]}.{other[1]}.{parts[2]}";
                break;
            case "another service address":
                authorization = With((_, claims) => claims["serviceurl"] = "https://webchat.botframework.com/");
                break;
            case "no service address":
                authorization = With((_, claims) => claims.Remove("serviceurl"));
                break;
            case "key without endorsements":
                var key = world.Publish("key-without");
                authorization = "Bearer " + world.Token(now, (header, _) => header["kid"] = "key-without", key);
                break;
            case "emulator token of a stranger":
                authorization = With((header, claims) => { Emulator(header, claims); claims["appid"] = "00000000-0000-0000-0000-000000000001"; });
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(what), what, null);
        }

        return (authorization, channel, activity.ToJsonString());
    }
}
