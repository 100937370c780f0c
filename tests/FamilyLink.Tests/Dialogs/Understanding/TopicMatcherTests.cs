using FamilyLink.Dialogs.Understanding;
using FamilyLink.Training;
using Xunit;

namespace FamilyLink.Tests.Dialogs.Understanding;

/// <summary>What people ask about, found in the words they use; and what is not a question, answered with an honest none (S13).</summary>
public sealed class TopicMatcherTests
{
    [Theory]
    [InlineData("lo", "ຢາກໄດ້ປຶ້ມຜ່ານແດນ ຕ້ອງໄປຂໍຢູ່ໃສ", "migration.passport")]
    [InlineData("lo", "อยากได้พาสปอร์ตไปเฮ็ดอยู่ไส", "migration.passport")]
    [InlineData("lo", "yak het passport yu sai", "migration.passport")]
    [InlineData("th", "นายจ้างเอาพาสปอร์ตไปเก็บไว้ไม่ยอมคืน", "migration.passport-kept")]
    [InlineData("en", "how old must I be to work in Thailand", "migration.age")]
    public void AQuestion_InAnyScript_FindsItsTopic(string language, string text, string topic)
    {
        var match = TopicMatcher.Default.Match(language, text);

        Assert.Equal(topic, match.Topic);
        Assert.InRange(match.Confidence, 0.5, 1);
        Assert.Equal(topic, match.Likely[0].Topic);
    }

    [Fact]
    public void AMatch_NamesThePartsItRestsOn()
    {
        var match = TopicMatcher.Default.Match("lo", "ສະບາຍດີ ຢາກຖາມວ່າເຮັດພາດສະປອດຢູ່ໃສ");

        Assert.Contains(match.Parts, p => p.Text.Contains("ພາດສະປອດ", StringComparison.Ordinal));
        Assert.DoesNotContain(match.Parts, p => p.Text.Contains("ສະບາຍດີ", StringComparison.Ordinal));
        Assert.All(match.Parts, p => Assert.InRange(p.Share, 0, 1));
    }

    [Fact]
    public void AddedPhrasing_NewWords_AreUnderstoodAndChangesAreShown()
    {
        const string slang = "ຊິໄປຈົກເຫຼັມນ້ຳເງິນຢູ່ໃສ";
        var before = TopicMatcher.Default;
        var after = TopicTrainer.Learn([new Phrasing("migration.passport", "lo", slang)]);

        Assert.Equal("migration.passport", after.Match("lo", slang).Topic);
        Assert.NotEqual("migration.passport", before.Match("lo", slang).Topic);
        Assert.Empty(TopicTrainer.Changes(before, before));
        Assert.All(TopicTrainer.Changes(before, after), c => Assert.NotEqual(c.Before, c.After));
    }
}
