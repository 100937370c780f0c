using System.Text.Json;
using FamilyLink.Conversations;
using FamilyLink.Data;
using FamilyLink.Data.Audit;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.Notices;
using FamilyLink.Data.People;
using FamilyLink.Localization;
using FamilyLink.Localization.Text;
using FamilyLink.Messaging;
using FamilyLink.Messaging.Outbound;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.Notices;

/// <summary>A notice could not be changed as asked; the message is for the person at the desk.</summary>
public sealed class NoticeRefusedException(string message) : Exception(message);

/// <summary>Writing, approving, holding and withdrawing shelter notices (S11, S12). Every step is one transaction with its audit entry.</summary>
public sealed class NoticeDesk(FamilyLinkContext db, NoticeSeal seals, Vault vault, OutboundDrafts drafts, DispatchSchedule schedule, TimeProvider clock)
{
    /// <summary>How long an approved notice may be told unless the writer says less.</summary>
    public static readonly TimeSpan DefaultLife = TimeSpan.FromDays(30);

    /// <summary>The building blocks a notice is made of, in the order they are told.</summary>
    public static IReadOnlyList<string> Blocks { get; } =
        ["block.cared-for", "block.not-punishment", "block.sends-word", "block.visit", "block.no-money", "block.caseworker"];

    /// <summary>The parts of a notice in a language: each block one message, then the writer's own words.</summary>
    public static IReadOnlyList<string> Parts(IEnumerable<string> blocks, string? freeText, string language)
    {
        var chosen = blocks.ToHashSet(StringComparer.Ordinal);
        var parts = Blocks.Where(chosen.Contains).Select(block => ScriptText.ForSending(Texts.Get(block, language).Text)).ToList();
        if (!string.IsNullOrWhiteSpace(freeText))
        {
            parts.Add(ScriptText.ForSending(freeText.Trim()));
        }

        return parts;
    }

    /// <summary>Writes a new notice, or a new edition of one; every approval given before is void (S11).</summary>
    /// <exception cref="NoticeRefusedException">The contact is not linked to the case, nothing is said, or the notice was withdrawn.</exception>
    public async Task<Notice> WriteAsync(Guid? noticeId, Guid caseId, Guid contactId, Guid writer, IReadOnlyCollection<string> blocks, string? freeText, TimeSpan life, CancellationToken cancellation)
    {
        var now = Now();
        var about = await db.Cases.SingleAsync(c => c.Id == caseId, cancellation);
        var contact = await db.Contacts.SingleAsync(c => c.Id == contactId, cancellation);
        if (!await db.CaseContacts.AnyAsync(l => l.CaseId == caseId && l.ContactId == contactId, cancellation))
        {
            throw new NoticeRefusedException("This contact is not linked to the case.");
        }

        var parts = Parts(blocks, freeText, contact.Language);
        if (parts.Count == 0)
        {
            throw new NoticeRefusedException("Choose at least one sentence.");
        }

        var notice = noticeId is { } id ? await db.Set<Notice>().SingleAsync(n => n.Id == id, cancellation) : null;
        if (notice is null)
        {
            notice = new Notice { CaseId = caseId, ContactId = contactId, Language = contact.Language, WrittenBy = writer, CreatedAt = now, ExpiresAt = now + life };
            db.Add(notice);
        }
        else
        {
            if (notice.State == NoticeState.Withdrawn)
            {
                throw new NoticeRefusedException("This notice was withdrawn. Write a new one.");
            }

            if (writer != notice.WrittenBy && !NoticeSeal.WroteOrEdited(notice, writer))
            {
                notice.Editors = string.Join(',', notice.Editors.Split(',', StringSplitOptions.RemoveEmptyEntries).Append(writer.ToString("N")));
            }

            notice.Edition++;
            notice.PartsTold = 0;
            notice.ExpiresAt = now + life;
            await CancelQueuedAsync(notice.Id, "edited", now, cancellation);
        }

        notice.Language = contact.Language;
        notice.Blocks = string.Join(',', blocks);
        notice.FreeText = vault.Seal(about.PersonKeyId, "notice.free", freeText);
        notice.State = NoticeState.InReview;
        foreach (var old in await db.Set<NoticeText>().Where(t => t.NoticeId == notice.Id).ToListAsync(cancellation))
        {
            db.Remove(old);
        }

        db.Add(new NoticeText
        {
            NoticeId = notice.Id,
            Channel = Channel.Sms,
            Opening = vault.Seal(about.PersonKeyId, "notice.opening", ConversationOpener.OpeningText(contact.Language)),
            Parts = vault.Seal(about.PersonKeyId, "notice.parts", JsonSerializer.Serialize(parts)),
        });
        db.Audit(AuditFact.Staff(writer, noticeId is null ? "notice.written" : "notice.edited", $"notice:{notice.Id:N}", $"edition {notice.Edition}"));
        await db.SaveChangesAsync(cancellation);
        return notice;
    }

    /// <summary>Approves exactly what the person saw. With the second approval, one of them an approver's, the notice may be told and its opening is queued.</summary>
    /// <param name="sealSeen">The hash of what was on the approver's screen.</param>
    /// <exception cref="NoticeRefusedException">They wrote or edited it, it changed since they saw it, or it is not waiting for approval.</exception>
    public async Task ApproveAsync(Guid noticeId, Guid approver, bool holdsApproverRole, byte[] sealSeen, CancellationToken cancellation)
    {
        var now = Now();
        var read = await seals.ReadAsync(db, noticeId, now, cancellation) ?? throw new NoticeRefusedException("There is no such notice.");
        if (NoticeSeal.WroteOrEdited(read.Notice, approver))
        {
            throw new NoticeRefusedException("You wrote or edited this notice. Somebody else must approve it.");
        }

        if (!read.Seal.AsSpan().SequenceEqual(sealSeen))
        {
            throw new NoticeRefusedException("The text, the recipient or the case has changed since you opened this page. Read it again.");
        }

        if (read.Notice.State is not (NoticeState.InReview or NoticeState.Approved) || read.Notice.ExpiresAt <= now)
        {
            throw new NoticeRefusedException("This notice is not waiting for approval.");
        }

        if (read.ApprovedBy.Contains(approver))
        {
            return;
        }

        db.Add(new NoticeApproval { NoticeId = noticeId, ApprovedBy = approver, AsApprover = holdsApproverRole, Seal = read.Seal, At = now });
        db.Audit(AuditFact.Staff(approver, "notice.approved", $"notice:{noticeId:N}", Convert.ToHexStringLower(read.Seal)[..16]));
        var approvals = await db.Set<NoticeApproval>().AsNoTracking().Where(a => a.NoticeId == noticeId).ToListAsync(cancellation);
        var asApprover = holdsApproverRole || approvals.Any(a => a.AsApprover && a.Seal.AsSpan().SequenceEqual(read.Seal));
        if (read.ApprovedBy.Count >= 1 && asApprover)
        {
            var notice = await db.Set<Notice>().SingleAsync(n => n.Id == noticeId, cancellation);
            notice.State = NoticeState.Approved;
            await QueueOpeningAsync(read, cancellation);
            db.Audit(AuditFact.Staff(approver, "notice.sealed", $"notice:{noticeId:N}", $"edition {notice.Edition}"));
        }

        await db.SaveChangesAsync(cancellation);
        schedule.Wake();
    }

    /// <summary>Holds a notice back, up to the last moment (S12), or lets it go again.</summary>
    public async Task HoldAsync(Guid noticeId, Guid staff, bool hold, CancellationToken cancellation)
    {
        var notice = await db.Set<Notice>().SingleAsync(n => n.Id == noticeId, cancellation);
        if (notice.State != (hold ? NoticeState.Approved : NoticeState.Held))
        {
            throw new NoticeRefusedException(hold ? "Only an approved notice can be held back." : "This notice is not held back.");
        }

        notice.State = hold ? NoticeState.Held : NoticeState.Approved;
        db.Audit(AuditFact.Staff(staff, hold ? "notice.held" : "notice.released", $"notice:{noticeId:N}"));
        if (hold)
        {
            await CancelQueuedAsync(noticeId, "held", Now(), cancellation);
        }
        else if (await seals.ReadAsync(db, noticeId, Now(), cancellation) is { } read)
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
        db.Audit(AuditFact.Staff(staff, "notice.withdrawn", $"notice:{noticeId:N}"));
        await CancelQueuedAsync(noticeId, "withdrawn", Now(), cancellation);
        await db.SaveChangesAsync(cancellation);
    }

    private async Task QueueOpeningAsync(SealedNotice read, CancellationToken cancellation)
    {
        var contact = await db.Contacts.AsNoTracking().SingleAsync(c => c.Id == read.Notice.ContactId, cancellation);
        var address = await db.ContactAddresses.AsNoTracking()
            .Where(a => a.ContactId == contact.Id && a.IsTelephone && a.State == AddressState.Active)
            .OrderByDescending(a => a.ConfirmedAt)
            .FirstOrDefaultAsync(cancellation);
        var words = read.Words.FirstOrDefault(w => w.Channel == Channel.Sms);
        if (address is null || words is null || vault.OpenIfKept(contact.PersonKeyId, "contact.address", address.Address) is not { } opened)
        {
            return;
        }

        var now = Now();
        var times = await db.OutboundMessages.CountAsync(m => m.CauseId == read.Notice.Id && m.CauseKind == NoticeSeal.Kind, cancellation);
        db.OutboundMessages.Add(drafts.ToContact(
            contact,
            Channel.Sms,
            opened,
            words.Opening,
            read.Notice.Language,
            OutboundPurpose.NewsOfRelative,
            (NoticeSeal.Kind, read.Notice.Id),
            $"notice:{read.Notice.Id:N}:{read.Notice.Edition}:{times}",
            now,
            read.Notice.ExpiresAt));
    }

    private async Task CancelQueuedAsync(Guid noticeId, string code, DateTime now, CancellationToken cancellation)
    {
        var queued = await db.OutboundMessages
            .Where(m => m.CauseId == noticeId && m.CauseKind == NoticeSeal.Kind && m.State == OutboundState.Waiting)
            .ToListAsync(cancellation);
        foreach (var message in queued)
        {
            message.State = OutboundState.Cancelled;
            message.OutcomeCode = code;
            message.StateAt = now;
        }
    }

    private DateTime Now() => clock.GetUtcNow().UtcDateTime;
}
