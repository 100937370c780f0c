using FamilyLink.Data.People;
using FamilyLink.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FamilyLink.Tests.Features.Inbox;

/// <summary>The list of conversations that wait: what a row shows, which of them a filter shows, what is put off, and how an open page learns of changes.</summary>
public sealed class InboxListTests
{
    private const string Words = "ຢາກຮູ້ວ່າເຮັດບັດປະຈຳຕົວຢູ່ໃສໄດ້ແດ່ ບອກຂ້ອຍແດ່";

    public static TheoryData<string> Databases => Infrastructure.Databases.All;

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task ARow_ShowsTheLastWordsLanguageAndCase_AndNothingOfWhatAnotherAgencyReads(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await host.SmsAsync(FamilyLinkHost.Mother, "0");
        await host.SmsAsync(FamilyLinkHost.Mother, Words);
        var own = await (await ConsoleBrowser.SignInAsync(host, "caseworker@demo.local")).ReadAsync("/inbox");
        Assert.Contains(Words, own, StringComparison.Ordinal);
        Assert.Contains("SMS, Lao, FL-0001", own, StringComparison.Ordinal);

        var other = await (await ConsoleBrowser.SignInAsync(host, "district@demo.local")).ReadAsync("/inbox");
        Assert.DoesNotContain(Words, other, StringComparison.Ordinal);
        Assert.DoesNotContain("FL-0001", other, StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task AFilter_ShowsItsOwn(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await host.SmsAsync("+8562055557101", "0");
        await host.SmsAsync("+8562055557102", "ຊ່ວຍແດ່ ຜົວຕີຂ້ອຍ");
        var (calm, danger) = (await InboxSteps.ConversationAsync(host, "+8562055557101"), await InboxSteps.ConversationAsync(host, "+8562055557102"));
        var worker = await ConsoleBrowser.SignInAsync(host, "caseworker@demo.local");
        async Task<(bool Calm, bool Danger)> ShownAsync(string filter)
        {
            var page = await worker.ReadAsync("/inbox?Show=" + filter);
            return (page.Contains(calm.ToString(), StringComparison.Ordinal), page.Contains(danger.ToString(), StringComparison.Ordinal));
        }

        Assert.Equal((true, true), await ShownAsync("Waiting"));
        Assert.Equal((false, true), await ShownAsync("Danger"));
        Assert.Equal((false, false), await ShownAsync("Mine"));
        Assert.Equal((true, true), await ShownAsync("Free"));
        await worker.SendAsync($"/inbox/{calm}", "Claim");
        Assert.Equal((true, false), await ShownAsync("Mine"));
        Assert.Equal((false, true), await ShownAsync("Free"));
        Assert.Equal((true, true), await ShownAsync("nonsense"));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task PutOff_IsOutOfSightUntilItsTime_OrUntilTheyWriteAgain_AndNeverADanger(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var (worker, talk) = await InboxSteps.TalkAsync(host, FamilyLinkHost.Stranger);
        async Task<bool> ShownAsync(string filter) => (await worker.ReadAsync("/inbox?Show=" + filter)).Contains(talk.ToString(), StringComparison.Ordinal);
        Assert.Contains("Choose until when", await worker.SendAsync($"/inbox/{talk}", "Snooze", ("hours", "2")), StringComparison.Ordinal);
        Assert.Contains("Choose until when", await worker.SendAsync($"/inbox/{talk}", "Snooze", ("hours", "1000000000")), StringComparison.Ordinal);
        Assert.Contains("a day at most", await worker.SendAsync($"/inbox/{talk}", "Snooze", ("hours", "168")), StringComparison.Ordinal);
        Assert.Contains("It is put off", await worker.SendAsync($"/inbox/{talk}", "Snooze", ("hours", "24")), StringComparison.Ordinal);
        Assert.False(await ShownAsync("Waiting"));
        Assert.True(await ShownAsync("Later"));

        host.Clock.Forward(TimeSpan.FromHours(25));
        worker = await ConsoleBrowser.SignInAsync(host, "caseworker@demo.local");
        Assert.True(await ShownAsync("Waiting"));
        await worker.SendAsync($"/inbox/{talk}", "Claim");
        await worker.SendAsync($"/inbox/{talk}", "Snooze", ("hours", "24"));

        // Also what is answered by itself: nobody knows what else they meant.
        host.Clock.Forward(TimeSpan.FromMinutes(1));
        Assert.DoesNotContain("ມີຄົນລົມກັບທ່ານ", await host.SmsAsync(FamilyLinkHost.Stranger, "ເຮັດພາສປອດຢູ່ໃສ"), StringComparison.Ordinal);
        Assert.True(await ShownAsync("Waiting"));
        Assert.False(await ShownAsync("Later"));

        await worker.SendAsync($"/inbox/{talk}", "Claim");
        await host.SmsAsync(FamilyLinkHost.Stranger, "ຊ່ວຍແດ່ ຜົວຕີຂ້ອຍ");
        Assert.Contains("This cannot be put off", await worker.SendAsync($"/inbox/{talk}", "Snooze", ("hours", "24")), StringComparison.Ordinal);
        Assert.False(await host.DbAsync(db => db.StaffTasks.AnyAsync(t => t.Urgency == Urgency.Now && t.SnoozedUntil != null)));
        Assert.True(await ShownAsync("Danger"));
    }

    [Fact]
    public async Task AnOpenInbox_LearnsThatSomethingChanged_AndNotWhat()
    {
        await using var host = new FamilyLinkHost("sqlite");
        var worker = await ConsoleBrowser.SignInAsync(host, "caseworker@demo.local");
        using var reader = new StreamReader(await worker.StreamAsync("/inbox/changes"));
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        async Task<string> NextAsync()
        {
            while (true)
            {
                if (await reader.ReadLineAsync(limit.Token) is { } line && line.StartsWith("data:", StringComparison.Ordinal))
                {
                    return line;
                }
            }
        }

        var before = await NextAsync();
        await host.SmsAsync(FamilyLinkHost.Stranger, "ຊ່ວຍແດ່ ຜົວຕີຂ້ອຍ");
        var after = await NextAsync();
        Assert.NotEqual(before, after);
        Assert.Matches(@"^data: ?[\d-]+$", after);
        Assert.Contains(after["data:".Length..].Trim(), await worker.ReadAsync("/inbox"), StringComparison.Ordinal);
    }
}
