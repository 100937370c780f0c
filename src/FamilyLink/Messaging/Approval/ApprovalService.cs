using System.Text.Json;
using FamilyLink.Data;
using FamilyLink.Data.Audit;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.Messages;
using FamilyLink.Data.Notices;
using FamilyLink.Data.People;
using FamilyLink.Messaging.Outbound;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Messaging.Approval;

/// <summary>A notice could not be changed as asked; the message is for the person at the desk.</summary>
public sealed class NoticeRefusedException(string message) : Exception(message);

/// <summary>What somebody has written, before it is stored.</summary>
/// <param name="Subject">What it is about.</param>
/// <param name="NoticeId">The notice it is a new edition of, or null.</param>
/// <param name="CaseId">The case.</param>
/// <param name="ContactId">The one recipient.</param>
/// <param name="Writer">Who wrote it.</param>
/// <param name="Blocks">The building blocks chosen.</param>
/// <param name="FreeText">The writer's own words.</param>
/// <param name="Words">The words on each channel and in each language, the recipient's own first.</param>
/// <param name="Life">How long it may be told.</param>
/// <param name="Meaning">What the own words mean, for an approver who does not read their language.</param>
public sealed record NoticeDraft(
    NoticeSubject Subject,
    Guid? NoticeId,
    Guid CaseId,
    Guid ContactId,
    Guid Writer,
    IReadOnlyCollection<string> Blocks,
    string? FreeText,
    IReadOnlyList<NoticeWords> Words,
    TimeSpan Life,
    string? Meaning = null);

/// <summary>Storing, approving, holding and withdrawing notices of every subject (S11, S12). Every step is one transaction with its audit entry. One file past 300 lines: every way in which a notice changes its state.</summary>
public sealed class ApprovalService(FamilyLinkContext db, ApprovalDigest digests, FieldEncryptor encryptor, ChannelSelector ways, DispatchSchedule schedule, TimeProvider clock)
{
    /// <summary>The task that two accounts of one person leave for whoever looks after the staff.</summary>
    public const string SamePersonTask = "same-person";

    /// <summary>Stores a new notice, or a new edition of one; every approval given before is void (S11).</summary>
    /// <param name="draft">What was written.</param>
    /// <param name="also">Adds what belongs to the notice in the same transaction; given the case's key and whether the notice is new.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="NoticeRefusedException">The contact is not linked to the case, nothing is said, or the notice was withdrawn.</exception>
    public async Task<Notice> WriteAsync(NoticeDraft draft, Func<Notice, Case, Task>? also, CancellationToken cancellation)
    {
        var now = Now();
        var about = await db.Cases.SingleAsync(c => c.Id == draft.CaseId, cancellation);
        var contact = await db.Contacts.SingleAsync(c => c.Id == draft.ContactId, cancellation);
        if (!await db.CaseContacts.AnyAsync(l => l.CaseId == draft.CaseId && l.ContactId == draft.ContactId, cancellation))
        {
            throw new NoticeRefusedException("This contact is not linked to the case.");
        }

        if (draft.Words.Count == 0 || draft.Words.Any(w => w.Parts.Count == 0))
        {
            throw new NoticeRefusedException("Choose at least one sentence.");
        }

        var notice = draft.NoticeId is { } id
            ? await db.Set<Notice>().SingleAsync(n => n.Id == id && n.Subject == draft.Subject && n.CaseId == draft.CaseId && n.ContactId == draft.ContactId, cancellation)
            : null;
        if (notice is null)
        {
            notice = new Notice
            {
                Subject = draft.Subject,
                CaseId = draft.CaseId,
                ContactId = draft.ContactId,
                Language = contact.Language,
                WrittenBy = draft.Writer,
                CreatedAt = now,
                ExpiresAt = now + draft.Life,
            };
            db.Add(notice);
        }
        else
        {
            await NewEditionAsync(notice, draft, now, cancellation);
        }

        notice.Language = contact.Language;
        notice.Blocks = string.Join(',', draft.Blocks);
        notice.FreeText = encryptor.Encrypt(about.PersonKeyId, "notice.free", draft.FreeText);
        notice.Meaning = encryptor.Encrypt(about.PersonKeyId, "notice.meaning", string.IsNullOrWhiteSpace(draft.FreeText) ? null : draft.Meaning);
        notice.State = NoticeState.InReview;
        db.RemoveRange(await db.Set<NoticeText>().Where(t => t.NoticeId == notice.Id).ToListAsync(cancellation));
        foreach (var words in await OnEveryChannelAsync(draft, cancellation))
        {
            db.Add(new NoticeText
            {
                NoticeId = notice.Id,
                Channel = words.Channel,
                Language = words.Language == contact.Language ? "" : words.Language,
                Opening = encryptor.Encrypt(about.PersonKeyId, "notice.opening", words.Opening),
                Parts = encryptor.Encrypt(about.PersonKeyId, "notice.parts", JsonSerializer.Serialize(words.Parts)),
            });
        }

        if (also is not null)
        {
            await also(notice, about);
        }

        db.Audit(AuditFact.Staff(draft.Writer, draft.NoticeId is null ? $"{Kind(notice)}.written" : $"{Kind(notice)}.edited", Subject(notice), $"edition {notice.Edition}"));
        await db.SaveChangesAsync(cancellation);
        return notice;
    }

    /// <summary>Approves exactly what the person saw. With the second approval, one of them an approver's, the notice may be told and its opening is queued.</summary>
    /// <param name="noticeId">The notice.</param>
    /// <param name="approver">Who approves.</param>
    /// <param name="holdsApproverRole">Whether they hold the approver role.</param>
    /// <param name="sealSeen">The hash of what was on the approver's screen.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="NoticeRefusedException">They wrote or edited it, are the same person as somebody who did or who approved, it changed since they saw it, or it is not waiting for approval.</exception>
    public async Task ApproveAsync(Guid noticeId, Guid approver, bool holdsApproverRole, byte[] digestSeen, CancellationToken cancellation)
    {
        var now = Now();
        var read = await digests.ReadAsync(db, noticeId, now, cancellation) ?? throw new NoticeRefusedException("There is no such notice.");
        if (ApprovalDigest.WroteOrEdited(read.Notice, approver))
        {
            throw new NoticeRefusedException("You wrote or edited this. Somebody else must approve it.");
        }

        if (!read.Digest.AsSpan().SequenceEqual(digestSeen))
        {
            throw new NoticeRefusedException("The text, the recipient, a consent or the case has changed since you opened this page. Read it again.");
        }

        if (read.Notice.State is not (NoticeState.InReview or NoticeState.Approved) || read.Notice.ExpiresAt <= now || read.WhyNot == "erased")
        {
            throw new NoticeRefusedException("This is not waiting for approval.");
        }

        if (read.RecordProblem is { } problem)
        {
            throw new NoticeRefusedException(problem == ApprovalDigest.Corrected
                ? "The line of the court record that this tells was corrected. Write about the new one."
                : "The court record says two things that cannot both be true. Somebody settles first which one is right.");
        }

        if (read.Court is { } court && !ApprovalDigest.SameConfirmed(court, read.Words))
        {
            throw new NoticeRefusedException("Somebody who reads both languages must first confirm that they say the same.");
        }

        if (read.ApprovedBy.Contains(approver))
        {
            return;
        }

        await RefuseSecondAccountAsync(read, approver, cancellation);
        var notice = await db.Set<Notice>().SingleAsync(n => n.Id == noticeId, cancellation);
        notice.State = NoticeState.InReview;
        db.Add(new NoticeApproval { NoticeId = noticeId, ApprovedBy = approver, AsApprover = holdsApproverRole, Digest = read.Digest, Pieces = read.Pieces.Marks(), At = now });
        db.Audit(AuditFact.Staff(approver, $"{Kind(notice)}.approved", Subject(notice), Convert.ToHexStringLower(read.Digest)[..16]));
        await db.SaveChangesAsync(cancellation);
        await CompleteIfApprovedAsync(noticeId, approver, read.Digest, cancellation);
        schedule.Wake();
    }

    /// <summary>Seals what has all its approvals and was not sealed, because the process ended between the two: run before each drain.</summary>
    public async Task SealApprovedAsync(CancellationToken cancellation)
    {
        var waiting = await db.Set<Notice>().AsNoTracking()
            .Where(n => n.State == NoticeState.InReview && db.Set<NoticeApproval>().Count(a => a.NoticeId == n.Id) > 1)
            .Select(n => n.Id).ToListAsync(cancellation);
        foreach (var id in waiting)
        {
            if (await digests.ReadAsync(db, id, Now(), cancellation) is { } read && read.ApprovedBy.Count > 1)
            {
                await CompleteIfApprovedAsync(id, read.ApprovedBy[^1], read.Digest, cancellation);
            }
        }
    }

    /// <summary>Holds a notice back, up to the last moment (S12), or lets it go again.</summary>
    public async Task HoldAsync(Guid noticeId, Guid staff, bool hold, CancellationToken cancellation)
    {
        var notice = await db.Set<Notice>().SingleAsync(n => n.Id == noticeId, cancellation);
        if (notice.State != (hold ? NoticeState.Approved : NoticeState.Held))
        {
            throw new NoticeRefusedException(hold ? "Only what is approved can be held back." : "This is not held back.");
        }

        if (!hold && ApprovalDigest.WroteOrEdited(notice, staff))
        {
            throw new NoticeRefusedException("You wrote or edited this. Somebody else must let it go again.");
        }

        if (!hold && !await db.Users.AnyAsync(u => u.Id == staff && db.Cases.Any(c => c.Id == notice.CaseId && c.AgencyId == u.AgencyId), cancellation))
        {
            throw new NoticeRefusedException("Only the agency of the case lets it go again.");
        }

        notice.State = hold ? NoticeState.Held : NoticeState.Approved;
        db.Audit(AuditFact.Staff(staff, hold ? $"{Kind(notice)}.held" : $"{Kind(notice)}.released", Subject(notice)));
        if (hold)
        {
            await CancelQueuedAsync(db, noticeId, "held", Now(), cancellation);
        }
        else if (await digests.ReadAsync(db, noticeId, Now(), cancellation) is { } read)
        {
            await QueueOpeningAsync(read, cancellation);
        }

        await db.SaveChangesAsync(cancellation);
        schedule.Wake();
    }

    /// <summary>Takes a notice back for good.</summary>
    public async Task WithdrawAsync(Guid noticeId, Guid staff, CancellationToken cancellation)
    {
        var notice = await db.Set<Notice>().SingleAsync(n => n.Id == noticeId, cancellation);
        notice.State = NoticeState.Withdrawn;
        db.Audit(AuditFact.Staff(staff, $"{Kind(notice)}.withdrawn", Subject(notice)));
        await CancelQueuedAsync(db, noticeId, "withdrawn", Now(), cancellation);
        await db.SaveChangesAsync(cancellation);
    }

    /// <summary>Cancels what a notice has waiting; saved with the caller's changes.</summary>
    public static async Task CancelQueuedAsync(FamilyLinkContext db, Guid noticeId, string code, DateTime now, CancellationToken cancellation)
    {
        foreach (var message in await db.OutboundMessages.Where(m => m.CauseId == noticeId && m.State == OutboundState.Waiting).ToListAsync(cancellation))
        {
            message.State = OutboundState.Cancelled;
            message.OutcomeCode = code;
            message.StateAt = now;
        }
    }

    // Somebody with an account on a chat channel may read there as well: the same words, approved for that channel too (S11).
    private async Task<IReadOnlyList<NoticeWords>> OnEveryChannelAsync(NoticeDraft draft, CancellationToken cancellation) =>
        await db.ContactAddresses.AnyAsync(a => a.ContactId == draft.ContactId && !a.IsTelephone && a.State != AddressState.Retired, cancellation)
            ? [.. draft.Words, .. draft.Words.Where(w => w.Channel == Channel.Sms).Select(w => w with { Channel = Channel.Messenger })]
            : draft.Words;

    private static string Kind(Notice notice) => ApprovalDigest.KindOf(notice.Subject);

    private static string Subject(Notice notice) => $"{Kind(notice)}:{notice.Id:N}";

    private async Task NewEditionAsync(Notice notice, NoticeDraft draft, DateTime now, CancellationToken cancellation)
    {
        if (notice.State == NoticeState.Withdrawn)
        {
            throw new NoticeRefusedException("This was withdrawn. Write a new one.");
        }

        if (!ApprovalDigest.WroteOrEdited(notice, draft.Writer))
        {
            notice.Editors = string.Join(',', notice.Editors.Split(',', StringSplitOptions.RemoveEmptyEntries).Append(draft.Writer.ToString("N")));
        }

        notice.Edition++;
        notice.PartsTold = 0;
        notice.ExpiresAt = now + draft.Life;
        await CancelQueuedAsync(db, notice.Id, "edited", now, cancellation);
    }

    private async Task RefuseSecondAccountAsync(ApprovableNotice read, Guid approver, CancellationToken cancellation)
    {
        var others = read.Notice.Editors.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Guid.Parse).Append(read.Notice.WrittenBy).Concat(read.ApprovedBy);
        if (await SamePerson.FindAsync(db, approver, [.. others], cancellation) is not { } other)
        {
            return;
        }

        var (notice, now) = (read.Notice, Now());
        db.Audit(AuditFact.Staff(approver, $"{Kind(notice)}.same-person", Subject(notice), $"staff:{other:N}"));
        await db.OpenTaskAsync(SamePersonTask, Urgency.Today, now, new(notice.CaseId));
        await db.SaveChangesAsync(cancellation);
        throw new NoticeRefusedException("This account seems to belong to the same person as one that wrote or approved it. Two different people are needed; it was reported.");
    }

    // Two people may approve at the same moment: whoever comes second here sees both approvals, and the state decides which of them seals.
    private async Task CompleteIfApprovedAsync(Guid noticeId, Guid approver, byte[] digest, CancellationToken cancellation)
    {
        db.ChangeTracker.Clear();
        var notice = await db.Set<Notice>().SingleAsync(n => n.Id == noticeId, cancellation);
        if (notice.State != NoticeState.InReview)
        {
            return;
        }

        notice.State = NoticeState.Approved;
        if (await digests.ReadAsync(db, noticeId, Now(), cancellation) is not { Enough: true, RecordProblem: null } read || !read.Digest.AsSpan().SequenceEqual(digest))
        {
            db.ChangeTracker.Clear();
            return;
        }

        await QueueOpeningAsync(read, cancellation);
        db.Audit(AuditFact.Staff(approver, $"{Kind(notice)}.sealed", Subject(notice), $"edition {notice.Edition}"));
        try
        {
            await db.SaveChangesAsync(cancellation);
        }
        catch (DbUpdateException)
        {
            // The other of two approvers sealed it in this moment: their state, or their opening message, was there first. Anything else is an error.
            db.ChangeTracker.Clear();
            if (!await db.Set<Notice>().AnyAsync(n => n.Id == noticeId && n.State == NoticeState.Approved, cancellation))
            {
                throw;
            }
        }
    }

    private async Task QueueOpeningAsync(ApprovableNotice read, CancellationToken cancellation)
    {
        if (await ways.FirstAsync(db, read, cancellation) is { } message)
        {
            await CancelQueuedAsync(db, read.Notice.Id, "again", Now(), cancellation);
            db.OutboundMessages.Add(message);
        }
    }

    private DateTime Now() => clock.GetUtcNow().UtcDateTime;
}
