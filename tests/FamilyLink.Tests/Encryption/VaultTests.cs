using FamilyLink.Data;
using FamilyLink.Data.Encryption;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Moq;
using Xunit;

namespace FamilyLink.Tests.Encryption;

public sealed class VaultTests : IDisposable
{
    private readonly Vault _vault = new(new EphemeralDataProtectionProvider(), Mock.Of<IDbContextFactory<FamilyLinkContext>>());

    [Fact]
    public void S20_ManyThreadsSealForOnePerson_EveryTextOpensAgain()
    {
        var person = _vault.NewKey().Id;

        Parallel.For(0, 200_000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            var text = $"ຂໍ້ຄວາມ {i}";
            Assert.Equal(text, _vault.Open(person, "message.body", _vault.Seal(person, "message.body", text)));
        });
    }

    [Fact]
    public void S20_SealedForAnotherField_DoesNotOpen()
    {
        var person = _vault.NewKey().Id;

        Assert.Throws<System.Security.Cryptography.AuthenticationTagMismatchException>(() => _vault.Open(person, "case.name", _vault.Seal(person, "message.body", "x")));
    }

    public void Dispose() => _vault.Dispose();
}
