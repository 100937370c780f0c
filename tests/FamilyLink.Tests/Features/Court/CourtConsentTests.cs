using FamilyLink.Data.Court;
using FamilyLink.Data.Messages;
using FamilyLink.Data.People;
using FamilyLink.Messaging;
using FamilyLink.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FamilyLink.Tests.Features.Court;

/// <summary>Who may hear of a court outcome: the person decides (S2), and money is handled with care.</summary>
public sealed class CourtConsentTests
{
    public static TheoryData<string> Databases => Infrastructure.Databases.All;

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S2_ThePersonChangesTheirMind_WhatIsQueuedIsCancelledAtOnce(string database)
    {
        await using var host = new FamilyLinkHost(database);
        host.ToHour(20);
        var notice = await host.SealedUpdateAsync(CourtStage.Court, CourtOutcome.Acquitted);
        Assert.Equal(OutboundState.Waiting, (await host.MessageAsync(notice)).State);
        var web = await ConsoleSession.SignInAsync(host, CourtHost.Caseworker);
        var page = await web.PressedAsync($"/court/hearers/{await host.CaseIdAsync("FL-0004")}", "No", ("contactId", (await host.ContactAsync("FL-0004")).ToString()));
        Assert.Contains("may not hear it", page, StringComparison.Ordinal);
        Assert.Contains("the person has said no", page, StringComparison.Ordinal);
        Assert.Equal((OutboundState.Cancelled, "consent-ended"), ((await host.MessageAsync(notice)).State, (await host.MessageAsync(notice)).OutcomeCode));

        host.ToHour(10);
        await host.Dispatcher.DrainAsync(CancellationToken.None);
        Assert.DoesNotContain(CourtHost.Acquitted, await host.SmsAsync(FamilyLinkHost.Returned, CourtHost.ReturnedCode), StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S2_NobodyButMe_StopsTheFamilysUpdateAndNotThePersonsOwn(string database)
    {
        await using var host = new FamilyLinkHost(database);
        host.ToHour(10);
        var (caseId, self, mother) = (await host.CaseIdAsync("FL-0004"), await host.ContactAsync("FL-0004"), await host.ContactAsync("FL-0001"));
        await host.SaveAsync(db =>
        {
            db.Add(new CaseContact { CaseId = caseId, ContactId = mother, Relation = Relation.Parent, Role = CheckedRole.Safe });
            return Task.CompletedTask;
        });
        await host.SaysAsync("FL-0004", ConsentVoice.Subject, ConsentDecision.Given, mother);
        await host.SaysAsync("FL-0004", ConsentVoice.Contact, ConsentDecision.Given, mother);
        var entry = await host.KnownAsync("FL-0004", CourtStage.Court, CourtOutcome.Convicted);
        var (own, family) = (await host.WrittenAsync(entry, self), await host.WrittenAsync(entry, mother));
        await host.ApprovedAsync(own);
        await host.ApprovedAsync(family);

        var web = await ConsoleSession.SignInAsync(host, CourtHost.Caseworker);
        Assert.Contains("Nobody but the person", await web.PressedAsync($"/court/hearers/{caseId}", "Nobody"), StringComparison.Ordinal);
        await host.Dispatcher.DrainAsync(CancellationToken.None);
        Assert.Equal(OutboundState.Sent, (await host.MessageAsync(own)).State);
        Assert.Equal((OutboundState.Cancelled, "consent-ended"), ((await host.MessageAsync(family)).State, (await host.MessageAsync(family)).OutcomeCode));
        await host.SmsAsync(FamilyLinkHost.Mother, "1");
        await host.SmsAsync(FamilyLinkHost.Mother, FamilyLinkHost.MothersCode);
        Assert.DoesNotContain(CourtHost.Convicted, await host.SmsAsync(FamilyLinkHost.Mother, "3"), StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S2_FamilyWithoutThePersonsYes_HearsNothing(string database)
    {
        await using var host = new FamilyLinkHost(database);
        host.ToHour(10);
        var notice = await host.SealedUpdateAsync(CourtStage.Court, CourtOutcome.Convicted, "FL-0001");
        await host.Dispatcher.DrainAsync(CancellationToken.None);
        Assert.Equal(OutboundState.Cancelled, (await host.MessageAsync(notice)).State);
        await host.SmsAsync(FamilyLinkHost.Mother, FamilyLinkHost.MothersCode);
        Assert.DoesNotContain(CourtHost.Convicted, await host.SmsAsync(FamilyLinkHost.Mother, "3"), StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S2_Minor_NeedsTheirOwnYesAndACheckedCaregiver(string database)
    {
        await using var host = new FamilyLinkHost(database);
        host.ToHour(10);
        var (caseId, self, mother) = (await host.CaseIdAsync("FL-0004"), await host.ContactAsync("FL-0004"), await host.ContactAsync("FL-0001"));
        await host.SaveAsync(async db =>
        {
            (await db.Cases.SingleAsync(c => c.Id == caseId)).Age = AgeGroup.Child;
            db.Add(new CaseContact { CaseId = caseId, ContactId = mother, Relation = Relation.Parent, Role = CheckedRole.NotChecked });
        });
        var web = await ConsoleSession.SignInAsync(host, CourtHost.Caseworker);
        var path = $"/court/hearers/{caseId}";
        Assert.Contains("assent", await web.OpenAsync(path), StringComparison.Ordinal);
        await web.PressedAsync(path, "Yes", ("contactId", self.ToString()));
        Assert.Contains("checked caregiver", await web.OpenAsync(path), StringComparison.Ordinal);
        Assert.Contains("Only a caregiver whose role was checked", await web.PressedAsync(path, "Caregiver", ("contactId", self.ToString()), ("caregiverId", mother.ToString())), StringComparison.Ordinal);
        await host.SaveAsync(async db => (await db.CaseContacts.SingleAsync(l => l.CaseId == caseId && l.ContactId == mother)).Role = CheckedRole.Safe);
        await web.PressedAsync(path, "Caregiver", ("contactId", self.ToString()), ("caregiverId", mother.ToString()));

        var notice = await host.SealedUpdateAsync(CourtStage.Court, CourtOutcome.Convicted, to: self);
        await host.Dispatcher.DrainAsync(CancellationToken.None);
        Assert.Equal(OutboundState.Sent, (await host.MessageAsync(notice)).State);

        // The child's own no wins over everybody's yes.
        await web.PressedAsync(path, "No", ("contactId", self.ToString()));
        Assert.DoesNotContain(CourtHost.Convicted, await host.SmsAsync(FamilyLinkHost.Returned, CourtHost.ReturnedCode), StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task CourtUpdate_PartOfTheMoneyIsMissing_OpensATask(string database)
    {
        await using var host = new FamilyLinkHost(database);
        host.ToHour(10);
        var notice = await host.SealedUpdateAsync(CourtStage.CompensationReceived, CourtOutcome.CompensationPaid);
        foreach (var text in (string[])[CourtHost.ReturnedCode, "1", "1"])
        {
            await host.SmsAsync(FamilyLinkHost.Returned, text);
        }

        Assert.Contains("6 ໄດ້ຮັບບໍ່ຄົບ", await host.SmsAsync(FamilyLinkHost.Returned, "1"), StringComparison.Ordinal);
        Assert.Contains("ຢ່າສົ່ງເລກບັນຊີ", await host.SmsAsync(FamilyLinkHost.Returned, "6"), StringComparison.Ordinal);
        Assert.Equal(1, await host.TasksAsync("court-money-missing"));
        Assert.Equal(CourtAnswer.PartMissing, (await host.UpdateAsync(notice)).Answer);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S16_AccountNumberSent_IsKeptNowhereAndKindlyNotWanted(string database)
    {
        await using var host = new FamilyLinkHost(database);
        host.ToHour(10);
        await host.SealedUpdateAsync(CourtStage.CompensationReceived, CourtOutcome.CompensationPaid);
        foreach (var text in (string[])[CourtHost.ReturnedCode, "1", "1", "1", "2"])
        {
            await host.SmsAsync(FamilyLinkHost.Returned, text);
        }

        Assert.Contains("ຢ່າສົ່ງເລກບັນຊີ", await host.SmsAsync(FamilyLinkHost.Returned, "ບັນຊີ ໐໑໐-໑໒-໐໐-໐໑໒໓໔໕໖໗ ຖືກບໍ່"), StringComparison.Ordinal);
        Assert.Equal(await host.SmsAsync(FamilyLinkHost.Stranger, "ບັນຊີ 1234567890"), await host.SmsAsync(FamilyLinkHost.Aunt, "ບັນຊີ 1234567890"));
        var encryptor = host.Service<Data.Encryption.FieldEncryptor>();
        var kept = await host.DbAsync(async db => (await db.InboundMessages.Join(db.Conversations, m => m.ConversationId, c => c.Id, (m, c) => new { m.Body, c.PersonKeyId }).ToListAsync())
            .Select(m => encryptor.Decrypt(m.PersonKeyId, "message.body", m.Body))
            .Concat((await db.StaffTasks.Where(t => t.PersonKeyId != null).ToListAsync()).Select(t => encryptor.Decrypt(t.PersonKeyId!.Value, "task.detail", t.Detail))).ToList());
        Assert.Contains(kept, k => k?.Contains("ຖືກບໍ່", StringComparison.Ordinal) == true);
        Assert.DoesNotContain(kept, k => k?.Contains("໐໑໒໓", StringComparison.Ordinal) == true || k?.Contains("1234567890", StringComparison.Ordinal) == true);
    }
}
