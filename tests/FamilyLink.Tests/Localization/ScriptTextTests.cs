using FamilyLink.Dialogs.Understanding;
using FamilyLink.Localization.Text;
using FamilyLink.Tests.Infrastructure;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Xunit;

namespace FamilyLink.Tests.Localization;

/// <summary>Lao and Thai as people type them.</summary>
public sealed class ScriptTextTests
{
    private const string Letters = "ກຂຄງຈສຊຍດຕຖທນບປຜຝພຟມຢຣລວຫອຮໜໝະັາຳິີຶືຸູົຼຽເແໂໃໄ່້໊໋໌ໍ໐໑໙กขคงจสนมยะัาำิีึืุูเแโใไ่้๊๋์ํ๑๙ab1 9.\u200b😀";

    [Theory]
    [InlineData("ນ້ຳ", "ນໍ້າ")]
    [InlineData("ໜ້າ", "ຫນ້າ")]
    [InlineData("ໝູ່", "ຫມູ່")]
    [InlineData("ກິ່", "ກ່ິ")]
    [InlineData("ແມ່", "ເເມ່")]
    [InlineData("น้ำ", "นํ้า")]
    [InlineData("໑໒໓", "123")]
    [InlineData("๔๕", "45")]
    [InlineData("ສະ\u200bບາຍ", "ສະບາຍ")]
    public void Normalise_TwoWaysOfTypingTheSame_Meet(string one, string other) => Assert.Equal(ScriptText.Normalise(one), ScriptText.Normalise(other));

    [Property(MaxTest = 2_000)]
    public Property Normalise_Twice_ChangesNothing() => Prop.ForAll(Texts(), text =>
    {
        var once = ScriptText.Normalise(text);
        return (ScriptText.Normalise(once) == once).Label($"{Hex(text)} → {Hex(once)} → {Hex(ScriptText.Normalise(once))}");
    });

    [Property(MaxTest = 2_000)]
    public Property ForSending_Twice_ChangesNothing() => Prop.ForAll(Texts(), text =>
    {
        var once = ScriptText.ForSending(text);
        return (ScriptText.ForSending(once) == once).Label($"{Hex(text)} → {Hex(once)} → {Hex(ScriptText.ForSending(once))}");
    });

    [Property(MaxTest = 2_000)]
    public Property ForSending_NeverChangesWhatIsMeant() => Prop.ForAll(Texts(), text =>
        (ScriptText.Normalise(ScriptText.ForSending(text)) == ScriptText.Normalise(text)).Label($"{Hex(text)} → {Hex(ScriptText.ForSending(text))}"));

    [Property(MaxTest = 2_000)]
    public Property Cut_NeverSplitsACluster() => Prop.ForAll(Texts(), text =>
    {
        var cut = ScriptText.Cut(text, 5);
        return cut.Length <= 5 && text.StartsWith(cut, StringComparison.Ordinal)
            && (cut.Length == text.Length || System.Globalization.StringInfo.ParseCombiningCharacters(text).Contains(cut.Length) || cut.Length == 0);
    });

    [SkippableFact]
    public async Task Segments_OverManyTexts_CountAsTheVendorsOwnCounter()
    {
        Requires.Node();
        var random = new Random(20261124);
        const string Gsm = "@£$¥èéùìòÇ\nØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#%&'()*+,-./09:;<=>?AZÄÖÑÜ§az|^€{}[]~\\";
        var wrong = new List<string>();
        for (var round = 0; round < 20; round++)
        {
            var texts = Enumerable.Range(0, 1_000).Select(i => Text(random, i % 3 == 0 ? Gsm : i % 3 == 1 ? Letters : Gsm + Letters)).ToArray();
            var answers = await NodeOracle.Shared.SegmentsOfAllAsync(texts);
            for (var i = 0; i < texts.Length; i++)
            {
                var (encoding, parts) = answers[i];
                var ours = SmsSegments.Count(texts[i]);
                if (ours.Encoding != encoding || ours.Parts != parts)
                {
                    wrong.Add($"{texts[i].Length} units: {ours} is not {encoding} {parts}: {texts[i]}");
                }
            }
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} differ, such as {string.Join("\n", wrong.OrderByDescending(w => w.Length).Take(3))}");
    }

    [Theory]
    [InlineData("1", '1')]
    [InlineData("໑", '1')]
    [InlineData("๙", '9')]
    [InlineData("１", '1')]
    [InlineData("1.", '1')]
    [InlineData("#1", '1')]
    [InlineData("ໜຶ່ງ", '1')]
    [InlineData("ຫນຶ່ງ", '1')]
    [InlineData("เก้า", '9')]
    [InlineData("1 ຄັບ", '1')]
    public void Digit_InAnyScript_MeansTheSame(string text, char digit) => Assert.Equal(digit, ControlWords.Read(text).Digit);

    [Theory]
    [InlineData("ຢຸດ")]
    [InlineData("ເຊົາ")]
    [InlineData("ຍົກເລີກ")]
    [InlineData("หยุด")]
    [InlineData("ยกเลิกค่ะ")]
    [InlineData("เซาเด้อ")]
    [InlineData("STOP")]
    [InlineData("Stop!!!")]
    [InlineData("yut")]
    [InlineData("ຂໍຢຸດສົ່ງຂໍ້ຄວາມແດ່")]
    [InlineData("ช่วยหยุดส่งข้อความหน่อย")]
    [InlineData("please stop sending me messages")]
    [InlineData("don't send any more")]
    public void S3_Stop_InAnyLanguageAloneOrInASentence_IsHeard(string text) => Assert.Equal(Intent.Stop, ControlWords.Read(text).Intent);

    [Theory]
    [InlineData("ວັນຢຸດໄປໃສ")]
    [InlineData("วันหยุดไปไหน")]
    [InlineData("ສາວ")]
    [InlineData("ຊາວ")]
    [InlineData("ลูก")]
    [InlineData("ເລືອກ")]
    [InlineData("he will not stop hitting me")]
    public void S3_WordsThatOnlySoundOrLookLikeStop_AreNot(string text) => Assert.NotEqual(Intent.Stop, ControlWords.Read(text).Intent);

    private static string Hex(string text) => string.Join(' ', text.Select(c => ((int)c).ToString("x4", System.Globalization.CultureInfo.InvariantCulture)));

    private static string Text(Random random, string letters)
    {
        var text = new System.Text.StringBuilder();
        for (var n = random.Next(0, 330); n > 0; n--)
        {
            var at = random.Next(letters.Length);
            if (!char.IsSurrogate(letters[at]))
            {
                text.Append(letters[at]);
            }
            else if (random.Next(4) == 0)
            {
                text.Append("😀");
            }
        }

        return text.ToString();
    }

    private static Arbitrary<string> Texts() =>
        Gen.Elements(Letters.EnumerateRunes().Select(r => r.ToString()).ToArray()).ArrayOf().Select(parts => string.Concat(parts)).ToArbitrary();
}
