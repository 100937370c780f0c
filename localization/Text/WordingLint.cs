using System.Text.RegularExpressions;

namespace FamilyLink.Localization.Text;

/// <summary>
/// Reads what is about to be said to a person and finds words that may not be: names of the harm, promises, dates, sums (S8, S9, S10, H.2).
/// The same rules hold for fixed wordings, where they fail the build, and for what staff type, where they stand beside the field.
/// </summary>
public static partial class WordingLint
{
    /// <summary>Most units a text of one's own may take: two SMS parts.</summary>
    public const int MostUnits = 134;

    // Words of the H.2 "avoid" column and other words for the harm, with what is said instead where there is something.
    private static readonly string[] Avoid =
    [
        "ເຫຍື່ອ", "ເຍື່ອ", "ຜູ້ຖືກເຄາະຮ້າຍ", "ການຄ້າມະນຸດ", "ຄ້າມະນຸດ", "ໂສເພນີ", "ຄ້າທາງເພດ", "ຖືກຈັບ", "ຄຸກ", "ຖືກຊ່ວຍອອກມາ", "ລັກລອບ", "ຜິດກົດໝາຍ", "ນາຍໜ້າ", "ຕິດຕາມ", "ກໍລະນີ", "ຢ່າກັບໄປ", "ເປັນຫຍັງຈຶ່ງ",
        "เหยื่อ", "ผู้เสียหาย", "ค้ามนุษย์", "โสเภณี", "ค้าประเวณี", "ถูกจับ", "คุก", "ถูกช่วยเหลือ", "หลบหนีเข้าเมือง", "ผิดกฎหมาย", "นายหน้า", "ติดตาม", "เคส", "อย่ากลับไป", "ทำไม",
        "victim", "trafficking", "trafficked", "prostitute", "prostitution", "sex work", "arrested", "jail", "prison", "rescued", "illegal", "trafficker", "broker", "monitor", "why",
    ];

    private static readonly string[] Promises =
    [
        "ຮັບປະກັນ", "ແນ່ນອນ", "ໃນໄວໆນີ້", "ສັນຍາວ່າ", "ມື້ອື່ນ", "ອາທິດໜ້າ", "ເດືອນໜ້າ",
        "รับประกัน", "แน่นอน", "เร็วๆ นี้", "เร็วๆนี้", "สัญญาว่า", "พรุ่งนี้", "สัปดาห์หน้า", "เดือนหน้า",
        "guarantee", "promise", "soon", "tomorrow", "next week", "next month", "certainly",
    ];

    /// <summary>What is wrong with a text in a language, each as a sentence for the person who wrote it; empty when nothing is.</summary>
    public static IReadOnlyList<string> Problems(string text, string language)
    {
        var problems = new List<string>();
        var folded = ScriptText.Fold(text);
        problems.AddRange(Found(Avoid, folded).Select(word => $"“{word}” is not said to families. Say it another way."));
        problems.AddRange(Found(Promises, folded).Select(word => $"“{word}” is a promise or a time. Nothing is promised (S10)."));
        if (Numbers().IsMatch(ScriptText.Normalise(text)))
        {
            problems.Add("Leave out dates, sums and telephone numbers.");
        }

        var units = SmsSegments.Count(ScriptText.ForSending(text)).Units;
        if (units > MostUnits)
        {
            problems.Add($"This is {units} letters long; {MostUnits} is the most.");
        }

        var script = ScriptText.LanguageOf(text);
        if (script is not null && script != language && text.Length > 0)
        {
            problems.Add(language == Languages.English ? "Write this text in English letters." : $"Write this text in {(language == Languages.Thai ? "Thai" : "Lao")} letters.");
        }
        else if (script is null && (language is Languages.Lao or Languages.Thai) && text.Any(char.IsLetter))
        {
            problems.Add($"Write this text in {(language == Languages.Thai ? "Thai" : "Lao")} letters.");
        }

        return problems;
    }

    private static IEnumerable<string> Found(string[] words, string folded) => words.Where(word => Has(folded, ScriptText.Fold(word)));

    /// <summary>True when a text has a word; a Latin word only as a whole word.</summary>
    internal static bool Has(string text, string word)
    {
        for (var at = text.IndexOf(word, StringComparison.Ordinal); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.Ordinal))
        {
            if (!char.IsAsciiLetter(word[0])
                || ((at == 0 || !char.IsAsciiLetter(text[at - 1])) && (at + word.Length == text.Length || !char.IsAsciiLetter(text[at + word.Length]))))
            {
                return true;
            }
        }

        return false;
    }

    [GeneratedRegex(@"\d{2,}|\d\s*[/.:-]\s*\d")]
    private static partial Regex Numbers();
}
