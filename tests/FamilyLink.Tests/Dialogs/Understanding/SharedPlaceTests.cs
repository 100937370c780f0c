using FamilyLink.Dialogs.Understanding;
using Xunit;

namespace FamilyLink.Tests.Dialogs.Understanding;

/// <summary>Where somebody is, as telephones share it, stays readable for whoever must find them; accounts and codes do not (S6, S14, S16).</summary>
public sealed class SharedPlaceTests
{
    [Theory]
    [InlineData("17.975712 102.633104"), InlineData("17.9757, 102.6331"), InlineData("17.975712,102.633104"), InlineData("N17.975712 E102.633104"), InlineData("ຂ້ອຍຢູ່ 15.1193 105.7994 ຊ່ວຍແດ່")]
    public void APlace_IsNeitherAnAccountNorACode(string text)
    {
        Assert.False(AccountNumbers.Found(text));
        Assert.Equal(text, AccountNumbers.Mask(text));
        Assert.Equal(text, SecretForm.WithoutCodes(text, "•••"));
    }

    [Theory]
    [InlineData("ບັນຊີ 0101234567890"), InlineData("123-4-56789-0"), InlineData("account 1234567")]
    public void AnAccount_IsOne(string text) => Assert.True(AccountNumbers.Found(text));

    [Fact]
    public void ACodeBesideAPlace_IsTakenOut() => Assert.Equal("17.9757 102.6331 •••", SecretForm.WithoutCodes("17.9757 102.6331 739214", "•••"));
}
