using FamilyLink.Data.People;
using FamilyLink.Tests.Infrastructure;
using Xunit;

namespace FamilyLink.Tests.Features.Notices;

/// <summary>An approver sees to whom words go, what stops them from leaving, and what has left.</summary>
public sealed class RecipientTests
{
    private const string Nothing = "nothing about the recipient stops it";

    public static TheoryData<string> Databases => Infrastructure.Databases.All;

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task NoticeToApprove_ShowsWhomItGoesTo_AndThatNothingStopsIt(string database)
    {
        await using var host = new FamilyLinkHost(database);

        var page = await NoticeAsync(host);

        Assert.Contains("Parent, checked: safe for this person", page, StringComparison.Ordinal);
        Assert.Contains("Consent for this holds until", page, StringComparison.Ordinal);
        Assert.Contains("They have not proved who they are yet.", page, StringComparison.Ordinal);
        Assert.Contains(Nothing, page, StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task RecipientWhoWroteStop_IsSaidBeforeAnybodyApproves(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await host.SmsAsync(FamilyLinkHost.Mother, "STOP");

        var page = await NoticeAsync(host);

        Assert.Contains("asked to hear nothing more", page, StringComparison.Ordinal);
        Assert.DoesNotContain(Nothing, page, StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task PolicyAndConsentThatEnded_AreBothNamed(string database)
    {
        await using var host = new FamilyLinkHost(database);
        host.Clock.Forward(TimeSpan.FromDays(800));

        var page = await NoticeAsync(host);

        Assert.Contains("There is no safe-contact policy, or it has ended.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Consent for this holds until", page, StringComparison.Ordinal);
        Assert.DoesNotContain(Nothing, page, StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task SharedPhoneWithoutConsentToCalls_IsNamed(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await host.PolicyAsync(await host.ContactAsync("FL-0001"), Channel.Sms, 0, 24, SharedPhone.Yes);

        var page = await NoticeAsync(host);

        Assert.Contains("The phone is shared, or text messages are not a safe way.", page, StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task ApprovedNotice_ShowsWhatHasLeft_AndThatTheyProvedWhoTheyAre(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await host.PolicyAsync(await host.ContactAsync("FL-0001"), Channel.Sms, 0, 24);
        await host.ApproveAsync("FL-0001", "approver@demo.local");
        await host.ApproveAsync("FL-0001", "second@demo.local");
        await host.Dispatcher.DrainAsync(CancellationToken.None);

        Assert.Contains("SMS: sent", await NoticeAsync(host), StringComparison.Ordinal);

        await host.SmsAsync(FamilyLinkHost.Mother, FamilyLinkHost.MothersCode);
        Assert.Contains("They last proved who they are", await NoticeAsync(host), StringComparison.Ordinal);
    }

    private static async Task<string> NoticeAsync(FamilyLinkHost host) =>
        await (await ConsoleBrowser.SignInAsync(host, "approver@demo.local")).ReadAsync($"/notices/{await host.NoticeAsync("FL-0001")}");
}
