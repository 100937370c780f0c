using FamilyLink.Dialogs.Understanding;
using Xunit;

namespace FamilyLink.Tests.Dialogs.Understanding;

/// <summary>A cry in one message with something that is answered every day is not drowned by it (S14).</summary>
public sealed class BesideQuestionTests
{
    [Theory]
    [InlineData("ไม่มีเอกสาร โดนข่มขืน"), InlineData("โดนข่มขืน ไม่มีเอกสาร"), InlineData("ไม่มีเอกสาร\nโดนข่มขืน"), InlineData("หนูโดนข่มขืน อยากแจ้งความ"), InlineData("ไม่มีเอกสาร และโดนทำร้ายทุกวัน")]
    [InlineData("ບໍ່ມີເອກະສານ ຢາກຕາຍ"), InlineData("ເຊັນສັນຍາແລ້ວ ຖືກຂົ່ມຂືນ"), InlineData("ລູກຢູ່ສູນພັກ ຖືກຕີ"), InlineData("ຢາກແຈ້ງຄວາມ ຖືກຂັງ"), InlineData("ໜັງສືຜ່ານແດນໝົດອາຍຸ ເຂົາຂູ່ຂ້າ")]
    [InlineData("contract is finished and he rapes me"), InlineData("how do I get a passport, my husband beats me")]
    public void S14_ACryBesideAQuestion_IsHeard(string text) => Assert.NotEqual(Certainty.No, SafetySignals.Detect(text).Certainty);

    [Theory]
    [InlineData("ไม่มีเอกสาร อยากทำงาน"), InlineData("ບໍ່ມີເອກະສານ ຢາກໄປເຮັດວຽກ"), InlineData("ລູກຢູ່ສູນພັກ ຢາກໄປຢາມ"), InlineData("contract signed, when do I start")]
    public void TwoQuestionsInOneMessage_AreNoSign(string text) => Assert.Equal(Certainty.No, SafetySignals.Detect(text).Certainty);
}
