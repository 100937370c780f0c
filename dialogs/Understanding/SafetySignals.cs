using FamilyLink.Dialogs.Understanding.Matching;
using FamilyLink.Localization.Text;

namespace FamilyLink.Dialogs.Understanding;

/// <summary>
/// Looks for signs of danger before anything else is made of a message (S14), tuned to miss as little as possible: a false alarm costs a caseworker
/// a minute. Two opinions: phrases (<c>SafetySignals.tsv</c>), and a model learned from sentences of danger and harmless ones in the same words;
/// either raises a sign, and neither takes back the other's.
/// </summary>
public static class SafetySignals
{
    // High, because what the model alone hears is heard in many a harmless sentence too: at 0.4 it took "and if they did not pay" for a demand of money.
    internal const float Raises = 0.8f;

    private const int Longest = 4_000;

    private static readonly (string Signal, string[][] Alternatives)[] Rules = Load();
    private static readonly Lazy<LinearModel> Shipped = new(ReadModel);

    /// <summary>The most urgent sign in a text, as an id such as <c>danger.violence</c>, or null.</summary>
    public static string? Find(string text)
    {
        var folded = ScriptText.Fold(text);
        return folded.Length < 2 ? null : Decide(ByPhrase(folded), Shipped.Value, text);
    }

    /// <summary>Whether a topic is what a sign of danger is about, so that both can be said; otherwise danger is answered alone (S14).</summary>
    public static bool GoesWith(string signal, string topic) => (signal, topic) is
        ("danger.money-demand", "shelter.asked-to-pay") or ("danger.trafficker", "court.pressure") or ("danger.missing", "shelter.looking-for") or
        ("danger.staff-abuse", "service.complain");

    internal static bool ShippedIsCurrent => Shipped.Value.Origin == QuestionBank.Load().Origin;

    /// <summary>Writes what is learned, to be shipped with the program.</summary>
    public static void Prepare(Stream into) => DangerModel.Learn().Save(into);

    internal static string? Decide(string? phrase, LinearModel model, string text)
    {
        var (sign, danger) = Opinion(model, text);
        return danger >= Raises ? sign : phrase;
    }

    // The likeliest sign, and how likely it is that there is any. A long message is read in stretches: one sentence of danger in it is enough.
    internal static (string? Sign, float Danger) Opinion(LinearModel model, string text)
    {
        string? sign = null;
        var danger = 0f;
        for (var start = 0; start == 0 || start < Math.Min(text.Length, Longest); start += Features.Longest / 4)
        {
            var stretch = text[start..Math.Min(text.Length, start + (Features.Longest / 2))];
            var streams = SoundStreams.Of(stretch, Features.Longest);
            if (streams.Loose.Length < 3)
            {
                continue;
            }

            var probabilities = model.Probabilities(Features.Of(streams), out _);
            var harmless = Array.IndexOf(model.Classes, DangerModel.Harmless);
            if (1 - probabilities[harmless] > danger)
            {
                danger = 1 - probabilities[harmless];
                probabilities[harmless] = 0;
                sign = model.Classes[probabilities.AsSpan().IndexOf(probabilities.Max())];
            }

            if (start + (Features.Longest / 2) >= text.Length)
            {
                break;
            }
        }

        return (sign, danger);
    }

    internal static string? ByPhrase(string folded)
    {
        foreach (var (signal, alternatives) in Rules)
        {
            if (alternatives.Any(all => all.All(part => Contains(folded, part))))
            {
                return signal;
            }
        }

        return null;
    }

    private static LinearModel ReadModel()
    {
        using var stream = typeof(SafetySignals).Assembly.GetManifestResourceStream("signals.model")!;
        return LinearModel.Load(stream);
    }

    // Latin phrases stand on word edges; Lao and Thai ones may not begin in the middle of a syllable nor end before a mark of it.
    private static bool Contains(string text, string phrase)
    {
        for (var at = text.IndexOf(phrase, StringComparison.Ordinal); at >= 0; at = text.IndexOf(phrase, at + 1, StringComparison.Ordinal))
        {
            var end = at + phrase.Length;
            var whole = char.IsAsciiLetter(phrase[0])
                ? (at == 0 || !char.IsAsciiLetter(text[at - 1])) && (end == text.Length || !char.IsAsciiLetter(text[end]))
                : (at == 0 || !ScriptText.IsLeadingVowel(text[at - 1])) && (end == text.Length || !ScriptText.IsMark(text[end]));
            if (whole)
            {
                return true;
            }
        }

        return false;
    }

    private static (string, string[][])[] Load()
    {
        using var stream = typeof(SafetySignals).Assembly.GetManifestResourceStream("SafetySignals.tsv")!;
        using var reader = new StreamReader(stream);
        var rules = new List<(string, string[][])>();
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            var columns = line.Split('\t');
            rules.Add((columns[0], [.. columns[1].Split('|').Select(a => a.Split('+').Select(ScriptText.Fold).ToArray())]));
        }

        return [.. rules];
    }
}
