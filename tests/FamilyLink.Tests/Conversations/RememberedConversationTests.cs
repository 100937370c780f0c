using FamilyLink.Data.Messages;
using FamilyLink.Messaging;
using FamilyLink.Tests.Infrastructure;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FamilyLink.Tests.Conversations;

/// <summary>A process remembers the conversations it turned last. Whatever changes one behind its back is seen by the very next message.</summary>
public sealed class RememberedConversationTests
{
    public static TheoryData<string> Databases => Infrastructure.Databases.All;

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S3_StopWasRecordedElsewhere_TheNextStartReopens(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var menu = await host.SmsAsync(FamilyLinkHost.Stranger, "ສະບາຍດີ");
        await host.SaveAsync(async db =>
        {
            var conversation = await db.Conversations.AsNoTracking().OrderByDescending(c => c.LastInboundAt).FirstAsync();
            db.Suppressions.Add(new() { AddressHash = conversation.AddressHash, Reason = "stop", Since = host.Now });
        });

        Assert.NotEqual(menu, await host.SmsAsync(FamilyLinkHost.Stranger, "ເລີ່ມ"));
        Assert.Equal(0, await host.DbAsync(db => db.Suppressions.CountAsync()));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task ACaseworkerTakesOver_TheNextMessageIsMetWithSilence(string database)
    {
        await using var host = new FamilyLinkHost(database);
        Assert.NotNull(await host.SmsAsync(FamilyLinkHost.Stranger, "ສະບາຍດີ"));
        await host.DbAsync(db => db.Conversations.ExecuteUpdateAsync(c => c.SetProperty(x => x.HumanActiveSince, host.Now)));

        Assert.Null(await host.SmsAsync(FamilyLinkHost.Stranger, "2"));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S6_AVerificationIsTakenBackInTheConsole_TheNextMessageTellsNothing(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await host.SmsAsync(FamilyLinkHost.Mother, "1");
        await host.SmsAsync(FamilyLinkHost.Mother, FamilyLinkHost.MothersCode);
        await host.DbAsync(db => db.Conversations.ExecuteUpdateAsync(c => c.SetProperty(x => x.VerifiedContactId, (Guid?)null).SetProperty(x => x.VerifiedUntil, (DateTime?)null)));

        var told = await host.SmsAsync(FamilyLinkHost.Mother, "1");
        Assert.Equal(await host.SmsAsync(FamilyLinkHost.Stranger, "1"), told);
    }

    [SkippableFact]
    public async Task TwoProcesses_OneConversation_EachGoesOnWhereTheOtherStopped()
    {
        await using var one = new FamilyLinkHost("postgres");
        var connection = one.Service<Microsoft.Extensions.Configuration.IConfiguration>()["ConnectionStrings:FamilyLink"];
        await using var other = new FamilyLinkHost("sqlite", builder => builder
            .UseSetting("Database:Provider", "Postgres")
            .UseSetting("ConnectionStrings:FamilyLink", connection)
            .UseSetting("FamilyLink:DataDirectory", one.DataDirectory));
        await one.SmsAsync(FamilyLinkHost.Mother, "1");
        await other.SmsAsync(FamilyLinkHost.Mother, FamilyLinkHost.MothersCode);
        var parts = new List<string?> { await one.SmsAsync(FamilyLinkHost.Mother, "1"), await other.SmsAsync(FamilyLinkHost.Mother, "1"), await one.SmsAsync(FamilyLinkHost.Mother, "1") };

        Assert.Equal(parts.Count, parts.Distinct().Count());
        Assert.DoesNotContain(null, parts);
        Assert.Equal(5, await one.DbAsync(db => db.InboundMessages.CountAsync()));
        Assert.Equal(5, await one.DbAsync(db => db.OutboundMessages.CountAsync(m => m.Purpose == OutboundPurpose.Reply)));
    }

    [SkippableFact]
    public async Task TwoProcesses_TheSameMessageAtBoth_OneTurnOneReply()
    {
        await using var one = new FamilyLinkHost("postgres");
        var connection = one.Service<Microsoft.Extensions.Configuration.IConfiguration>()["ConnectionStrings:FamilyLink"];
        await using var other = new FamilyLinkHost("sqlite", builder => builder
            .UseSetting("Database:Provider", "Postgres")
            .UseSetting("ConnectionStrings:FamilyLink", connection)
            .UseSetting("FamilyLink:DataDirectory", one.DataDirectory));
        foreach (var host in new[] { one, other, one, other })
        {
            await host.SmsAsync(FamilyLinkHost.Stranger, "ສະບາຍດີ");
        }

        var sid = "SM" + Guid.NewGuid().ToString("N");
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => (i % 2 == 0 ? one : other).SmsAsync(FamilyLinkHost.Stranger, "2", sid)));

        Assert.Single(answers.Distinct());
        Assert.Equal(1, await one.DbAsync(db => db.InboundMessages.CountAsync(m => m.ProviderId == sid)));
    }
}
