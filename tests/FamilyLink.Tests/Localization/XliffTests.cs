using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FamilyLink.Features.Translations;
using FamilyLink.Localization;
using FamilyLink.Localization.Exchange;
using FamilyLink.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FamilyLink.Tests.Localization;

/// <summary>Wordings as files for translators' programs: there and back without a change, and refused whole when anything is wrong.</summary>
[Collection(Alone.Name)]
public sealed partial class XliffTests
{
    public static TheoryData<XliffVersion, string> Files => new()
    {
        { XliffVersion.V12, "lo" },
        { XliffVersion.V12, "th" },
        { XliffVersion.V12, "kjg" },
        { XliffVersion.V20, "lo" },
        { XliffVersion.V20, "th" },
        { XliffVersion.V20, "kjg" },
    };

    [Theory, MemberData(nameof(Files))]
    public void ThereAndBack_IsExact(XliffVersion version, string language)
    {
        var units = Units(language);
        var bytes = Xliff.Write(version, language, units);
        var (read, wordings) = XliffReader.Read(new MemoryStream(bytes), Units);
        Assert.Equal(language, read);
        Assert.Equal(units.Where(u => u.Target.Length > 0).Select(u => (u.Key, u.Medium, u.Target)), wordings.Select(w => (w.Key, w.Medium, w.Text)));
        Assert.Equal(bytes, Xliff.Write(version, language, units));
        Assert.Equal(language == "kjg" ? 0 : units.Count, wordings.Count);
    }

    [SkippableTheory]
    [InlineData("lo")]
    [InlineData("th")]
    public async Task Xliff12_IsReadTheSameByTheTranslateToolkit_AndWhatItWritesIsTakenBack(string language)
    {
        Requires.TranslateToolkit();
        var folder = Directory.CreateTempSubdirectory("familylink-xliff-").FullName;
        var units = Units(language);
        var there = Path.Combine(folder, "there.xlf");
        var back = Path.Combine(folder, "back.xlf");
        await File.WriteAllBytesAsync(there, Xliff.Write(XliffVersion.V12, language, units));
        var changed = Texts.AsShipped("news.end", language, WordingMedium.Text)! + (language == "lo" ? " ຂອບໃຈ." : " ขอบคุณ");
        var read = JsonNode.Parse(await RunAsync("/usr/bin/python3", Repository.Below("tests", "oracles", "xliff_there_and_back.py"), there, back, "news.end", changed))!;

        Assert.Equal(language, read["target_language"]!.GetValue<string>());
        Assert.Equal(
            units.Select(u => (u.Key, u.Source, u.Target, u.Note)),
            read["units"]!.AsArray().Select(u => (Said(u, "key"), Said(u, "source"), Said(u, "target"), Said(u, "note"))));
        var (_, wordings) = XliffReader.Read(File.OpenRead(back), Units);
        Assert.Equal([("news.end", changed)], wordings.Where(w => Texts.AsShipped(w.Key, language, w.Medium) != w.Text).Select(w => (w.Key, w.Text)));
        Directory.Delete(folder, true);
    }

    [SkippableFact]
    public async Task Xliff20_IsReadTheSameByAnotherProgram()
    {
        Requires.Node();
        Requires.That(Directory.Exists(Path.Combine(NodeOracle.Folder, "node_modules", "xliff")) ? null : "The npm package xliff is not installed.");
        var units = Units("lo");
        var read = await NodeOracle.Shared.XliffAsync(Encoding.UTF8.GetString(Xliff.Write(XliffVersion.V20, "lo", units)));
        Assert.Equal("lo", read["targetLanguage"]!.GetValue<string>());
        foreach (var unit in units)
        {
            var theirs = read["resources"]!["familylink/" + unit.Medium.ToString().ToLowerInvariant()] ?? read["resources"]![unit.Medium.ToString().ToLowerInvariant()];
            Assert.Equal((unit.Source, unit.Target), (Said(theirs![unit.Key], "source"), Said(theirs[unit.Key], "target")));
        }
    }

    public static TheoryData<string, string, string, string> Bad => new()
    {
        { "a missing wording", "<trans-unit id=\"news.end\"[\\s\\S]*?</trans-unit>", "", @"Line \d+: “news.end” \(text\) is missing" },
        { "an extra wording", "<trans-unit id=\"news.end\"", "<trans-unit id=\"x.y\"><source>a</source><target>b</target></trans-unit>$0", @"Line \d+: “x.y” is none of our wordings" },
        { "a wording twice", "<trans-unit id=\"news.end\"[\\s\\S]*?</trans-unit>", "$0$0", @"Line \d+: “news.end” is there twice; the first is in line \d+" },
        { "a broken placeholder", @"\{hours\}(?=[^<]*</target>)", "{hour}", @"Line \d+: “person.off-duty”: Keep the placeholders: \{hours\}" },
        { "another project", "familylink/text", "other/messages.po", @"Line 3: This is a file of another project \(“other/messages.po”\)" },
        { "another language", "target-language=\"lo\"", "target-language=\"fr\"", @"Line 2: The target language is “fr”" },
        { "older English", "That is all there is to read now\\.", "That was all.", @"Line \d+: The English of “news.end” is not what we say now" },
        { "no words", "(<trans-unit id=\"news.end\"[\\s\\S]*?<target[^>]*>)[^<]*", "$1", @"Line \d+: “news.end” has no words" },
        { "markup", "(<trans-unit id=\"news.end\"[\\s\\S]*?<target[^>]*>)", "$1<g id=\"1\"/>", @"Line \d+: “news.end” has markup" },
        { "a control character", "(<trans-unit id=\"news.end\"[\\s\\S]*?<target[^>]*>)", "$1&#x7;", @"Line \d+: this is not XML" },
        { "another control character", "(<trans-unit id=\"news.end\"[\\s\\S]*?<target[^>]*>)", "$1&#x85;", @"Line \d+: “news.end”: There is an invisible control character" },
        { "a promise", "(<trans-unit id=\"news.end\"[\\s\\S]*?<target[^>]*>)", "$1ມື້ອື່ນ ", @"Line \d+: “news.end”: “ມື້ອື່ນ” is a promise" },
        { "100,000 characters", "(<trans-unit id=\"news.end\"[\\s\\S]*?<target[^>]*>)", "$1" + new string('ກ', 100_000), @"Line \d+: “news.end”: This is 1000\d+ letters long" },
        { "an entity bomb", "<xliff ", "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">]>\n<xliff ", @"Line \d+: this is not XML" },
        { "an external entity", "<xliff ", "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>\n<xliff ", @"Line \d+: this is not XML" },
        { "something else altogether", "[\\s\\S]+", "<html/>", @"Line 1: This is not an XLIFF" },
        { "no XML", "[\\s\\S]+", "msgid \"\"", @"Line 1: this is not XML" },
        { "a broken end", "</xliff>", "", @"Line \d+: this is not XML" },
    };

    [Theory, MemberData(nameof(Bad))]
    public void File_WithAFault_IsRefusedWholeWithItsLine(string fault, string pattern, string replacement, string says)
    {
        var good = Encoding.UTF8.GetString(Xliff.Write(XliffVersion.V12, "lo", Units("lo")));
        var bad = new Regex(pattern).Replace(good, replacement, 1);
        Assert.True(bad != good, $"{fault} was not planted.");
        var refused = Assert.Throws<XliffRefusedException>(() => XliffReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(bad)), Units));
        Assert.Contains(refused.Problems, problem => Regex.IsMatch(problem, says));
    }

    [SkippableTheory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task Import_ChangesOnlyWhatDiffers_AndABadFileChangesNothing(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var web = await SignedInAsync(host, "caseworker@demo.local");
        foreach (var version in (string[])["1.2", "2.0"])
        {
            var exported = await web.GetStringAsync($"/translations/exchange?handler=File&language=th&version={version}");
            Assert.Contains("is what is here already", await ImportAsync(web, exported), StringComparison.Ordinal);
            var changed = exported.Replace("ขอโทษ เราไม่เข้าใจ กรุณาส่งตัวเลขหนึ่งตัว", "ขอโทษ เราไม่เข้าใจ ส่งตัวเลขหนึ่งตัว" + version[..1].Replace('1', 'ก').Replace('2', 'ข'), StringComparison.Ordinal);
            var before = await host.DbAsync(db => db.Set<WordingVersion>().CountAsync());
            Assert.Contains("is missing", await ImportAsync(web, Regex.Replace(exported, "<(trans-)?unit id=\"news.end\"[\\s\\S]*?</(trans-)?unit>", "")), StringComparison.Ordinal);
            Assert.Equal(before, await host.DbAsync(db => db.Set<WordingVersion>().CountAsync()));
            if (version == "1.2")
            {
                Assert.Contains("1 new editions", await ImportAsync(web, changed), StringComparison.Ordinal);
                Assert.Equal("misunderstood.once", (await host.DbAsync(db => db.Set<WordingVersion>().SingleAsync())).Key);
            }
        }
    }

    private static IReadOnlyList<XliffUnit> Units(string language) =>
    [
        .. from medium in (WordingMedium[])[WordingMedium.Text, WordingMedium.Voice]
           from source in WordingSources.All
           where medium == WordingMedium.Text || Texts.SpeechDiffers(source.Key)
           let own = WordingSources.Of(source.Key, medium)!
           let words = Texts.AsShipped(source.Key, language, medium)
           select new XliffUnit(source.Key, medium, own.English, words ?? "", own.Comment, ReviewLedger.Shipped.StateOf(source.Key, language, medium, words)),
    ];

    private static string Said(JsonNode? node, string name) => node![name]!.GetValue<string>();

    private static async Task<string> ImportAsync(HttpClient web, string file)
    {
        using var content = new MultipartFormDataContent
        {
            { new StringContent(Token().Match(await web.GetStringAsync("/translations/exchange")).Groups[1].Value), "__RequestVerificationToken" },
            { new ByteArrayContent(Encoding.UTF8.GetBytes(file)), "Returned", "wordings.xlf" },
        };
        using var answer = await web.PostAsync("/translations/exchange", content);
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
    }

    private static async Task<HttpClient> SignedInAsync(FamilyLinkHost host, string email)
    {
        var web = host.CreateClient(new() { AllowAutoRedirect = false });
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["__RequestVerificationToken"] = Token().Match(await web.GetStringAsync("/sign-in")).Groups[1].Value,
            ["Email"] = email,
            ["Password"] = "Demo-password-1",
        });
        using var answer = await web.PostAsync("/sign-in", form);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return web;
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var said = process.StandardOutput.ReadToEndAsync();
        var wrong = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromMinutes(1)).Token);
        return process.ExitCode == 0 ? await said : throw new InvalidOperationException(await wrong);
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
