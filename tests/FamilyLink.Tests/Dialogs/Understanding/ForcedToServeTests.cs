using FamilyLink.Dialogs.Understanding;
using FamilyLink.Localization.Text;
using Xunit;

namespace FamilyLink.Tests.Dialogs.Understanding;

/// <summary>Whoever must receive customers, or was taken into a marriage, is asked about, though no word of force is said (S14); guests of a hotel and weddings are not.</summary>
public sealed class ForcedToServeTests
{
    [Theory]
    [InlineData("ต้องรับแขกวันละห้าคน"), InlineData("ເຂົາເອົາຂ້ອຍໄປແຕ່ງດອງກັບຈີນ"), InlineData("ຮັບແຂກຄືນລະ 6 ຄົນ"), InlineData("เขาให้หนูรับแขกทุกคืน"), InlineData("tong hap khaek mu la 5 khon"), InlineData("they make us serve customers every night")]
    [InlineData("พ่อขายหนูไปแต่งงานกับคนจีน"), InlineData("they took my sister to china and she was married"), InlineData("ລູກສາວຖືກຂາຍໄປເປັນເມຍຄົນຈີນ")]
    public void S14_ForcedToServe_IsAskedAbout(string text) => Assert.NotEqual(Certainty.No, SafetySignals.Detect(text).Certainty);

    [Theory]
    [InlineData("ทำงานโรงแรม ต้องรับแขกทุกวัน"), InlineData("ຢາກແຕ່ງດອງກັບຄົນຈີນ ໃຊ້ເອກະສານຫຍັງ"), InlineData("ຂ້ອຍເຮັດວຽກຢູ່ໂຮງແຮມ ຕ້ອງຮັບແຂກ"), InlineData("ปีหน้าจะแต่งงาน"), InlineData("i got married in china last year"), InlineData("how do I register a marriage with a thai man")]
    public void GuestsAndWeddings_AreNobodyForced(string text) => Assert.False(ForcedToServe.IsSaid(text, ScriptText.Fold(text)));
}
