using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;

namespace FamilyLink.Localization;

/// <summary>
/// Which wordings a native speaker has signed off, bound to the exact words: an edit makes a wording a draft again.
/// The lines are <c>Texts/reviews.tsv</c>: key, language, medium (<c>text</c> or <c>voice</c>), SHA-256 of the wording, reviewer's initials, date.
/// </summary>
public static class ReviewLedger
{
    private static readonly FrozenSet<string> Signed = Load();

    /// <summary>The keys of a language whose wording nobody has signed off for reading, in the order of the keys.</summary>
    public static IReadOnlyList<string> WithoutSignature(string language) =>
        [.. Texts.Keys.Where(key => !IsSigned(key, language)).Order(StringComparer.Ordinal)];

    /// <summary>True when this very wording was signed off for reading.</summary>
    public static bool IsSigned(string key, string language) =>
        Texts.Exactly(key, language) is { } text && Signed.Contains(Line(key, language, "text", HashOf(text)));

    /// <summary>The hash that a review is bound to.</summary>
    public static string HashOf(string wording) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(wording)));

    private static string Line(string key, string language, string medium, string hash) => $"{key}\t{language}\t{medium}\t{hash}";

    private static FrozenSet<string> Load()
    {
        using var stream = typeof(ReviewLedger).Assembly.GetManifestResourceStream("reviews.tsv")!;
        using var reader = new StreamReader(stream);
        var signed = new HashSet<string>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            var columns = line.Split('\t');
            if (columns.Length >= 6 && line[0] != '#' && columns[4].Length > 0)
            {
                signed.Add(Line(columns[0], columns[1], columns[2], columns[3]));
            }
        }

        return signed.ToFrozenSet(StringComparer.Ordinal);
    }
}
