using FamilyLink.Localization;
using FamilyLink.Security;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace FamilyLink.Tests.Security;

/// <summary>What keeps an unsafe site from starting.</summary>
public sealed class LiveChecksTests
{
    private static readonly Dictionary<string, string?> Safe = new()
    {
        ["FamilyLink:Mode"] = "Live",
        ["FamilyLink:PublicBaseUrl"] = "https://service.example",
        ["Sms:Gateway"] = "Twilio",
        ["Twilio:AccountSid"] = "AC0123456789abcdef0123456789abcdef",
        ["Twilio:AuthToken"] = "a-real-token",
        ["Twilio:From"] = "+15005550006",
        ["BotFramework:AppId"] = "00000000-0000-0000-0000-00000000b075",
        ["BotFramework:AppPassword"] = "a-real-secret",
        ["Localization:AllowUnreviewed"] = "true",
    };

    [Fact]
    public void Live_WithEverythingSet_MayStart() => Assert.Empty(Problems());

    [Theory]
    [InlineData("FamilyLink:PublicBaseUrl", "http://service.example", "https")]
    [InlineData("Twilio:AuthToken", "demo-auth-token", "AuthToken")]
    [InlineData("Twilio:AuthToken", "", "AuthToken")]
    [InlineData("Twilio:AccountSid", "", "AccountSid")]
    [InlineData("Twilio:From", "", "sender")]
    [InlineData("Sms:Gateway", "Simulator", "Simulator")]
    [InlineData("Sms:Gateway", "Pigeon", "not known")]
    [InlineData("BotFramework:AppPassword", "", "AppPassword")]
    [InlineData("BotFramework:OpenIdMetadataUrl", "http://login.example/keys", "OpenIdMetadataUrl")]
    [InlineData("BotFramework:LoginUrl", "http://login.example/", "LoginUrl")]
    [InlineData("Localization:AllowUnreviewed", "false", "Language 'lo'")]
    public void Live_WithOneThingUnsafe_SaysWhich(string key, string value, string says) =>
        Assert.Contains(Problems(key, value), problem => problem.Contains(says, StringComparison.Ordinal));

    [Fact]
    public void Live_WithKannel_MayStart() => Assert.Empty(KannelProblems());

    [Theory]
    [InlineData("Kannel:Secret", "demo-kannel-secret", "Kannel:Secret")]
    [InlineData("Kannel:Secret", "", "Kannel:Secret")]
    [InlineData("Kannel:SendUrl", "", "Kannel:SendUrl")]
    [InlineData("Kannel:SendUrl", "smsbox", "Kannel:SendUrl")]
    [InlineData("Kannel:Username", "", "Kannel:Username")]
    [InlineData("Kannel:Password", "", "Kannel:Password")]
    [InlineData("Kannel:Password", "familylink", "Kannel:Password")]
    [InlineData("Kannel:From", "", "Kannel:From")]
    [InlineData("Kannel:CallbackBaseUrl", "inside", "Kannel:CallbackBaseUrl")]
    public void Live_WithKannelAndOneThingUnsafe_SaysWhich(string key, string value, string says) =>
        Assert.Contains(KannelProblems(key, value), problem => problem.Contains(says, StringComparison.Ordinal));

    [Theory]
    [InlineData("http://127.0.0.1:5080", null)]
    [InlineData("http://localhost:5080;http://[::1]:5080", null)]
    [InlineData("http://0.0.0.0:5080", "http://0.0.0.0:5080")]
    [InlineData("http://127.0.0.1:1;http://*:2", "http://*:2")]
    public void Demo_ListensOnLoopbackOnly(string urls, string? refused) =>
        Assert.Equal(refused, LiveChecks.ListensBeyondLoopback(Configuration(new() { ["urls"] = urls })));

    [Fact]
    public void Live_WithWordingsNobodySignedOff_NamesEveryOneOfThem()
    {
        var lines = LanguageChecks.NotSignedOff(Configuration(new() { ["FamilyLink:Languages:0"] = "lo" }), ReviewLedger.Shipped);
        Assert.Equal(2, lines.Count);
        Assert.All(Texts.Keys, key => Assert.Matches($@"[ ,]{System.Text.RegularExpressions.Regex.Escape(key)}[,.]", lines[0]));
        Assert.Contains("voice", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Live_WithOneWordingUnsigned_NamesOnlyThat()
    {
        var signed = from key in Texts.Keys
                     from medium in (WordingMedium[])[WordingMedium.Text, WordingMedium.Voice]
                     where (key, medium) != ("verify.ask", WordingMedium.Text)
                     select new Review(key, "lo", medium, ReviewLedger.HashOf(Texts.Exactly(key, "lo", medium)!), ReviewState.SignedOff, "a", "lo", "");
        var line = Assert.Single(LanguageChecks.NotSignedOff(Configuration(new() { ["FamilyLink:Languages:0"] = "lo" }), new ReviewLedger(signed)));
        Assert.EndsWith("1 wordings are not signed off by a native speaker: verify.ask.", line, StringComparison.Ordinal);
    }

    private static IReadOnlyList<string> KannelProblems(string? key = null, string? value = null)
    {
        var settings = new Dictionary<string, string?>(Safe)
        {
            ["Sms:Gateway"] = "Kannel",
            ["Kannel:SendUrl"] = "http://127.0.0.1:13013/cgi-bin/sendsms",
            ["Kannel:Username"] = "familylink",
            ["Kannel:Password"] = "a-real-password",
            ["Kannel:From"] = "8880",
            ["Kannel:Secret"] = "a-real-secret",
        };
        if (key is not null)
        {
            settings[key] = value;
        }

        return LiveChecks.Problems(Configuration(settings));
    }

    private static IReadOnlyList<string> Problems(string? key = null, string? value = null)
    {
        var settings = new Dictionary<string, string?>(Safe);
        if (key is not null)
        {
            settings[key] = value;
        }

        return [.. LiveChecks.Problems(Configuration(settings)), .. LanguageChecks.NotSignedOff(Configuration(settings), ReviewLedger.Shipped)];
    }

    private static IConfiguration Configuration(Dictionary<string, string?> settings) => new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
}
