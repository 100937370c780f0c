using System.Collections.Frozen;
using System.Text.RegularExpressions;
using PhoneNumbers;

namespace FamilyLink.Messaging;

/// <summary>Telephone numbers in the ways people and gateways write them.</summary>
public static partial class Telephone
{
    private const int Longest = 40;
    private static readonly PhoneNumberUtil Numbers = PhoneNumberUtil.GetInstance();

    // What Twilio puts in the place of a number that the caller hid or the network lost: letters on a keypad, "anonymous" and the like
    // (https://www.twilio.com/docs/voice/api/call-resource). Everybody's and nobody's.
    private static readonly FrozenSet<string> Placeholders = new[] { "+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253", "+464" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The E.164 form of an international number as a gateway writes it, or null when it is none: a name, a short code, another scheme, a placeholder.</summary>
    public static string? Canonical(string text)
    {
        var trimmed = text.Trim();

        // Most numbers arrive in this form; this avoids parsing on the hot path.
        if (Everyday().IsMatch(trimmed))
        {
            return trimmed;
        }

        return trimmed.StartsWith('+') && IsWritten(trimmed) && !Placeholders.Contains(trimmed) && Parse(trimmed, null) is { } number
            && Numbers.IsPossibleNumberWithReason(number) == PhoneNumberUtil.ValidationResult.IS_POSSIBLE
            ? Numbers.Format(number, PhoneNumberFormat.E164)
            : null;
    }

    /// <summary>
    /// The E.164 form of a number written in a country (<c>LA</c>, <c>TH</c>), or null when it is no number there is. Lao and Thai digits, spaces and dashes are
    /// understood; eight digits alone get Laos's 020.
    /// </summary>
    public static string? Canonical(string text, string region)
    {
        var trimmed = text.Trim();
        return Valid(trimmed, region) ?? (region == "LA" && !trimmed.StartsWith('+') ? Valid("020" + trimmed, region) : null);
    }

    private static string? Valid(string text, string region) =>
        IsWritten(text) && Parse(text, region) is { } number && Numbers.Format(number, PhoneNumberFormat.E164) is var canonical
        && (Numbers.IsValidNumber(number) || Everyday().IsMatch(canonical))
            ? canonical
            : null;

    private static PhoneNumber? Parse(string text, string? region)
    {
        try
        {
            return Numbers.Parse(text, region);
        }
        catch (NumberParseException)
        {
            return null;
        }
    }

    // The library would read letters as keys, and "whatsapp:" as nothing.
    private static bool IsWritten(string text) =>
        text.Length is > 0 and <= Longest && text.LastIndexOf('+') <= 0 && text.All(c => char.IsDigit(c) || char.IsWhiteSpace(c) || c is '+' or '-' or '(' or ')' or '.' or '/' or '\u2010' or '\u2011' or '\u2013' or '\u200B');

    // Mobile telephones of Laos and Thailand by their length: operators open prefixes faster than libraries learn them.
    [GeneratedRegex(@"^\+(?:856(?:20[0-9]{8}|30[0-9]{7})|66[689][0-9]{8})$")]
    private static partial Regex Everyday();
}
