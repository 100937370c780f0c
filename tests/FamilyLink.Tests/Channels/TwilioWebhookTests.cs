using System.Net;
using System.Text;
using FamilyLink.Channels;
using FamilyLink.Channels.Twilio;
using FamilyLink.Tests.Infrastructure;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FamilyLink.Tests.Channels;

/// <summary>Whatever arrives at the webhook, nothing is lost, half written, or echoed.</summary>
public sealed class TwilioWebhookTests
{
    public static TheoryData<string> Databases => Infrastructure.Databases.All;

    public static TheoryData<string, string> OddTexts => new()
    {
        { "empty", "" },
        { "ten thousand marks", "ກ" + new string('\u0301', 10_000) },
        { "NUL", "ສະບາຍ\0ດີ" },
        { "right-to-left overrides", "\u202E9\u202C\u200F" },
        { "emoji", "👨‍👩‍👧😀" },
        { "half a surrogate pair", "\ud83d" },
        { "markup", "</Message></Response><Response>&<script>" },
        { "control characters", "\u0001\u0002\u001b[31m" },
        { "a long text", new string('ກ', 7_000) },
    };

    [Fact]
    public void Signature_TwiliosOwnVector_IsComputed() => Assert.Equal(
        "RSOYDt4T1cUTdK1PDd93/VVr8B8=",
        TwilioSignature.Compute(
            "12345",
            "https://mycompany.com/myapp.php?foo=1&bar=2",
            new Dictionary<string, Microsoft.Extensions.Primitives.StringValues>
            {
                ["CallSid"] = "CA1234567890ABCDE",
                ["Caller"] = "+14158675309",
                ["Digits"] = "1234",
                ["From"] = "+14158675309",
                ["To"] = "+18005551212",
            }));

    [Theory]
    [MemberData(nameof(OddTexts))]
    public async Task OddText_IsAnsweredPolitelyAndStoredOnce(string what, string text)
    {
        await using var host = new FamilyLinkHost("sqlite", logs: true);
        var answer = await host.SmsAsync(FamilyLinkHost.Stranger, text);
        Assert.False(string.IsNullOrEmpty(answer), what);
        Assert.Equal(1, await host.DbAsync(db => db.InboundMessages.CountAsync()));
        Assert.DoesNotContain("script", host.Logs.All.Replace("description", "", StringComparison.OrdinalIgnoreCase), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no signature", 403)]
    [InlineData("wrong signature", 403)]
    [InlineData("signature for another body", 403)]
    [InlineData("no MessageSid", 400)]
    [InlineData("too long a MessageSid", 400)]
    [InlineData("not a form", 415)]
    [InlineData("another charset", 415)]
    [InlineData("too large", 413)]
    public async Task BadRequest_GetsAClearStatus_NothingStored(string what, int status)
    {
        await using var host = new FamilyLinkHost("sqlite");
        var form = FamilyLinkHost.Form(FamilyLinkHost.Mother, "1");
        using var response = what switch
        {
            "no signature" => await RawAsync(host, null, new FormUrlEncodedContent(form)),
            "wrong signature" => await host.PostSmsAsync(form, "AAAA"),
            "signature for another body" => await host.PostSmsAsync(form, TwilioSignature.Compute(TwilioOptions.DemoAuthToken, "http://127.0.0.1:5080/twilio/sms", [])),
            "no MessageSid" => await host.PostSmsAsync(Without(form, "MessageSid")),
            "too long a MessageSid" => await host.PostSmsAsync(FamilyLinkHost.Form(FamilyLinkHost.Mother, "1", new string('S', 65))),
            "not a form" => await RawAsync(host, "x", new StringContent("{}", Encoding.UTF8, "application/json")),
            "another charset" => await RawAsync(host, "x", new StringContent("Body=1", Encoding.Latin1, "application/x-www-form-urlencoded")),
            _ => await RawAsync(host, "x", new StringContent("Body=" + new string('a', 70_000), Encoding.UTF8, "application/x-www-form-urlencoded")),
        };

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("", await response.Content.ReadAsStringAsync());
        Assert.Equal(0, await host.DbAsync(db => db.InboundMessages.CountAsync()));
    }

    [Theory]
    [InlineData("MyBank")]
    [InlineData("")]
    [InlineData("02055550101")]
    public async Task SenderThatIsNoInternationalNumber_IsNotAnswered(string from)
    {
        await using var host = new FamilyLinkHost("sqlite");
        Assert.Null(await host.SmsAsync(from, "1"));
        Assert.Equal(0, await host.DbAsync(db => db.InboundMessages.CountAsync()));
    }

    [Fact]
    public async Task NumberOfAnotherCountry_ChoosesALanguageByDigit_AndIsAnsweredInIt()
    {
        await using var host = new FamilyLinkHost("sqlite");
        Assert.Contains("2 ไทย", await host.SmsAsync("+14155550123", "1"), StringComparison.Ordinal);
        Assert.Contains("เราคุยกันเป็นภาษาไทย", await host.SmsAsync("+14155550123", "2"), StringComparison.Ordinal);
        Assert.Contains("ถ้าคนของเรา", await host.SmsAsync("+14155550123", "1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task S16_APictureWithoutWords_IsKindlyNotTaken()
    {
        await using var host = new FamilyLinkHost("sqlite");
        var form = FamilyLinkHost.Form(FamilyLinkHost.Stranger, "");
        form["NumMedia"] = "1";
        form["MediaUrl0"] = "https://media.example/1";
        using var response = await host.PostSmsAsync(form);
        Assert.Contains("ຕົວໜັງສື", FamilyLinkHost.Words(await response.Content.ReadAsStringAsync()), StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task SameMessageTwice_SameReply_NothingChanges(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var first = await host.SmsAsync(FamilyLinkHost.Stranger, "1", "SM1");
        var rows = await host.DbAsync(db => db.AuditEntries.CountAsync());
        Assert.Equal(first, await host.SmsAsync(FamilyLinkHost.Stranger, "1", "SM1"));
        Assert.Equal(rows, await host.DbAsync(db => db.AuditEntries.CountAsync()));
        Assert.Equal(1, await host.DbAsync(db => db.InboundMessages.CountAsync()));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task SameMessageTwentyTimesAtOnce_OneTurn_OneReply(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => host.SmsAsync(FamilyLinkHost.Stranger, "1", "SM2")));
        Assert.Single(answers.Distinct());
        Assert.Equal(1, await host.DbAsync(db => db.OutboundMessages.CountAsync(m => m.Purpose == FamilyLink.Data.Messages.OutboundPurpose.Reply)));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task FiftyMessagesOfOnePersonAtOnce_AllKept_EachAnswered(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => host.SmsAsync(FamilyLinkHost.Stranger, "2", $"SMx{i}")));
        Assert.All(answers, Assert.NotNull);
        Assert.Equal(50, await host.DbAsync(db => db.InboundMessages.CountAsync()));
        Assert.Equal(50, (await host.DbAsync(db => db.Conversations.SingleAsync(c => c.LastInboundAt > DateTime.MinValue && c.VerifiedContactId == null))).Version);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task TwoBodiesUnderOneSid_TheFirstStands(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await host.SmsAsync(FamilyLinkHost.Stranger, "1", "SM3");
        using var second = await host.PostSmsAsync(FamilyLinkHost.Form(FamilyLinkHost.Stranger, "2", "SM3"));
        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
        Assert.Equal(1, await host.DbAsync(db => db.InboundMessages.CountAsync()));
    }

    [Fact]
    public async Task EveryEndpoint_NeedsASignedInPersonOrASignedCaller()
    {
        await using var host = new FamilyLinkHost("sqlite", builder => builder.UseSetting("BotFramework:AppId", "00000000-0000-0000-0000-00000000b075"));
        string[] open = ["/sign-in", "/sign-in/code", "/sign-in/denied", "/sign-in/welcome", "/simulator", "/health/live", "/health/ready", "/metrics", "/error", "/recordings/{token}", "/language", "/chat", "/chat/say", "/chat/heard"];
        var endpoints = host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().ToList();
        Assert.True(endpoints.Count > 20);
        foreach (var endpoint in endpoints)
        {
            var path = "/" + endpoint.RoutePattern.RawText?.TrimStart('/');
            var anonymous = endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;
            var signed = endpoint.Metadata.GetMetadata<SignedByCaller>() is not null;
            Assert.True(!anonymous || signed || open.Contains(path), $"{path} is open to anybody.");
            if (signed)
            {
                using var response = endpoint.Metadata.GetMetadata<HttpMethodMetadata>() is { HttpMethods: ["GET"] }
                    ? await host.Web.GetAsync(path)
                    : await host.Web.PostAsync(path, new FormUrlEncodedContent(FamilyLinkHost.Form(FamilyLinkHost.Mother, "1")));
                Assert.Contains(response.StatusCode, (HttpStatusCode[])[HttpStatusCode.Forbidden, HttpStatusCode.Unauthorized]);
            }
        }
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/cases")]
    [InlineData("/tasks")]
    [InlineData("/notices")]
    [InlineData("/staff")]
    [InlineData("/audit")]
    [InlineData("/hangfire")]
    public async Task Page_Anonymous_IsSentToSignIn(string path)
    {
        await using var host = new FamilyLinkHost("sqlite");
        using var response = await host.Web.GetAsync(path);
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Contains("/sign-in", response.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Without(Dictionary<string, string> form, string name)
    {
        form.Remove(name);
        return form;
    }

    private static Task<HttpResponseMessage> RawAsync(FamilyLinkHost host, string? signature, HttpContent content)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/twilio/sms") { Content = content };
        if (signature is not null)
        {
            request.Headers.Add(TwilioSignature.Header, signature);
        }

        return host.Web.SendAsync(request);
    }
}
