using System.Text.RegularExpressions;
using FamilyLink.Localization.Text;

namespace FamilyLink.Dialogs.Understanding;

/// <summary>
/// Tells what a machine sent, an advert, a one-time code, an automatic reply, from what a person wrote, so that people's words are read first. In doubt
/// it is a person's.
/// </summary>
public static partial class Noise
{
    // Fewer letters say nothing that somebody could read: "ok", "555", a sticker's name. Lao and Thai write vowels and tones as marks, which are no letters.
    private const int LettersOfASentence = 4;
    private const int LettersOfAWordWithMarks = 3;

    // Sent alone by somebody who cannot or dares not write. Others, such as a thumb or a heart, say nothing.
    private static readonly string[] Faces = ["🆘", "😭", "😢", "😥", "😰", "😱", "😨", "😖", "😣", "😫", "🥺", "🤕", "🩸", "🔪", "🔫", "🤰", "🚨", "⛓"];

    // Somebody who calls for their mother and writes no more.
    private static readonly string[] Calls = Folded("ແມ່", "ພໍ່", "แม่", "พ่อ", "mum", "mom", "mae", "dad");

    // Two of these make an advert; one is in many a person's question.
    private static readonly string[] Adverts = Folded(
        "ໂປຣໂມຊັນ", "ໂປຣໂມຊັ່ນ", "ຫຼຸດລາຄາ", "ສິນເຊື່ອ", "ລາງວັນ", "ແຈກຟຣີ", "ກົດລິ້ງ", "ສະໝັກດຽວນີ້", "ໂຊກດີ", "ດອກເບ້ຍຕ່ຳ", "ລຸ້ນຮັບ", "ແພັກເກັດ",
        "โปรโมชั่น", "ลดราคา", "สินเชื่อ", "รางวัล", "แจกฟรี", "คลิก", "สมัครวันนี้", "กดลิงก์", "ดอกเบี้ยต่ำ", "ลุ้นรับ", "แพ็กเกจ", "เครดิตฟรี", "อนุมัติไว", "ส่งฟรี",
        "promotion", "discount", "click here", "free gift", "prize", "winner", "subscribe", "special offer", "low interest", "credit free");

    private static readonly string[] Codes = Folded("otp", "one time password", "verification code", "รหัส otp", "รหัสยืนยัน", "ລະຫັດ otp", "ລະຫັດຢືນຢັນ", "ລະຫັດຂອງທ່ານ", "รหัสของคุณ");

    private static readonly string[] Replies = Folded(
        "automatic reply", "auto reply", "autoreply", "out of office", "this is an automated", "ตอบกลับอัตโนมัติ", "ข้อความอัตโนมัติ", "ຕອບກັບອັດຕະໂນມັດ", "ຂໍ້ຄວາມອັດຕະໂນມັດ", "ขณะนี้อยู่นอกเวลาทำการ");

    /// <summary>True for what a machine sent.</summary>
    public static bool IsNoise(string text)
    {
        var folded = ScriptText.Fold(text);
        return Any(folded, Replies) || (Any(folded, Codes) && Digits().IsMatch(folded)) || Adverts.Count(word => folded.Contains(word, StringComparison.Ordinal)) + (Link().IsMatch(text) ? 1 : 0) >= 2;
    }

    /// <summary>True for words that somebody should read when nothing here could answer them.</summary>
    public static bool IsForAPerson(string text) =>
        text.Count(char.IsLetter) >= (text.Any(c => c is >= '\u0E00' and <= '\u0EFF') ? LettersOfAWordWithMarks : LettersOfASentence) ? !IsNoise(text) : Array.Exists(Faces, face => text.Contains(face, StringComparison.Ordinal)) || Array.IndexOf(Calls, ScriptText.Fold(text)) >= 0;

    private static bool Any(string folded, string[] words) => Array.Exists(words, word => folded.Contains(word, StringComparison.Ordinal));

    private static string[] Folded(params string[] words) => [.. words.Select(ScriptText.Fold)];

    [GeneratedRegex("[0-9]{4,8}")]
    private static partial Regex Digits();

    [GeneratedRegex(@"https?://|www\.|bit\.ly|line\.me", RegexOptions.IgnoreCase)]
    private static partial Regex Link();
}
