using FamilyLink.Dialogs.Understanding;
using FamilyLink.Localization.Text;
using Xunit;

namespace FamilyLink.Tests.Dialogs.Understanding;

/// <summary>Whoever is kept at work, with or without papers, is asked about (S14); a question about papers, a rule of a house and what lies behind are not.</summary>
public sealed class HeldAtWorkTests
{
    [Theory]
    [InlineData("ເຖົ້າແກ່ຖືໜັງສືຜ່ານແດນໄວ້ ບໍ່ໃຫ້ໄປໃສ"), InlineData("passport yu gap tao kae, bor hai pai sai"), InlineData("ເຈົ້ານາຍບໍ່ໃຫ້ນອນ"), InlineData("ນາຍຈ້າງບໍ່ໃຫ້ອອກຈາກໂຮງງານ")]
    [InlineData("นายจ้างเก็บพาสปอร์ต ไม่ให้กลับ"), InlineData("เถ้าแก่ไม่ให้หนูออกไปไหนเลย"), InlineData("he keeps my passport and i can't leave"), InlineData("the boss doesn't let us sleep"), InlineData("nai jang kep passport mai hai klab baan")]
    [InlineData("ນາຍຈ້າງຍຶດໜັງສືເດີນທາງຂ້ອຍ"), InlineData("นายจ้างยึดหนังสือเดินทางฉันไว้"), InlineData("nay jang yued nangsue doen thang khoi"), InlineData("boss keeps my passport"), InlineData("ทำงานบนเรือ ลงเรือไม่ได้"), InlineData("หนี้เพิ่มทุกวัน ใช้ไม่หมด ออกไม่ได้"), InlineData("ຢູ່ເຮືອຫາປາ ລົງບໍ່ໄດ້ຈັກເທື່ອ")]
    [InlineData("ຖືກຢຶດໜັງສືຜ່ານແດນ"), InlineData("ເຂົາຢຶດບັດ"), InlineData("ບໍ່ໃຫ້ໜັງສືຜ່ານແດນຄືນ"), InlineData("เขายึดบัตร"), InlineData("nai chang yud passport")]
    public void S14_SomebodyHeldAtWork_IsAskedAbout(string text) => Assert.NotEqual(Certainty.No, SafetySignals.Detect(text).Certainty);

    [Theory]
    [InlineData("ເຮັດພາສປອດຢູ່ໃສ"), InlineData("passport ໝົດອາຍຸ ເຮັດແນວໃດ"), InlineData("แม่ไม่ให้ออกไปเล่นฝน"), InlineData("ເມື່ອກ່ອນເຖົ້າແກ່ບໍ່ໃຫ້ອອກ ດຽວນີ້ຢູ່ບ້ານແລ້ວ"), InlineData("หัวหน้าไม่ให้ออกกำลังกายในที่ทำงาน"), InlineData("my boss is not in today")]
    [InlineData("นายจ้างยึดพาสปอร์ตได้ไหม"), InlineData("ນາຍຈ້າງຍຶດພາສປອດໄດ້ບໍ ຜິດກົດໝາຍບໍ"), InlineData("เรือออกจากท่ากี่โมง"), InlineData("เป็นหนี้ ธ.ก.ส. อยู่"), InlineData("i have my passport"), InlineData("can my employer keep my passport")]
    public void PapersRulesAndWhatIsOver_AreNobodyHeldAtWork(string text) => Assert.False(HeldAtWork.IsSaid(text, ScriptText.Fold(text)));
}
