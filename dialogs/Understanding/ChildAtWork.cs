using System.Text.RegularExpressions;

namespace FamilyLink.Dialogs.Understanding;

/// <summary>
/// Hears that a child works: "I am 14 and work in a bar". It is no question about the age at which people may work, and no model hears danger in it, so it is asked
/// about and a person reads it (S14). Whoever asks, or plans to go, is answered.
/// </summary>
internal static partial class ChildAtWork
{
    private const int Longest = 200;
    private const int LongestAge = 40;

    /// <summary>Whether words say that somebody under 18 works.</summary>
    /// <param name="text">The words.</param>
    /// <param name="folded">The same, folded: without tone marks, so that the patterns have none either.</param>
    public static bool IsSaid(string text, string folded)
    {
        if (text.Length > Longest || text.Contains('?', StringComparison.Ordinal))
        {
            return false;
        }

        return Age().IsMatch(folded) && Work().IsMatch(folded) && !Asks().IsMatch(folded) && !Plans().IsMatch(folded);
    }

    /// <summary>Whether the whole of some folded words is the age of somebody under 18: "i am 14".</summary>
    public static bool IsAnAge(string folded) => folded.Length <= LongestAge && AgeAlone().IsMatch(folded);

    [GeneratedRegex(
        "^(?:i am|i ?m|my age|my age is|age|(?:ຂອຍ|ໜູ|ຂານອຍ)? ?ອາຍຸ|ຂອຍ|ໜູ|(?:หนู|ฉัน|ขอย|ผม)? ?อายุ|หนู|ขอย|(?:khoi|khoy|nu|noo)? ?ayu|khoi|khoy|noo) ?(?:only|just|ພຽງ|ແຕ|ໄດ|แค|เพิง|ได)? ?(?:[89]|1[0-7]) ?(?:years? old|years?|yo|ປີ|ปี|ขวบ|pi)? ?(?:ເອງ|ເດີ|ເທົານັນ|เอง|คะ|ครับ|เท่านัน|only)?$",
        RegexOptions.CultureInvariant)]
    private static partial Regex AgeAlone();

    // An age of 8 to 17 behind "age" or behind a person, and nothing else that is counted.
    [GeneratedRegex(
        "(?:ອາຍຸ|อายุ|\\bayu|\\bage|\\baged|\\bi am|\\bi ?m|\\bis|ຂອຍ|ໜູ|หนู|ขอย|ฉัน|ลูก|ລູກ|ນອງ|นอง|\\bkhoi|\\bluk|\\bnong) ?(?:ແຕ|ພຽງ|ໄດ|แค|ได|เพิง|only|just)? ?(?:[89]|1[0-7])(?![0-9])"
        + "(?! ?(?:ຄົນ|คน|ມື|วัน|ເດືອນ|เดือน|ໂມງ|โมง|ຊົວໂມງ|ชัวโมง|ບາດ|บาท|ພັນ|พัน|ແສນ|แสน|month|day|hour|people|baht|km|kg))",
        RegexOptions.CultureInvariant)]
    private static partial Regex Age();

    [GeneratedRegex("ເຮັດວຽກ|ເຮັດການ|ทำงาน|เฮ็ดงาน|เฮ็ดเวียก|\\bwork|\\bhet ?(?:wiak|viak|vieak|wiek)", RegexOptions.CultureInvariant)]
    private static partial Regex Work();

    [GeneratedRegex("(?:ບໍ|ไหม|มัย|หรือเปลา| บ|\\b(?:bo|bor|baw))$|ໄດບ|ไดไหม|ไดบ|ไดหรือ|ຕອງອາຍຸ|ตองอายุ|ເທົາໃດ|ເທົາໄດ|เทาไร|เทาไหร|เทาใด|ຈັກປີ|กีปี|\\bdai bo|\\bcan\\b|\\bmay\\b|\\bhow\\b|\\bwhat\\b|\\ballowed|\\blegal", RegexOptions.CultureInvariant)]
    private static partial Regex Asks();

    [GeneratedRegex("ຢາກ|ຈະໄປ|ຊິໄປ|ສິໄປ|ຊອກວຽກ|ຫາວຽກ|อยาก|จะไป|สิไป|ซิไป|หางาน|\\bwant|\\bgoing to|\\bwill\\b|\\bplan|\\byark?\\b|\\bsi pai|\\bxi pai", RegexOptions.CultureInvariant)]
    private static partial Regex Plans();
}
