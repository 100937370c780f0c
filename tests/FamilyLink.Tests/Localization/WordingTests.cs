using FamilyLink.Localization;
using FamilyLink.Localization.Text;
using Xunit;

namespace FamilyLink.Tests.Localization;

/// <summary>Rules that fixed wordings must keep. Each rule is also shown a planted fault, so that it is known to bite.</summary>
public sealed class WordingTests
{
    private const string Long40 = "ກກກກກກກກກກກກກກກກກກກກກກກກກກກກກກກກກກກກກກກກກ";
    private const string Endless = Long40 + Long40 + Long40 + Long40;

    // Just short enough, until the hours are put in.
    private const string FullOfHours = "{hours} " + Long40 + Long40 + Long40;

    public static TheoryData<string, string, WordingMedium> Wordings
    {
        get
        {
            var data = new TheoryData<string, string, WordingMedium>();
            foreach (var key in Texts.Keys)
            {
                foreach (var language in (string[])["en", "lo", "th"])
                {
                    data.Add(key, language, WordingMedium.Text);
                    if (Texts.SpeechDiffers(key))
                    {
                        data.Add(key, language, WordingMedium.Voice);
                    }
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Wordings))]
    public void Wording_KeepsEveryRule(string key, string language, WordingMedium medium) =>
        Assert.Empty(WordingRules.Faults(key, language, medium, Texts.AsShipped(key, language, medium)));

    [Theory]
    [InlineData("verify.ask", "lo", null, "missing")]
    [InlineData("verify.ask", "lo", "", "missing")]
    [InlineData("no.such.key", "lo", "ສະບາຍດີ", "key")]
    [InlineData("person.off-duty", "lo", "ມີຄົນອ່ານ", "placeholder")]
    [InlineData("person.off-duty", "lo", "ມີຄົນອ່ານ {hour}", "placeholder")]
    [InlineData("person.off-duty", "lo", "ມີຄົນອ່ານ {hours", "placeholder")]
    [InlineData("news.end", "lo", "ໝົດແລ້ວ {hours}", "placeholder")]
    [InlineData("opening.news", "lo", "ສະບາຍດີ ລູກຂອງທ່ານຢູ່ບ່ອນພັກ", "discloses")]
    [InlineData("opening.news", "th", "สวัสดี นี่คือศูนย์พักพิง", "discloses")]
    [InlineData("opening.news", "en", "Hello from the shelter.", "discloses")]
    [InlineData("menu.ask", "en", "Hello from the family foundation.", "discloses")]
    [InlineData("stop.done", "en", "Send START to hear from us.", "keyword")]
    [InlineData("stop.done", "th", "ตอบว่า STOP", "keyword")]
    [InlineData("news.end", "lo", "ລາວຈະກັບບ້ານມື້ອື່ນ", "promise")]
    [InlineData("news.end", "en", "We promise it.", "promise")]
    [InlineData("news.end", "th", "รับประกัน", "promise")]
    [InlineData("news.end", "lo", "ໂທ 02055550101", "numbers")]
    [InlineData("news.end", "en", "The trafficker is known.", "avoid")]
    [InlineData("news.end", "lo", "ຖືກຈັບ", "avoid")]
    [InlineData("news.end", "lo", "ถูกจับ", "script")]
    [InlineData("news.end", "lo", "ໝົດແລ້ว", "script")]
    [InlineData("news.end", "th", "หมดແລ້ວ", "script")]
    [InlineData("news.end", "lo", "ໝົດ всё", "script")]
    [InlineData("news.end", "en", "ໝົດ", "script")]
    [InlineData("news.end", "lo", "All there is.", "script")]
    [InlineData("news.end", "lo", "ໝົດແລ້ວ all done", "english")]
    [InlineData("news.end", "th", "หมดแล้ว done", "english")]
    [InlineData("news.end", "lo", "ນໍ້າ", "composed")]
    [InlineData("news.end", "lo", "ກ່ິ", "composed")]
    [InlineData("news.end", "lo", "ໝົດ\u200bແລ້ວ", "composed")]
    [InlineData("news.end", "lo", "ຫນ້າ", "composed")]
    [InlineData("news.end", "lo", "ໝົດ\u0007ແລ້ວ", "control")]
    [InlineData("news.end", "en", "Why did you go?", "why")]
    [InlineData("news.end", "lo", "ເປັນຫຍັງທ່ານໄປ?", "why")]
    [InlineData("news.end", "th", "คุณไปเพราะอะไร", "why")]
    [InlineData("news.end", "th", "สวัสดีค่ะ", "gendered")]
    [InlineData("news.end", "lo", "ສະບາຍດີເອື້ອຍ", "gendered")]
    [InlineData("news.end", "en", "There he was, the other one.", "gendered")]
    [InlineData("news.end", "lo", Endless, "long")]
    [InlineData("person.off-duty", "lo", FullOfHours, "long")]
    public void Wording_WithAPlantedFault_IsCaught(string key, string language, string? wording, string rule) =>
        Assert.Contains(WordingRules.Faults(key, language, WordingMedium.Text, wording), fault => fault.Rule == rule);

    [Theory]
    [InlineData("opening.later", "lo", "ບໍ່ເປັນຫຍັງ. ສະດວກຕອນໃດ ຂຽນມາໄດ້.")]
    [InlineData("news.end", "lo", "ບໍ່ຕ້ອງອາຍ.")]
    [InlineData("news.end", "en", "The other person can help.")]
    [InlineData("news.end", "th", "ส่ง SMS ได้")]
    public void Wording_ThatOnlyLooksLikeAFault_Passes(string key, string language, string wording) =>
        Assert.Empty(WordingRules.Faults(key, language, WordingMedium.Text, wording));

    [Fact]
    public void Wording_WithHalfACharacter_IsCaught() =>
        Assert.Contains(WordingRules.Faults("news.end", "lo", WordingMedium.Text, "ໝົດແລ້ວ" + "😀"[0]), fault => fault.Rule == "control");

    [Fact]
    public void Speech_TooLongToBeHeardAtOnce_IsCaught() =>
        Assert.Contains(WordingRules.Faults("news.end", "lo", WordingMedium.Voice, Endless + Endless), fault => fault.Rule == "long");

    [Fact]
    public void Comment_OfEveryKey_TellsTranslatorsWhatTheyNeed() =>
        Assert.Empty(WordingSources.All.Concat(WordingSources.Speech).SelectMany(CommentFaults));

    [Theory]
    [InlineData("Choice 1.", "Go on", "says too little")]
    [InlineData("To a verified person, after the last part.", "From {hours} on", "does not explain")]
    public void Comment_WithAPlantedFault_IsCaught(string comment, string english, string fault) =>
        Assert.Contains(CommentFaults(new WordingSource("a.key", "A", 1, english, comment)), f => f.Contains(fault, StringComparison.Ordinal));

    [Fact]
    public void Sources_NameEveryKeyOnce_AndSpeechOnlyKeysThatAreAlsoWritten()
    {
        Assert.Equal(Texts.Keys.Order(StringComparer.Ordinal), WordingSources.All.Select(s => s.Key).Order(StringComparer.Ordinal));
        Assert.NotEmpty(WordingSources.Speech);
        Assert.All(WordingSources.Speech, speech => Assert.Contains(speech.Key, Texts.Keys));
    }

    [Fact]
    public void Coverage_OfLaoAndThai_IsComplete_AndEveryKhmuKeyIsARecordingSlot()
    {
        var table = Coverage.Table(ReviewLedger.Shipped);
        Assert.All(table.Where(l => l.Language is "lo" or "th"), l => Assert.Equal((Texts.Keys.Count, 0), (l.Written, l.Missing)));
        Assert.All(table.Where(l => l.Language == "kjg"), l => Assert.Equal((0, Texts.Keys.Count, 0), (l.Written, l.Slots, l.Missing)));
        Assert.Equal(Texts.Keys.Count, RecordingSlot.All().Select(s => s.File).Distinct().Count());
    }

    [Fact]
    public void Khmu_HasNoInventedWords_AndFallsBackToLaoOnly()
    {
        foreach (var key in Texts.Keys)
        {
            Assert.Null(Texts.Exactly(key, "kjg"));
            Assert.Equal(new Wording(Texts.Exactly(key, "lo")!, "lo"), Texts.Get(key, "kjg"));
            Assert.Equal(Texts.Spoken(key, "lo"), Texts.Spoken(key, "kjg"));
        }
    }

    [Fact]
    public void MissingWording_InLao_IsAnErrorAndNeverThaiOrEnglish() => Assert.Throws<MissingWordingException>(() => Texts.Get("no.such.key", "lo"));

    [Fact]
    public void Ledger_NothingIsSignedByAMachine() => Assert.Equal(Texts.Keys.Count, ReviewLedger.Shipped.WithoutSignature("lo").Count);

    [Fact]
    public void Ledger_ASignature_IsBoundToTheVeryWordsAndTheMedium()
    {
        var hash = ReviewLedger.HashOf(Texts.Exactly("verify.ask", "lo")!);
        var ledger = new ReviewLedger([new("verify.ask", "lo", WordingMedium.Text, hash, ReviewState.InReview, "", "", ""), new("verify.ask", "lo", WordingMedium.Text, hash, ReviewState.SignedOff, "a", "lo", "")]);
        Assert.Equal(ReviewState.SignedOff, ledger.StateNow("verify.ask", "lo", WordingMedium.Text));
        Assert.Equal(ReviewState.Draft, ledger.StateNow("verify.ask", "lo", WordingMedium.Voice));
        Assert.Equal(ReviewState.Draft, ledger.StateOf("verify.ask", "lo", WordingMedium.Text, "ສົ່ງມາ"));
        Assert.DoesNotContain("verify.ask", ledger.WithoutSignature("lo"));
        Assert.Contains("verify.ask", ledger.WithoutSignature("lo", WordingMedium.Voice));
    }

    private static IEnumerable<string> CommentFaults(WordingSource source)
    {
        if (source.Comment.Length < 25)
        {
            yield return $"{source.Set}.resx({source.Line}): the comment of {source.Key} says too little: who says it, to whom, when, what may not be implied.";
        }

        foreach (var placeholder in WordingRules.PlaceholdersOf(source.English).Where(p => !source.Comment.Contains(p, StringComparison.Ordinal)))
        {
            yield return $"{source.Set}.resx({source.Line}): the comment of {source.Key} does not explain {placeholder}.";
        }
    }
}
