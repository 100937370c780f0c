using System.Text.RegularExpressions;

namespace FamilyLink.Localization;

/// <summary>A Khmu word as linguists wrote it down.</summary>
/// <param name="Gloss">The English word.</param>
/// <param name="Ipa">The Khmu form, in phonetic transcription.</param>
public sealed record KhmuWord(string Gloss, string Ipa);

/// <summary>Attested Khmu words, as hints to a Khmu speaker who records; never spoken by a machine, never put together into sentences.</summary>
public static partial class KhmuWords
{
    /// <summary>Where they are from.</summary>
    public const string Licence = "CLDF dataset derived from Peiros, Genetic classification of Austro-Asiatic languages (2004), CC BY 4.0";

    private static readonly Lazy<IReadOnlyList<KhmuWord>> All = new(Read);

    /// <summary>Those whose English gloss is a word of the text.</summary>
    public static IReadOnlyList<KhmuWord> In(string english)
    {
        var words = Word().Matches(english.ToUpperInvariant()).Select(m => m.Value).ToHashSet(StringComparer.Ordinal);
        return [.. All.Value.Where(w => words.Contains(w.Gloss))];
    }

    private static List<KhmuWord> Read()
    {
        using var stream = typeof(KhmuWords).Assembly.GetManifestResourceStream("KhmuWords.tsv")!;
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n').Skip(2).Select(line => line.Split('\t')).Where(c => c.Length >= 2).Select(c => new KhmuWord(c[0], c[1]))];
    }

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();
}
