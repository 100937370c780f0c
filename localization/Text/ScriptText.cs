using System.Globalization;
using System.Text;

namespace FamilyLink.Localization.Text;

/// <summary>
/// Lao and Thai as people type them. Unicode normalisation alone does not make two ways of typing ນ້ຳ, ໜ or tone-before-vowel equal
/// (marks of these scripts have combining class 0), so the marks are put in order here.
/// </summary>
public static class ScriptText
{
    /// <summary>Longest text looked at; what is longer is no message a person typed, and is cut so that work stays bounded.</summary>
    public const int LongestLookedAt = 4_000;

    /// <summary>
    /// The form two texts are compared in: compatibility forms folded, invisible characters gone, lower case, ASCII digits, marks in one order,
    /// white space collapsed. Idempotent. Never shown to anybody.
    /// </summary>
    public static string Normalise(string text)
    {
        // What is not seen goes first: a mark behind it belongs to the letter before it.
        var input = WithoutInvisible(Bounded(text));
        var builder = new StringBuilder(input.Length);
        foreach (var character in Compatible(input))
        {
            if (Invisible(character) || IsStray(character, builder))
            {
                continue;
            }

            // Circled digits are digits too; those that are fractions or parts of a word have none.
            var digit = CharUnicodeInfo.GetDigitValue(character);
            if (digit >= 0)
            {
                builder.Append((char)('0' + digit));
            }
            else if (char.IsWhiteSpace(character) || char.IsControl(character))
            {
                if (builder.Length > 0 && builder[^1] != ' ')
                {
                    builder.Append(' ');
                }
            }
            else
            {
                builder.Append(char.ToLowerInvariant(character));
            }
        }

        OrderMarks(builder);
        return builder.Replace("ເເ", "ແ").Replace("เเ", "แ").ToString().Trim();
    }

    // An accent that makes no letter with what is before it, or another script's on a Lao or Thai letter, says nothing, and would stand elsewhere once the marks are in order.
    private static bool IsStray(char character, StringBuilder before) =>
        character is >= '\u0300' and <= '\u036F'
        || (character is > '\u036F' and (< '\u0E00' or > '\u0EFF') && char.GetUnicodeCategory(character) == UnicodeCategory.NonSpacingMark && (before.Length == 0 || before[^1] is >= '\u0E00' and <= '\u0EFF'));

    private static string WithoutInvisible(string text)
    {
        foreach (var character in text)
        {
            if (Invisible(character))
            {
                return string.Concat(text.Where(c => !Invisible(c)));
            }
        }

        return text;
    }

    /// <summary>As <see cref="Normalise"/>, and without tone marks, punctuation and symbols, and with letters that people mix up folded: for exact word lists.</summary>
    public static string Fold(string text)
    {
        var normal = Normalise(text);
        var builder = new StringBuilder(normal.Length);
        foreach (var character in normal)
        {
            if (IsTone(character))
            {
                continue;
            }

            if (char.IsPunctuation(character) || char.IsSymbol(character) || char.IsSurrogate(character))
            {
                if (builder.Length > 0 && builder[^1] != ' ')
                {
                    builder.Append(' ');
                }

                continue;
            }

            builder.Append(character == 'ຣ' ? 'ລ' : character);
        }

        return builder.ToString().Trim();
    }

    /// <summary>The form in which Lao and Thai are stored and sent: composed ຳ and ໜ ໝ, marks in order, no invisible characters. What is seen stays the same.</summary>
    public static string ForSending(string text)
    {
        var builder = new StringBuilder(text.Length);
        foreach (var character in WellFormed(text).Normalize(NormalizationForm.FormC))
        {
            if (!Invisible(character) && (!char.IsControl(character) || character == '\n'))
            {
                builder.Append(character);
            }
        }

        OrderMarks(builder);
        return builder.Replace("ຫນ", "ໜ").Replace("ຫມ", "ໝ").ToString();
    }

    /// <summary>
    /// The text without what Unicode cannot normalise and nobody can see: lone halves of surrogate pairs and noncharacters (U+FDD0 to U+FDEF, U+FFFE,
    /// U+FFFF and the last two of each plane). A gateway that mixes up the order of bytes sends them; they may never cost a message.
    /// </summary>
    public static string WellFormed(string text)
    {
        if (!MayBeMalformed(text))
        {
            return text;
        }

        var kept = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (Rune.TryGetRuneAt(text, i, out var rune))
            {
                if (!IsNoncharacter(rune.Value))
                {
                    kept.Append(rune);
                }

                i += rune.Utf16SequenceLength - 1;
            }
        }

        return kept.ToString();
    }

    /// <summary>The longest beginning of <paramref name="text"/> within the units given that ends at the edge of a visible cluster, never after a leading vowel.</summary>
    public static string Cut(string text, int units)
    {
        if (text.Length <= units)
        {
            return text;
        }

        var end = 0;
        foreach (var start in StringInfo.ParseCombiningCharacters(text))
        {
            if (start > units)
            {
                break;
            }

            if (start == 0 || !IsLeadingVowel(text[start - 1]))
            {
                end = start;
            }
        }

        return text[..end];
    }

    /// <summary>The language a text's letters show: <c>lo</c>, <c>th</c>, or null for Latin letters and digits.</summary>
    public static string? LanguageOf(string text)
    {
        var lao = 0;
        var thai = 0;
        foreach (var character in text.AsSpan(0, Math.Min(text.Length, LongestLookedAt)))
        {
            if (character is >= '\u0E80' and <= '\u0EFF' && !char.IsDigit(character))
            {
                lao++;
            }
            else if (character is >= '\u0E00' and <= '\u0E7F' && !char.IsDigit(character))
            {
                thai++;
            }
        }

        return lao == 0 && thai == 0 ? null : lao >= thai ? "lo" : "th";
    }

    internal static bool IsTone(char character) => character is (>= '\u0EC8' and <= '\u0ECB') or (>= '\u0E48' and <= '\u0E4B');

    internal static bool IsMark(char character) => Rank(character) > 0;

    internal static bool IsLeadingVowel(char character) => character is (>= '\u0EC0' and <= '\u0EC4') or (>= '\u0E40' and <= '\u0E44');

    private static bool MayBeMalformed(string text)
    {
        foreach (var character in text)
        {
            if (char.IsSurrogate(character) || character >= '\uFFFE' || character is >= '\uFDD0' and <= '\uFDEF')
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsNoncharacter(int value) => (value & 0xFFFE) == 0xFFFE || value is >= 0xFDD0 and <= 0xFDEF;

    private static string Bounded(string text) => text.Length <= LongestLookedAt ? text : text[..LongestLookedAt];

    private static string Compatible(string text) => WellFormed(text).Normalize(NormalizationForm.FormKC);

    private static bool Invisible(char character) =>
        character is (>= '\u200B' and <= '\u200F') or (>= '\u202A' and <= '\u202E') or (>= '\u2060' and <= '\u2069') or '\uFEFF' or '\u00AD' or '\0'
            // Emoji selectors, and the frame that makes a keycap of a digit.
            or (>= '\uFE00' and <= '\uFE0F') or '\u20E3' or '\u034F' or '\u061C' or '\u180E';

    // The order in which marks follow their letter; 0 is not a mark.
    private static int Rank(char character) => character switch
    {
        '\u0EBC' or '\u0EBA' or '\u0E3A' => 1,
        '\u0EB1' or (>= '\u0EB4' and <= '\u0EB9') or '\u0EBB' => 2,
        '\u0E31' or (>= '\u0E34' and <= '\u0E39') or '\u0E47' => 2,
        '\u0ECD' or '\u0E4D' => 3,
        (>= '\u0EC8' and <= '\u0ECB') or (>= '\u0E48' and <= '\u0E4B') => 4,
        '\u0ECC' or '\u0E4C' => 5,
        _ => 0,
    };

    // A total order, so that the outcome does not depend on how the marks were typed, nor on what Unicode's own reordering made of them.
    private static bool Before(char one, char other) => (Rank(one), one).CompareTo((Rank(other), other)) < 0;

    private static void OrderMarks(StringBuilder text)
    {
        var output = new StringBuilder(text.Length);
        Span<char> run = stackalloc char[8];
        var i = 0;
        while (i < text.Length)
        {
            if (Rank(text[i]) == 0)
            {
                output.Append(text[i++]);
                continue;
            }

            // One letter carries a handful of marks; the rest of a longer run is noise and is dropped.
            var length = 0;
            while (i < text.Length && Rank(text[i]) > 0)
            {
                var mark = text[i++];
                if (length < run.Length && !run[..length].Contains(mark))
                {
                    run[length++] = mark;
                }
            }

            for (var a = 1; a < length; a++)
            {
                for (var b = a; b > 0 && Before(run[b], run[b - 1]); b--)
                {
                    (run[b], run[b - 1]) = (run[b - 1], run[b]);
                }
            }

            var next = i < text.Length ? text[i] : '\0';
            var am = next == '\u0EB2' ? '\u0ECD' : next == '\u0E32' ? '\u0E4D' : '\0';
            var compose = am != '\0' && run[..length].Contains(am);
            foreach (var mark in run[..length])
            {
                if (!compose || mark != am)
                {
                    output.Append(mark);
                }
            }

            if (compose)
            {
                output.Append(next == '\u0EB2' ? '\u0EB3' : '\u0E33');
                i++;
            }
        }

        text.Clear().Append(output);
    }
}
