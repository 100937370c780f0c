using System.Globalization;
using System.Text;

namespace FamilyLink.Features.CourtRecords;

/// <summary>
/// Lines of text as offices save them: Unicode of every width, with or without a mark, and the old Thai encoding. What is certainly none of them is refused;
/// letters that were read wrongly would be a fact nobody wrote.
/// </summary>
internal static class TextEncodings
{
    private const int ThaiCodePage = 874;
    private const string WayOut = "Open it where it was made and save it as “CSV UTF-8”, or as .xlsx.";

    static TextEncodings() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>The text of a file.</summary>
    /// <exception cref="FileRefusedException">Its letters cannot be told for sure.</exception>
    public static string Decode(byte[] content)
    {
        try
        {
            return content switch
            {
                [0xFF, 0xFE, 0, 0, ..] => Strict(new UTF32Encoding(false, false, true), content.AsSpan(4)),
                [0, 0, 0xFE, 0xFF, ..] => Strict(new UTF32Encoding(true, false, true), content.AsSpan(4)),
                [0xFF, 0xFE, ..] => Strict(new UnicodeEncoding(false, false, true), content.AsSpan(2)),
                [0xFE, 0xFF, ..] => Strict(new UnicodeEncoding(true, false, true), content.AsSpan(2)),
                _ when content.AsSpan().Contains((byte)0) => Unmarked(content),
                _ => Strict(new UTF8Encoding(false, true), content),
            };
        }
        catch (ArgumentException) when (!content.AsSpan().Contains((byte)0) && content is not ([0xFF, 0xFE, ..] or [0xFE, 0xFF, ..]))
        {
            return Thai(content);
        }
        catch (ArgumentException)
        {
            throw new FileRefusedException($"Letters of this file are broken: part of it is missing, or it was saved twice. {WayOut}");
        }
    }

    // Two bytes a letter and no mark. Commas and ends of lines have their empty byte always on the same side; a file where that is not so is no text.
    private static string Unmarked(byte[] content)
    {
        var (even, odd) = (0, 0);
        for (var i = 0; i < content.Length; i++)
        {
            if (content[i] == 0)
            {
                (even, odd) = i % 2 == 0 ? (even + 1, odd) : (even, odd + 1);
            }
        }

        if (content.Length % 2 == 0 && (even == 0 || odd == 0))
        {
            var text = Strict(new UnicodeEncoding(bigEndian: odd == 0, false, true), content);
            if (text.Contains('\n', StringComparison.Ordinal) && !text.Any(c => c == '\0' || (char.IsControl(c) && c is not ('\r' or '\n' or '\t')) || char.GetUnicodeCategory(c) == UnicodeCategory.OtherNotAssigned))
            {
                return text;
            }
        }

        throw new FileRefusedException($"This is neither a .xlsx nor a .csv file that can be read. {WayOut}");
    }

    private static string Thai(byte[] content)
    {
        // Bytes that mean nothing in it, a mark of Thai on a letter that is not, and Unicode that is broken in one place only: it was something else.
        var text = Encoding.GetEncoding(ThaiCodePage).GetString(content);
        var stray = text.Where((c, i) => char.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark && (i == 0 || text[i - 1] is not (>= '\u0E01' and <= '\u0E4E'))).Any();
        var unicode = new UTF8Encoding(false, false).GetString(content);
        if (stray || content.Any(b => b is (>= 0x81 and <= 0x84) or (>= 0x86 and <= 0x90) or (>= 0x98 and <= 0x9F) or (>= 0xDB and <= 0xDE) or >= 0xFC)
            || unicode.Count(c => c is >= '\u0E00' and <= '\u0EFF') > unicode.Count(c => c == '\uFFFD'))
        {
            throw new FileRefusedException($"The letters of this file cannot be read for sure: it is neither Unicode nor the Thai encoding (Windows-874). {WayOut}");
        }

        return text;
    }

    private static string Strict(Encoding encoding, ReadOnlySpan<byte> content) => encoding.GetString(content).TrimStart('\uFEFF');
}
