using System.Globalization;

namespace FamilyLink.Localization.Text;

/// <summary>How many parts a text needs as SMS, and what of the budget it takes.</summary>
/// <param name="Encoding"><c>GSM-7</c> or <c>UCS-2</c>: one letter outside GSM-7 makes the whole message UCS-2.</param>
/// <param name="Units">Septets or UTF-16 units.</param>
/// <param name="Parts">Parts the operator charges for.</param>
public sealed record SmsSegments(string Encoding, int Units, int Parts)
{
    private const string Basic =
        "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

    private const string Extended = "|^€{}[]~\\\f";

    /// <summary>Counts as gateways do: 160/153 septets, 70/67 units; an escape pair or a visible cluster is never split between parts.</summary>
    public static SmsSegments Count(string text)
    {
        var gsm = true;
        foreach (var character in text)
        {
            if (!Basic.Contains(character, StringComparison.Ordinal) && !Extended.Contains(character, StringComparison.Ordinal))
            {
                gsm = false;
                break;
            }
        }

        return gsm ? Pack("GSM-7", Gsm(text), 160, 153) : Pack("UCS-2", Ucs2(text), 70, 67);
    }

    private static SmsSegments Pack(string encoding, IEnumerable<int> sizes, int single, int part)
    {
        var units = 0;
        var parts = 0;
        var room = 0;
        foreach (var size in sizes)
        {
            units += size;
            if (room < size)
            {
                parts++;
                room = part;
            }

            room -= size;
        }

        return new SmsSegments(encoding, units, units <= single ? 1 : parts);
    }

    private static IEnumerable<int> Gsm(string text)
    {
        foreach (var character in text)
        {
            yield return Extended.Contains(character, StringComparison.Ordinal) ? 2 : 1;
        }
    }

    // Visible clusters stay whole: a vowel is never parted from its letter by the edge of a message.
    private static IEnumerable<int> Ucs2(string text)
    {
        var starts = StringInfo.ParseCombiningCharacters(text);
        for (var i = 0; i < starts.Length; i++)
        {
            var end = i + 1 < starts.Length ? starts[i + 1] : text.Length;
            if (text.AsSpan(starts[i], end - starts[i]) is "\r\n")
            {
                yield return 1;
                yield return 1;
            }
            else
            {
                yield return end - starts[i];
            }
        }
    }
}
