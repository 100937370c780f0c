using FamilyLink.Localization.Text;

namespace FamilyLink.Localization;

/// <summary>A word of the field, as a hint beside a wording; nobody has signed it off (H.4).</summary>
/// <param name="English">The English word.</param>
/// <param name="Lao">The Lao word, or empty.</param>
/// <param name="Thai">The Thai word, or empty.</param>
/// <param name="Note">What may not go out, or what is said instead.</param>
public sealed record GlossaryEntry(string English, string Lao, string Thai, string Note);

/// <summary>The glossary of <c>Texts/Glossary.tsv</c>.</summary>
public static class Glossary
{
    private static readonly Lazy<IReadOnlyList<(string[] Words, GlossaryEntry Entry)>> Entries = new(Load);

    /// <summary>All entries.</summary>
    public static IEnumerable<GlossaryEntry> All => Entries.Value.Select(e => e.Entry);

    /// <summary>The entries whose words are in an English text.</summary>
    public static IReadOnlyList<GlossaryEntry> HintsFor(string english)
    {
        var text = ScriptText.Normalise(english);
        return [.. Entries.Value.Where(e => e.Words.Any(word => WordingLint.Has(text, word))).Select(e => e.Entry)];
    }

    private static List<(string[], GlossaryEntry)> Load()
    {
        using var stream = typeof(Glossary).Assembly.GetManifestResourceStream("Glossary.tsv")!;
        using var reader = new StreamReader(stream);
        var entries = new List<(string[], GlossaryEntry)>();
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#' && line.Split('\t') is { Length: 5 } columns)
            {
                entries.Add((columns[0].Split(',', StringSplitOptions.TrimEntries), new(columns[1], columns[2], columns[3], columns[4])));
            }
        }

        return entries;
    }
}
