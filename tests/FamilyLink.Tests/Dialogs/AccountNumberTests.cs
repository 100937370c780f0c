using FamilyLink.Dialogs.Understanding;
using Xunit;

namespace FamilyLink.Tests.Dialogs;

/// <summary>Account and card numbers are recognised however they are written; telephone numbers, codes and dates are left alone.</summary>
public sealed class AccountNumberTests
{
    [Theory]
    [InlineData("123-4-56789-0", "•••-•-•••••-•")]
    [InlineData("010-12-00-01234567-001", "•••-••-••-••••••••-•••")]
    [InlineData("๑๒๓๔๕๖๗๘๙๐", "••••••••••")]
    [InlineData("ບັນຊີ ໑໒໓໔໕໖", "ບັນຊີ ••••••")]
    [InlineData("บัญชี 123 456", "บัญชี ••• •••")]
    [InlineData("4111 1111 1111 1111", "•••• •••• •••• ••••")]
    [InlineData("bank 1234567, phone +8562055550101", "bank •••••••, phone +8562055550101")]
    public void Account_HoweverWritten_IsHidden(string text, string masked)
    {
        Assert.True(AccountNumbers.Found(text));
        Assert.Equal(masked, AccountNumbers.Mask(text));
    }

    [Theory]
    [InlineData("+856 20 5555 0101")]
    [InlineData("020 55 550 101")]
    [InlineData("2055550101")]
    [InlineData("55550101")]
    [InlineData("0815550102")]
    [InlineData("+66 81 555 0102")]
    [InlineData("0066815550102")]
    [InlineData("739214")]
    [InlineData("25/03/2562")]
    [InlineData("8-17")]
    [InlineData("1")]
    [InlineData("ສະບາຍດີ")]
    public void TelephoneCodeOrDate_IsLeftAlone(string text)
    {
        Assert.False(AccountNumbers.Found(text));
        Assert.Equal(text, AccountNumbers.Mask(text));
    }
}
