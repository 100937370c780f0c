using System.Globalization;
using System.Text;
using FamilyLink.Localization.Text;

namespace FamilyLink.Data.People;

/// <summary>
/// A case's code as people and other offices' files write it. Invisible characters, every kind of dash, wide letters, Lao and Thai digits, small letters and
/// blanks around it are ways of writing one code; a letter of another alphabet that only looks alike is not, because that would be a guess.
/// </summary>
public static class CaseCode
{
    /// <summary>The longest text that is looked at; no code comes near it.</summary>
    private const int LongestLookedAt = 80;

    /// <summary>The one form in which codes are kept and compared; empty when nothing is written.</summary>
    public static string Read(string? written)
    {
        if (string.IsNullOrWhiteSpace(written))
        {
            return "";
        }

        var code = new StringBuilder();
        foreach (var character in ScriptText.Normalise(written.Length <= LongestLookedAt ? written : written[..LongestLookedAt]))
        {
            var dash = IsDash(character);
            while (dash && code.Length > 0 && code[^1] == ' ')
            {
                code.Length--;
            }

            if (character != ' ' || (code.Length > 0 && code[^1] != '-'))
            {
                code.Append(dash ? '-' : char.ToUpperInvariant(character));
            }
        }

        return code.ToString();
    }

    // The minus sign, the hyphen bullet and the small one are no dashes to Unicode, but to whoever types them.
    private static bool IsDash(char character) =>
        char.GetUnicodeCategory(character) == UnicodeCategory.DashPunctuation || character is '\u2212' or '\u2043' or '\u02D7';
}
