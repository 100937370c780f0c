using FamilyLink.Data;
using FamilyLink.Data.Court;
using FamilyLink.Data.Messages;
using FamilyLink.Data.Notices;
using FamilyLink.Messaging.Gate;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Messaging.Approval;

/// <summary>Answers the gate for the messages of one subject: what is about to leave must be what was approved, at this very moment (S4, S11, S12).</summary>
public sealed class NoticeContentDigest(ApprovalDigest digests, NoticeSubject subject) : IContentDigest
{
    /// <inheritdoc/>
    public string CauseKind => ApprovalDigest.KindOf(subject);

    /// <inheritdoc/>
    public async Task<(string? WhyNot, Guid CaseId)> CheckAsync(FamilyLinkContext db, OutboundMessage message, string body, DateTime now, CancellationToken cancellation)
    {
        var notice = message.CauseId is { } id ? await digests.ReadAsync(db, id, now, cancellation) : null;
        if (notice is null || notice.Notice.Subject != subject)
        {
            return ("no-notice", Guid.Empty);
        }

        var words = notice.Words.FirstOrDefault(w => w.Channel == message.Channel && w.Language == message.Language);
        var whyNot = notice.WhyNot
            ?? (notice.Notice.ContactId != message.ContactId ? "other-recipient"
            : words is null ? "no-words"
            : !string.Equals(words.Opening, body, StringComparison.Ordinal) ? "words-changed"
            : null);
        return (whyNot, notice.Notice.CaseId);
    }

    /// <inheritdoc/>
    public async Task<bool> NeedsPersonOnDutyAsync(FamilyLinkContext db, OutboundMessage message, CancellationToken cancellation) =>
        subject == NoticeSubject.CourtOutcome
        && await db.Set<CourtUpdate>().AsNoTracking().Where(u => u.NoticeId == message.CauseId).Select(u => (CourtOutcome?)u.Outcome).SingleOrDefaultAsync(cancellation) is { } outcome
        && CourtUpdate.IsHard(outcome);
}
