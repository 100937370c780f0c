using System.Text.RegularExpressions;

namespace FamilyLink.Localization.Text;

/// <summary>
/// The one list of rules for words that staff type to a person, in an answer, a notice or a court update (S3, S9, S10, S16): everything that
/// <see cref="WordingLint"/> finds, and what would tell where somebody is, what they did, that they are safe or come home, sums in words, requests, and
/// words that a gateway takes for a command. Lao, Thai and English, whatever language the answer is in.
/// </summary>
public static partial class StaffWordRules
{
    // Shelters, provinces and towns: which place, or where, is never told (S9).
    private static readonly string[] Places =
    [
        "ບ້ານພັກ", "ບ່ອນພັກ", "ສູນພັກ", "ສະຖານສົງເຄາະ", "ບ້ານກຶ່ງທາງ", "ເກັດຕະການ", "ບາງກອກ", "ກຸງເທບ", "ນົນທະບຸລີ", "ປາກເກັດ", "ພັດທະຍາ", "ຊົນບຸລີ", "ຣະຍອງ", "ອຸດອນ", "ອຸດທານີ", "ຂອນແກ່ນ", "ໜອງຄາຍ", "ອຸບົນ", "ມຸກດາຫານ", "ນະຄອນພະນົມ",
        "ໂຄລາດ", "ຊຽງໃໝ່", "ຊຽງຮາຍ", "ພູເກັດ", "ສົງຂລາ", "ຫາດໃຫຍ່", "ສະມຸດສາຄອນ", "ສະມຸດປາການ", "ວຽງຈັນ", "ສະຫວັນນະເຂດ", "ປາກເຊ", "ຈຳປາສັກ", "ຫຼວງພະບາງ", "ອຸດົມໄຊ", "ສາລະວັນ", "ບໍ່ແກ້ວ", "ຄຳມ່ວນ", "ທ່າແຂກ", "ໄຊຍະບູລີ",
        "บ้านพัก", "ที่พักพิง", "สถานคุ้มครอง", "สถานสงเคราะห์", "เกร็ดตระการ", "บ้านปทุม", "บ้านนารีสวัสดิ์", "กรุงเทพ", "บางกอก", "นนทบุรี", "ปทุมธานี", "ปากเกร็ด", "พัทยา", "ชลบุรี", "ระยอง", "อุดร", "ขอนแก่น", "หนองคาย", "อุบล", "มุกดาหาร", "นครพนม",
        "โคราช", "นครราชสีมา", "เชียงใหม่", "เชียงราย", "ภูเก็ต", "สงขลา", "หาดใหญ่", "สุราษฎร์", "สมุทรสาคร", "สมุทรปราการ", "พิษณุโลก", "ลำปาง", "ตราด", "ระนอง", "เวียงจันทน์", "สะหวันนะเขต", "ปากเซ", "หลวงพระบาง", "จำปาสัก",
        "shelter", "kredtrakarn", "safe house", "bangkok", "nonthaburi", "pak kret", "pathum thani", "pattaya", "chonburi", "rayong", "udon", "udon thani", "khon kaen", "nong khai", "ubon", "mukdahan", "nakhon phanom", "korat", "nakhon ratchasima", "chiang mai",
        "chiang rai", "phuket", "songkhla", "hat yai", "samut sakhon", "samut prakan", "phitsanulok", "vientiane", "savannakhet", "pakse", "luang prabang", "champasak",
    ];

    // What somebody did or what was done to them (S9).
    private static readonly string[] Pasts =
    [
        "ຄາຣາໂອເກະ", "ຄາລາໂອເກະ", "ຮ້ານເບຍ", "ຮ້ານນວດ", "ຂາຍບໍລິການ", "ຮັບແຂກ", "ເຮືອປະມົງ", "ຖືກຂົ່ມຂືນ", "ຖືກທຳຮ້າຍ", "ຖືກຕີ", "ຖືກບັງຄັບ", "ຖືກຂາຍ", "ຖືກຫຼອກ",
        "คาราโอเกะ", "ร้านเบียร์", "ร้านนวด", "ขายบริการ", "รับแขก", "เรือประมง", "ถูกข่มขืน", "ถูกทำร้าย", "ถูกตี", "ถูกบังคับ", "ถูกขาย", "ถูกหลอก",
        "karaoke", "massage", "beer bar", "brothel", "fishing boat", "raped", "abused", "beaten", "forced", "was sold", "sold her", "sold him", "she worked", "he worked", "they worked", "worked in", "worked at",
    ];

    // That somebody is known, safe or free, or comes home (S5, S10).
    private static readonly string[] Claims =
    [
        "ປອດໄພ", "ກັບບ້ານ", "ກັບເຮືອນ", "ຈະກັບ", "ຊິກັບ", "ໄດ້ກັບ", "ປ່ອຍໂຕ", "ປີໃໝ່", "ຢູ່ກັບພວກເຮົາ", "ຢູ່ນຳພວກເຮົາ", "ຢູ່ກັບເຮົາ", "ຢູ່ນຳເຮົາ", "ພົບແລ້ວ", "ເຫັນແລ້ວ", "ບໍ່ຖືກຈັບ",
        "ปลอดภัย", "กลับบ้าน", "จะกลับ", "ได้กลับ", "ปล่อยตัว", "ปีใหม่", "สงกรานต์", "อยู่กับเรา", "อยู่กับพวกเรา", "พบแล้ว", "เจอแล้ว", "เจอตัว", "ไม่ถูกจับ",
        "safe", "come home", "comes home", "coming home", "be home", "go home", "going home", "released", "set free", "is free", "new year", "with us", "we have her", "we have him", "found her", "found him", "she is here", "he is here", "she is well", "he is well", "she is fine", "he is fine",
    ];

    private static readonly string[] Asking =
    [
        "ເລກບັນຊີ", "ໂອນເງິນ", "ສົ່ງເງິນ", "ຈ່າຍເງິນ", "ຄ່າໃຊ້ຈ່າຍ", "ສົ່ງຮູບ", "ລະຫັດ", "ບັດປະຈຳຕົວ", "เลขบัญชี", "โอนเงิน", "ส่งเงิน", "จ่ายเงิน", "ค่าใช้จ่าย", "ส่งรูป", "รหัส", "บัตรประชาชน",
        "bank account", "account number", "send money", "transfer", "pay", "fee", "pin", "otp", "picture", "photo", "id card",
    ];

    private static readonly string[] Money = ["ບາດ", "ກີບ", "ໂດລາ", "บาท", "กีบ", "ดอลลาร์", "baht", "kip", "dollar", "dollars"];

    /// <summary>Words about one person or about what the service is for: to somebody not verified nobody types them, and to somebody verified a second person looks first.</summary>
    private static readonly string[] AboutSomebody =
    [
        "ລູກ", "ຫຼານ", "ນ້ອງ", "ເອື້ອຍ", "ອ້າຍ", "ຍາດ", "ຄອບຄົວ", "ລາວ", "ນາງ", "ເຂົາ", "ເພິ່ນ", "ສູນ", "ສານ", "ຄະດີ", "ຕຳຫຼວດ", "ຂ່າວ", "ລົງທະບຽນ", "ຄົນທີ່", "ຜູ້ທີ່",
        "ลูก", "หลาน", "น้อง", "พี่สาว", "พี่ชาย", "ญาติ", "ครอบครัว", "เขา", "เธอ", "ศูนย์", "ศาล", "คดี", "ตำรวจ", "ข่าว", "ลงทะเบียน", "คนที่", "ผู้ที่",
        "child", "daughter", "son", "sister", "brother", "niece", "nephew", "relative", "family", "she", "he", "her", "him", "his", "they", "the one", "person you", "court", "police", "news", "case", "registered",
    ];

    // "Two times ten thousand": a number word and what it is multiplied by, as folded texts write them.
    private static readonly Regex Sums = new(
        $"({Either("ໜຶ່ງ", "ນຶ່ງ", "ສອງ", "ສາມ", "ສີ່", "ຫ້າ", "ຫົກ", "ເຈັດ", "ແປດ", "ເກົ້າ", "ສິບ", "ຊາວ", "ຫຼາຍ", "ຈັກ")}) ?({Either("ສິບ", "ຮ້ອຍ", "ພັນ", "ໝື່ນ", "ແສນ", "ລ້ານ")})"
        + $"|({Either("หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า", "สิบ", "ยี่สิบ", "หลาย", "กี่")}) ?({Either("สิบ", "ร้อย", "พัน", "หมื่น", "แสน", "ล้าน")})"
        + @"|\b(one|two|three|four|five|six|seven|eight|nine|ten|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|a|several|many) (hundred|thousand|million)\b",
        RegexOptions.CultureInvariant);

    /// <summary>What is wrong with the words, each as a sentence for the person who wrote them; empty when nothing is.</summary>
    public static IReadOnlyList<string> Problems(string text, string language)
    {
        var problems = new List<string>(WordingLint.Problems(text, language));
        var folded = ScriptText.Fold(text);
        problems.AddRange(Found(Places, folded).Select(word => $"“{word}”: where somebody is, and which place takes people in, is told to nobody (S9)."));
        problems.AddRange(Found(Pasts, folded).Select(word => $"“{word}”: what somebody did, or what was done to them, is told to nobody (S9)."));
        problems.AddRange(Found(Claims, folded).Select(word => $"“{word}”: nobody says that somebody is safe, free, found or comes home; that is told by an approved notice alone (S10)."));
        problems.AddRange(Found(Asking, folded).Select(word => $"“{word}”: we never ask for money, bank details, codes or pictures (S16)."));
        if (Found(Money, folded).Any() || Sums.IsMatch(folded))
        {
            problems.Add("Leave out sums, also in words (S10).");
        }

        if (Keywords().IsMatch(folded))
        {
            problems.Add("Do not ask for a word such as stop, start or yes: a gateway takes it for a command (S3). Offer a digit.");
        }

        return problems;
    }

    /// <summary>Whether words speak of a person, so that somebody else looks at them before they leave (S10).</summary>
    public static bool SpeaksOfSomebody(string text) => Found(AboutSomebody, ScriptText.Fold(text)).Any();

    private static string Either(params string[] words) => string.Join('|', words.Select(ScriptText.Fold).Select(Regex.Escape));

    private static IEnumerable<string> Found(string[] words, string folded) => words.Where(word => WordingLint.Has(folded, ScriptText.Fold(word)));

    [GeneratedRegex(
        @"(\b(send|reply|write|type|text|answer|press)\b|ສົ່ງ|ສົງ|ຕອບ|ຂຽນ|ພິມ|ส่ง|สง|ตอบ|พิมพ์|เขียน).{0,24}\b(stop|stopall|start|unstop|yes|end|quit|cancel|help|info|unsubscribe)\b")]
    private static partial Regex Keywords();
}
