using System.Text.RegularExpressions;
using FamilyLink.Localization;
using FamilyLink.Localization.Text;
using Xunit;

namespace FamilyLink.Tests.Localization;

/// <summary>Rules that fixed wordings must keep. Each rule is also shown a planted fault, so that it is known to bite.</summary>
public sealed partial class WordingTests
{
    // Menu and answers with choices are rendered with them; a wording by itself has two parts at most.
    private const int MostUnits = 134;
    private const string Endless = Long40 + Long40 + Long40 + Long40;
    private const string Long40 = "ກກກກກກກກກກກກກກກກກກກກກກກກກກກກກກກກກກກກກກກກ";

    public static TheoryData<string, string> Wordings
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var key in Texts.Keys)
            {
                foreach (var language in (string[])["en", "lo", "th"])
                {
                    data.Add(key, language);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Wordings))]
    public void Wording_KeepsEveryRule(string key, string language) => Assert.Empty(Faults(key, language, Texts.Exactly(key, language), Texts.Exactly(key, "en")!));

    [Theory]
    [InlineData("verify.ask", "lo", null, "missing")]
    [InlineData("verify.ask", "lo", "", "missing")]
    [InlineData("person.off-duty", "lo", "ມີຄົນອ່ານ", "placeholder")]
    [InlineData("opening.news", "lo", "ສະບາຍດີ ລູກຂອງທ່ານຢູ່ບ່ອນພັກ", "discloses")]
    [InlineData("opening.news", "th", "สวัสดี นี่คือศูนย์พักพิง", "discloses")]
    [InlineData("stop.done", "en", "Send START to hear from us.", "keyword")]
    [InlineData("news.end", "lo", "ລາວຈະກັບບ້ານມື້ອື່ນ", "promise")]
    [InlineData("news.end", "en", "We promise it.", "promise")]
    [InlineData("news.end", "lo", "ໂທ 02055550101", "numbers")]
    [InlineData("news.end", "lo", "ถูกจับ", "script")]
    [InlineData("news.end", "lo", "All there is.", "script")]
    [InlineData("news.end", "lo", "ນໍ້າ", "composed")]
    [InlineData("news.end", "en", "Why did you go?", "promise")]
    [InlineData("news.end", "lo", Endless, "long")]
    public void Wording_WithAPlantedFault_IsCaught(string key, string language, string? wording, string fault) =>
        Assert.Contains(Faults(key, language, wording, Texts.Exactly(key, "en")!), f => f.StartsWith(fault, StringComparison.Ordinal));

    [Fact]
    public void Khmu_HasNoInventedWords_AndFallsBackToLaoOnly()
    {
        foreach (var key in Texts.Keys)
        {
            Assert.Null(Texts.Exactly(key, "kjg"));
            Assert.Equal("lo", Texts.Get(key, "kjg").Language);
        }
    }

    [Fact]
    public void MissingWording_InLao_IsAnErrorAndNeverThaiOrEnglish() => Assert.Throws<MissingWordingException>(() => Texts.Get("no.such.key", "lo"));

    [Fact]
    public void Ledger_NothingIsSignedByAMachine() => Assert.Equal(Texts.Keys.Count, ReviewLedger.WithoutSignature("lo").Count);

    private static List<string> Faults(string key, string language, string? wording, string english)
    {
        if (string.IsNullOrEmpty(wording))
        {
            return ["missing"];
        }

        var faults = new List<string>();
        if (!Placeholders(wording).SequenceEqual(Placeholders(english)))
        {
            faults.Add("placeholders differ from the source");
        }

        if (key.StartsWith("opening.", StringComparison.Ordinal) && Regex.IsMatch(wording, "ລູກ|ບ່ອນພັກ|ສານ|ຕຳຫຼວດ|ลูก|ศูนย์|ที่พัก|ศาล|ตำรวจ|child|shelter|court|police|relative|family", RegexOptions.IgnoreCase))
        {
            faults.Add("discloses in a first message (S8)");
        }

        if (AsksForKeyword().IsMatch(wording))
        {
            faults.Add("keyword of a gateway (S3)");
        }

        if (key != "language.name" && key != "language.khmu-name" && !(key is "menu.language") && language != "en" && ScriptText.LanguageOf(wording) != language)
        {
            faults.Add("script of another language");
        }

        if (ScriptText.ForSending(wording) != wording)
        {
            faults.Add("composed differently from how it is sent");
        }

        var problems = WordingLint.Problems(wording, language);
        if (problems.Any(p => p.Contains("promise", StringComparison.Ordinal) || p.Contains("not said", StringComparison.Ordinal)))
        {
            faults.Add("promise, date or a word to avoid");
        }

        if (problems.Any(p => p.StartsWith("Leave out", StringComparison.Ordinal)))
        {
            faults.Add("numbers");
        }

        if (SmsSegments.Count(wording).Units > MostUnits)
        {
            faults.Add("long");
        }

        return faults;
    }

    // "Help" may be offered; it may not be asked for as a word to send.
    [GeneratedRegex(@"(send|reply|press|write|answer|text|key|ສົ່ງ|ກົດ|ພິມ|ຂຽນ|ตอบ|ส่ง|กด|พิมพ์|เขียน)\W*(yes|start|stop|stopall|unsubscribe|end|quit|cancel|help|unstop|info)\b", RegexOptions.IgnoreCase)]
    private static partial Regex AsksForKeyword();

    private static IEnumerable<string> Placeholders(string text) => Regex.Matches(text, @"\{[a-z]+\}").Select(m => m.Value).Order(StringComparer.Ordinal);
}
