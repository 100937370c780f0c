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

    /// <summary>Whether a text begins with a word and the word ends there: at a space in Latin letters, before no mark in Lao and Thai.</summary>
    internal static bool IsInFront(string text, string word) =>
        text.StartsWith(word, StringComparison.Ordinal)
        && (text.Length == word.Length || (char.IsAsciiLetter(word[0]) ? !char.IsAsciiLetter(text[word.Length]) : !ScriptText.IsMark(text[word.Length])));
}
