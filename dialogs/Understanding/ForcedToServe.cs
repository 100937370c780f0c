using System.Text.RegularExpressions;

namespace FamilyLink.Dialogs.Understanding;

/// <summary>
/// Hears that somebody must receive customers, or was taken or sold into a marriage: said without a word of force no model hears it, so it is asked about and a
/// person reads it (S14). Whoever asks about papers for a wedding, or works at a hotel's desk, says neither.
/// </summary>
internal static partial class ForcedToServe
{
    private const int Longest = 200;

    /// <summary>Whether words say so.</summary>
    /// <param name="text">The words.</param>
    /// <param name="folded">The same, folded: without tone marks, so that the patterns have none either.</param>
    public static bool IsSaid(string text, string folded) =>
        text.Length <= Longest && ((Customers().IsMatch(folded) && !Desk().IsMatch(folded)) || (Marriage().IsMatch(folded) && TakenOrSold().IsMatch(folded) && !Denied().IsMatch(folded)));

    // "Must receive guests", or so many of them a day or a night.
    [GeneratedRegex(
        "(?:ຕອງ|ບັງຄັບ|ໃຫ ?(?:ຂອຍ|ໜູ|ເຮົາ|ນອງ)?) ?(?:ຮັບ|ນອນກັບ|ເອົາ)(?:ແຂກ|ລູກຄາ)|(?:ຮັບ|ນອນກັບ)(?:ແຂກ|ລູກຄາ).{0,12}(?:ມືລະ|ຄືນລະ|ວັນລະ|ຄົນຕໍ|[0-9] ?ຄົນ)"
        + "|(?:ตอง|บังคับ|ให ?(?:ฉัน|หนู|ผม|เรา|ขอย|นอง)?) ?(?:รับ|นอนกับ)(?:แขก|ลูกคา)|(?:รับ|นอนกับ)(?:แขก|ลูกคา).{0,12}(?:วันละ|คืนละ|มือละ|มื้อละ|[0-9] ?คน)"
        + "|\\b(?:tong|bang ?khap|hai (?:khoi|khoy|noo|nu|chan)) ?(?:hap|rap|lap) ?khae?[kg]|\\b(?:hap|rap) ?khae?[kg] .{0,12}(?:mue?la|wanla|wan la|[0-9] ?khon)"
        + "|\\b(?:must|have to|has to|make us|makes us|make me|makes me|made to|made me|forced to|forces me to) (?:serve|see|take|sleep with|receive|go with) (?:the |[0-9]+ |many |some |all )?(?:customers?|clients?|men|guests?)\\b",
        RegexOptions.CultureInvariant)]
    private static partial Regex Customers();

    [GeneratedRegex("ໂຮງແຮມ|ເຮືອນພັກ|โรงแรม|รีสอร์ท|แผนกตอนรับ|\\bhotel|\\bhong ?haem|\\brong ?raem|\\breception|ຮານອາຫານ|ຮານກິນດື|รานอาหาร|\\brestaurant|\\bshop\\b", RegexOptions.CultureInvariant)]
    private static partial Regex Desk();

    [GeneratedRegex("ແຕງດອງ|ແຕງງານ|ເປັນເມຍ|ເອົາຜົວ|แตงงาน|แตงดอง|เป็นเมีย|ไปเป็นภรรยา|\\bta[ei]ng ?(?:ngan|dong|ngarn)|\\bpen ?mia\\b|\\bmarry\\b|\\bmarried\\b|\\bwife of\\b|\\bas (?:a )?(?:bride|wife)\\b", RegexOptions.CultureInvariant)]
    private static partial Regex Marriage();

    [GeneratedRegex(
        "(?:ເອົາ|ພາ|ສົງ|ຈັບ|ຫຼອກ|ລໍລວງ) ?(?:ຂອຍ|ໜູ|ເຮົາ|ລູກສາວ|ລູກ|ນອງ(?:ສາວ)?|ລາວ|ຫຼານ) ?(?:ໄປ|ມາ)|ຂາຍ(?:ຂອຍ|ໜູ|ລູກ|ນອງ|ໃຫ|ໄປ)|ຖືກຂາຍ|ບັງຄັບ|ບໍຍອມ"
        + "|(?:เอา|พา|สง|จับ|หลอก) ?(?:ฉัน|หนู|เรา|ลูกสาว|ลูก|นอง(?:สาว)?|เขา|หลาน|ขอย) ?(?:ไป|มา)|ขาย(?:ฉัน|หนู|ลูก|นอง|ให|ไป)|ถูกขาย|โดนขาย|บังคับ"
        + "|\\b(?:force[sd]?|forcing|sold|sell|selling|took|taken|tricked|sent) (?:me|her|us|my (?:daughter|sister|niece|cousin|friend)|to)\\b|\\b(?:was|were|been|being) (?:forced|sold|taken|tricked|made)\\b|\\b(?:bang ?khap|khai (?:khoi|khoy|noo|nu|luk|nong)|thuk khai|ao (?:khoi|khoy|luk|nong) pai)",
        RegexOptions.CultureInvariant)]
    private static partial Regex TakenOrSold();

    [GeneratedRegex("(?:ບໍ|ບໍໄດ) ?ບັງຄັບ|ບໍມີໃຜ|ไม(?:ได|มีใคร)? ?บังคับ|ไมมีใคร|\\b(?:bo|bor|baw) (?:mi phai|dai bang)|\\bnobody|\\bno one|\\bnot forced", RegexOptions.CultureInvariant)]
    private static partial Regex Denied();
}
