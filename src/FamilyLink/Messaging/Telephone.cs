using PhoneNumbers;

namespace FamilyLink.Messaging;

/// <summary>Telephone numbers in the ways people and gateways write them.</summary>
public static class Telephone
{
    private static readonly PhoneNumberUtil Numbers = PhoneNumberUtil.GetInstance();

    /// <summary>The E.164 form of an international number, or null when it is none. Gateways always send the country with it.</summary>
    public static string? Canonical(string text) => Canonical(text, null);

    /// <summary>The E.164 form of a number written for a country (<c>LA</c>, <c>TH</c>), or null. Lao and Thai digits, spaces and dashes are understood; eight digits alone get Laos's 020.</summary>
    public static string? Canonical(string text, string? region)
    {
        var trimmed = text.Trim();
        if (trimmed.Length is 0 or > 40)
        {
            return null;
        }

        // The everyday case, and the hot path: already canonical.
        if (trimmed[0] == '+' && trimmed.Length is >= 9 and <= 16 && trimmed.AsSpan(1).ContainsAnyExceptInRange('0', '9') is false)
        {
            return trimmed;
        }

        return Plausible(trimmed, region) ?? (region == "LA" ? Plausible("020" + trimmed, region) : null);
    }

    private static string? Plausible(string text, string? region)
    {
        try
        {
            var number = Numbers.Parse(text, region);
            return Numbers.IsPossibleNumber(number) && (region is null || Numbers.IsValidNumber(number)) ? Numbers.Format(number, PhoneNumberFormat.E164) : null;
        }
        catch (NumberParseException)
        {
            return null;
        }
    }
}
