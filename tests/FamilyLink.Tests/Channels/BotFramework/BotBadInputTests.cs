using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FamilyLink.Tests.Channels.BotFramework;

/// <summary>Activities that are not right: a clear status, nothing stored, nobody called.</summary>
public sealed class BotBadInputTests
{
    public static TheoryData<string, int> Bad => new()
    {
        { "nothing", 400 },
        { "not JSON", 400 },
        { "half of it", 400 },
        { "null", 400 },
        { "a list", 400 },
        { "a string", 400 },
        { "no type", 400 },
        { "no id", 400 },
        { "an endless id", 400 },
        { "no conversation", 400 },
        { "conversation without id", 400 },
        { "nobody sent it", 400 },
        { "sender without id", 400 },
        { "no channel", 400 },
        { "no service address", 400 },
        { "nested a thousand deep", 400 },
        { "256 KB of text", 413 },
        { "10,000 letters", 413 },
        { "a form", 415 },
        { "plain text", 415 },
    };

    public static TheoryData<string> ServiceUrls =>
    [
        "http://169.254.169.254/",
        "http://169.254.169.254/latest/meta-data/",
        "https://169.254.169.254/",
        "http://[fd00:ec2::254]/",
        "file:///etc/passwd",
        "ftp://facebook.botframework.com/",
        "http://facebook.botframework.com/",
        "https://facebook.botframework.com:8443/",
        "https://facebook.botframework.com@evil.example/",
        "https://botframework.com.evil.example/",
        "https://evilbotframework.com/",
        "https://evil.example/?.botframework.com",
        "https://evil.example/#.botframework.com",
        "https://evil.example\\.botframework.com/",
        "//facebook.botframework.com/",
        "facebook",
        "",
        "http://10.0.0.1/",
        "http://127.0.0.1.evil.example/",
        "gopher://127.0.0.1/",
    ];

    public static TheoryData<string, string> WrongTypes
    {
        get
        {
            var table = new TheoryData<string, string>();
            string[] texts = ["type", "id", "serviceUrl", "channelId", "text", "deliveryMode"];
            foreach (var member in texts)
            {
                foreach (var wrong in (string[])["7", "true", "[]", "{}"])
                {
                    table.Add(member, wrong);
                }
            }

            foreach (var member in (string[])["from", "recipient", "conversation"])
            {
                foreach (var wrong in (string[])["7", "true", "[]", "\"x\"", "{\"id\":7}", "{\"id\":{}}"])
                {
                    table.Add(member, wrong);
                }
            }

            table.Add("conversation", "{\"id\":\"a\",\"isGroup\":\"no\"}");
            return table;
        }
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task BadActivity_GetsAClearStatus_NothingStoredNobodyCalled(string what, int status)
    {
        await using var stage = new BotStage();
        using var response = await stage.PostAsync(Body(what), stage.Bearer(), what switch { "a form" => "application/x-www-form-urlencoded", "plain text" => "text/plain", _ => "application/json" });
        Assert.Equal(status, (int)response.StatusCode);
        await AssertNothingAsync(stage);
    }

    [Fact]
    public async Task NotUtf8_LosesALetterAndNotTheMessage()
    {
        await using var stage = new BotStage();
        var body = Encoding.UTF8.GetBytes(BotStage.Message("1", "STOP#").ToJsonString());
        body[Array.IndexOf(body, (byte)'#')] = 0xFF;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/messages") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.TryAddWithoutValidation("Authorization", stage.Bearer());
        using var response = await stage.Host.Web.SendAsync(request);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(1, await stage.Host.DbAsync(db => db.Suppressions.CountAsync()));
    }

    [Theory]
    [MemberData(nameof(ServiceUrls))]
    public async Task ForgedServiceAddress_IsRefusedEvenWithAGenuineToken_NobodyCalled(string serviceUrl)
    {
        await using var stage = new BotStage();
        var activity = BotStage.Message("1", "1");
        activity["serviceUrl"] = serviceUrl;
        using var response = await stage.PostAsync(activity.ToJsonString(), stage.Bearer((_, claims) => claims["serviceurl"] = serviceUrl));
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        await AssertNothingAsync(stage);
    }

    // One host for the whole table: a hundred starts would say no more than one.
    [Fact]
    public async Task WrongTypeOfWhatMakesAnActivity_IsRefused_NothingStoredNobodyCalled()
    {
        await using var stage = new BotStage();
        var taken = new List<string>();
        foreach (var row in WrongTypes)
        {
            var activity = BotStage.Message("1", "1");
            activity[(string)row[0]] = JsonNode.Parse((string)row[1]);
            using var response = await stage.PostAsync(activity);
            if (response.StatusCode != HttpStatusCode.BadRequest)
            {
                taken.Add($"{row[0]}={row[1]}: {(int)response.StatusCode}");
            }
        }

        Assert.True(WrongTypes.Count > 40);
        Assert.Empty(taken);
        await AssertNothingAsync(stage);
    }

    [Fact]
    public async Task UnknownFieldsAndNulls_AreIgnored()
    {
        await using var stage = new BotStage();
        var activity = BotStage.Message("1", "1");
        activity["semanticAction"] = new JsonObject { ["id"] = 7 };
        activity["x-new"] = new JsonArray(1, null, "two");
        activity["locale"] = null;
        activity["entities"] = new JsonArray(new JsonObject { ["type"] = "ClientCapabilities", ["supportsListening"] = true });
        activity["value"] = new JsonObject { ["deep"] = new JsonArray() };
        using var response = await stage.PostAsync(activity);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        await stage.SentAsync(1);
    }

    // Channels cut names and words at a number of UTF-16 units, and write times as they like.
    [Theory]
    [InlineData("\"text\":\"1\"", "\"text\":\"1 \\ud83d\"")]
    [InlineData("\"name\":\"Somebody\"", "\"name\":\"Some\\ud83d\"")]
    [InlineData("\"name\":\"Somebody\"", "\"name\":\"\\udc00body\"")]
    [InlineData("2026-11-24T04:05:06.789Z", "2026-11-24T11:05:06+0700")]
    [InlineData("2026-11-24T04:05:06.789Z", "2026-11-24T11:05:06.7890000+07:00")]
    [InlineData("2026-11-24T04:05:06.789Z", "2026-11-24T11:05:06")]
    [InlineData("\"text\":\"1\"", "\"text\":\"1\",\"importance\":7,\"expiration\":\"soon\",\"relatesTo\":[],\"semanticAction\":\"x\",\"textHighlights\":{},\"listenFor\":true")]
    public async Task FaultWhereNobodyReads_OrHalfALetter_DoesNotCostTheMessage(string good, string bad)
    {
        await using var stage = new BotStage();
        var body = BotStage.Message("1", "1").ToJsonString();
        Assert.Contains(good, body, StringComparison.Ordinal);
        using var response = await stage.PostAsync(body.Replace(good, bad, StringComparison.Ordinal), stage.Bearer());
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        await stage.SentAsync(1);
    }

    [Theory]
    [InlineData("id")]
    [InlineData("from")]
    public async Task HalfALetterInAnId_IsRefused_TwoPeopleMustNotBecomeOne(string member)
    {
        await using var stage = new BotStage();
        var activity = BotStage.Message("half", "1", "half");
        activity[member] = member == "id" ? "#" : new JsonObject { ["id"] = "#" };
        using var response = await stage.PostAsync(activity.ToJsonString().Replace("#", "a\\ud83d", StringComparison.Ordinal), stage.Bearer());
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        await AssertNothingAsync(stage);
    }

    private static string Body(string what)
    {
        var activity = BotStage.Message("1", "1");
        switch (what)
        {
            case "nothing": return "";
            case "not JSON": return "type=message";
            case "half of it": return activity.ToJsonString()[..60];
            case "null": return "null";
            case "a list": return "[]";
            case "a string": return "\"message\"";
            case "no type": activity.Remove("type"); break;
            case "no id": activity.Remove("id"); break;
            case "an endless id": activity["id"] = new string('m', 1_001); break;
            case "no conversation": activity.Remove("conversation"); break;
            case "conversation without id": activity["conversation"] = new JsonObject(); break;
            case "nobody sent it": activity.Remove("from"); break;
            case "sender without id": activity["from"] = new JsonObject { ["name"] = "x" }; break;
            case "no channel": activity.Remove("channelId"); break;
            case "no service address": activity.Remove("serviceUrl"); break;
            case "256 KB of text": activity["text"] = new string('k', 256 * 1024); break;
            case "10,000 letters": activity["text"] = new string('k', 10_000); break;
            case "nested a thousand deep":
                return activity.ToJsonString()[..^1] + ",\"entities\":" + new string('[', 1_000) + new string(']', 1_000) + "}";
            default: return activity.ToJsonString();
        }

        return activity.ToJsonString();
    }

    private static async Task AssertNothingAsync(BotStage stage)
    {
        Assert.Equal(0, await stage.StoredAsync());
        Assert.DoesNotContain(stage.World.Calls, c => c.Url.Host != "login.botframework.com");
    }
}
