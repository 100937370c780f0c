using FamilyLink.Localization.Text;

namespace FamilyLink.Dialogs.Understanding;

/// <summary>What words that ask nothing of the service are.</summary>
public enum SmallTalkKind
{
    /// <summary>No small talk.</summary>
    None,

    /// <summary>A greeting.</summary>
    Greeting,

    /// <summary>A thank-you.</summary>
    Thanks,

    /// <summary>"Who is this?"</summary>
    Who,

    /// <summary>The name of a language.</summary>
    Language,
}

/// <summary>
/// Reads greetings, thanks, "who is this?" and the name of a language: the first words of most people, in any state. Only messages that are nothing else;
/// the words are in <c>ControlWords.tsv</c>.
/// </summary>
public static class SmallTalk
{
    private const int Longest = 80;
    private const int LongestCry = 40;

    private static readonly (SmallTalkKind Kind, string List, string? Language)[] Kinds =
    [
        (SmallTalkKind.Language, "lang-lo", "lo"),
        (SmallTalkKind.Language, "lang-th", "th"),
        (SmallTalkKind.Language, "lang-en", "en"),
        (SmallTalkKind.Language, "lang-kjg", "kjg"),
        (SmallTalkKind.Who, "who", null),
        (SmallTalkKind.Thanks, "thanks", null),
        (SmallTalkKind.Greeting, "greeting", null),
        (SmallTalkKind.None, "small", null),
    ];

    private static readonly (string Word, int Kind)[] Words =
    [
        .. Kinds.SelectMany((kind, place) => ControlWordList.Lists[kind.List].Select(word => (word, place))).OrderByDescending(w => w.word.Length),
    ];

    /// <summary>What the whole message is; of several the one that wants an answer most.</summary>
    /// <returns>The kind, and for <see cref="SmallTalkKind.Language"/> the code of the language.</returns>
    public static (SmallTalkKind Kind, string? Language) Read(string text)
    {
        if (text.Length > Longest)
        {
            return default;
        }

        var rest = ScriptText.Fold(text);
        var found = Kinds.Length;
        while (rest.Length > 0)
        {
            var (word, kind) = Array.Find(Words, w => IsInFront(rest, w.Word));
            if (word is null)
            {
                return default;
            }

            found = Math.Min(found, kind);
            rest = rest[word.Length..].TrimStart();
        }

        return found < Kinds.Length ? (Kinds[found].Kind, Kinds[found].Language) : default;
    }

    /// <summary>A cry of one word, such as "SOS" or "afraid", and nothing else but politeness: no model hears it, and it is never "not understood" (S14).</summary>
    public static bool IsCry(string text) => IsCry(text, ScriptText.Fold(text));

    internal static bool IsCry(string text, string folded)
    {
        if (text.Contains("\U0001F198", StringComparison.Ordinal))
        {
            return true;
        }

        var rest = folded;
        if (rest.Length == 0 || rest.Length > LongestCry)
        {
            return false;
        }

        // "S.O.S" and "S O S".
        if (rest.Replace(" ", "", StringComparison.Ordinal) == "sos")
        {
            return true;
        }

        var cried = false;
        while (rest.Length > 0)
        {
            var cry = Array.Find(ControlWordList.Lists["cry"], w => IsInFront(rest, w));
            var word = cry ?? Array.Find(Words, w => IsInFront(rest, w.Word)).Word ?? Array.Find(ControlWordList.Particles, w => IsInFront(rest, w))
                ?? Array.Find(ControlWordList.Lists["cry-beside"], w => IsInFront(rest, w));
            if (word is null)
            {
                return false;
            }

            cried |= cry is not null;
            rest = rest[word.Length..].TrimStart();
        }

        return cried;
    }

    /// <summary>Whether words speak of the people of this service: what is bad in them is a complaint, and not for the unit to read (S23).</summary>
    public static bool SpeaksOfOurStaff(string text)
    {
        var folded = ScriptText.Fold(text);
        bool Holds(string list) => HoldsOneOf(folded, list);

        // Where somebody else may have done it, the unit must not be kept from reading it. An officer as the first word did it; one who is asked for help did not.
        return !Holds("other-doers") && (Holds("our-staff") || (ControlWordList.Lists["staff-first"].Any(w => IsInFront(folded, w)) && !Holds("asks-help")));
    }

    /// <summary>Whether words name somebody who lives or works beside people, such as a husband or a boss.</summary>
    public static bool NamesSomebodyNear(string text) => HoldsOneOf(ScriptText.Fold(text), "other-doers");

    /// <summary>Whether words name somebody with power over others who is none of the people of this service: police, an employer, a teacher.</summary>
    public static bool SpeaksOfOthersInPower(string text) => HoldsOneOf(ScriptText.Fold(text), "others-in-power");

    /// <summary>Whether words say of the people of this service what they may not do, such as asking for money: a complaint, heard or not (S23).</summary>
    public static bool ComplainsOfOurStaff(string text)
    {
        var folded = ScriptText.Fold(text);
        return HoldsOneOf(folded, "our-staff") && HoldsOneOf(folded, "staff-wrong") && !HoldsOneOf(folded, "other-doers");
    }

    /// <summary>What is left of a text without the greetings and thanks before and behind it; the text itself where there are none, or nothing else.</summary>
    /// <param name="text">Any text.</param>
    public static string WithoutManners(string text) => WithoutMannersIn(ScriptText.Fold(text));

    /// <param name="folded">A folded text.</param>
    /// <param name="alone">Whether words such as "mother" or "sorry" count by themselves.</param>
    internal static string WithoutMannersIn(string folded, bool alone = false)
    {
        var (rest, manners) = (folded, alone);
        for (var before = -1; rest.Length != before;)
        {
            before = rest.Length;
            if (Array.Find(Words, w => rest.Length > w.Word.Length && IsInFront(rest, w.Word)) is { Word: { } first } greeted)
            {
                (rest, manners) = (rest[first.Length..].TrimStart(), manners || IsManners(greeted.Kind));
            }

            if (Array.Find(Words, w => rest.Length > w.Word.Length && IsBehind(rest, w.Word)) is { Word: { } last } thanked)
            {
                (rest, manners) = (rest[..^last.Length].TrimEnd(), manners || IsManners(thanked.Kind));
            }
        }

        return manners ? rest : folded;
    }

    // Words such as "very" or "mother" are manners only beside a greeting.
    private static bool IsManners(int kind) => Kinds[kind].Kind is SmallTalkKind.Greeting or SmallTalkKind.Thanks or SmallTalkKind.Who;

    private static bool IsBehind(string text, string word) =>
        text.EndsWith(word, StringComparison.Ordinal)
        && (char.IsAsciiLetter(word[0]) ? !char.IsAsciiLetter(text[^(word.Length + 1)]) : !ScriptText.IsLeadingVowel(text[^(word.Length + 1)]));

    private static bool HoldsOneOf(string folded, string list) =>
        ControlWordList.Lists[list].Any(w => char.IsAsciiLetter(w[0]) ? $" {folded} ".Contains($" {w} ", StringComparison.Ordinal) : folded.Contains(w, StringComparison.Ordinal));

    /// <summary>Whether a text begins with a word and the word ends there: at a space in Latin letters, before no mark in Lao and Thai.</summary>
    internal static bool IsInFront(string text, string word) =>
        text.StartsWith(word, StringComparison.Ordinal)
        && (text.Length == word.Length || (char.IsAsciiLetter(word[0]) ? !char.IsAsciiLetter(text[word.Length]) : !ScriptText.IsMark(text[word.Length])));
}
