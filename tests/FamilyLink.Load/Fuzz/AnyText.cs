using System.Text;

namespace FamilyLink.Load.Fuzz;

/// <summary>
/// Random texts: letters of three scripts, marks without letters, digits of every script, controls, bidirectional marks, non-characters, halves of pairs,
/// emoji, words that mean something here, very long and empty ones.
/// </summary>
internal static class AnyText
{
    private static readonly string[] Pieces =
    [
        "ຜົວ", "ຕີ", "ຂ້ອຍ", "ຊ່ວຍ", "ຢຸດ", "ລູກ", "ตี", "ช่วยด้วย", "หยุด", "ลูก", "help", "stop", "khoi", "ti", "9", "໑", "๒", "٣", "739214", "ເ", "\u0EB4\u0EB4\u0EB4", "\u0E31", "\u0EC8", "\uFFFE", "\uFFFF", "\uD83D", "\uDE00", "😀", "\u202E",
        "\u200B", "\u0000", "\n", "\t", " ", "  ", "...", "ﷺ", "中文", "ß", "É", "\u0301", "ຫຼ", "ໜ", "ๆ", "http://a.b", "<b>", "'; --", "{0}", "%s",
    ];

    private static readonly string[] Times =
    [
        "2026-11-24T04:05:06.789Z", "2026-11-24T04:05:06+0700", "2026-11-24 04:05", "24/11/2569", "๒๔ พ.ย. ๒๕๖๙", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:60Z", "2026-02-30", "2026-13-01T25:61:61Z",
        "1795493106789", "-1", "/Date(1795493106789)/", "\\/Date(1e400)\\/", "Tue, 24 Nov 2026 04:05:06 GMT", "2026-W48-2", "+292277026596-12-04", "2611240405", "NaN", "T", "2026-11-24T04:05:06.7891234567890123456789Z",
    ];

    /// <summary>Makes one as people, and machines, send them.</summary>
    public static string Make(Random random)
    {
        var text = new StringBuilder();
        var parts = random.Next(100) switch { 0 => 0, < 80 => random.Next(1, 8), < 99 => random.Next(8, 30), _ => random.Next(30, 3_000) };
        for (var i = 0; i < parts; i++)
        {
            text.Append(random.Next(10) switch
            {
                < 6 => Pieces[random.Next(Pieces.Length)],
                6 => ((char)random.Next(0x0E80, 0x0EFF)).ToString(),
                7 => ((char)random.Next(0x0E00, 0x0E7F)).ToString(),
                8 => ((char)random.Next(0x20, 0x7F)).ToString(),
                _ => ((char)random.Next(0, 0x10000)).ToString(),
            });
        }

        return text.ToString();
    }

    /// <summary>Makes a value that may stand in any field: a text, a time in any form, a number out of range, a flood.</summary>
    /// <param name="random">Decides.</param>
    /// <param name="longest">No longer than this many letters.</param>
    public static string Value(Random random, int longest = 2_000)
    {
        var value = random.Next(16) switch
        {
            0 => "",
            1 => new string("a0 \u0000\u200Bກ"[random.Next(6)], random.Next(longest)),
            2 => "e" + new string("\u0301\u0EC8\u0E49\u20E3"[random.Next(4)], random.Next(longest)),
            3 => Number(random),
            4 => new string('\u202E', random.Next(1, 40)) + Make(random) + "\u2066\u200D\uFEFF",
            5 => char.ConvertFromUtf32(random.Next(0x10000, 0x110000)) + "\uFDD0\uFFFF" + char.ConvertFromUtf32(0x1FFFE),
            6 or 7 => Times[random.Next(Times.Length)],
            8 => ((char)random.Next(0xD800, 0xE000)).ToString(),
            9 => (string[])["null", "true", "[]", "{}", "{\"id\":1}", "undefined", "\r\n\r\nGET / HTTP/1.1", "../../etc/passwd", "whatsapp:+8562055550101", "+266696687"] is var words ? words[random.Next(words.Length)] : "",
            _ => Make(random),
        };
        return value.Length > longest ? value[..longest] : value;
    }

    /// <summary>A number, often one that fits nowhere.</summary>
    public static string Number(Random random)
    {
        string[] numbers = ["0", "-0", "-1", "1", "7", "65536", "2147483648", "-2147483649", "9223372036854775808", "18446744073709551616", "1e400", "-1E400", "1e-400", "0.1", "1E2", "3.0", "00", "123456789012345678901234567890123456789012345678901234567890"];
        return numbers[random.Next(numbers.Length)];
    }
}
