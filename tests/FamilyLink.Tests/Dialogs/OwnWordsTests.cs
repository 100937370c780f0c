using FamilyLink.Dialogs;
using FamilyLink.Dialogs.Understanding;
using FamilyLink.Localization;
using FamilyLink.Tests.Infrastructure;
using Xunit;
using Xunit.Abstractions;

namespace FamilyLink.Tests.Dialogs;

/// <summary>Questions in people's own words through the whole conversation: answered, offered as a choice, or honestly not understood.</summary>
public sealed class OwnWordsTests(ITestOutputHelper output)
{
    private static readonly (string Language, string Topic, string Text)[] Lines = Load();

    [Fact]
    public async Task OwnWords_AreAnsweredNoMoreWronglyThanTheyAreUnderstood_AndSmallTalkIsNotAskedBack()
    {
        var outcomes = new List<(string Topic, string Outcome)>();
        foreach (var (language, topic, text) in Lines)
        {
            outcomes.Add((topic, await OutcomeAsync(language, topic, text)));
        }

        var asked = outcomes.Where(o => o.Topic != "none").ToList();
        var chatted = outcomes.Where(o => o.Topic == "none").ToList();
        foreach (var group in asked.GroupBy(o => o.Outcome))
        {
            output.WriteLine($"questions: {group.Key} {group.Count()} of {asked.Count}");
        }

        foreach (var group in chatted.GroupBy(o => o.Outcome))
        {
            output.WriteLine($"other talk: {group.Key} {group.Count()} of {chatted.Count}");
        }

        // How much is understood is the matcher's business and measured there; the talk around it answers nothing more wrongly, and asks no idle questions.
        var wrongByItself = Lines.Count(l => l.Topic != "none" && TopicMatcher.Default.Match(l.Language, l.Text).Topic is { } topic && topic != l.Topic);
        Assert.True(asked.Count(o => o.Outcome == "wrong") <= wrongByItself);
        Assert.Contains(asked, o => o.Outcome == "right");
        Assert.True(chatted.Count(o => o.Outcome is "wrong" or "choice" or "wrong choice") <= 0.1 * chatted.Count);
    }

    private static async Task<string> OutcomeAsync(string language, string topic, string text)
    {
        var player = new TranscriptPlayer { Language = language };
        await player.PlayAsync(text);
        var page = player.Page;
        if (page.Contains("* answered ", StringComparison.Ordinal))
        {
            return page.Contains("* answered " + topic + "\n", StringComparison.Ordinal) ? "right" : "wrong";
        }

        var label = Texts.Exactly("topic." + topic, language);
        return page.Contains(Texts.Get("answer.which", language).Text, StringComparison.Ordinal)
            ? label is not null && page.Contains(label, StringComparison.Ordinal) ? "choice" : "wrong choice"
            : page.Contains("questionunanswered", StringComparison.Ordinal) ? "none" : "a dialog";
    }

    // The questions that are told by a text of the library; those that dialogs of their own answer have transcripts.
    private static (string, string, string)[] Load()
    {
        using var stream = typeof(OwnWordsTests).Assembly.GetManifestResourceStream("questions.tsv")!;
        using var reader = new StreamReader(stream);
        return
        [
            .. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(l => l.TrimEnd('\r').Split('\t'))
                .Where(c => c.Length == 5 && c[3] == "-" && SafetySignals.Find(c[4]) is null)
                .Select(c => (c[0], c[2], c[4])),
        ];
    }
}
