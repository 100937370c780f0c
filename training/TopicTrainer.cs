using FamilyLink.Dialogs.Understanding;
using FamilyLink.Dialogs.Understanding.Matching;

namespace FamilyLink.Training;

/// <summary>Learns which topic a message asks about, from the questions of <c>Questions/</c>, the sentences of the bank and what staff added.</summary>
public static class TopicTrainer
{
    // The files of questions about topics and about nothing here; the rest are signs of danger.
    private static readonly string[] Files = ["topics", "none"];

    /// <summary>Learns anew; takes seconds, so it is done when something is published, not for each message.</summary>
    public static TopicMatcher Learn(IEnumerable<Phrasing> added, bool held = true) => new(Model(Sentences.Bank(held), added));

    /// <summary>Which questions of the bank <paramref name="after"/> answers otherwise than <paramref name="before"/>: shown before a new wording is published.</summary>
    public static IReadOnlyList<ChangedAnswer> Changes(TopicMatcher before, TopicMatcher after)
    {
        var changed = new List<ChangedAnswer>();
        foreach (var question in Questions())
        {
            var one = before.Match(question.Language, question.Text).Topic;
            var other = after.Match(question.Language, question.Text).Topic;
            if (one != other)
            {
                changed.Add(new(question.Text, question.Language, question.Topic == TopicMatcher.NoTopic ? null : question.Topic, one, other));
            }
        }

        return changed;
    }

    internal static LinearModel Model(IReadOnlyList<Sentence> sentences, IEnumerable<Phrasing> added)
    {
        var bank = QuestionBank.Load(Files);
        var extra = added.ToList();
        var asked = sentences.Where(s => !s.IsDanger).ToList();
        string[] classes = [.. bank.Lines.Select(l => l.Label).Concat(asked.Select(s => s.Topic)).Concat(extra.Select(e => e.Topic)).Append(TopicMatcher.NoTopic).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var examples = TrainingData.From(bank, Enumerable.Range(0, bank.Lines.Count), label => Array.IndexOf(classes, label));
        foreach (var sentence in asked)
        {
            TrainingData.Add(examples, sentence.Text, sentence.Language, Array.IndexOf(classes, sentence.Topic), 1, examples.Count, examples.Count);
        }

        foreach (var phrasing in extra)
        {
            TrainingData.Add(examples, phrasing.Text, phrasing.Language, Array.IndexOf(classes, phrasing.Topic), 1, examples.Count, examples.Count);
        }

        return LinearTrainer.Learn(classes, examples);
    }

    private static IEnumerable<Phrasing> Questions()
    {
        var bank = QuestionBank.Load(Files);
        return Enumerable.Range(0, bank.Lines.Count).SelectMany(n => bank.Expand(n).DistinctBy(w => w.Language)).Select(w => new Phrasing(w.Label, w.Language, w.Text));
    }
}
