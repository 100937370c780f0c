using System.Globalization;
using System.Text;

namespace FamilyLink.Localization;

/// <summary>How far one language has come in one medium.</summary>
/// <param name="Language">The language.</param>
/// <param name="Medium">Read or heard.</param>
/// <param name="Keys">How many wordings there are to be.</param>
/// <param name="Drafts">Written, looked at by nobody.</param>
/// <param name="InReview">Being looked at.</param>
/// <param name="SignedOff">Signed off.</param>
/// <param name="Slots">Khmu without attested words: Lao is shown, and a recording is waited for.</param>
/// <param name="Missing">Neither written nor a slot: a fault.</param>
public sealed record CoverageLine(string Language, WordingMedium Medium, int Keys, int Drafts, int InReview, int SignedOff, int Slots, int Missing)
{
    /// <summary>Wordings that exist, in whatever state.</summary>
    public int Written => Drafts + InReview + SignedOff;
}

/// <summary>The table of what is written and signed, per language and medium; English, the source, is not translated.</summary>
public static class Coverage
{
    /// <summary>The languages that have to be translated.</summary>
    public static IReadOnlyList<string> Translated { get; } = [Languages.Lao, Languages.Thai, Languages.Khmu];

    /// <summary>One line for each language and medium.</summary>
    public static IReadOnlyList<CoverageLine> Table(ReviewLedger ledger) =>
        [.. from language in Languages.All from medium in (WordingMedium[])[WordingMedium.Text, WordingMedium.Voice] select Line(ledger, language, medium)];

    /// <summary>The table as people read it in a terminal.</summary>
    public static string Print(ReviewLedger ledger)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{"language",-9}{"medium",-8}{"keys",6}{"written",9}{"draft",7}{"in review",11}{"signed off",12}{"slots",7}{"missing",9}\n");
        foreach (var line in Table(ledger))
        {
            var written = line.Keys == 0 ? 0 : 100 * line.Written / line.Keys;
            text.Append(CultureInfo.InvariantCulture, $"{line.Language,-9}{line.Medium.ToString().ToLowerInvariant(),-8}{line.Keys,6}{written + " %",9}{line.Drafts,7}{line.InReview,11}{line.SignedOff,12}{line.Slots,7}{line.Missing,9}\n");
        }

        return text.ToString();
    }

    private static CoverageLine Line(ReviewLedger ledger, string language, WordingMedium medium)
    {
        var states = Texts.Keys.Select(key => ledger.StateNow(key, language, medium)).ToList();
        var none = states.Count(s => s == ReviewState.None);
        var slots = language == Languages.Khmu;
        return new(
            language,
            medium,
            states.Count,
            states.Count(s => s == ReviewState.Draft),
            states.Count(s => s == ReviewState.InReview),
            states.Count(s => s == ReviewState.SignedOff),
            slots ? none : 0,
            slots ? 0 : none);
    }
}

/// <summary>A recording that a Khmu speaker is asked for, because nobody may invent written Khmu.</summary>
/// <param name="Key">The key.</param>
/// <param name="File">Where it belongs below <c>recordings/kjg</c>: with the beginning of the hash of the Lao wording, so that a changed wording shows.</param>
/// <param name="Lao">What it says, in Lao.</param>
/// <param name="English">What it says, in English.</param>
public sealed record RecordingSlot(string Key, string File, string Lao, string English)
{
    /// <summary>Every key that has no written Khmu.</summary>
    public static IReadOnlyList<RecordingSlot> All() =>
    [
        .. from source in WordingSources.All
           where Texts.Exactly(source.Key, Languages.Khmu, WordingMedium.Voice) is null
           let lao = Texts.Spoken(source.Key, Languages.Lao).Text
           select new RecordingSlot(source.Key, $"{source.Key}.{ReviewLedger.HashOf(lao)[..8]}.wav", lao, Texts.Spoken(source.Key, Languages.English).Text),
    ];
}
