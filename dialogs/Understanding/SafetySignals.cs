using FamilyLink.Localization.Text;

namespace FamilyLink.Dialogs.Understanding;

/// <summary>
/// Looks for signs of danger before anything else is made of a message (S14), tuned to miss as little as possible: a false alarm costs a caseworker
/// a minute. The phrases are <c>SafetySignals.tsv</c>.
/// </summary>
public static class SafetySignals
{
    private static readonly (string Signal, string[][] Alternatives)[] Rules = Load();

    /// <summary>The most urgent sign in a text, as an id such as <c>danger.violence</c>, or null.</summary>
    public static string? Find(string text)
    {
        var folded = ScriptText.Fold(text);
        if (folded.Length < 2)
        {
            return null;
        }

        foreach (var (signal, alternatives) in Rules)
        {
            if (alternatives.Any(all => all.All(part => Contains(folded, part))))
            {
                return signal;
            }
        }

        return null;
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
