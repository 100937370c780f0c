using FamilyLink.Data.Messages;
using FamilyLink.Data.People;
using FamilyLink.Features.Inbox;
using FamilyLink.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static FamilyLink.Tests.Features.Inbox.InboxSteps;

namespace FamilyLink.Tests.Features.Inbox;

/// <summary>What a caseworker writes ends where the person's no, the checked role or STOP say so, and what somebody had taken is nobody's when their account is off.</summary>
public sealed class OwnWordsTests
{
    private const string Telling = "ລູກຂອງທ່ານຝາກຄວາມຄິດຮອດ";
    private const string Stranger = "+8562055551234";
    private const string Snippet = "text:staff.call-when";

    public static TheoryData<string> Databases => Infrastructure.Databases.All;

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S1_OwnWords_ToAContactSomebodyFoundNotSafe_AreRefusedToTheWriter(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await host.SmsAsync(FamilyLinkHost.Mother, FamilyLinkHost.MothersCode);
        var (worker, id) = await TalkAsync(host, FamilyLinkHost.Mother);
        var mother = await host.ContactAsync("FL-0001");
        await host.SaveAsync(db => db.CaseContacts.Where(l => l.ContactId == mother).ExecuteUpdateAsync(l => l.SetProperty(x => x.Role, CheckedRole.NotSafe)));

        Assert.Contains("somebody has checked this contact: not safe", await AnswerAsync(worker, id, words: Telling), StringComparison.Ordinal);
        Assert.False(await host.DbAsync(db => db.Set<StaffAnswer>().AnyAsync()));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S2_ChildSaysNo_AfterTheWordsWereWritten_TheyDoNotLeave(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await host.SmsAsync(FamilyLinkHost.Mother, FamilyLinkHost.MothersCode);
        var (worker, id) = await TalkAsync(host, FamilyLinkHost.Mother);
        await AnswerAsync(worker, id, words: Telling);
        host.Clock.Forward(TimeSpan.FromMinutes(1));
        await host.SaveAsync(async db => db.Consents.Add(new Consent
        {
            CaseId = await db.Cases.Where(c => c.Code == "FL-0001").Select(c => c.Id).SingleAsync(),
            Purpose = ConsentPurpose.NewsOfRelative,
            Voice = ConsentVoice.Subject,
            Kind = ConsentKind.Assent,
            Decision = ConsentDecision.Refused,
            ExplainedBy = await host.StaffAsync("caseworker@demo.local"),
            Language = "lo",
            WordingVersion = "test",
            GivenAt = host.Now,
            ExpiresAt = host.Now.AddDays(300),
        }));

        await SecondAsync(host, id, send: true);
        await host.Dispatcher.DrainAsync(CancellationToken.None);

        Assert.Equal([(OutboundState.Cancelled, "gate:subject-said-no")], await StaffAnswersAsync(host));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S3_StopAfterTheWordsWereWritten_NobodyLetsThemGo_WhateverAlarmIsOpen(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await host.SmsAsync(FamilyLinkHost.Mother, "ຜົວຕີຂ້ອຍ");
        await host.SmsAsync(FamilyLinkHost.Mother, FamilyLinkHost.MothersCode);
        var (worker, id) = await TalkAsync(host, FamilyLinkHost.Mother);
        await AnswerAsync(worker, id, words: Telling);
        await host.SmsAsync(FamilyLinkHost.Mother, "STOP");

        Assert.Contains("asked to be left alone after this was written", await SecondAsync(host, id, send: true), StringComparison.Ordinal);
        await host.Dispatcher.DrainAsync(CancellationToken.None);
        Assert.DoesNotContain(OutboundState.Sent, (await StaffAnswersAsync(host)).Select(a => a.Item1));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S3_AfterStop_AnOlderAlarmOpensNoWay_AndDangerSaidSinceDoes(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await host.SmsAsync(Stranger, "ຜົວຕີຂ້ອຍ");
        var (worker, id) = await TalkAsync(host, Stranger);
        await host.SmsAsync(Stranger, "STOP");
        host.Clock.Forward(TimeSpan.FromMinutes(1));

        await AnswerAsync(worker, id, Snippet);
        await host.Dispatcher.DrainAsync(CancellationToken.None);
        Assert.Equal([(OutboundState.Cancelled, "gate:opted-out")], await StaffAnswersAsync(host));

        await host.SmsAsync(Stranger, "ຊ່ວຍແດ່ ຜົວຕີຂ້ອຍອີກ");
        await AnswerAsync(worker, id, Snippet);
        await host.Dispatcher.DrainAsync(CancellationToken.None);
        Assert.Contains((OutboundState.Sent, null), await StaffAnswersAsync(host));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S14_AlarmOfAnAccountThatIsSwitchedOff_IsNobodys_AndAColleagueTakesItAtOnce(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await host.SmsAsync(Stranger, "ຊ່ວຍແດ່ ຖືກຂັງໄວ້ໃນຫ້ອງ");
        var (_, id) = await TalkAsync(host, Stranger);
        var admin = await ConsoleBrowser.SignInAsync(host, "admin@demo.local");

        await admin.SendAsync("/staff", "Switch", ("id", (await host.StaffAsync("caseworker@demo.local")).ToString()), ("on", "false"));

        Assert.False(await host.DbAsync(db => db.StaffTasks.AnyAsync(t => t.ConversationId == id && t.DoneAt == null && t.ClaimedBy != null)));
        var colleague = await ConsoleBrowser.SignInAsync(host, "second@demo.local");
        Assert.Contains("It is yours", await colleague.SendAsync($"/inbox/{id}", "Claim"), StringComparison.Ordinal);
    }
}
