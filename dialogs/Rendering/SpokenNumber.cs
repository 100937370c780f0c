using System.Globalization;
using FamilyLink.Localization;

namespace FamilyLink.Dialogs;

/// <summary>
/// Numbers as keys of recorded parts, by each language's own grammar. Up to twenty and for whole tens there is one recording each, because that is how
/// they are said; Lao and Thai say "one" after a ten or a hundred with a word of its own. Khmu callers hear the words of their speaker for the same
/// parts: Khmu counts with Lao words beyond the lowest numbers, and which these are the speaker decides.
/// </summary>
public static class SpokenNumber
{
    /// <summary>The largest number that can be said.</summary>
    public const int Most = 999;

    /// <summary>The parts of a number, in order.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or larger than <see cref="Most"/>.</exception>
    public static IReadOnlyList<string> Parts(int number, string language)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, Most);
        var parts = new List<string>();
        var rest = number;
        if (rest >= 100)
        {
            parts.Add(Key(rest / 100));
            parts.Add("number.100");
            rest %= 100;
            if (rest == 0)
            {
                return parts;
            }
        }

        if (rest > 20)
        {
            parts.Add(Key(rest / 10 * 10));
            rest %= 10;
            if (rest == 0)
            {
                return parts;
            }
        }

        parts.Add(rest == 1 && parts.Count > 0 && language != Languages.English ? "number.and-one" : Key(rest));
        return parts;
    }

    /// <summary>The digits of a telephone number one by one; everything else in it is left out.</summary>
    public static IReadOnlyList<string> Digits(string telephone) => [.. telephone.Where(char.IsAsciiDigit).Select(digit => Key(digit - '0'))];

    private static string Key(int number) => string.Create(CultureInfo.InvariantCulture, $"number.{number}");
}
