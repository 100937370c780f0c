using FamilyLink.Dialogs;
using Xunit;

namespace FamilyLink.Tests.Dialogs;

/// <summary>The conversation in the terminal, and the order of the rules that it shows.</summary>
public sealed class ChatCommandTests
{
    [Fact]
    public async Task Chat_ShowsWhatIsSaid_WhichRuleSaidIt_AndWhatWouldBeStored()
    {
        var page = await PlayAsync("lo", "(news)", "1", "739214", "ຜົວຕີຂ້ອຍ", "STOP", "(quit)", "never read");

        Assert.Contains("< (notice, first approved part)", page, StringComparison.Ordinal);
        Assert.Contains("rule: danger;", page, StringComparison.Ordinal);
        Assert.Contains("kept: •••", page, StringComparison.Ordinal);
        Assert.Contains("effect: OptedOut", page, StringComparison.Ordinal);
        Assert.DoesNotContain("739214", page, StringComparison.Ordinal);
        Assert.DoesNotContain("never read", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chat_InALanguageThatIsNotThere_SaysWhichAre()
    {
        await using var output = new StringWriter();
        Assert.Equal(1, await ChatCommand.RunAsync("xx", new StringReader(""), output));
        Assert.Contains("lo, th", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void S3_S7_S14_TheOrderOfSafety_ComesBeforeEverythingElse() => Assert.Equal(
        ["listen", "duress and stop", "danger", "start again", "flood", "handoff", "maybe danger"],
        new ConversationEngine(new TopicClassifier(), new SignalDetector()).Rules.Take(7));

    private static async Task<string> PlayAsync(string language, params string[] lines)
    {
        await using var output = new StringWriter();
        Assert.Equal(0, await ChatCommand.RunAsync(language, new StringReader(string.Join('\n', lines)), output));
        return output.ToString();
    }
}
