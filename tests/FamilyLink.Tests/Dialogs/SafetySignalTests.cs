using FamilyLink.Dialogs.Understanding;
using FsCheck.Xunit;
using Xunit;
using Xunit.Abstractions;

namespace FamilyLink.Tests.Dialogs;

/// <summary>How many cries for help are heard, and how often something harmless sounds like one. The lines are in <c>Evaluation/questions.tsv</c>.</summary>
public sealed class SafetySignalTests(ITestOutputHelper output)
{
    [Fact]
    public void S14_TheQuestionsOnFile_EverySignHeard_FewFalseAlarms()
    {
        var lines = Lines().ToList();
        var signs = lines.Where(l => l.Signal != "-").ToList();
        var missed = signs.Where(l => SafetySignals.Find(l.Text) is null).ToList();
        var harmless = lines.Where(l => l.Signal == "-").ToList();
        var alarms = harmless.Where(l => SafetySignals.Find(l.Text) is not null).ToList();
        foreach (var line in missed)
        {
            output.WriteLine($"missed {line.Signal}: {line.Text}");
        }

        foreach (var line in alarms)
        {
            output.WriteLine($"alarm {SafetySignals.Find(line.Text)}: {line.Text}");
        }

        Assert.True(signs.Count >= 30 && harmless.Count >= 100);
        Assert.Empty(missed);
        Assert.True(alarms.Count <= harmless.Count * 0.02, $"{alarms.Count} false alarms of {harmless.Count}.");
    }

    [Theory]
    [InlineData("ວັນນີ້ຕຳຫຼວດຈະລາຈອນຊ່ວຍຂ້າມທາງ")]
    [InlineData("ເຈັບຫົວແຕ່ບໍ່ເປັນຫຍັງ")]
    [InlineData("ปวดหัวนิดหน่อย")]
    [InlineData("hello")]
    [InlineData("ຂ່າວລູກ")]
    public void S14_HarmlessWords_RaiseNoAlarm(string text) => Assert.Null(SafetySignals.Find(text));

    [Theory]
    [InlineData("ຜົວຕີຂ້ອຍທຸກມື້")]
    [InlineData("เขาขังหนูไว้ในห้อง")]
    [InlineData("he beats me every day")]
    [InlineData("my husband is beating me now")]
    [InlineData("ຂ້ອຍຢາກຕາຍ ບໍ່ຢາກຢູ່ແລ້ວ")]
    public void S14_MannersAroundASign_TakeNothingOfItAway(string cry)
    {
        Assert.Equal(Certainty.Sign, SafetySignals.Detect(cry).Certainty);
        foreach (var (before, behind) in ((string, string)[])[("ສະບາຍດີເອື້ອຍ ", ""), ("", " ຂອບໃຈຫຼາຍໆເດີ້"), ("สวัสดีค่ะพี่ ", " ขอบคุณมากๆค่ะ"), ("hello sir ", " thank you very much"), ("สวัสดีครับ สวัสดีครับ ", " ขอบคุณนะคะ ขอบคุณ")])
        {
            Assert.Equal(Certainty.Sign, SafetySignals.Detect(before + cry + behind).Certainty);
        }
    }

    [Theory]
    [InlineData("ຢ້ານ ມາເອົາແດ່"), InlineData("ສາມີບໍ່ຢຸດຕີ"), InlineData("yan phua maa"), InlineData("กลัว มารับหนูหน่อย"), InlineData("scared, come get me now"), InlineData("ຂ້ອຍຢ້ານ ຜົວມາອີກແລ້ວ")]
    public void S14_TheShortestCries_AreNeverNothing(string cry) => Assert.NotEqual(Certainty.No, SafetySignals.Detect(cry).Certainty);

    [Theory]
    [InlineData("ມາເອົາແດ່"), InlineData("come get me here"), InlineData("ຜົວມາແລ້ວ"), InlineData("ແມ່ມາຮັບລູກແລ້ວ"), InlineData("we come again")]
    public void S14_WhatStandsBesideACry_IsNone_ByItself(string words) => Assert.False(SmallTalk.IsCry(words));

    [Property(MaxTest = 3_000)]
    public void S14_WhateverIsWritten_IsReadWithoutAnException(string? text)
    {
        SafetySignals.Detect(text ?? "");
        TopicMatcher.Default.Match("lo", text ?? "");
    }

    // Ten thousand characters, no letters, other scripts, marks without a letter, controls that turn the writing round: read in time, and no sign of anything.
    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("\u0EB5\u0EC8\u0EC8\u0EC8")]
    [InlineData("😀😀🙏🏽")]
    [InlineData("здравствуйте, где школа")]
    [InlineData("你好 谢谢")]
    [InlineData("\u202Eabc\u202C\u2066\u2069")]
    [InlineData("\uFFFE\uFFFF\uD800 \uDFFF\uD83F\uDFFE")]
    public void S14_NothingThatCanBeRead_IsNoSign(string text) => Assert.Equal(Certainty.No, SafetySignals.Detect(text).Certainty);

    [Fact]
    public void S14_OneSentenceOfDanger_InsideALongStory_IsHeard()
    {
        var story = string.Join(' ', Enumerable.Repeat("ມື້ນີ້ຝົນຕົກແຮງ ຂ້ອຍໄປຕະຫຼາດກັບແມ່ ຊື້ປາແລະຜັກ ກັບມາກິນເຂົ້າ.", 12));
        Assert.Equal(Certainty.Sign, SafetySignals.Detect(story + " ຜົວຕີຂ້ອຍທຸກມື້ ຊ່ວຍແດ່ " + story).Certainty);
        Assert.NotEqual(Certainty.Sign, SafetySignals.Detect(story).Certainty);
        Assert.NotNull(SafetySignals.Detect(new string('ກ', 10_000)).ToString());
    }

    private static IEnumerable<(string Signal, string Text)> Lines()
    {
        using var stream = typeof(SafetySignalTests).Assembly.GetManifestResourceStream("questions.tsv")!;
        using var reader = new StreamReader(stream);
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
        {
            var columns = line.Split('\t');
            if (columns.Length == 5)
            {
                yield return (columns[3], columns[4]);
            }
        }
    }
}
