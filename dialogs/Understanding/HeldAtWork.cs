using System.Text.RegularExpressions;

namespace FamilyLink.Dialogs.Understanding;

/// <summary>
/// Hears that somebody is held where they work: their own papers taken, papers kept and not let go, a boss who lets nobody out, sleep or eat, a boat or a debt that
/// lets nobody off. The answer about kept papers alone would leave them there, so it is asked about and a person reads it (S14). What lies behind is not.
/// </summary>
internal static partial class HeldAtWork
{
    private const int Longest = 200;

    /// <summary>Whether words say so.</summary>
    /// <param name="text">The words.</param>
    /// <param name="folded">The same, folded: without tone marks, so that the patterns have none either.</param>
    public static bool IsSaid(string text, string folded)
    {
        if (text.Length > Longest)
        {
            return false;
        }

        var papers = Papers().IsMatch(folded);
        return ((papers && NotLetGo().IsMatch(folded))
                || (papers && !Rules().IsMatch(folded) && (Seized().IsMatch(folded) || (Taken().IsMatch(folded) && Mine().IsMatch(folded))))
                || (Boss().IsMatch(folded) && NotLetLive().IsMatch(folded))
                || (BoatOrDebt().IsMatch(folded) && NoWayOut().IsMatch(folded)))
            && !Over().IsMatch(folded);
    }

    [GeneratedRegex("(?:ໜ|ຫນ)ັງສື ?(?:ຜານແດນ|ເດີນທາງ)|ບັດ|บัตร|\\bnang ?sue? ?(?:doen|deun|phan) ?(?:thang|tang|daen|den)|\\bid card|[ພປ]າສ(?:ະ)?ປອດ|หนังสือเดินทาง|หนังสือผานแดน|พาสปอร?์?ต|\\bpass?po[r]?t", RegexOptions.CultureInvariant)]
    private static partial Regex Papers();

    [GeneratedRegex(
        "ບໍໃຫ ?(?:ຂອຍ|ໜູ|ເຮົາ|ໃຜ)? ?(?:ໄປ|ອອກ|ກັບ)|ไมให ?(?:หนู|ฉัน|ผม|เรา|ใคร)? ?(?:ไป|ออก|กลับ)|บ[อ่]*ให ?(?:ขอย)? ?(?:ไป|ออก|กลับ|เมือ)"
        + "|\\b(?:bo|bor|baw) ?ha[iy] ?(?:khoi|khoy)? ?(?:pai|ok|ork|kap|kab|meua)|\\bmai ?ha[iy] ?(?:noo|nu|chan|phom)? ?(?:pai|ok|ork|ook|klab|glab|klap)"
        + "|\\bcan ?(?:t|not) (?:leave|go|get out)|\\b(?:won|will not|doesn|does not|don|do not|didn|did not|never)(?: t)? lets?\\b|\\bnot (?:let|allowed)",
        RegexOptions.CultureInvariant)]
    private static partial Regex NotLetGo();

    [GeneratedRegex("ເຖົາແກ|ເຈົານາຍ|ນາຍຈາງ|ຫົວໜາ|เถาแก|เฒาแก|เจานาย|นายจาง|หัวหนา|\\bboss|\\bemployer|\\bsupervisor|\\bt[h]?ao ?kae|\\btaukae|\\bnai ?(?:jang|chang)", RegexOptions.CultureInvariant)]
    private static partial Regex Boss();

    [GeneratedRegex(
        "ບໍໃຫ ?(?:ຂອຍ|ໜູ|ເຮົາ|ໃຜ)? ?(?:ອອກ(?!ກຳລັງ)|ນອນ|ກິນເຂົາ)|ไมให ?(?:หนู|ฉัน|ผม|เรา|ใคร)? ?(?:ออก(?!กำลัง)|นอน|กินขาว)"
        + "|\\b(?:bo|bor|baw) ?ha[iy] ?(?:ok|ork|non|kin khao)|\\bmai ?ha[iy] ?(?:ok|ork|ook|non|kin khao)|\\b(?:won|doesn|don|not|never)(?: t)? lets? (?:me|us|her|him|them|anybody|anyone) (?:out|sleep|eat|leave)",
        RegexOptions.CultureInvariant)]
    private static partial Regex NotLetLive();

    [GeneratedRegex("ຍຶດ|ຢຶດ|ເກັບໄວ|ຖືໄວ|ເອົາໄວ|ບໍຄືນ|บอคืน|ยึด|เก็บไว|เอาไว|ไมคืน|\\by[eu]{1,2}[dt]\\b|\\bye?ud\\b|\\b(?:seized?|keeps?|kept|takes|took|taken|holds?|confiscated|withholds?|withheld)\\b", RegexOptions.CultureInvariant)]
    private static partial Regex Taken();

    // Taken by force, whosever they are; a question whether they may do so was told apart before.
    [GeneratedRegex("ຍຶດ|ຢຶດ|ยึด|ບໍໃຫ.{0,20}ຄືນ|ไมให.{0,20}คืน|ไมยอมคืน|ບໍຍອມຄືນ|\\by[eu]{1,2}[dt]\\b|\\bseized?\\b|\\bconfiscate|\\btook away|\\b(?:will not|won t|refuses? to) give", RegexOptions.CultureInvariant)]
    private static partial Regex Seized();

    [GeneratedRegex("ຂອຍ|ໜູ|ຫນູ|ເຮົາ|ລູກ|ฉัน|หนู|ผม|เรา|ขอย|ลูก|\\bmy\\b|\\bmine\\b|\\bour\\b|\\bkho[iy]\\b|\\bchan\\b|\\bno{1,2}\\b|\\bnu\\b|\\bphom\\b|\\bhao\\b", RegexOptions.CultureInvariant)]
    private static partial Regex Mine();

    // Whether it is allowed is a question about the law.
    [GeneratedRegex("ໄດບ|ຜິດກົດ|ກົດໝາຍ|ໄດไหม|ได ?ไหม|ไดมัย|ผิดกฎ|กฎหมาย|\\ballowed|\\blegal|\\b(?:can|may) (?:an?|the|my) (?:boss|employer)", RegexOptions.CultureInvariant)]
    private static partial Regex Rules();

    [GeneratedRegex("ເຮືອ|เรือ|เฮือ|\\b(?:h|r)[eu]{1,2}a\\b|\\bboat|\\bship\\b|ໜີ|ຫນີ|หนี|\\bdebt|\\bowe\\b|\\bni ?sin", RegexOptions.CultureInvariant)]
    private static partial Regex BoatOrDebt();

    [GeneratedRegex(
        "(?:ລົງ(?: ?(?:ເຮືອ|ຈາກເຮືອ))?|ຂຶນຝັງ|ອອກ(?:ໄປ)?(?:ໃສ)?|ໜີ(?:ໄປໃສ)?|ກັບ(?:ບານ|ເມືອ)?|ໄປໃສ) ?ບໍ?ໄດ|(?:ลง(?: ?(?:เรือ|จากเรือ))?|ขึนฝัง|ออก(?:ไป)?(?:ไหน)?|หนี(?:ไปไหน)?|กลับ(?:บาน)?|ไปไหน) ?(?:ไม|บ[อ่]*)ได"
        + "|\\b(?:ok|ork|ook|long|kap|kab|klap|klab|pai sai|pai nai) ?(?:bo|bor|baw|mai) ?da[iy]|\\bcan ?(?:t|not) (?:leave|get off|get out|get away|go home|go ashore|escape)",
        RegexOptions.CultureInvariant)]
    private static partial Regex NoWayOut();

    [GeneratedRegex("ແຕກອນ|ເມືອກອນ|ປີກາຍ|ເມືອປີ|แตกอน|เมือกอน|ปีทีแลว|ในหนัง|ໃນໜັງ|ໃນລະຄອນ|ในละคร|\\bused to|\\blast year|\\byears ago|\\bin the (?:film|movie)|\\bback home now|ບໍມີໃຜ|ไมมีใคร|ไมได ?(?:หนี|ยึด)|ບໍໄດ ?(?:ໜີ|ຍຶດ)|เคยถ|\bnobody\b|\bback to me\b|\bgave (?:it|them) back|\bwho must\b", RegexOptions.CultureInvariant)]
    private static partial Regex Over();
}
