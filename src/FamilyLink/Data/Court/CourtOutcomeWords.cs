using FamilyLink.Localization.Text;

namespace FamilyLink.Data.Court;

/// <summary>How outcomes are worded in lists and by staff, in Lao, Thai and English. Drafts until a native speaker of the law's language signs.</summary>
public static class CourtOutcomeWords
{
    // Outcomes that cannot both be what one update tells.
    private static readonly CourtOutcome[][] Opposites =
    [
        [CourtOutcome.Convicted, CourtOutcome.Acquitted, CourtOutcome.ChargesDropped],
        [CourtOutcome.CompensationOrdered, CourtOutcome.NoCompensation],
        [CourtOutcome.CompensationPaid, CourtOutcome.CompensationNotPaid],
    ];

    // Words of a sentence that a cell of a list would not have; "dismissed" beside "guilty" is a contradiction whatever an office means by it.
    private static readonly (CourtOutcome Outcome, string[] Words)[] InSentences =
    [
        (CourtOutcome.Acquitted, ["ຍົກຟ້ອງ", "ไม่ผิด", "ບໍ່ຜິດ", "dismissed", "innocent"]),
        (CourtOutcome.Convicted, ["ຜິດຈິງ", "ผิดจริง"]),
    ];

    /// <summary>
    /// The words of each outcome. Words that mean two things are missing on purpose: "dismissed" is an acquittal in one office's translations and the end without
    /// a judgment in another's, "appeal" says who goes on and not what came out. A person chooses.
    /// </summary>
    public static IReadOnlyList<(CourtOutcome Outcome, string[] Words)> All { get; } =
    [
        (CourtOutcome.StillRunning, ["still running", "running", "pending", "in progress", "ongoing", "อยู่ระหว่างพิจารณา", "ระหว่างพิจารณา", "อยู่ระหว่างการพิจารณา", "ກຳລັງພິຈາລະນາ", "ຢູ່ລະຫວ່າງພິຈາລະນາ", "ຢູ່ໃນລະຫວ່າງພິຈາລະນາ", "ກຳລັງດຳເນີນຄະດີ", "ຍັງດຳເນີນຢູ່"]),
        (CourtOutcome.Convicted, ["convicted", "conviction", "guilty", "found guilty", "sentenced", "sentenced to prison", "มีความผิด", "มีความผิดตามฟ้อง", "พิพากษาลงโทษ", "ลงโทษ", "จำคุก", "ลงโทษจำคุก", "พิพากษาจำคุก", "ພິພາກສາລົງໂທດ", "ມີຄວາມຜິດ", "ມີຄວາມຜິດຕາມຟ້ອງ", "ຕັດສິນວ່າມີຄວາມຜິດ", "ຖືກຕັດສິນວ່າມີຄວາມຜິດ", "ຕັດສິນລົງໂທດ", "ຖືກຕັດສິນລົງໂທດ", "ຖືກຕັດສິນໂທດ", "ລົງໂທດ", "ຖືກລົງໂທດ", "ຈຳຄຸກ", "ຕັດສິນຈຳຄຸກ", "ຕັດອິດສະລະພາບ"]),
        (CourtOutcome.Acquitted, ["acquitted", "acquittal", "not guilty", "found not guilty", "ยกฟ้อง", "พิพากษายกฟ้อง", "ไม่มีความผิด", "ບໍ່ມີຄວາມຜິດ", "ຕັດສິນວ່າບໍ່ມີຄວາມຜິດ", "ຖືກຕັດສິນວ່າບໍ່ມີຄວາມຜິດ", "ພົ້ນຜິດ", "ຕັດສິນພົ້ນຜິດ", "ພົ້ນຈາກຄວາມຜິດ", "ສານຍົກຟ້ອງ", "ພິພາກສາຍົກຟ້ອງ", "ຕັດສິນຍົກຟ້ອງ"]),
        (CourtOutcome.ChargesDropped, ["charges dropped", "dropped", "withdrawn", "charges withdrawn", "case withdrawn", "not prosecuted", "สั่งไม่ฟ้อง", "ไม่ฟ้อง", "ถอนฟ้อง", "ถอนคำฟ้อง", "ສັ່ງບໍ່ຟ້ອງ", "ບໍ່ຟ້ອງ", "ຄຳສັ່ງບໍ່ຟ້ອງ", "ຖອນຟ້ອງ", "ຖອນຄຳຟ້ອງ", "ຖອນຄະດີ"]),
        (CourtOutcome.CompensationOrdered, ["compensation ordered", "ordered", "ordered to pay", "ให้ชดใช้", "ให้ชดใช้ค่าสินไหมทดแทน", "ให้จ่ายค่าสินไหมทดแทน", "ສັ່ງໃຫ້ຈ່າຍຄ່າທົດແທນ", "ໃຫ້ຈ່າຍຄ່າທົດແທນ", "ສັ່ງຈ່າຍຄ່າທົດແທນ", "ໃຫ້ທົດແທນ", "ໃຫ້ໃຊ້ແທນຄ່າເສຍຫາຍ", "ສັ່ງໃຫ້ຈ່າຍຄ່າເສຍຫາຍ"]),
        (CourtOutcome.NoCompensation, ["no compensation", "no compensation ordered", "ไม่ให้ชดใช้", "ยกคำร้องค่าสินไหม", "ບໍ່ໃຫ້ຈ່າຍຄ່າທົດແທນ", "ບໍ່ມີຄ່າທົດແທນ", "ບໍ່ໄດ້ຄ່າທົດແທນ"]),
        (CourtOutcome.CompensationPaid, ["compensation paid", "paid", "จ่ายแล้ว", "ได้รับแล้ว", "ຈ່າຍແລ້ວ", "ໄດ້ຮັບແລ້ວ", "ຈ່າຍຄ່າທົດແທນແລ້ວ"]),
        (CourtOutcome.CompensationNotPaid, ["compensation not paid", "not paid", "unpaid", "ยังไม่จ่าย", "ไม่จ่าย", "ยังไม่ได้รับ", "ຍັງບໍ່ຈ່າຍ", "ຍັງບໍ່ໄດ້ຈ່າຍ", "ບໍ່ຈ່າຍ", "ຍັງບໍ່ໄດ້ຮັບ"]),
        (CourtOutcome.NeedsDecision, ["the person has to decide", "needs decision", "ต้องตัดสินใจ", "ຕ້ອງຕັດສິນໃຈ"]),
        (CourtOutcome.NothingNew, ["nothing new", "no news", "ไม่มีความคืบหน้า", "ບໍ່ມີຫຍັງໃໝ່", "ບໍ່ມີຄວາມຄືບໜ້າ"]),
    ];

    /// <summary>The first words in a sentence that say the opposite of an outcome; null when there are none.</summary>
    public static string? Contradiction(string sentence, CourtOutcome outcome)
    {
        if (Array.Find(Opposites, group => group.Contains(outcome)) is not { } group)
        {
            return null;
        }

        // The longest first, and each taken out once it was found: "not guilty" holds "guilty".
        var rest = $" {ScriptText.Fold(sentence)} ";
        foreach (var (said, word) in All.Concat(InSentences).SelectMany(o => o.Words.Select(w => (o.Outcome, Word: ScriptText.Fold(w)))).OrderByDescending(w => w.Word.Length))
        {
            var sought = char.IsAsciiLetter(word[0]) ? $" {word} " : word;
            if (rest.Contains(sought, StringComparison.Ordinal))
            {
                if (said != outcome && group.Contains(said))
                {
                    return word;
                }

                rest = rest.Replace(sought, "  ", StringComparison.Ordinal);
            }
        }

        return null;
    }
}
