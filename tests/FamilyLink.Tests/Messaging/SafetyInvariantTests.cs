using FamilyLink.Data.Messages;
using FamilyLink.Data.Notices;
using FamilyLink.Data.People;
using FamilyLink.Features.Enrolments;
using FamilyLink.Features.Notices;
using FamilyLink.Messaging;
using FamilyLink.Messaging.Approval;
using FamilyLink.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FamilyLink.Tests.Messaging;

/// <summary>The safety invariants about what may leave and who is told, each named with its number. One file past 300 lines: whoever asks whether a rule is tested looks in one place.</summary>
public sealed class SafetyInvariantTests
{
    private const string CaredFor = "ຄົນດູແລ";

    public static TheoryData<string> Databases => Infrastructure.Databases.All;

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S1_NoPolicy_NothingLeavesAndACaseworkerIsTold(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await host.SaveAsync(async db => db.RemoveRange(await db.SafeContactPolicies.ToListAsync()));
        await host.Dispatcher.DrainAsync(CancellationToken.None);

        var opening = await host.OpeningAsync("FL-0001");
        Assert.Equal((OutboundState.Cancelled, "gate:no-policy"), (opening.State, opening.OutcomeCode));
        Assert.True(await host.DbAsync(db => db.StaffTasks.AnyAsync(t => t.OutboundId == opening.Id)));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S1_PolicyExpired_NothingLeavesAndNothingIsTold(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var mother = await host.ContactAsync("FL-0001");
        await host.PolicyAsync(mother, Channel.Sms, 0, 24, days: 1);
        await host.ApproveAsync("FL-0001", "approver@demo.local");
        host.Clock.Forward(TimeSpan.FromDays(2));
        await host.Dispatcher.DrainAsync(CancellationToken.None);

        Assert.Equal(OutboundState.Cancelled, (await host.OpeningAsync("FL-0001")).State);
        await host.SmsAsync(FamilyLinkHost.Mother, "1");
        Assert.DoesNotContain(CaredFor, await host.SmsAsync(FamilyLinkHost.Mother, FamilyLinkHost.MothersCode), StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S2_TheChildSaysNo_WinsOverEverybodysYes(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await host.SaveAsync(async db =>
        {
            var yes = await db.Consents.AsNoTracking().FirstAsync(c => c.Voice == ConsentVoice.Subject && c.Kind == ConsentKind.Assent);
            db.Consents.Add(new Consent
            {
                CaseId = yes.CaseId,
                ContactId = yes.ContactId,
                Purpose = yes.Purpose,
                Voice = ConsentVoice.Subject,
                Kind = ConsentKind.Assent,
                Decision = ConsentDecision.Refused,
                ExplainedBy = yes.ExplainedBy,
                Language = "lo",
                WordingVersion = "t",
                GivenAt = host.Now,
                ExpiresAt = host.Now.AddYears(1),
            });
        });
        await host.Dispatcher.DrainAsync(CancellationToken.None);

        var openings = await host.DbAsync(db => db.OutboundMessages.CountAsync(m => m.OutcomeCode == "gate:subject-said-no"));
        Assert.Equal(1, openings);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S2_ConsentRows_CannotBeChangedOrDeletedInTheDatabase(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var changed = await Assert.ThrowsAnyAsync<Exception>(() => host.DbAsync(db => db.Consents.ExecuteUpdateAsync(c => c.SetProperty(x => x.WordingVersion, "other"))));
        var deleted = await Assert.ThrowsAnyAsync<Exception>(() => host.DbAsync(db => db.Consents.ExecuteDeleteAsync()));
        Assert.Contains("append-only", changed.Message, StringComparison.Ordinal);
        Assert.Contains("append-only", deleted.Message, StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S3_Stop_CancelsWhatIsQueuedAndSilencesEveryChannelUntilStart(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await host.SmsAsync(FamilyLinkHost.Mother, "ຂໍຮ້ອງ ຢ່າສົ່ງຂໍ້ຄວາມມາອີກ");
        await host.Dispatcher.DrainAsync(CancellationToken.None);

        Assert.Equal((OutboundState.Cancelled, "stop"), await StateAsync(host));
        Assert.NotNull(await host.DbAsync(async db => (await db.Contacts.SingleAsync(c => c.Id == host.ContactAsync("FL-0001").Result)).OptedOutAt));
        await host.SmsAsync(FamilyLinkHost.Mother, "ເລີ່ມ");
        Assert.False(await host.DbAsync(db => db.Suppressions.AnyAsync()));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S4_OutsideTheSafeHours_WaitsForThemAndIsNotMadeUpForAtNight(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var hour = TimeZoneInfo.ConvertTimeFromUtc(host.Now, TimeZoneInfo.FindSystemTimeZoneById("Asia/Vientiane")).Hour;
        var from = (hour + 3) % 22;
        await host.PolicyAsync(await host.ContactAsync("FL-0001"), Channel.Sms, from, from + 1);
        await host.Dispatcher.DrainAsync(CancellationToken.None);

        var waiting = await host.OpeningAsync("FL-0001");
        Assert.Equal((OutboundState.Waiting, "gate:hours"), (waiting.State, waiting.OutcomeCode));
        Assert.Equal(from, TimeZoneInfo.ConvertTimeFromUtc(waiting.NotBefore, TimeZoneInfo.FindSystemTimeZoneById("Asia/Vientiane")).Hour);
        await host.Dispatcher.DrainAsync(CancellationToken.None);
        Assert.Equal(OutboundState.Waiting, (await host.OpeningAsync("FL-0001")).State);
        Assert.Equal(0, waiting.Attempts);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S4_ConsentWithdrawnAfterQueueing_IsSeenAtHandOff(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await host.SaveAsync(async db =>
        {
            var yes = await db.Consents.AsNoTracking().FirstAsync(c => c.Voice == ConsentVoice.Contact && c.Purpose == ConsentPurpose.NewsOfRelative);
            db.Consents.Add(new Consent
            {
                CaseId = yes.CaseId,
                ContactId = yes.ContactId,
                Purpose = yes.Purpose,
                Voice = ConsentVoice.Contact,
                Kind = ConsentKind.Consent,
                Decision = ConsentDecision.Withdrawn,
                ExplainedBy = yes.ExplainedBy,
                Language = "lo",
                WordingVersion = "t",
                GivenAt = host.Now,
                ExpiresAt = host.Now.AddYears(1),
            });
        });
        await host.Dispatcher.DrainAsync(CancellationToken.None);
        Assert.True(await host.DbAsync(db => db.OutboundMessages.AnyAsync(m => m.OutcomeCode == "gate:no-consent-of-contact")));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S5_KnownAndUnknownNumbers_GetTheSameBytes(string database)
    {
        await using var host = new FamilyLinkHost(database);
        foreach (var text in (string[])["hello", "ສະບາຍດີ", "1", "123456", "ດອກໄມ້", "4", "1", "1", "0", "2", "3", "8", "1", "5", "???", "😀", "9"])
        {
            var known = await host.SmsAsync(FamilyLinkHost.Mother, text);
            var unknown = await host.SmsAsync(FamilyLinkHost.Stranger, text);
            Assert.Equal(unknown, known);
        }
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S6_FiveWrongSecrets_LockEvenTheRightOneAndTellACaseworker(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await host.SmsAsync(FamilyLinkHost.Mother, "1");
        string? refused = null;
        for (var i = 0; i < 5; i++)
        {
            refused = await host.SmsAsync(FamilyLinkHost.Mother, $"00000{i}");
        }

        Assert.Equal(refused, await host.SmsAsync(FamilyLinkHost.Mother, FamilyLinkHost.MothersCode));
        Assert.Equal(1, await host.DbAsync(db => db.StaffTasks.CountAsync(t => t.Kind == "secret-locked")));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S6_HalfAnHourOfSilence_AsksForTheSecretAgain(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await host.SmsAsync(FamilyLinkHost.Mother, "1");
        Assert.Contains(CaredFor, await host.SmsAsync(FamilyLinkHost.Mother, FamilyLinkHost.MothersCode), StringComparison.Ordinal);
        host.Clock.Forward(TimeSpan.FromMinutes(31));
        Assert.Contains("ຄຳລັບ", await host.SmsAsync(FamilyLinkHost.Mother, "1"), StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S6_Secrets_AreStoredOnlyAsHashes(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var enrolments = await host.DbAsync(db => db.Set<Enrolment>().ToListAsync());
        Assert.Equal(5, enrolments.Count);
        Assert.All(enrolments, e => Assert.Equal(32, e.SecretHash.Length));
        Assert.Equal(enrolments.Count, enrolments.Select(e => Convert.ToHexString(e.Salt)).Distinct().Count());
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S7_DuressWord_AnswersBlandlyAlertsSilentlyAndHoldsEverything(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await host.SmsAsync(FamilyLinkHost.SharedPhone, "9");
        await host.SmsAsync(FamilyLinkHost.SharedPhone, "ເລີ່ມ");
        host.Clock.Forward(TimeSpan.FromMinutes(31));
        await host.SmsAsync(FamilyLinkHost.SharedPhone, "1");
        var bland = await host.SmsAsync(FamilyLinkHost.SharedPhone, "ດອກຈຳປາ");

        Assert.DoesNotContain("ດອກຈຳປາ", bland, StringComparison.Ordinal);
        Assert.True(await host.DbAsync(db => db.StaffTasks.AnyAsync(t => t.Kind == "duress" && t.Urgency == Urgency.Now)));
        Assert.NotNull((await host.DbAsync(db => db.Contacts.SingleAsync(c => c.HeldForDuressAt != null))).HeldForDuressAt);
        Assert.False(await host.DbAsync(db => db.Conversations.AnyAsync(c => c.VerifiedContactId != null && c.VerifiedUntil > host.Now)));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S8_SharedOrUnknownPhone_GetsNoContentInWriting(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await host.Dispatcher.DrainAsync(CancellationToken.None);
        Assert.Equal((Channel.Voice, OutboundState.Sent), ((await host.OpeningAsync("FL-0003")).Channel, (await host.OpeningAsync("FL-0003")).State));
        await host.SmsAsync(FamilyLinkHost.Father, "1");
        var answer = await host.SmsAsync(FamilyLinkHost.Father, "862407");

        Assert.DoesNotContain(CaredFor, answer, StringComparison.Ordinal);
        Assert.Contains("ໂທລະສັບ", answer, StringComparison.Ordinal);
        Assert.True(await host.DbAsync(db => db.StaffTasks.AnyAsync(t => t.Kind == "tell-by-voice")));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S11_OneApprovalOfTwo_TellsNothing_TwoTell(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await host.SmsAsync(FamilyLinkHost.Aunt, "1");
        Assert.DoesNotContain("คนดูแล", await host.SmsAsync(FamilyLinkHost.Aunt, "405118"), StringComparison.Ordinal);
        await host.ApproveAsync("FL-0002", "second@demo.local");
        Assert.Contains("คนดูแล", await host.SmsAsync(FamilyLinkHost.Aunt, "1"), StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S11_OneApprovalThoughMarkedApproved_TellsNothing(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await host.SaveAsync(async db => (await db.Set<Notice>().SingleAsync(n => n.State == NoticeState.InReview)).State = NoticeState.Approved);
        await host.SmsAsync(FamilyLinkHost.Aunt, "1");
        Assert.DoesNotContain("คนดูแล", await host.SmsAsync(FamilyLinkHost.Aunt, "405118"), StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S11_TwoApprovalsWithoutTheApproverRole_AreNotEnough(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var id = await host.NoticeAsync("FL-0002");
        await host.SaveAsync(async db => db.RemoveRange(await db.Set<NoticeApproval>().Where(a => a.NoticeId == id).ToListAsync()));
        foreach (var email in (string[])["approver@demo.local", "second@demo.local"])
        {
            var staff = await host.StaffAsync(email);
            var read = await host.DbAsync(db => host.Service<ApprovalDigest>().ReadAsync(db, id, host.Now, CancellationToken.None));
            await host.ScopedAsync<NoticeService, int>(async service => { await service.ApproveAsync(id, staff, false, read!.Digest, CancellationToken.None); return 0; });
        }

        Assert.Equal(NoticeState.InReview, (await host.DbAsync(db => db.Set<Notice>().SingleAsync(n => n.Id == id))).State);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S11_TheSamePersonTwice_IsOneApproval(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await host.ApproveAsync("FL-0002", "approver@demo.local");
        Assert.Equal(NoticeState.InReview, await host.DbAsync(async db => (await db.Set<Notice>().SingleAsync(n => n.Id == host.NoticeAsync("FL-0002").Result)).State));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S11_TheWriter_CannotApproveTheirOwnNotice(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await Assert.ThrowsAsync<NoticeRefusedException>(() => host.ApproveAsync("FL-0002", "caseworker@demo.local"));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S11_OneLetterChangedAfterApproval_StopsTheSend(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await host.SaveAsync(async db =>
        {
            var encryptor = host.Service<Data.Encryption.FieldEncryptor>();
            var notice = await db.Set<Notice>().SingleAsync(n => n.Id == host.NoticeAsync("FL-0001").Result);
            var about = await db.Cases.SingleAsync(c => c.Id == notice.CaseId);
            var text = await db.Set<NoticeText>().SingleAsync(t => t.NoticeId == notice.Id && t.Channel == Channel.Sms);
            var parts = encryptor.Decrypt(about.PersonKeyId, "notice.parts", text.Parts)!;
            text.Parts = encryptor.Encrypt(about.PersonKeyId, "notice.parts", parts.Replace("ດູແລ", "ດູແລ່", StringComparison.Ordinal).Replace("\\u0E94\\u0EB9\\u0EC1\\u0EA5", "\\u0E94\\u0EB9\\u0EC1\\u0EA5\\u0EC8", StringComparison.OrdinalIgnoreCase));
            Assert.NotEqual(parts, encryptor.Decrypt(about.PersonKeyId, "notice.parts", text.Parts));
        });
        await host.Dispatcher.DrainAsync(CancellationToken.None);

        Assert.Equal("gate:approval-void:text+wording", (await host.OpeningAsync("FL-0001")).OutcomeCode);
        await host.SmsAsync(FamilyLinkHost.Mother, "1");
        Assert.DoesNotContain("ດູແລ", await host.SmsAsync(FamilyLinkHost.Mother, FamilyLinkHost.MothersCode), StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S11_CaseChangedAfterApproval_VoidsIt(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await host.SaveAsync(async db => (await db.Cases.SingleAsync(c => c.Code == "FL-0001")).Version++);
        await host.Dispatcher.DrainAsync(CancellationToken.None);
        Assert.Equal("gate:approval-void:case", (await host.OpeningAsync("FL-0001")).OutcomeCode);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S12_HeldBack_IsNotSentNorTold_ReleasedIs(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var notice = await host.NoticeAsync("FL-0001");
        var approver = await host.StaffAsync("approver@demo.local");
        await host.ScopedAsync<NoticeService, int>(async service => { await service.HoldAsync(notice, approver, true, CancellationToken.None); return 0; });
        await host.Dispatcher.DrainAsync(CancellationToken.None);
        Assert.Equal((OutboundState.Cancelled, "held"), await StateAsync(host));
        await host.SmsAsync(FamilyLinkHost.Mother, "1");
        Assert.DoesNotContain(CaredFor, await host.SmsAsync(FamilyLinkHost.Mother, FamilyLinkHost.MothersCode), StringComparison.Ordinal);

        await host.ScopedAsync<NoticeService, int>(async service => { await service.HoldAsync(notice, approver, false, CancellationToken.None); return 0; });
        Assert.Contains(CaredFor, await host.SmsAsync(FamilyLinkHost.Mother, "1"), StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S12_HeldInTheLastMoment_WithTheMessageStillQueued_IsStoppedAtHandOff(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var id = await host.NoticeAsync("FL-0001");
        await host.SaveAsync(async db => (await db.Set<Notice>().SingleAsync(n => n.Id == id)).State = NoticeState.Held);
        await host.Dispatcher.DrainAsync(CancellationToken.None);
        Assert.Equal("gate:held", (await host.OpeningAsync("FL-0001")).OutcomeCode);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S12_Expired_IsNeitherSentNorTold(string database)
    {
        await using var host = new FamilyLinkHost(database);
        host.Clock.Forward(TimeSpan.FromDays(31));
        await host.Dispatcher.DrainAsync(CancellationToken.None);
        Assert.Equal(OutboundState.Expired, (await host.OpeningAsync("FL-0001")).State);
        await host.SmsAsync(FamilyLinkHost.Mother, "1");
        Assert.DoesNotContain(CaredFor, await host.SmsAsync(FamilyLinkHost.Mother, FamilyLinkHost.MothersCode), StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S14_WordsOfDanger_AreMetCalmlyAndReachAPersonNow(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var answer = await host.SmsAsync(FamilyLinkHost.Stranger, "ມັນຕີຂ້ອຍ ຊ່ວຍແດ່");
        Assert.Contains("ຂອບໃຈທີ່ບອກ", answer, StringComparison.Ordinal);
        Assert.True(await host.DbAsync(db => db.StaffTasks.AnyAsync(t => t.Signal == "danger.violence" && t.Urgency == Urgency.Now)));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S19_WrongNumber_QuarantinesItUntilACaseworkerConfirms(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await host.Dispatcher.DrainAsync(CancellationToken.None);
        await host.SmsAsync(FamilyLinkHost.Mother, "7");
        var address = await host.DbAsync(db => db.ContactAddresses.SingleAsync(a => a.State == AddressState.Quarantined));
        Assert.Equal(await host.ContactAsync("FL-0001"), address.ContactId);
        await host.SmsAsync(FamilyLinkHost.Mother, "1");
        Assert.DoesNotContain(CaredFor, await host.SmsAsync(FamilyLinkHost.Mother, FamilyLinkHost.MothersCode), StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S21_TheChain_HoldsAndAChangedEntryShows(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await host.SmsAsync(FamilyLinkHost.Mother, "1");
        var (count, broken) = await host.DbAsync(db => Data.Audit.AuditChain.VerifyAsync(db, CancellationToken.None));
        Assert.Null(broken);
        Assert.True(count > 10);

        await host.DbAsync(async db =>
        {
            // Somebody with the database's own password takes the guard off and rewrites history.
            await db.Database.ExecuteSqlRawAsync(database == "sqlite" ? "DROP TRIGGER audit_entries_no_update" : "DROP TRIGGER audit_entries_append_only ON audit_entries");
            return await db.Database.ExecuteSqlRawAsync("UPDATE audit_entries SET actor = 'staff:nobody' WHERE sequence = 5");
        });
        Assert.Equal((4L, 5L), await host.DbAsync(db => Data.Audit.AuditChain.VerifyAsync(db, CancellationToken.None)));
    }

    private static async Task<(OutboundState, string?)> StateAsync(FamilyLinkHost host)
    {
        var opening = await host.OpeningAsync("FL-0001");
        return (opening.State, opening.OutcomeCode);
    }
}
