using FamilyLink.Data;
using FamilyLink.Data.Notices;
using FamilyLink.Data.People;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Messaging.Approval;

/// <summary>A change of mind cancels what is queued (S2, S4): the gate would refuse it anyway, but nothing waits that nobody wants.</summary>
public static class ConsentChanges
{
    /// <summary>The outcome of a message that was cancelled so.</summary>
    public const string Code = "consent-ended";

    /// <summary>Cancels what waits for a contact about a case for one purpose; saved with the caller's changes.</summary>
    /// <param name="db">The caller's context.</param>
    /// <param name="caseId">The case.</param>
    /// <param name="contactId">The contact, or null for every contact.</param>
    /// <param name="purpose">What the decision was about.</param>
    /// <param name="now">The moment, UTC.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task CancelQueuedAsync(FamilyLinkContext db, Guid caseId, Guid? contactId, ConsentPurpose purpose, DateTime now, CancellationToken cancellation)
    {
        var subject = purpose switch
        {
            ConsentPurpose.CourtUpdates => NoticeSubject.CourtOutcome,
            ConsentPurpose.NewsOfRelative => NoticeSubject.Shelter,
            _ => (NoticeSubject?)null,
        };
        var notices = await db.Set<Notice>()
            .Where(n => n.CaseId == caseId && n.Subject == subject && (contactId == null || n.ContactId == contactId))
            .Select(n => n.Id).ToListAsync(cancellation);
        foreach (var notice in notices)
        {
            await ApprovalService.CancelQueuedAsync(db, notice, Code, now, cancellation);
        }
    }
}
