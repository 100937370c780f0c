using FamilyLink.Data.Messages;
using FamilyLink.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FamilyLink.Tests.Features.Notices;

/// <summary>What was approved and is not known to have arrived stands in one list until somebody knows.</summary>
public sealed class WaitingTests
{
    public static TheoryData<string> Databases => Infrastructure.Databases.All;

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task Approved_StandsInTheList_UntilItsMessageArrived(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var worker = await ConsoleBrowser.SignInAsync(host, "caseworker@demo.local");
        await host.Dispatcher.DrainAsync(CancellationToken.None);
        var page = await worker.ReadAsync("/notices/waiting");
        Assert.Contains("FL-0001", page, StringComparison.Ordinal);
        Assert.Contains("SMS: sent", page, StringComparison.Ordinal);

        var notice = await host.NoticeAsync("FL-0001");
        await host.SaveAsync(db => db.OutboundMessages.Where(m => m.CauseId == notice).ExecuteUpdateAsync(m => m.SetProperty(x => x.State, OutboundState.Delivered)));
        Assert.DoesNotContain("FL-0001", await worker.ReadAsync("/notices/waiting"), StringComparison.Ordinal);
        Assert.DoesNotContain("FL-000", await (await ConsoleBrowser.SignInAsync(host, "district@demo.local")).ReadAsync("/notices/waiting"), StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task TheRecipientSaysStop_ACaseworkerIsTold_AndTheListSaysWhyItWillNotLeave(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await host.SmsAsync(FamilyLinkHost.Mother, "STOP");
        await host.SmsAsync(FamilyLinkHost.Mother, "STOP");
        var worker = await ConsoleBrowser.SignInAsync(host, "caseworker@demo.local");
        Assert.Contains("They asked for no more messages", await worker.ReadAsync("/notices/waiting"), StringComparison.Ordinal);
        Assert.Contains("Approved news waits for somebody who asked for no more messages", await worker.ReadAsync("/tasks"), StringComparison.Ordinal);
        Assert.Equal(1, await host.DbAsync(db => db.StaffTasks.CountAsync(t => t.Kind == "update-stopped")));

        // Nobody waits for anything from somebody who is told nothing.
        await host.SmsAsync(FamilyLinkHost.Stranger, "STOP");
        Assert.Equal(1, await host.DbAsync(db => db.StaffTasks.CountAsync(t => t.Kind == "update-stopped")));
    }
}
