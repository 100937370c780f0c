using System.Text;

namespace FamilyLink.Channels.Kannel;

/// <summary>What Kannel's bytes say, and who it says they are from.</summary>
public static class KannelText
{
    /// <summary>The words of a message, or null when they are data and no words.</summary>
    /// <param name="bytes">The message as it came.</param>
    /// <param name="charset">Kannel's <c>%C</c>.</param>
    /// <param name="coding">Kannel's <c>%c</c>: 0 the operator's letters, 1 data, 2 UCS-2.</param>
    public static string? Read(byte[] bytes, string charset, string coding)
    {
        if (coding == "1" || charset.Equals("8-BIT", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        return (coding == "2" && charset.Length == 0 ? Encoding.BigEndianUnicode : EncodingOf(charset)).GetString(bytes);
    }

    /// <summary>
    /// The sender's number. Operators write their own numbers in three ways: with a plus, with the country but no plus, and as people in the country dial them.
    /// The last is tried first, in the operator's own country and then in the neighbour's, because <c>20 5555 0101</c> is a telephone in Laos and would otherwise
    /// be one in Egypt. Digits that are no number anywhere stay as they are: whoever wrote can be answered by the same way, and is nobody on file.
    /// </summary>
    /// <param name="from">Kannel's <c>%p</c>.</param>
    /// <param name="country">The operator's country, <c>LA</c> or <c>TH</c>.</param>
    /// <returns>The number, or null for a short code or a name, which nobody can answer.</returns>
    public static string? Sender(string from, string country)
    {
        var number = from.Trim();
        var digits = number.TrimStart('+');
        if (digits.Length < 8 || digits.Length > 20 || !digits.All(char.IsAsciiDigit))
        {
            return null;
        }

        if (number.StartsWith('+'))
        {
            return Messaging.Telephone.Canonical(number) ?? digits;
        }

        if (number.StartsWith("00", StringComparison.Ordinal))
        {
            return Messaging.Telephone.Canonical("+" + number[2..]) ?? digits;
        }

        return Messaging.Telephone.Canonical(number, country)
            ?? Messaging.Telephone.Canonical(number, country == "TH" ? "LA" : "TH")
            ?? (number.Length > 9 ? Messaging.Telephone.Canonical("+" + number) : null)
            ?? digits;
    }

    private static Encoding EncodingOf(string charset)
    {
        switch (charset.ToUpperInvariant())
        {
            case "" or "UTF-8" or "UTF8" or "US-ASCII":
                return Encoding.UTF8;
            case "UTF-16BE" or "UTF-16" or "UCS-2" or "UCS-2BE" or "ISO-10646-UCS-2":
                return Encoding.BigEndianUnicode;
            case "LATIN1" or "ISO8859-1":
                return Encoding.Latin1;
            default:
                try
                {
                    return CodePagesEncodingProvider.Instance.GetEncoding(charset) ?? Encoding.GetEncoding(charset);
                }
                catch (Exception unknown) when (unknown is ArgumentException or NotSupportedException)
                {
                    // A name nobody knows, or UTF-7, which is read no longer. A half-readable cry for help is better than none.
                    return Encoding.UTF8;
                }
        }
    }
}
