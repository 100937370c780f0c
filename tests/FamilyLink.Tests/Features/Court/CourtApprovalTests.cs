using FamilyLink.Data.Court;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.Messages;
using FamilyLink.Data.Notices;
using FamilyLink.Data.People;
using FamilyLink.Features.CourtRecords;
using FamilyLink.Features.CourtUpdates;
using FamilyLink.Messaging;
using FamilyLink.Messaging.Approval;
using FamilyLink.Tests.Infrastructure;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FamilyLink.Tests.Features.Court;

/// <summary>Everything that must keep a court update from leaving (S11, S12): refused with a clear reason, and nothing leaves.
/// One file past 300 lines: the table of changes is half of it, and every test reads it.</summary>
public sealed class CourtApprovalTests
{
    public static TheoryData<string> Databases => Infrastructure.Databases.All;

    public static TheoryData<string, string> Changes
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var change in (string[])["text", "recipient", "phone", "consent", "case", "result", "end", "notice"])
            {
                foreach (var database in (string[])["sqlite", "postgres"])
                {
                    data.Add(database, change);
                }
            }

            return data;
        }
    }

    [SkippableTheory, MemberData(nameof(Changes))]
    public async Task S11_AnythingSealedChangedAfterApproval_StopsTheSendAndSaysWhat(string database, string what)
    {
        await using var host = new FamilyLinkHost(database);
        host.ToHour(10);
        var notice = await host.SealedUpdateAsync(CourtStage.Court, CourtOutcome.Convicted);
        await ChangeAsync(host, notice, what);
        await host.Dispatcher.DrainAsync(CancellationToken.None);

        var message = await host.MessageAsync(notice);
        Assert.Equal(OutboundState.Cancelled, message.State);
        Assert.StartsWith("gate:approval-void:", message.OutcomeCode, StringComparison.Ordinal);
        Assert.Contains(what, message.OutcomeCode, StringComparison.Ordinal);
        Assert.True(await host.DbAsync(db => db.StaffTasks.AnyAsync(t => t.OutboundId == message.Id)));
        Assert.DoesNotContain(CourtHost.Convicted, await host.SmsAsync(FamilyLinkHost.Returned, CourtHost.ReturnedCode), StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S11_NothingChanged_LeavesWithTheSameChecks(string database)
    {
        await using var host = new FamilyLinkHost(database);
        host.ToHour(10);
        var notice = await host.SealedUpdateAsync(CourtStage.Court, CourtOutcome.Convicted);
        await host.Dispatcher.DrainAsync(CancellationToken.None);
        Assert.Equal(OutboundState.Sent, (await host.MessageAsync(notice)).State);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S11_OneApproval_OrTwoWithoutTheApproverRole_AreNotEnough(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var notice = await host.WrittenAsync(await host.KnownAsync("FL-0004", CourtStage.Court, CourtOutcome.Convicted), await host.ContactAsync("FL-0004"));
        var read = await host.ReadAsync(notice);
        foreach (var email in (string[])[CourtHost.Approver, CourtHost.Approver, CourtHost.Second])
        {
            var staff = await host.StaffAsync(email);
            await host.ScopedAsync<ApprovalService, int>(async service => { await service.ApproveAsync(notice, staff, false, read.Digest, CancellationToken.None); return 0; });
        }

        Assert.Equal(NoticeState.InReview, await host.StateAsync(notice));
        Assert.False(await host.DbAsync(db => db.OutboundMessages.AnyAsync(m => m.CauseId == notice)));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S11_TwoApproversAtOnce_SealItOnceAndSendOneMessage(string database)
    {
        await using var host = new FamilyLinkHost(database);
        host.ToHour(10);
        for (var round = 0; round < 5; round++)
        {
            var entry = await host.KnownAsync("FL-0004", CourtStage.Court, CourtOutcome.Convicted, $"BLACK {round}/2562");
            var notice = await host.WrittenAsync(entry, await host.ContactAsync("FL-0004"));
            await Task.WhenAll(host.ApprovedAsync(notice, CourtHost.Approver), host.ApprovedAsync(notice, CourtHost.Second));
            Assert.Equal(NoticeState.Approved, await host.StateAsync(notice));
            Assert.Equal(1, await host.DbAsync(db => db.OutboundMessages.CountAsync(m => m.CauseId == notice)));
        }
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S11_ApprovalReplayed_AfterAnEdit_IsRefused(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var entry = await host.KnownAsync("FL-0004", CourtStage.Court, CourtOutcome.Convicted);
        var contact = await host.ContactAsync("FL-0004");
        var notice = await host.WrittenAsync(entry, contact);
        var before = await host.ReadAsync(notice);
        await host.ApprovedAsync(notice, CourtHost.Approver);
        await host.WrittenAsync(entry, contact, "ສານໄດ້ຟັງທ່ານ", notice: notice);
        var staff = await host.StaffAsync(CourtHost.Second);
        var refused = await Assert.ThrowsAsync<NoticeRefusedException>(() => host.ScopedAsync<ApprovalService, int>(async service =>
        {
            await service.ApproveAsync(notice, staff, true, before.Digest, CancellationToken.None);
            return 0;
        }));

        Assert.Contains("changed since you opened", refused.Message, StringComparison.Ordinal);
        Assert.Contains("notice", (await host.ReadAsync(notice)).Changed);
        Assert.Empty((await host.ReadAsync(notice)).ApprovedBy);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S11_WriterOrEditor_CannotApprove(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var notice = await host.WrittenAsync(await host.KnownAsync("FL-0004", CourtStage.Court, CourtOutcome.Convicted), await host.ContactAsync("FL-0004"));
        await Assert.ThrowsAsync<NoticeRefusedException>(() => host.ApprovedAsync(notice, CourtHost.Caseworker));
        await host.SaveAsync(async db => (await db.Set<Notice>().SingleAsync(n => n.Id == notice)).Editors = (await db.Users.SingleAsync(u => u.Email == CourtHost.Second)).Id.ToString("N"));
        await Assert.ThrowsAsync<NoticeRefusedException>(() => host.ApprovedAsync(notice, CourtHost.Second));
    }

    [SkippableTheory]
    [InlineData("sqlite", "mailbox")]
    [InlineData("postgres", "mailbox")]
    [InlineData("sqlite", "authenticator")]
    [InlineData("postgres", "authenticator")]
    public async Task S11_SecondAccountOfTheWriter_IsRefusedAndFlagged(string database, string sameness)
    {
        await using var host = new FamilyLinkHost(database);
        await host.SaveAsync(async db =>
        {
            var (writer, second) = (await db.Users.SingleAsync(u => u.Email == CourtHost.Caseworker), await db.Users.SingleAsync(u => u.Email == CourtHost.Second));
            if (sameness == "mailbox")
            {
                second.Email = "Case.Worker+2@Demo.local";
                return;
            }

            foreach (var user in new[] { writer, second })
            {
                db.Add(new IdentityUserToken<Guid> { UserId = user.Id, LoginProvider = "[AspNetUserStore]", Name = "AuthenticatorKey", Value = "JBSWY3DPEHPK3PXP" });
            }
        });
        var notice = await host.WrittenAsync(await host.KnownAsync("FL-0004", CourtStage.Court, CourtOutcome.Convicted), await host.ContactAsync("FL-0004"));
        var read = await host.ReadAsync(notice);
        var account = await host.DbAsync(db => db.Users.Where(u => u.DisplayName == "Demo second approver").Select(u => u.Id).SingleAsync());
        var refused = await Assert.ThrowsAsync<NoticeRefusedException>(() => host.ScopedAsync<ApprovalService, int>(async service =>
        {
            await service.ApproveAsync(notice, account, true, read.Digest, CancellationToken.None);
            return 0;
        }));

        Assert.Contains("same person", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, await host.TasksAsync(ApprovalService.SamePersonTask));
        Assert.True(await host.DbAsync(db => db.AuditEntries.AnyAsync(e => e.Action == "court-update.same-person")));
        Assert.Empty((await host.ReadAsync(notice)).ApprovedBy);
    }

    [Theory]
    [InlineData("som.chai@gmail.com", "SOMCHAI+work@googlemail.com", true)]
    [InlineData("somchai@ngo.org", "somchai@other.org", false)]
    [InlineData("ｓomchai@ngo.org", "somchai@ngo.org", true)]
    [InlineData("somchai1@ngo.org", "somchai2@ngo.org", false)]
    public void SamePerson_ReadsMailboxesAsTheirOwnersCouldWriteThem(string one, string other, bool same) =>
        Assert.Equal(same, SamePerson.Mailbox(one) == SamePerson.Mailbox(other));

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S11_SecondLanguage_IsConfirmedBySomebodyElseBeforeAnybodyApproves(string database)
    {
        await using var host = new FamilyLinkHost(database);
        host.ToHour(10);
        var entry = await host.KnownAsync("FL-0004", CourtStage.Court, CourtOutcome.Convicted);
        var contact = await host.ContactAsync("FL-0004");
        var notice = await host.WrittenAsync(entry, contact, "ສານໄດ້ຟັງທ່ານ", "th", "ศาลได้ฟังคุณ");
        Assert.Contains("both languages", (await Assert.ThrowsAsync<NoticeRefusedException>(() => host.ApprovedAsync(notice, CourtHost.Approver))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<NoticeRefusedException>(() => ConfirmAsync(host, notice, CourtHost.Caseworker));
        await ConfirmAsync(host, notice, CourtHost.Second);
        await host.ApprovedAsync(notice);
        Assert.Equal(NoticeState.Approved, await host.StateAsync(notice));

        await host.SmsAsync(FamilyLinkHost.Returned, "8");
        await host.SmsAsync(FamilyLinkHost.Returned, "2");
        Assert.Contains("อีกฝ่ายมีความผิด", await host.SmsAsync(FamilyLinkHost.Returned, CourtHost.ReturnedCode), StringComparison.Ordinal);
        Assert.Contains("ศาลได้ฟังคุณ", await host.SmsAsync(FamilyLinkHost.Returned, "1"), StringComparison.Ordinal);

        await host.WrittenAsync(entry, contact, "ສານໄດ້ຟັງທ່ານແລ້ວ", "th", "ศาลได้ฟังคุณ", notice);
        await Assert.ThrowsAsync<NoticeRefusedException>(() => host.ApprovedAsync(notice, CourtHost.Approver));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S12_EmergencyHold_StopsEverythingAndIsReleasedBySomebodyElse(string database)
    {
        await using var host = new FamilyLinkHost(database);
        host.ToHour(10);
        var notice = await host.SealedUpdateAsync(CourtStage.Court, CourtOutcome.Convicted);
        var (holder, other) = (await host.StaffAsync(CourtHost.Caseworker), await host.StaffAsync(CourtHost.Second));
        await host.ScopedAsync<EmergencyHolds, int>(async holds => { await holds.HoldAsync(holder, CancellationToken.None); return 0; });
        await host.Dispatcher.DrainAsync(CancellationToken.None);

        Assert.Equal((OutboundState.Waiting, "gate:held-all"), ((await host.MessageAsync(notice)).State, (await host.MessageAsync(notice)).OutcomeCode));
        Assert.NotEqual(OutboundState.Sent, (await host.OpeningAsync("FL-0001")).State);
        Assert.DoesNotContain(CourtHost.Convicted, await host.SmsAsync(FamilyLinkHost.Returned, CourtHost.ReturnedCode), StringComparison.Ordinal);
        await host.SmsAsync(FamilyLinkHost.Mother, "1");
        Assert.DoesNotContain("ຄົນດູແລ", await host.SmsAsync(FamilyLinkHost.Mother, FamilyLinkHost.MothersCode), StringComparison.Ordinal);
        await Assert.ThrowsAsync<NoticeRefusedException>(() => host.ScopedAsync<EmergencyHolds, int>(async holds => { await holds.ReleaseAsync(holder, CancellationToken.None); return 0; }));
        await host.ScopedAsync<EmergencyHolds, int>(async holds => { await holds.ReleaseAsync(other, CancellationToken.None); return 0; });
        await host.Dispatcher.DrainAsync(CancellationToken.None);
        Assert.Equal(OutboundState.Sent, (await host.MessageAsync(notice)).State);
        Assert.Contains(CourtHost.Convicted, await host.SmsAsync(FamilyLinkHost.Returned, "3"), StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S12_HeldInTheLastMoment_WithTheMessageQueued_IsStoppedAtHandOff(string database)
    {
        await using var host = new FamilyLinkHost(database);
        host.ToHour(10);
        var notice = await host.SealedUpdateAsync(CourtStage.Court, CourtOutcome.Convicted);
        await host.SaveAsync(async db => (await db.Set<Notice>().SingleAsync(n => n.Id == notice)).State = NoticeState.Held);
        await host.Dispatcher.DrainAsync(CancellationToken.None);
        Assert.Equal("gate:held", (await host.MessageAsync(notice)).OutcomeCode);
    }

    [SkippableTheory]
    [InlineData("sqlite", true)]
    [InlineData("sqlite", false)]
    [InlineData("postgres", true)]
    [InlineData("postgres", false)]
    public async Task S22_RecipientOrCaseErased_NothingLeavesAndNothingIsTold(string database, bool recipient)
    {
        await using var host = new FamilyLinkHost(database);
        host.ToHour(10);
        var notice = await host.SealedUpdateAsync(CourtStage.Court, CourtOutcome.Convicted);
        var key = await host.DbAsync(db => recipient
            ? db.Contacts.Join(db.Set<Notice>().Where(n => n.Id == notice), c => c.Id, n => n.ContactId, (c, _) => c.PersonKeyId).SingleAsync()
            : db.Cases.Join(db.Set<Notice>().Where(n => n.Id == notice), c => c.Id, n => n.CaseId, (c, _) => c.PersonKeyId).SingleAsync());
        await host.DbAsync(db => db.PersonKeys.Where(k => k.Id == key).ExecuteUpdateAsync(k => k.SetProperty(x => x.ErasedAt, host.Now).SetProperty(x => x.Wrapped, Array.Empty<byte>())));
        await host.Dispatcher.DrainAsync(CancellationToken.None);

        Assert.Equal((OutboundState.Cancelled, "gate:erased"), ((await host.MessageAsync(notice)).State, (await host.MessageAsync(notice)).OutcomeCode));
        Assert.DoesNotContain(CourtHost.Convicted, await host.SmsAsync(FamilyLinkHost.Returned, CourtHost.ReturnedCode), StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S4_ConsentExpiresInTheSecondOfSending_IsSeenAtHandOff(string database)
    {
        await using var host = new FamilyLinkHost(database);
        host.ToHour(10);
        var contact = await host.ContactAsync("FL-0004");
        await host.SaysAsync("FL-0004", ConsentVoice.Subject, ConsentDecision.Given, contact, days: 1);
        var notice = await host.SealedUpdateAsync(CourtStage.Court, CourtOutcome.Convicted);
        host.Clock.Forward(TimeSpan.FromDays(1));
        await host.Dispatcher.DrainAsync(CancellationToken.None);
        Assert.Equal((OutboundState.Cancelled, "gate:no-consent"), ((await host.MessageAsync(notice)).State, (await host.MessageAsync(notice)).OutcomeCode));
    }

    private static async Task ConfirmAsync(FamilyLinkHost host, Guid notice, string email)
    {
        var (staff, read) = (await host.StaffAsync(email), await host.ReadAsync(notice));
        await host.ScopedAsync<CourtUpdateService, int>(async service => { await service.ConfirmSameAsync(notice, staff, read.Digest, CancellationToken.None); return 0; });
    }

    private static async Task ChangeAsync(FamilyLinkHost host, Guid id, string what)
    {
        var encryptor = host.Service<FieldEncryptor>();
        await host.SaveAsync(async db =>
        {
            var notice = await db.Set<Notice>().SingleAsync(n => n.Id == id);
            switch (what)
            {
                case "text":
                    var key = await db.Cases.Where(c => c.Id == notice.CaseId).Select(c => c.PersonKeyId).SingleAsync();
                    var text = await db.Set<NoticeText>().SingleAsync(t => t.NoticeId == id);
                    var parts = encryptor.Decrypt(key, "notice.parts", text.Parts)!;
                    text.Parts = encryptor.Encrypt(key, "notice.parts", parts.Insert(parts.IndexOf('"', StringComparison.Ordinal) + 1, "ກ"));
                    break;
                case "recipient":
                    (await db.Contacts.SingleAsync(c => c.Id == notice.ContactId)).Version++;
                    break;
                case "phone":
                    var address = await db.ContactAddresses.AsNoTracking().SingleAsync(a => a.ContactId == notice.ContactId);
                    db.Add(new ContactAddress { ContactId = address.ContactId, AddressHash = [.. address.AddressHash.Reverse()], Address = address.Address, IsTelephone = true, AddedAt = address.ConfirmedAt.AddDays(-1), ConfirmedAt = address.ConfirmedAt.AddDays(-1) });
                    break;
                case "case":
                    (await db.Cases.SingleAsync(c => c.Id == notice.CaseId)).Version++;
                    break;
                case "result":
                    (await db.Set<CourtUpdate>().SingleAsync(u => u.NoticeId == id)).EntryId = Guid.CreateVersion7();
                    break;
                case "end":
                    notice.ExpiresAt = notice.ExpiresAt.AddMinutes(1);
                    break;
                case "notice":
                    notice.Edition++;
                    break;
            }
        });
        if (what == "consent")
        {
            await host.SaysAsync("FL-0004", ConsentVoice.Subject, ConsentDecision.Given, await host.ContactAsync("FL-0004"));
        }
    }
}
