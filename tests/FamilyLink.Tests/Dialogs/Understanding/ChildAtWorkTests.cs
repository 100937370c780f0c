using FamilyLink.Dialogs.Understanding;
using FamilyLink.Localization.Text;
using Xunit;

namespace FamilyLink.Tests.Dialogs.Understanding;

/// <summary>A child who says that they work is asked about (S14); whoever asks from which age people may work, or speaks of years of work, is not.</summary>
public sealed class ChildAtWorkTests
{
    [Theory]
    [InlineData("ຂ້ອຍອາຍຸ 14 ເຮັດວຽກບາ"), InlineData("ຂ້ອຍອາຍຸ ໑໓ ເຮັດວຽກຮ້ານຄາລາໂອເກະ"), InlineData("ຂ້ອຍ 15 ປີ ເຮັດວຽກຮ້ານເບຍ"), InlineData("ອາຍຸ 14 ເຮັດວຽກໃນເຮືອນນາຍຈ້າງ")]
    [InlineData("อายุ 13 ทำงานคาราโอเกะ"), InlineData("หนู ๑๕ ทำงานร้านนวด"), InlineData("ข้อยอายุ 12 เฮ็ดงานอยู่โรงงาน"), InlineData("ລູກສາວອາຍຸພຽງ 16 ເຮັດວຽກກາງຄືນ")]
    [InlineData("I am 14 and I work in a bar"), InlineData("my sister is only 15, works at karaoke"), InlineData("khoi 13 pi het viak hong ngan")]
    public void S14_AChildWhoWorks_IsAskedAbout(string text) => Assert.NotEqual(Certainty.No, SafetySignals.Detect(text).Certainty);

    [Theory]
    [InlineData("ອາຍຸ 17 ເຮັດວຽກໄດ້ບໍ"), InlineData("ອາຍຸ 16 ເຮັດວຽກຢູ່ໄທໄດ້ບໍ່"), InlineData("อายุ 15 ทำงานได้ไหม"), InlineData("can my son work at age 15"), InlineData("I am 16, how do I get work papers")]
    [InlineData("ຂ້ອຍອາຍຸ 16 ຢາກໄປເຮັດວຽກໄທ"), InlineData("ຂ້ອຍເຮັດວຽກ 10 ປີ ແລ້ວ"), InlineData("ລູກ 10 ຄົນ ເຮັດວຽກໝົດແລ້ວ"), InlineData("ข้อย 12 ชั่วโมงทำงานต่อวัน"), InlineData("ລູກອາຍຸ 14 ຮຽນຢູ່ບ້ານ")]
    public void AQuestionAPlanOrYearsOfWork_IsNoChildAtWork(string text) => Assert.False(ChildAtWork.IsSaid(text, ScriptText.Fold(text)));
}
