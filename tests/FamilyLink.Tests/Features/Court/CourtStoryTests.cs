using FamilyLink.Data.Court;
using FamilyLink.Data.Messages;
using FamilyLink.Data.Notices;
using FamilyLink.Data.People;
using FamilyLink.Messaging;
using FamilyLink.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FamilyLink.Tests.Features.Court;

/// <summary>A court outcome reaches the person it is about: neutral first, told in parts, answered, and off the closure list.</summary>
public sealed class CourtStoryTests
{
    public static TheoryData<string> Databases => Infrastructure.Databases.All;

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task CourtUpdate_ApprovedByTwo_IsAnnouncedNeutrallyAndToldPartByPart(string database)
    {
        await using var host = new FamilyLinkHost(database);
        host.ToHour(10);
        var notice = await host.SealedUpdateAsync(CourtStage.Court, CourtOutcome.Convicted, freeText: "ສານໄດ້ຟັງສິ່ງທີ່ທ່ານເວົ້າ");
        await host.Dispatcher.DrainAsync(CancellationToken.None);

        var opening = await host.MessageAsync(notice);
        Assert.Equal((OutboundState.Sent, OutboundPurpose.CourtUpdate), (opening.State, opening.Purpose));
        var asked = await host.SmsAsync(FamilyLinkHost.Returned, "1");
        Assert.DoesNotContain("ສານ", asked, StringComparison.Ordinal);
        Assert.DoesNotContain(CourtHost.Convicted, await host.SmsAsync(FamilyLinkHost.Returned, "000000"), StringComparison.Ordinal);
        Assert.Contains(CourtHost.Convicted, await host.SmsAsync(FamilyLinkHost.Returned, CourtHost.ReturnedCode), StringComparison.Ordinal);
        Assert.Contains("ໄດ້ຟັງສິ່ງທີ່ທ່ານເວົ້າ", await host.SmsAsync(FamilyLinkHost.Returned, "1"), StringComparison.Ordinal);
        Assert.Contains("ບໍ່ເສຍເງິນ", await host.SmsAsync(FamilyLinkHost.Returned, "1"), StringComparison.Ordinal);
        var last = await host.SmsAsync(FamilyLinkHost.Returned, "1");
        Assert.Contains("ນາງ ຄຳ", last, StringComparison.Ordinal);
        Assert.Contains("2 ມີຄຳຖາມ", last, StringComparison.Ordinal);
        Assert.Equal(NoticeState.Told, await host.StateAsync(notice));
        Assert.Contains(CourtHost.Convicted, await host.SmsAsync(FamilyLinkHost.Returned, "3"), StringComparison.Ordinal);
        foreach (var more in (string[])["1", "1", "1"])
        {
            await host.SmsAsync(FamilyLinkHost.Returned, more);
        }

        Assert.Contains("ຂອບໃຈ", await host.SmsAsync(FamilyLinkHost.Returned, "1"), StringComparison.Ordinal);
        Assert.Equal(CourtAnswer.Understood, (await host.UpdateAsync(notice)).Answer);
        Assert.Equal(0, await host.TasksAsync("court-call"));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task CourtUpdate_PersonHasAQuestion_ATaskHoldsItsWords(string database)
    {
        await using var host = new FamilyLinkHost(database);
        host.ToHour(10);
        var notice = await host.SealedUpdateAsync(CourtStage.Court, CourtOutcome.Convicted);
        foreach (var text in (string[])[CourtHost.ReturnedCode, "1", "1", "2", "ເອກະສານຢູ່ໃສ"])
        {
            await host.SmsAsync(FamilyLinkHost.Returned, text);
        }

        var task = await host.DbAsync(db => db.StaffTasks.SingleAsync(t => t.Kind == "court-question"));
        Assert.Equal("ເອກະສານຢູ່ໃສ", host.Service<Data.Encryption.FieldEncryptor>().Decrypt(task.PersonKeyId!.Value, "task.detail", task.Detail));
        Assert.Equal(CourtAnswer.Question, (await host.UpdateAsync(notice)).Answer);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task CourtUpdate_CallMeAboutThis_LeavesACallTask(string database)
    {
        await using var host = new FamilyLinkHost(database);
        host.ToHour(10);
        var notice = await host.SealedUpdateAsync(CourtStage.Court, CourtOutcome.Convicted);
        await host.SmsAsync(FamilyLinkHost.Returned, CourtHost.ReturnedCode);
        Assert.Contains("ບອກ", await host.SmsAsync(FamilyLinkHost.Returned, "0"), StringComparison.Ordinal);
        Assert.Equal(1, await host.TasksAsync("court-call"));
        Assert.Equal(CourtAnswer.CallMe, (await host.UpdateAsync(notice)).Answer);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S8_HardNews_WaitsForDutyHoursAndComesWithACallTask(string database)
    {
        await using var host = new FamilyLinkHost(database);
        host.ToHour(20);
        var notice = await host.SealedUpdateAsync(CourtStage.Court, CourtOutcome.Acquitted);
        await host.Dispatcher.DrainAsync(CancellationToken.None);

        var waiting = await host.MessageAsync(notice);
        Assert.Equal((OutboundState.Waiting, "gate:duty-hours"), (waiting.State, waiting.OutcomeCode));
        Assert.Equal(8, TimeZoneInfo.ConvertTimeFromUtc(waiting.NotBefore, TimeZoneInfo.FindSystemTimeZoneById("Asia/Vientiane")).Hour);
        Assert.Equal(0, await host.TasksAsync("court-call"));
        Assert.DoesNotContain(CourtHost.Acquitted, await host.SmsAsync(FamilyLinkHost.Returned, CourtHost.ReturnedCode), StringComparison.Ordinal);
        await host.DbAsync(db => db.StaffTasks.Where(t => t.Kind == "court-call").ExecuteDeleteAsync());

        host.ToHour(9);
        await host.Dispatcher.DrainAsync(CancellationToken.None);
        Assert.Equal(OutboundState.Sent, (await host.MessageAsync(notice)).State);
        var call = await host.DbAsync(db => db.StaffTasks.SingleAsync(t => t.Kind == "court-call"));
        Assert.Equal((Urgency.Today, await host.ContactAsync("FL-0004"), (await host.UpdateAsync(notice)).CallTaskId), (call.Urgency, call.ContactId!.Value, call.Id));
        Assert.Contains(CourtHost.Acquitted, await host.SmsAsync(FamilyLinkHost.Returned, CourtHost.ReturnedCode), StringComparison.Ordinal);
        Assert.Equal(1, await host.TasksAsync("court-call"));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S8_HardNews_WhenSafeAndDutyHoursNeverMeet_IsNotSentAndSomebodyIsTold(string database)
    {
        await using var host = new FamilyLinkHost(database);
        host.ToHour(19);
        await host.PolicyAsync(await host.ContactAsync("FL-0004"), Channel.Sms, 18, 20);
        var notice = await host.SealedUpdateAsync(CourtStage.CompensationOrdered, CourtOutcome.NoCompensation);
        await host.Dispatcher.DrainAsync(CancellationToken.None);

        var refused = await host.MessageAsync(notice);
        Assert.Equal((OutboundState.Cancelled, "gate:no-duty-window"), (refused.State, refused.OutcomeCode));
        Assert.True(await host.DbAsync(db => db.StaffTasks.AnyAsync(t => t.OutboundId == refused.Id)));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task CourtUpdate_BesideAShelterNotice_OneIsNewsAndThreeIsCourt(string database)
    {
        await using var host = new FamilyLinkHost(database);
        host.ToHour(10);
        var mother = await host.ContactAsync("FL-0001");
        foreach (var (voice, kind) in new[] { (ConsentVoice.Subject, ConsentKind.Assent), (ConsentVoice.Caseworker, ConsentKind.Consent), (ConsentVoice.Contact, ConsentKind.Consent) })
        {
            await host.SaysAsync("FL-0001", voice, ConsentDecision.Given, mother, kind);
        }

        await host.SealedUpdateAsync(CourtStage.Court, CourtOutcome.Convicted, "FL-0001");
        await host.ApproveAsync("FL-0001", CourtHost.Approver);
        await host.ApproveAsync("FL-0001", CourtHost.Second);
        var law = await host.SmsAsync(FamilyLinkHost.Mother, "3");
        Assert.Equal(law, await host.SmsAsync(FamilyLinkHost.Stranger, "3"));
        await host.SmsAsync(FamilyLinkHost.Mother, "1");
        Assert.Contains("ຄົນດູແລ", await host.SmsAsync(FamilyLinkHost.Mother, FamilyLinkHost.MothersCode), StringComparison.Ordinal);
        Assert.Contains(CourtHost.Convicted, await host.SmsAsync(FamilyLinkHost.Mother, "3"), StringComparison.Ordinal);
        Assert.DoesNotContain("ຄົນດູແລ", await host.SmsAsync(FamilyLinkHost.Mother, "1"), StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task CourtRecord_CorrectedTwiceAtOnce_KeepsHistoryAndOneCorrection(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var entry = await host.KnownAsync("FL-0004", CourtStage.Court, CourtOutcome.Acquitted);
        var staff = await host.StaffAsync(CourtHost.Caseworker);
        Task<Exception?> Correct() => Record.ExceptionAsync(() => host.ScopedAsync<FamilyLink.Features.CourtRecords.CourtRecord, CourtEntry>(record => record.CorrectAsync(
            entry.Id,
            new(CourtStage.Court, CourtOutcome.Convicted, FamilyLink.Features.CourtRecords.CourtDate.NotKnown, "BLACK 12/2562"),
            "read again",
            staff,
            CancellationToken.None)));
        var results = await Task.WhenAll(Correct(), Correct());

        Assert.Single(results, r => r is null);
        var lines = await host.DbAsync(db => db.Set<CourtEntry>().OrderBy(e => e.Id).ToListAsync());
        Assert.Equal([CourtOutcome.Acquitted, CourtOutcome.Convicted], lines.Select(l => l.Outcome));
        Assert.Equal(CourtOutcome.Convicted, (await host.DbAsync(db => db.CurrentCourtEntries().SingleAsync())).Outcome);
        var changed = await Assert.ThrowsAnyAsync<Exception>(() => host.DbAsync(db => db.Set<CourtEntry>().ExecuteUpdateAsync(e => e.SetProperty(x => x.Outcome, CourtOutcome.Convicted))));
        Assert.Contains("append-only", changed.Message, StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task ClosureList_IsShorterByOneOnceThePersonHasReadIt(string database)
    {
        await using var host = new FamilyLinkHost(database);
        host.ToHour(10);
        var notice = await host.SealedUpdateAsync(CourtStage.Court, CourtOutcome.Convicted);
        await host.KnownAsync("FL-0005", CourtStage.Court, CourtOutcome.Convicted);
        await host.KnownAsync("FL-0005", CourtStage.Appeal, CourtOutcome.StillRunning);
        Assert.Equal(2, await host.DbAsync(db => db.UntoldCourtEntries().CountAsync()));
        foreach (var text in (string[])[CourtHost.ReturnedCode, "1", "1"])
        {
            await host.SmsAsync(FamilyLinkHost.Returned, text);
        }

        Assert.Equal(NoticeState.Told, await host.StateAsync(notice));
        Assert.Equal(1, await host.DbAsync(db => db.UntoldCourtEntries().CountAsync()));
    }
}
