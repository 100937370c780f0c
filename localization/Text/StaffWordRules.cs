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
        "ບ້ານພັກ", "ບ່ອນພັກ", "ສູນພັກ", "ສະຖານສົງເຄາະ", "ບ້ານກຶ່ງທາງ", "ເກັດຕະການ", "ບາງກອກ", "ກຸງເທບ", "ນົນທະບຸລີ", "ນົນທະບູລີ", "ນົນບູລີ", "ປະທຸມທານີ", "ປະທຸມ", "ປທຸມທານີ", "ປທຸມ", "ຂົວມິດຕະພາບ", "ບ້ານເກັດ", "ພິດສະນຸໂລກ", "ສຸລາດ", "ສົງຂາ", "ລຳປາງ", "ປາກເກັດ", "ພັດທະຍາ", "ຊົນບຸລີ", "ຣະຍອງ", "ອຸດອນ", "ອຸດທານີ", "ຂອນແກ່ນ", "ໜອງຄາຍ", "ອຸບົນ", "ມຸກດາຫານ", "ນະຄອນພະນົມ",
        "ໂຄລາດ", "ຊຽງໃໝ່", "ຊຽງຮາຍ", "ພູເກັດ", "ສົງຂລາ", "ຫາດໃຫຍ່", "ສະມຸດສາຄອນ", "ສະມຸດປາການ", "ວຽງຈັນ", "ສະຫວັນນະເຂດ", "ປາກເຊ", "ຈຳປາສັກ", "ຫຼວງພະບາງ", "ອຸດົມໄຊ", "ສາລະວັນ", "ບໍ່ແກ້ວ", "ຄຳມ່ວນ", "ທ່າແຂກ", "ໄຊຍະບູລີ",
        "บ้านพัก", "ที่พักพิง", "สถานคุ้มครอง", "สถานสงเคราะห์", "เกร็ดตระการ", "บ้านปทุม", "บ้านนารีสวัสดิ์", "กรุงเทพ", "บางกอก", "นนทบุรี", "ปทุมธานี", "ปากเกร็ด", "พัทยา", "ชลบุรี", "ระยอง", "อุดร", "ขอนแก่น", "หนองคาย", "อุบล", "มุกดาหาร", "นครพนม",
        "โคราช", "นครราชสีมา", "เชียงใหม่", "เชียงราย", "ภูเก็ต", "สงขลา", "หาดใหญ่", "สุราษฎร์", "สมุทรสาคร", "สมุทรปราการ", "พิษณุโลก", "ลำปาง", "ตราด", "ระนอง", "เวียงจันทน์", "สะหวันนะเขต", "ปากเซ", "หลวงพระบาง", "จำปาสัก",
        "shelter", "kredtrakarn", "safe house", "bangkok", "nonthaburi", "pak kret", "pathum thani", "pattaya", "chonburi", "rayong", "udon", "udon thani", "khon kaen", "nong khai", "ubon", "mukdahan", "nakhon phanom", "korat", "nakhon ratchasima", "chiang mai",
        "chiang rai", "phuket", "songkhla", "hat yai", "samut sakhon", "samut prakan", "phitsanulok", "vientiane", "savannakhet", "pakse", "luang prabang", "champasak",
    ];

    // What somebody did, what was done to them, how ill it left them, or what became of them (S9).
    private static readonly string[] Pasts =
    [
        "ຄາຣາໂອເກະ", "ຄາລາໂອເກະ", "ຮ້ານເບຍ", "ຮ້ານນວດ", "ຂາຍບໍລິການ", "ຮັບແຂກ", "ເຮືອປະມົງ", "ຖືກຂົ່ມຂືນ", "ຖືກທຳຮ້າຍ", "ຖືກຕີ", "ຖືກບັງຄັບ", "ຖືກຂາຍ", "ຖືກຫຼອກ", "ລ່ວງລະເມີດ", "ລ່ວງເກີນ", "ຂົ່ມຂືນ", "ຖືພາ", "ກຳລັງທ້ອງ", "ທ້ອງໄດ້", "ລາວທ້ອງ", "ຄອດລູກ", "ເກີດລູກ", "ເປັນເອດ", "ຢູ່ໂຮງໝໍ", "ໂຮງໝໍ", "ຂ້າໂຕຕາຍ", "ຂ້າຕົວຕາຍ", "ຫ້ອງຂັງ", "ຖືກຂັງ", "ຂຶ້ນສານ", "ໜີອອກ", "ຫນີອອກ", "ໜີມາ", "ຖືກຈັບ", "ຕິດເຊື້ອ", "ເອດສ໌", "ເປັນໂຣກ", "ເປັນພະຍາດ", "ຕິດໂຣກ", "ຕິດພະຍາດ", "ເປັນບ້າ", "ຕິດຢາ", "ຜູ້ເສຍຫາຍ", "ຊ່ວຍອອກມາ", "ຄ້າບໍລິການ", "ເອົາລູກອອກ", "ຂາຍໂຕ", "ຂາຍຕົວ", "ເຮັດວຽກບາ", "ເຮັດບາ", "ນວດ", "ແທ້ງ", "ຢາບ້າ", "ກິນຢາບ້າ", "ເມຍນ້ອຍ", "ບໍ່ມີບັດ", "ບໍ່ມີເອກະສານ", "ເສຍຊີວິດ", "ເສຍແລ້ວ", "ຕາຍແລ້ວ", "ຕຳຫຼວດ",
        "คาราโอเกะ", "ร้านเบียร์", "ร้านนวด", "ขายบริการ", "รับแขก", "เรือประมง", "ถูกข่มขืน", "ถูกทำร้าย", "ถูกตี", "ถูกบังคับ", "ถูกขาย", "ถูกหลอก", "ล่วงละเมิด", "ล่วงเกิน", "ข่มขืน", "คลอดลูก", "ลูกคลอด", "เป็นเอดส์", "โรงพยาบาล", "ฆ่าตัวตาย", "ห้องขัง", "ถูกขัง", "ขึ้นศาล", "หนีออก", "หนีมา", "ถูกจับ", "ตั้งท้อง", "ตั้งครรภ์", "กำลังท้อง", "ท้องได้", "ติดเชื้อ", "เอดส์", "เป็นโรค", "ติดโรค", "เป็นบ้า", "ติดยา", "ช่วยออกมา", "ทำแท้ง", "ขายตัว", "ขายโต", "ทำงานบาร์", "นวด", "แท้ง", "ยาบ้า", "เมียน้อย", "ไม่มีบัตร", "ไม่มีเอกสาร", "เสียชีวิต", "เสียแล้ว", "ตายแล้ว", "ตำรวจ",
        "karaoke", "massage", "beer bar", "brothel", "fishing boat", "raped", "abused", "beaten", "forced", "was sold", "sold her", "sold him", "she worked", "he worked", "they worked", "worked in", "worked at", "rape", "pregnant", "hiv", "aids", "infected", "abortion", "disease", "mentally ill", "addicted", "on drugs", "assaulted", "sells her body", "prostitute", "in a bar", "miscarriage", "no papers", "passed away", "has died", "is dead", "police", "gave birth", "had a baby", "hospital", "suicide", "kill herself", "kill himself", "locked up", "in a cell", "detained", "escaped", "ran away", "arrested",
    ];

    // That somebody is known, safe or free, or comes home (S5, S10).
    private static readonly string[] Claims =
    [
        "ປອດໄພ", "ກັບບ້ານ", "ກັບເຮືອນ", "ຈະກັບ", "ຊິກັບ", "ຮອດແລ້ວ", "ມາຮອດ", "ໄດ້ກັບ", "ປ່ອຍໂຕ", "ປີໃໝ່", "ຢູ່ກັບພວກເຮົາ", "ຢູ່ນຳພວກເຮົາ", "ຢູ່ກັບເຮົາ", "ຢູ່ນຳເຮົາ", "ພົບແລ້ວ", "ເຫັນແລ້ວ", "ບໍ່ຖືກຈັບ",
        "ปลอดภัย", "กลับบ้าน", "จะกลับ", "ได้กลับ", "ปล่อยตัว", "ปีใหม่", "สงกรานต์", "อยู่กับเรา", "อยู่กับพวกเรา", "พบแล้ว", "เจอแล้ว", "สะพานมิตรภาพ", "เจอตัว", "ไม่ถูกจับ",
        "safe", "come home", "comes home", "coming home", "be home", "go home", "going home", "released", "set free", "is free", "new year", "with us", "we have her", "we have him", "found her", "found him", "she is here", "he is here", "she is well", "he is well", "she is fine", "he is fine",
    ];

    private static readonly string[] Asking =
    [
        "ເລກບັນຊີ", "ໂອນເງິນ", "ສົ່ງເງິນ", "ເອົາເງິນ", "ໃຫ້ເງິນ", "ຂໍເງິນ", "ຢືມເງິນ", "ຂໍຄ່າ", "ຄ່ານ້ຳມັນ", "ຄ່ານໍ້າມັນ", "ຄ່າລົດ", "ຄ່າເດີນທາງ", "ຄ່າທຳນຽມ", "ຈ່າຍເງິນ", "ຄ່າໃຊ້ຈ່າຍ", "ກຽມເງິນ", "ເງິນຄືນ", "ໄດ້ເງິນ", "ສົ່ງຮູບ", "ລະຫັດ", "ບັດປະຈຳຕົວ", "เลขบัญชี", "โอนเงิน", "ส่งเงิน", "เอาเงิน", "ให้เงิน", "ขอเงิน", "ยืมเงิน", "ขอค่า", "ค่าน้ำมัน", "ค่ารถ", "ค่าเดินทาง", "ค่าธรรมเนียม", "จ่ายเงิน", "ค่าใช้จ่าย", "เตรียมเงิน", "เงินคืน", "ได้เงิน", "ส่งรูป", "รหัส", "บัตรประชาชน",
        "bank account", "account number", "send money", "bring money", "give money", "lend", "petrol money", "travel costs", "transfer", "pay", "fee", "pin", "otp", "picture", "photo", "id card",
    ];

    // Said to whoever reads it: that they themselves are safe, or free to go.
    private static readonly string[] ToYou =
    [
        "ທ່ານປອດໄພແລ້ວ", "ເຈົ້າປອດໄພແລ້ວ", "ປອດໄພແລ້ວ", "ກັບບ້ານໄດ້ແລ້ວ", "ກັບເມືອໄດ້ແລ້ວ", "คุณปลอดภัยแล้ว", "ปลอดภัยแล้ว", "กลับบ้านได้แล้ว", "you are safe", "you re safe", "safe now", "you can go home", "you may go home",
    ];

    private static readonly string[] AboutThePast =
    [
        "ເກີດຫຍັງຂຶ້ນກັບທ່ານ", "ເກີດຫຍັງຂຶ້ນກັບເຈົ້າ", "ເກີດຫຍັງຂຶ້ນຢູ່ໄທ", "ເລົ່າໃຫ້ຟັງວ່າເກີດຫຍັງ", "เกิดอะไรขึ้นกับคุณ", "เกิดอะไรขึ้นที่ไทย", "เล่าให้ฟังว่าเกิดอะไร", "what happened to you", "tell us what happened", "what did they do", "what happened in thailand",
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

    // "Zero eight one …": five digits in words, one after the other.
    private static readonly Regex NumberInWords = new(
        $"(?:(?:{Either("ສູນ", "ໜຶ່ງ", "ນຶ່ງ", "ສອງ", "ສາມ", "ສີ່", "ຫ້າ", "ຫົກ", "ເຈັດ", "ແປດ", "ເກົ້າ", "ศูนย์", "หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า", "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")})[ -]*){{4,}}",
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

        if (NumberInWords.IsMatch(folded))
        {
            problems.Add("Leave out telephone numbers, also in words.");
        }

        if (Keywords().IsMatch(folded))
        {
            problems.Add("Do not ask for a word such as stop, start or yes: a gateway takes it for a command (S3). Offer a digit.");
        }

        return problems;
    }

    /// <summary>
    /// The same for words that everybody may hear, an answer or a wording of the site: they may name what the service is about, but ask for nothing, promise
    /// nobody that they are safe or may go home, and hold no word that a gateway takes for a command.
    /// </summary>
    public static IReadOnlyList<string> ProblemsForEverybody(string text, string language)
    {
        var problems = new List<string>(WordingLint.Problems(text, language));
        var folded = ScriptText.Fold(text);
        if (Requests().Match(folded) is { Success: true } request && !Denials().IsMatch(folded[..request.Index]))
        {
            problems.Add($"“{request.Value}”: we never ask for money, bank details, codes or pictures (S16).");
        }

        problems.AddRange(Found(ToYou, folded).Select(word => $"“{word}”: nobody is told that they are safe, or may go home (S10)."));
        problems.AddRange(Found(AboutThePast, folded).Select(word => $"“{word}”: nobody is asked what happened (S16)."));
        if (Keywords().IsMatch(folded))
        {
            problems.Add("Do not ask for a word such as stop, start or yes: a gateway takes it for a command (S3). Offer a digit.");
        }

        return problems;
    }

    /// <summary>Whether words speak of a person, so that somebody else looks at them before they leave (S10).</summary>
    public static bool SpeaksOfSomebody(string text) => Found(AboutSomebody, ScriptText.Fold(text)).Any();

    private static string Either(params string[] words) => string.Join('|', words.Select(ScriptText.Fold).Select(Regex.Escape));

    // Lao and Thai words are found with spaces between their syllables too: that is how people write them slowly.
    private static IEnumerable<string> Found(string[] words, string folded)
    {
        var together = folded.Replace(" ", "", StringComparison.Ordinal);
        return words.Where(word => ScriptText.Fold(word) is var sought && (WordingLint.Has(folded, sought) || (!char.IsAsciiLetter(sought[0]) && WordingLint.Has(together, sought.Replace(" ", "", StringComparison.Ordinal)))));
    }

    [GeneratedRegex(
        @"(\b(send|reply|write|type|text|answer|press)\b|ສົ່ງ|ສົງ|ຕອບ|ຂຽນ|ພິມ|ກົດ|ส่ง|สง|ตอบ|พิมพ์|เขียน|กด).{0,24}\b(stop|stopall|start|unstop|yes|end|quit|cancel|help|info|unsubscribe)\b")]
    private static partial Regex Keywords();

    // To send, give or pay, and within a few words what is never asked for.
    [GeneratedRegex(
        @"(\b(send|give|tell|text|type|write|pay|transfer)\b(?! (to|for) (anybody|nobody))|ສົ່ງ|ສົງ|ບອກ|ໃຫ້ເລກ|ໂອນ|ຂໍ(?!ງ)|ส่ง|สง|บอก|โอน|ขอ(?!ง)).{0,24}?(\b(account|bank|otp|pin|password|photo|picture|id card|money|fee)\b|ບັນຊີ|ທະນາຄານ|ລະຫັດ|ບັດປະຈຳຕົວ|ຮູບ|ເງິນ|บัญชี|บัญชิ|ธนาคาร|รหัส|บัตรประชาชน|รูป|เงิน)")]
    private static partial Regex Requests();

    // "We never ask for money", "somebody asks for money": said before the request, it is the opposite of one. With and without the marks that folding takes away.
    [GeneratedRegex(@"(\b(never|not|nobody|no one|don t|dont|if somebody|if anybody|who)\b|ບໍ່?|ຢ່?າ|ມີຄົນ|ໃຜ|ຄົນທີ່?|ไม่?|อย่?า|มีคน|ใคร|คนที่?)[^.]{0,40}$")]
    private static partial Regex Denials();
}
