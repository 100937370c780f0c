using FamilyLink.Dialogs.Understanding.Matching;

namespace FamilyLink.Training;

/// <summary>Makes what is learned from out of the wordings of the bank: each Lao one also in Thai letters, in Latin letters and with slips.</summary>
internal static class TrainingData
{
    public static List<Example> From(QuestionBank bank, IEnumerable<int> lines, Func<string, int> classOf)
    {
        var examples = new List<Example>();
        foreach (var wording in lines.SelectMany(bank.Expand))
        {
            Add(examples, wording.Text, wording.Language, classOf(wording.Label), wording.Weight, examples.Count, -1 - wording.Line);
        }

        return examples;
    }

    public static void Add(List<Example> examples, string text, string language, int ofClass, float weight, int seed, int source)
    {
        foreach (var variant in Variants(text, language, seed).Distinct(StringComparer.Ordinal))
        {
            var features = Features.Of(SoundStreams.Of(variant, Features.Longest));
            if (features.Count > 0)
            {
                examples.Add(new(features, ofClass, weight, source));
            }
        }
    }

    /// <summary>The text, and how others would have written it.</summary>
    public static IEnumerable<string> Variants(string text, string language, int seed)
    {
        yield return text;
        if (language == "lo")
        {
            yield return LaoWriting.InThaiLetters(text, thaiWords: seed % 2 == 0);
            yield return LaoWriting.WithSlips(text, seed);
            yield return LaoWriting.InLatinLetters(text, seed % LaoWriting.LatinHabitCount, seed);
            yield return LaoWriting.InLatinLetters(text, (seed + 1 + (seed / 4 % 3)) % LaoWriting.LatinHabitCount, seed + 1);
        }
        else if (language == "th" && seed % 2 == 0)
        {
            yield return LaoWriting.WithSlips(text, seed);
        }
    }
}
