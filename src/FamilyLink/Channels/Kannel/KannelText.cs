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
    /// The last is tried first, because <c>20 5555 0101</c> is a telephone in Laos and would otherwise be one in Egypt.
    /// </summary>
    public static string? Sender(string from)
    {
        var number = from.Trim();
        if (number.StartsWith('+') || number.Length < 8 || !number.All(char.IsAsciiDigit))
        {
            return number.StartsWith('+') ? Messaging.Telephone.Canonical(number) : null;
        }

        return number.StartsWith("00", StringComparison.Ordinal)
            ? Messaging.Telephone.Canonical("+" + number[2..])
            : Messaging.Telephone.Canonical(number, "LA") ?? (number.Length > 9 ? Messaging.Telephone.Canonical("+" + number) : null);
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
                catch (ArgumentException)
                {
                    // A name nobody knows. A half-readable cry for help is better than none.
                    return Encoding.UTF8;
                }
        }
    }
}
