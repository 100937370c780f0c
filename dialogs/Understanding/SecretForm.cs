using System.Text;
using System.Text.RegularExpressions;
using FamilyLink.Dialogs.Understanding.Matching;
using FamilyLink.Localization.Text;

namespace FamilyLink.Dialogs.Understanding;

/// <summary>
/// What a secret and a duress word may look like, and how a duress word is found in whatever is written (S6, S7): by its sound, so that ດອກຈຳປາ,
/// ดอกจำปา and dok champa are one word, with or without spaces, said twice, or in the middle of a sentence.
/// </summary>
public static partial class SecretForm
{
    /// <summary>Digits of a code.</summary>
    public const int CodeLength = 6;

    /// <summary>Most letters of a word.</summary>
    public const int LongestWord = 24;

    /// <summary>Fewest sounds of a duress word: a shorter one is heard in other words.</summary>
    public const int FewestSounds = 4;

    private const int Longest = Features.Longest;

    // A longer message with six digits in it tells of something else.
    private const int LongestAroundCode = 80;

    private static readonly string[] Beside =
    [
        .. ControlWordList.Lists["code-word"].Concat(ControlWordList.Lists["code-beside"]).Concat(ControlWordList.Lists["small"]).Concat(ControlWordList.Lists["thanks"])
            .Concat(ControlWordList.Lists["greeting"]).Concat(ControlWordList.DigitBefore).Concat(ControlWordList.Particles).OrderByDescending(w => w.Length),
    ];

    /// <summary>
    /// The code in a message: six digits, or twelve, which are a link number and a code; alone or with such words around them as people write beside a
    /// code ("ລະຫັດ 739214", "739 214 thank you"). Null where there is none, or more digits than that, or what a machine sent.
    /// </summary>
    public static string? CodeIn(string text)
    {
        if (text.Length > LongestAroundCode)
        {
            return null;
        }

        var folded = ScriptText.Fold(text);
        var first = folded.AsSpan().IndexOfAnyInRange('0', '9');
        var last = folded.AsSpan().LastIndexOfAnyInRange('0', '9');
        if (first < 0)
        {
            return null;
        }

        var code = folded[first..(last + 1)].Replace(" ", "", StringComparison.Ordinal);
        if (code.Length is not (CodeLength or 2 * CodeLength) || !code.All(char.IsAsciiDigit))
        {
            return null;
        }

        var around = $"{folded[..first].TrimEnd()} {folded[(last + 1)..].TrimStart()}".Trim();
        if (around.Length == 0)
        {
            return code;
        }

        return !Noise.IsNoise(text) && (ControlWordList.Lists["code-word"].Any(w => around.Contains(w, StringComparison.Ordinal) && HasWord(around, w)) || OnlyBeside(around)) ? code : null;
    }

    /// <summary>Groups of six digits in a message: any of them may be the number that says that somebody is being forced (S7).</summary>
    public static IReadOnlyList<string> GroupsIn(string text) =>
        [.. Groups().Matches(ScriptText.Fold(text)).Select(m => m.Value).Distinct().Take(MostGroups)];

    private const int MostGroups = 3;

    /// <summary>
    /// A message with <paramref name="mark"/> in place of whatever could be somebody's code (S6): six digits together, or six or twelve in small groups,
    /// also in the middle of a cry for help. Round sums, which are no codes, and telephone numbers stay. In normal form when something was taken out.
    /// </summary>
    public static string WithoutCodes(string text, string mark)
    {
        var normal = ScriptText.Normalise(text);
        var kept = new StringBuilder();
        var from = 0;
        foreach (Match place in AccountNumbers.Place.Matches(normal))
        {
            // Where somebody is who may need to be found stays.
            kept.Append(Masked(normal[from..place.Index], mark)).Append(place.ValueSpan);
            from = place.Index + place.Length;
        }

        var whole = kept.Append(Masked(normal[from..], mark)).ToString();
        return whole == normal ? text : whole;
    }

    private static string Masked(string words, string mark) =>
        Runs().Replace(words, run =>
        {
            var digits = run.Value.Count(char.IsAsciiDigit);
            return digits is CodeLength or 2 * CodeLength && !IsRound(run.Value) ? mark
                : run.Value[0] is '0' or '+' && digits > CodeLength ? run.Value
                : Groups().Replace(run.Value, group => IsRound(group.Value) ? group.Value : mark);
        });

    /// <summary>No code that is handed out ends so: sums do.</summary>
    public static bool IsRound(string digits) => digits.EndsWith("00", StringComparison.Ordinal);

    [GeneratedRegex("\\+?[0-9](?:[ .\\-]?[0-9])*")]
    private static partial Regex Runs();

    [GeneratedRegex("(?<![0-9])[0-9]{6}(?![0-9])")]
    private static partial Regex Groups();

    private static bool HasWord(string text, string word) =>
        !char.IsAsciiLetter(word[0]) || $" {text} ".Contains($" {word} ", StringComparison.Ordinal);

    private static bool OnlyBeside(string rest)
    {
        while (rest.Length > 0)
        {
            if (Array.Find(Beside, w => SmallTalk.IsInFront(rest, w)) is not { } word)
            {
                return false;
            }

            rest = rest[word.Length..].TrimStart();
        }

        return true;
    }

    /// <summary>One or two words that could be a secret.</summary>
    public static bool IsWord(string text)
    {
        var folded = ScriptText.Fold(text);
        return folded.Length is > 1 and <= LongestWord && folded.Count(c => c == ' ') <= 1 && folded.Any(char.IsLetter);
    }

    /// <summary>How a word sounds, one symbol a sound.</summary>
    public static string SoundOf(string word) => SoundStreams.Of(word, Longest).Loose.Symbols.ToString();

    /// <summary>Every stretch of so many sounds in a message that begins where a word or a syllable may begin, and ends where one may end.</summary>
    public static IEnumerable<string> StretchesOf(string text, int sounds)
    {
        var apart = Apart(text);
        return apart.Length == text.Length ? StretchesIn(text, sounds) : StretchesIn(text, sounds).Concat(StretchesIn(apart, sounds)).Distinct(StringComparer.Ordinal);
    }

    // A vowel written before its letter begins a syllable, and a polite word glued to a romanised one is no part of it: without a space the sounds before them
    // would be read as going on ("ບົວແດ່", "champadae").
    private static string Apart(string text) => Glued().Replace(text, " $0");

    [GeneratedRegex("(?<=[\\u0E00-\\u0EFF])[ເແໂໄໃเแโไใ]|(?<=[A-Za-z]{4})(?:dae|der|dee|deu|doe|deh|na|ka|kha|krub|krap|khrap|me|mae)(?![A-Za-z])", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Glued();

    private static IEnumerable<string> StretchesIn(string text, int sounds)
    {
        var streams = SoundStreams.Of(text, ScriptText.LongestLookedAt);
        var loose = streams.Loose;
        for (var at = 0; at + sounds <= loose.Length; at++)
        {
            if (IsEdge(streams.Text, loose.Source(at)) && (at + sounds == loose.Length || IsEdge(streams.Text, loose.Source(at + sounds))))
            {
                yield return loose.Symbols.Slice(at, sounds).ToString();
            }
        }
    }

    /// <summary>A message with the word of that sound taken out wherever it stands (S6); the rest of it, in normal form. Null when it is nowhere in it.</summary>
    public static string? Without(string text, string sound, string mark)
    {
        var normal = ScriptText.Normalise(text);
        var plain = WithoutIn(normal, sound, mark);
        return WithoutIn(Apart(plain ?? normal), sound, mark) ?? plain;
    }

    private static string? WithoutIn(string normal, string sound, string mark)
    {
        var streams = SoundStreams.Of(normal, ScriptText.LongestLookedAt);
        var loose = streams.Loose;
        var kept = new StringBuilder();
        var (from, at) = (0, 0);
        while (at + sound.Length <= loose.Length)
        {
            if (!loose.Symbols.Slice(at, sound.Length).SequenceEqual(sound) || !IsEdge(streams.Text, loose.Source(at)) || loose.Source(at) < from)
            {
                at++;
                continue;
            }

            kept.Append(streams.Text, from, loose.Source(at) - from).Append(mark);
            at += sound.Length;
            from = at < loose.Length ? loose.Source(at) : streams.Text.Length;
        }

        return from == 0 ? null : kept.Append(streams.Text, from, streams.Text.Length - from).Append(normal.Length > streams.Text.Length ? normal[streams.Text.Length..] : "").ToString();
    }

    // Latin words by their letters; in Lao and Thai wherever no mark belongs to the letter before it. The small ຼ under ຫ is a letter, not a mark.
    private static bool IsEdge(string text, int at) =>
        char.IsAsciiLetter(text[at]) ? at == 0 || !char.IsAsciiLetter(text[at - 1]) : text[at] == '\u0EBC' || !ScriptText.IsMark(text[at]);
}
