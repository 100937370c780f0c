using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;

namespace FamilyLink.Localization;

/// <summary>How far a wording has come.</summary>
public enum ReviewState
{
    /// <summary>There is no wording: for Khmu a slot for a recording, for any other language a fault.</summary>
    None,

    /// <summary>Written, looked at by nobody.</summary>
    Draft,

    /// <summary>A native speaker is looking at these very words.</summary>
    InReview,

    /// <summary>A native speaker said that these very words are right.</summary>
    SignedOff,
}

/// <summary>What a reviewer decided about some very words.</summary>
/// <param name="Key">The key.</param>
/// <param name="Language">The language.</param>
/// <param name="Medium">Read or heard.</param>
/// <param name="Hash">SHA-256 of the words looked at; other words are drafts.</param>
/// <param name="State">What was decided.</param>
/// <param name="By">Who: initials, or the id of a staff member.</param>
/// <param name="NativeSpeakerOf">The language that reviewer grew up with.</param>
/// <param name="When">The day, as it was written down.</param>
public sealed record Review(string Key, string Language, WordingMedium Medium, string Hash, ReviewState State, string By, string NativeSpeakerOf, string When);

/// <summary>
/// Which wordings a native speaker has signed off, bound to the exact words: an edit makes a wording a draft again.
/// The shipped reviews are the lines of <c>Texts/reviews.tsv</c> (key, language, medium, SHA-256 of the wording, reviewer's initials, date, and
/// what the reviewer is a native speaker of when that is not the language itself); a site adds its own.
/// </summary>
public sealed class ReviewLedger
{
    private readonly FrozenDictionary<(string, string, WordingMedium, string), Review> _latest;

    /// <param name="reviews">Reviews in order of time; of several about the same words the last one counts.</param>
    public ReviewLedger(IEnumerable<Review> reviews)
    {
        var latest = new Dictionary<(string, string, WordingMedium, string), Review>();
        foreach (var review in reviews)
        {
            latest[(review.Key, review.Language, review.Medium, review.Hash)] = review;
        }

        _latest = latest.ToFrozenDictionary();
    }

    /// <summary>The reviews that came with this version.</summary>
    public static IReadOnlyList<Review> ShippedReviews { get; } = Load();

    /// <summary>The ledger that came with this version, without any site's own reviews.</summary>
    public static ReviewLedger Shipped { get; } = new(ShippedReviews);

    /// <summary>The state of some very words.</summary>
    public ReviewState StateOf(string key, string language, WordingMedium medium, string? wording) => wording is null
        ? ReviewState.None
        : Find(key, language, medium, wording)?.State ?? ReviewState.Draft;

    /// <summary>The last decision about some very words, or null.</summary>
    public Review? Find(string key, string language, WordingMedium medium, string wording) => _latest.GetValueOrDefault((key, language, medium, HashOf(wording)));

    /// <summary>The state of what is said now.</summary>
    public ReviewState StateNow(string key, string language, WordingMedium medium) => StateOf(key, language, medium, Texts.Exactly(key, language, medium));

    /// <summary>The keys of a language whose present wording nobody has signed off, in the order of the keys.</summary>
    public IReadOnlyList<string> WithoutSignature(string language, WordingMedium medium = WordingMedium.Text) =>
        [.. Texts.Keys.Where(key => StateNow(key, language, medium) != ReviewState.SignedOff).Order(StringComparer.Ordinal)];

    /// <summary>The hash that a review is bound to.</summary>
    public static string HashOf(string wording) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(wording)));

    private static List<Review> Load()
    {
        using var stream = typeof(ReviewLedger).Assembly.GetManifestResourceStream("reviews.tsv")!;
        using var reader = new StreamReader(stream);
        var reviews = new List<Review>();
        while (reader.ReadLine() is { } line)
        {
            var columns = line.Split('\t');
            if (columns.Length >= 6 && line[0] != '#' && columns[4].Length > 0 && Enum.TryParse<WordingMedium>(columns[2], true, out var medium))
            {
                reviews.Add(new(columns[0], columns[1], medium, columns[3], ReviewState.SignedOff, columns[4], columns.Length > 6 && columns[6].Length > 0 ? columns[6] : columns[1], columns[5]));
            }
        }

        return reviews;
    }
}
