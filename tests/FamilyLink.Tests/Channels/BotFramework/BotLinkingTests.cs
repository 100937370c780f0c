using FamilyLink.Data.Encryption;
using FamilyLink.Data.Messages;
using FamilyLink.Data.People;
using FamilyLink.Messaging;
using FamilyLink.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FamilyLink.Tests.Channels.BotFramework;

/// <summary>How a chat account becomes a contact's own: by the secret and the link number of the card, and never otherwise.</summary>
public sealed class BotLinkingTests
{
    private const string MothersLink = "550101";

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Linking_NumberAndCodeOfTheCard_PutsTheAccountOnFile_AndTheStoryGoesOn(string database)
    {
        await using var stage = new BotStage(database);
        var refused = await BeginAsync(stage, BotStage.MothersAccount);

        // Nothing is told yet: nobody approved these words for this account (S11), and a person looks first (S1).
        var linked = await SaysAsync(stage, BotStage.MothersAccount, MothersLink + " " + FamilyLinkHost.MothersCode);
        Assert.NotEqual(refused, linked);
        Assert.DoesNotContain("ດູແລ", linked, StringComparison.Ordinal);
        Assert.Equal(1, await LinkedAsync(stage, BotStage.MothersAccount));
        Assert.Equal(1, await stage.Host.DbAsync(db => db.StaffTasks.CountAsync(t => t.Kind == "account-linked" && t.DoneAt == null)));

        await BotStoryTests.WriteAndApproveAsync(stage);
        Assert.Contains("ມີຄົນດູແລ", await SaysAsync(stage, BotStage.MothersAccount, "1"), StringComparison.Ordinal);

        // From now on the account is known: the code alone is enough after the verification has lapsed.
        stage.Host.Clock.Forward(TimeSpan.FromMinutes(31));
        await SaysAsync(stage, BotStage.MothersAccount, "1");
        Assert.Contains("ມີຄົນດູແລ", await SaysAsync(stage, BotStage.MothersAccount, FamilyLinkHost.MothersCode), StringComparison.Ordinal);
        Assert.Equal(1, await LinkedAsync(stage, BotStage.MothersAccount));
    }

    [SkippableTheory]
    [InlineData(MothersLink + " " + FamilyLinkHost.MothersCode)]
    [InlineData(MothersLink + FamilyLinkHost.MothersCode)]
    [InlineData("໕໕໐໑໐໑ ໗໓໙໒໑໔")]
    public async Task Linking_AsTheVeryFirstWords_IsTheSame(string card)
    {
        await using var stage = new BotStage();
        var linked = await SaysAsync(stage, BotStage.MothersAccount, card);
        Assert.Equal(1, await LinkedAsync(stage, BotStage.MothersAccount));
        Assert.DoesNotContain("ດູແລ", linked, StringComparison.Ordinal);

        // A wrong card is refused in the words of any wrong code, whoever writes it (S5).
        var wrong = await SaysAsync(stage, "stranger", "550101 000001");
        Assert.Equal(wrong, await SaysAsync(stage, "another", "123456 000001"));
        Assert.NotEqual(linked, wrong);
    }

    [Theory]
    [InlineData("the code without the number", FamilyLinkHost.MothersCode)]
    [InlineData("a wrong code", MothersLink + "111111")]
    [InlineData("somebody else's number", "550102" + FamilyLinkHost.MothersCode)]
    [InlineData("a number nobody has", "123456" + FamilyLinkHost.MothersCode)]
    [InlineData("the number twice", MothersLink + MothersLink)]
    public async Task S5_AnythingElse_IsRefusedInTheSameWords_NothingIsLinked(string what, string text)
    {
        await using var stage = new BotStage();
        var refused = await BeginAsync(stage, BotStage.MothersAccount);
        Assert.Equal(refused, await SaysAsync(stage, BotStage.MothersAccount, text));
        Assert.True(await LinkedAsync(stage, BotStage.MothersAccount) == 0, what);
        Assert.Equal(0, await stage.Host.DbAsync(db => db.StaffTasks.CountAsync(t => t.Kind == "account-linked")));
    }

    [Fact]
    public async Task S6_FiveAccountsTryOneNumber_ItIsLocked_TheRightCodeIsRefusedToo_ACaseworkerIsTold()
    {
        await using var stage = new BotStage();
        var refused = "";
        for (var i = 0; i < 5; i++)
        {
            await BeginAsync(stage, $"attacker-{i}");
            refused = await SaysAsync(stage, $"attacker-{i}", $"{MothersLink}00000{i}");
        }

        await BeginAsync(stage, BotStage.MothersAccount);
        Assert.Equal(refused, await SaysAsync(stage, BotStage.MothersAccount, MothersLink + FamilyLinkHost.MothersCode));
        Assert.Equal(0, await LinkedAsync(stage, BotStage.MothersAccount));
        var mother = await stage.Host.ContactAsync("FL-0001");
        Assert.Equal(1, await stage.Host.DbAsync(db => db.StaffTasks.CountAsync(t => t.Kind == "secret-locked" && t.ContactId == mother)));

        // By telephone, where her number is on file, her code still works: nobody can lock her out from afar.
        await stage.Host.SmsAsync(FamilyLinkHost.Mother, "1");
        Assert.Contains("ຄົນດູແລ", await stage.Host.SmsAsync(FamilyLinkHost.Mother, FamilyLinkHost.MothersCode), StringComparison.Ordinal);
    }

    [Fact]
    public async Task S6_LinkNumberBySms_IsNoWayIn()
    {
        await using var stage = new BotStage();
        await stage.Host.SmsAsync(FamilyLinkHost.Stranger, "1");

        // Nobody's number of the same length is answered in the same words: by text message so many digits are taken for an account number.
        var linked = MothersLink + FamilyLinkHost.MothersCode;
        var nobodys = await stage.Host.SmsAsync(FamilyLinkHost.Stranger, string.Concat(linked.Select(c => char.IsAsciiDigit(c) ? (char)('0' + (('9' - c + 3) % 10)) : c)));
        Assert.Equal(nobodys, await stage.Host.SmsAsync(FamilyLinkHost.Stranger, linked));
        var mother = await stage.Host.ContactAsync("FL-0001");
        Assert.Equal(1, await stage.Host.DbAsync(db => db.ContactAddresses.CountAsync(a => a.ContactId == mother)));
    }

    [Fact]
    public async Task S6_VerifiedBySms_IsNotVerifiedOnMessenger()
    {
        await using var stage = new BotStage();
        await BotStoryTests.MotherOnMessengerAsync(stage);
        await stage.Host.SmsAsync(FamilyLinkHost.Mother, "1");
        Assert.Contains("ຄົນດູແລ", await stage.Host.SmsAsync(FamilyLinkHost.Mother, FamilyLinkHost.MothersCode), StringComparison.Ordinal);
        await SaysAsync(stage, BotStage.MothersAccount, "ສະບາຍດີ");
        Assert.Contains("ຄຳລັບ", await SaysAsync(stage, BotStage.MothersAccount, "1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task S3_StopOnMessenger_StopsTheTelephoneToo_StartThereOpensBoth()
    {
        await using var stage = new BotStage();
        await BotStoryTests.MotherOnMessengerAsync(stage);
        Assert.Equal(OutboundState.Waiting, (await stage.Host.OpeningAsync("FL-0001")).State);
        await SaysAsync(stage, BotStage.MothersAccount, "ສະບາຍດີ");
        await SaysAsync(stage, BotStage.MothersAccount, "9");
        Assert.Equal(OutboundState.Cancelled, (await stage.Host.OpeningAsync("FL-0001")).State);
        Assert.Equal(2, await stage.Host.DbAsync(db => db.Suppressions.CountAsync()));

        // STOP ends what the service begins; what she asks after it is answered, as by SMS.
        stage.Host.Clock.Forward(TimeSpan.FromMinutes(1));
        Assert.NotEmpty(await SaysAsync(stage, BotStage.MothersAccount, "2"));

        Assert.NotNull(await stage.Host.SmsAsync(FamilyLinkHost.Mother, "START"));
        Assert.Equal(0, await stage.Host.DbAsync(db => db.Suppressions.CountAsync()));
        Assert.Null(await stage.Host.DbAsync(db => db.Contacts.Where(c => db.ContactAddresses.Any(a => a.ContactId == c.Id && !a.IsTelephone)).Select(c => c.OptedOutAt).SingleAsync()));
    }

    [Fact]
    public async Task S3_StoppedBeforeLinking_StaysStoppedOnTheNewAccount()
    {
        await using var stage = new BotStage();
        await stage.Host.SmsAsync(FamilyLinkHost.Mother, "9");
        await BeginAsync(stage, BotStage.MothersAccount);
        await SaysAsync(stage, BotStage.MothersAccount, MothersLink + FamilyLinkHost.MothersCode);
        var hash = stage.Host.Service<KeyedHasher>().OfAddress(BotStage.AddressOf(BotStage.MothersAccount));
        Assert.Equal(1, await stage.Host.DbAsync(db => db.Suppressions.CountAsync(s => s.AddressHash == hash)));
    }

    [Fact]
    public async Task S7_DuressWordFromANewAccount_IsBland_AlertsAPerson_AndLinksNothing()
    {
        await using var stage = new BotStage();
        var refused = await BeginAsync(stage, "watched");
        Assert.NotEqual(refused, await SaysAsync(stage, "watched", "550105 ດອກຈຳປາ"));
        Assert.Equal(0, await LinkedAsync(stage, "watched"));
        var contact = await stage.Host.ContactAsync("FL-0005");
        Assert.NotNull(await stage.Host.DbAsync(db => db.Contacts.Where(c => c.Id == contact).Select(c => c.HeldForDuressAt).SingleAsync()));
        Assert.Equal(1, await stage.Host.DbAsync(db => db.StaffTasks.CountAsync(t => t.Kind == "duress")));
    }

    /// <summary>A new account greets and asks for news; returns the words with which a wrong code is refused.</summary>
    private static async Task<string> BeginAsync(BotStage stage, string account)
    {
        await SaysAsync(stage, account, "ສະບາຍດີ");
        Assert.Contains("ຄຳລັບ", await SaysAsync(stage, account, "1"), StringComparison.Ordinal);
        return await SaysAsync(stage, account, "000001");
    }

    private static Task<int> LinkedAsync(BotStage stage, string account)
    {
        var hash = stage.Host.Service<KeyedHasher>().OfAddress(BotStage.AddressOf(account));
        return stage.Host.DbAsync(db => db.ContactAddresses.CountAsync(a => a.AddressHash == hash && !a.IsTelephone && a.State == AddressState.Active));
    }

    private static async Task<string> SaysAsync(BotStage stage, string account, string text) => BotStoryTests.Words(await stage.SaysAsync(account, text));
}
