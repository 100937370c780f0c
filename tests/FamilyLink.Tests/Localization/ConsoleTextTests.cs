using System.Net;
using System.Text.RegularExpressions;
using FamilyLink.Localization;
using FamilyLink.Localization.Text;
using FamilyLink.Tests.Infrastructure;
using Xunit;

namespace FamilyLink.Tests.Localization;

/// <summary>The console in Lao, Thai and English.</summary>
public sealed partial class ConsoleTextTests
{
    [Fact]
    public void EveryPhraseOfEveryPage_IsInLaoAndThai()
    {
        var missing = from page in Directory.GetFiles(Repository.Below("src", "FamilyLink", "Features"), "*.cshtml", SearchOption.AllDirectories)
                      from Match phrase in Phrase().Matches(File.ReadAllText(page))
                      let english = Regex.Unescape(phrase.Groups[1].Value)
                      from language in (string[])["lo", "th"]
                      where ConsoleTexts.Exactly(english, language) is null
                      select $"{Path.GetFileName(page)} ({language}): {english}";
        Assert.Empty(missing);
    }

    [Theory]
    [InlineData("lo")]
    [InlineData("th")]
    public void Translation_KeepsPlacesForValues_AndItsOwnLetters(string language)
    {
        Assert.NotEmpty(ConsoleTexts.Keys(language));
        foreach (var english in ConsoleTexts.Keys(language))
        {
            Assert.Equal(Places(english), Places(ConsoleTexts.Exactly(english, language)!));
            Assert.True(ScriptText.LanguageOf(ConsoleTexts.Exactly(english, language)!) is null || ScriptText.LanguageOf(ConsoleTexts.Exactly(english, language)!) == language, english);
            Assert.Equal(ConsoleTexts.Exactly(english, language), ScriptText.ForSending(ConsoleTexts.Exactly(english, language)!));
        }

        Assert.Equal(ConsoleTexts.Keys("lo").Order(StringComparer.Ordinal), ConsoleTexts.Keys("th").Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("lo-LA,lo;q=0.9,en;q=0.1", "ເຂົ້າລະບົບ", "lang=\"lo\"")]
    [InlineData("th", "เข้าสู่ระบบ", "lang=\"th\"")]
    [InlineData("fr", "Sign in", "lang=\"en\"")]
    public async Task SignInPage_SpeaksWhatTheBrowserAsksFor(string asked, string says, string attribute)
    {
        await using var host = new FamilyLinkHost("sqlite");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/sign-in");
        request.Headers.Add("Accept-Language", asked);
        using var answer = await host.Web.SendAsync(request);
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Contains(says, page, StringComparison.Ordinal);
        Assert.Contains("<html " + attribute, page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Choosing_ALanguage_HoldsForPagesRefusalsAndTheNextSignIn()
    {
        await using var host = new FamilyLinkHost("sqlite");
        var web = await SignedInAsync(host, "caseworker@demo.local");
        Assert.Contains("<h1>Cases</h1>", await web.GetStringAsync("/cases"), StringComparison.Ordinal);
        using (var chosen = await PostAsync(web, "/cases", "/language", new() { ["language"] = "lo", ["back"] = "/cases" }))
        {
            Assert.Equal("/cases", chosen.Headers.Location?.OriginalString);
        }

        Assert.Contains("<h1>ກໍລະນີ</h1>", await web.GetStringAsync("/cases"), StringComparison.Ordinal);
        using (var refused = await PostAsync(web, "/cases/new", "/cases/new", new() { ["Code"] = "", ["Name"] = "A" }))
        {
            Assert.Contains("ຂຽນລະຫັດກໍລະນີ.", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        using (var taken = await PostAsync(web, "/cases/new", "/cases/new", new() { ["Code"] = "FL-0001", ["Name"] = "A" }))
        {
            Assert.Contains("ມີກໍລະນີທີ່ໃຊ້ລະຫັດນີ້ແລ້ວ.", await taken.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        var later = await SignedInAsync(host, "caseworker@demo.local");
        Assert.Contains("<h1>ກໍລະນີ</h1>", await later.GetStringAsync("/cases"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("//elsewhere.example")]
    [InlineData("https://elsewhere.example")]
    [InlineData("/\\elsewhere.example")]
    public async Task Choosing_ALanguage_LeadsNowhereElse(string back)
    {
        await using var host = new FamilyLinkHost("sqlite");
        var web = await SignedInAsync(host, "caseworker@demo.local");
        using var chosen = await PostAsync(web, "/cases", "/language", new() { ["language"] = "th", ["back"] = back });
        Assert.Equal("/", chosen.Headers.Location?.OriginalString);
        using var forged = await web.PostAsync("/language", new FormUrlEncodedContent([KeyValuePair.Create("language", "lo")]));
        Assert.Equal(HttpStatusCode.BadRequest, forged.StatusCode);
    }

    [Theory]
    [InlineData("noto-sans-lao-400")]
    [InlineData("noto-sans-lao-700")]
    [InlineData("noto-sans-thai-400")]
    [InlineData("noto-sans-latin-400")]
    public async Task Letters_AreServedByTheServiceItself_WithTheirLicence(string font)
    {
        await using var host = new FamilyLinkHost("sqlite");
        var bytes = await host.Web.GetByteArrayAsync($"/fonts/{font}.woff2");
        Assert.Equal("wOF2"u8.ToArray(), bytes[..4]);
        Assert.Contains($"/fonts/{font}.woff2", await host.Web.GetStringAsync("/site.css"), StringComparison.Ordinal);
        Assert.Contains("SIL Open Font License", await host.Web.GetStringAsync("/fonts/OFL-noto-sans-lao.txt"), StringComparison.OrdinalIgnoreCase);
    }

    private static string[] Places(string text) => [.. Regex.Matches(text, @"\{\d\}").Select(m => m.Value).Order(StringComparer.Ordinal)];

    private static async Task<HttpClient> SignedInAsync(FamilyLinkHost host, string email)
    {
        var web = host.CreateClient(new() { AllowAutoRedirect = false });
        using var answer = await PostAsync(web, "/sign-in", "/sign-in", new() { ["Email"] = email, ["Password"] = "Demo-password-1" });
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return web;
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient web, string page, string to, Dictionary<string, string> form)
    {
        form["__RequestVerificationToken"] = Token().Match(await web.GetStringAsync(page)).Groups[1].Value;
        using var content = new FormUrlEncodedContent(form);
        return await web.PostAsync(to, content);
    }

    [GeneratedRegex("""\bT(?:\[|\.Marked\()"((?:[^"\\]|\\.)*)"[\],)]""")]
    private static partial Regex Phrase();

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
