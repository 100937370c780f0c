using FamilyLink.Data.People;
using FamilyLink.Features.Inbox;
using FamilyLink.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static FamilyLink.Tests.Features.Inbox.InboxSteps;

namespace FamilyLink.Tests.Channels;

/// <summary>Messages from senders that nobody can write back to: names, short codes, withheld numbers, other channels.</summary>
public sealed class OneWaySenderTests
{
    private const string Cry = "ช่วยด้วย หนูถูกขังไว้";

    public static TheoryData<string> Databases => Infrastructure.Databases.All;

    public static TheoryData<string, string> Senders
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var database in new[] { "sqlite", "postgres" })
            {
                foreach (var sender in new[] { "LTC", "anonymous", "8899", "", "whatsapp:+8562055550177", "+266696687" })
                {
                    rows.Add(database, sender);
                }
            }

            return rows;
        }
    }

    [SkippableTheory, MemberData(nameof(Senders))]
    public async Task S14_ACryForHelpFromASenderWithoutANumber_IsBeforeStaff_AndIsNotAnswered(string database, string sender)
    {
        await using var host = new FamilyLinkHost(database);

        Assert.Null(await host.SmsAsync(sender, "Top up 50,000 kip today and win a motorbike!"));
        Assert.Empty(await TasksAsync(host));

        Assert.Null(await host.SmsAsync(sender, Cry));
        var task = Assert.Single(await TasksAsync(host));
        Assert.NotNull(task.Signal);
        var worker = await ConsoleBrowser.SignInAsync(host, "caseworker@demo.local");
        var id = task.ConversationId;
        Assert.Contains(Cry, await worker.ReadAsync($"/inbox/{id}"), StringComparison.Ordinal);
        Assert.Contains(InboxService.NoWayBack, await worker.SendAsync($"/inbox/{id}", "Claim"), StringComparison.Ordinal);
        Assert.Empty(await host.DbAsync(db => db.OutboundMessages.Where(m => m.ConversationId == id).ToListAsync()));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task TwoWhoHideTheirNumbers_HaveTalksOfTheirOwn(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await host.SmsAsync("anonymous", Cry);
        await host.SmsAsync("anonymous", "นายจ้างทุบตีฉันทุกวัน");

        Assert.Equal(2, (await TasksAsync(host)).Select(t => t.ConversationId).Distinct().Count());
    }

    private static Task<List<StaffTask>> TasksAsync(FamilyLinkHost host) => host.DbAsync(db => db.StaffTasks.Where(t => t.ConversationId != null && t.Signal != null).ToListAsync());
}
