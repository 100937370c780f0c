using System.Net;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using FamilyLink.Messaging;
using FamilyLink.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FamilyLink.Tests.Channels;

/// <summary>Whatever keys arrive, a caller always hears something that can be answered, once.</summary>
public sealed class TwilioVoiceTests
{
    public static TheoryData<string> Databases => Infrastructure.Databases.All;

    [Fact]
    public async Task Question_IsAskedThreeTimesWithPatience_ThenAPersonIsOffered_AndTheLineStaysOpen()
    {
        await using var host = new FamilyLinkHost("sqlite");
        var caller = new VoiceCaller(host, FamilyLinkHost.Stranger);
        await caller.CallAsync();
        Assert.Equal(["Gather", "Gather", "Gather", "Redirect"], caller.Document.Verbs.Select(v => v.Name.LocalName));
        Assert.All(caller.Document.Gathers, g => Assert.True(int.Parse(g.Attribute("timeout")!.Value, System.Globalization.CultureInfo.InvariantCulture) >= 10));
        Assert.All(caller.Document.Gathers, g => Assert.Equal(caller.Document.Verbs[0].ToString(), g.ToString()));
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(["lo:voice.no-key", "lo:voice.person-by-0", "lo:menu.news"], (await caller.WaitAsync()).Take(3));
        }
    }

    [Fact]
    public async Task Document_SaysTheFunctionBeforeItsKey_AtMostFourBesideAPersonAndNoMore()
    {
        await using var host = new FamilyLinkHost("sqlite");
        var heard = await new VoiceCaller(host, FamilyLinkHost.Stranger).CallAsync();
        Assert.Equal(
            ["lo:menu.ask", "lo:menu.news", "lo:voice.key-1", "lo:menu.work", "lo:voice.key-2", "lo:menu.law", "lo:voice.key-3", "lo:menu.language", "lo:voice.key-8", "lo:choice.person", "lo:voice.key-0", "lo:choice.stop", "lo:voice.key-9"],
            heard);
    }

    [Theory]
    [InlineData("*", "lo:menu.ask")]
    [InlineData("#", "lo:menu.ask")]
    [InlineData("7", "lo:misunderstood.once")]
    [InlineData("5", "lo:visit.letter")]
    public async Task OddKey_IsAnsweredKindly(string keys, string first)
    {
        await using var host = new FamilyLinkHost("sqlite");
        var caller = new VoiceCaller(host, FamilyLinkHost.Stranger);
        await caller.CallAsync();
        Assert.Equal(first, (await caller.PressAsync(keys))[0]);
    }

    [Theory]
    [InlineData("11111111111111111111")]
    [InlineData("99999999999999999999999999999999999999999999")]
    [InlineData("12*")]
    [InlineData("A")]
    [InlineData("ສາມ")]
    public async Task ManyKeysAtOnce_FromABrokenGateway_AreAnsweredAndKeptShort(string digits)
    {
        await using var host = new FamilyLinkHost("sqlite");
        var caller = new VoiceCaller(host, FamilyLinkHost.Stranger);
        await caller.CallAsync();
        var form = VoiceCaller.Form(caller.Call, FamilyLinkHost.Stranger);
        form["Digits"] = digits;
        using var response = await VoiceCaller.PostAsync(host, "/twilio/voice/turn?t=1", form);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.NotEmpty(new TwimlDocument(await response.Content.ReadAsStringAsync()).Plays);
        Assert.False(await host.DbAsync(db => db.Suppressions.AnyAsync()));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task SameTurnTwice_SameDocument_EvenWithOtherKeys_NothingChanges(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var caller = new VoiceCaller(host, FamilyLinkHost.Stranger);
        await caller.CallAsync();
        Assert.Equal(caller.Document.Text, await caller.AgainAsync());
        await caller.PressAsync("2");
        var rows = await host.DbAsync(db => db.AuditEntries.CountAsync());
        Assert.Equal(caller.Document.Text, await caller.AgainAsync());
        Assert.Equal(caller.Document.Text, await caller.AgainAsync("9"));
        Assert.Equal(rows, await host.DbAsync(db => db.AuditEntries.CountAsync()));
        Assert.False(await host.DbAsync(db => db.Suppressions.AnyAsync()));
    }

    [Theory]
    [InlineData("anonymous")]
    [InlineData("+266696687")]
    [InlineData("sip:somebody@example")]
    [InlineData("")]
    public async Task WithheldNumber_IsAskedForItsLanguageAndAnsweredLikeAnyOther(string from)
    {
        await using var host = new FamilyLinkHost("sqlite");
        var caller = new VoiceCaller(host, from);
        Assert.Contains("kjg:language.khmu-name", await caller.CallAsync());
        Assert.Equal("th:language.chosen", (await caller.PressAsync("2"))[0]);
        Assert.Equal("th:verify.ask", (await caller.PressAsync("1"))[0]);
    }

    [Theory]
    [InlineData("/twilio/voice", "no signature", 403)]
    [InlineData("/twilio/voice/turn?t=1", "wrong signature", 403)]
    [InlineData("/twilio/voice", "no CallSid", 400)]
    [InlineData("/twilio/voice/turn", "no turn", 400)]
    [InlineData("/twilio/voice/turn?t=-1", "a negative turn", 400)]
    [InlineData("/twilio/voice/turn?t=99999999999", "a huge turn", 400)]
    public async Task BadRequest_GetsAClearStatus_NothingStored(string path, string what, int status)
    {
        await using var host = new FamilyLinkHost("sqlite");
        var form = VoiceCaller.Form("CA1", FamilyLinkHost.Mother);
        if (what == "no CallSid")
        {
            form.Remove("CallSid");
        }

        using var response = await VoiceCaller.PostAsync(host, path, form, what == "no signature" ? "" : what == "wrong signature" ? "AAAA" : null);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(0, await host.DbAsync(db => db.InboundMessages.CountAsync()));
    }

    [Fact]
    public async Task Recording_IsFetchedByItsUnguessableName_AndByNoOther()
    {
        await using var host = new FamilyLinkHost("sqlite");
        var caller = new VoiceCaller(host, FamilyLinkHost.Stranger);
        await caller.CallAsync();
        foreach (var url in caller.Document.Plays.Distinct())
        {
            using var sound = await host.Web.GetAsync(new Uri(url).PathAndQuery);
            var bytes = await sound.Content.ReadAsByteArrayAsync();
            Assert.Equal("audio/wav", sound.Content.Headers.ContentType!.MediaType);
            Assert.Equal("RIFF"u8, bytes.AsSpan(0, 4));
            Assert.DoesNotContain("menu", url, StringComparison.Ordinal);
        }

        foreach (var name in (string[])["lo:menu.ask", "menu.ask", "..%2Ffamilylink.db", new string('A', 43), new string('A', 500)])
        {
            using var none = await host.Web.GetAsync("/recordings/" + name);
            Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
        }
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task FiftyCallersAtOnce_EachHearsTheirOwnCall(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await Task.WhenAll(Enumerable.Range(0, 50).Select(async i =>
        {
            var caller = new VoiceCaller(host, $"+85620555{10000 + i}");
            await caller.CallAsync();
            Assert.Equal(i % 2 == 0 ? "lo:verify.ask" : "lo:work.general", (await caller.PressAsync(i % 2 == 0 ? "1" : "2"))[0]);
        }));
        Assert.Equal(100, await host.DbAsync(db => db.InboundMessages.CountAsync()));
    }

    [SkippableFact]
    public async Task Documents_AreWhatTwiliosOwnPackageWrites()
    {
        Requires.Node();
        await using var host = new FamilyLinkHost("sqlite");
        var caller = new VoiceCaller(host, FamilyLinkHost.Mother);
        await caller.CallAsync();
        await AssertSameAsync(caller.Document);
        foreach (var keys in (string[])["1", FamilyLinkHost.MothersCode + "#", "1", "0", "9"])
        {
            await caller.PressAsync(keys);
            await AssertSameAsync(caller.Document);
        }
    }

    private static async Task AssertSameAsync(TwimlDocument document)
    {
        var theirs = XDocument.Parse(await NodeOracle.Shared.TwimlAsync("voice", [.. document.Verbs.Select(Verb)]));
        Assert.True(XNode.DeepEquals(Sorted(theirs.Root!), Sorted(XDocument.Parse(document.Text).Root!)), theirs + "\n" + document.Text);
    }

    // The package's builder has a method for each verb that may stand there and takes only attributes; an unknown verb throws.
    private static JsonNode Verb(XElement element)
    {
        var verb = new JsonObject
        {
            ["verb"] = char.ToLowerInvariant(element.Name.LocalName[0]) + element.Name.LocalName[1..],
            ["attributes"] = new JsonObject(element.Attributes().Select(a => KeyValuePair.Create(a.Name.LocalName, (JsonNode?)a.Value))),
            ["children"] = new JsonArray([.. element.Elements().Select(Verb)]),
        };
        if (!element.HasElements)
        {
            verb["text"] = element.Value;
        }

        return verb;
    }

    private static XElement Sorted(XElement element) => new(
        element.Name.LocalName,
        element.Attributes().OrderBy(a => a.Name.LocalName, StringComparer.Ordinal).Select(a => new XAttribute(a.Name.LocalName, a.Value)),
        element.HasElements ? element.Elements().Select(Sorted) : element.Value);
}
