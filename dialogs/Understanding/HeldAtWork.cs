using System.Text.RegularExpressions;

namespace FamilyLink.Dialogs.Understanding;

/// <summary>
/// Hears that somebody is held where they work: papers kept and not let go, or a boss who lets nobody out, sleep or eat. The answer about kept papers alone
/// would leave them there, so it is asked about and a person reads it (S14). What lies behind is not.
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

        return ((Papers().IsMatch(folded) && NotLetGo().IsMatch(folded)) || (Boss().IsMatch(folded) && NotLetLive().IsMatch(folded))) && !Over().IsMatch(folded);
    }

    [GeneratedRegex("ໜັງສືຜານແດນ|ຫນັງສືຜານແດນ|[ພປ]າສ(?:ະ)?ປອດ|หนังสือเดินทาง|หนังสือผานแดน|พาสปอร?์?ต|\\bpass?po[r]?t", RegexOptions.CultureInvariant)]
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

    [GeneratedRegex("ແຕກອນ|ເມືອກອນ|ປີກາຍ|ເມືອປີ|แตกอน|เมือกอน|ปีทีแลว|ในหนัง|ໃນໜັງ|ໃນລະຄອນ|ในละคร|\\bused to|\\blast year|\\byears ago|\\bin the (?:film|movie)|\\bback home now", RegexOptions.CultureInvariant)]
    private static partial Regex Over();
}
