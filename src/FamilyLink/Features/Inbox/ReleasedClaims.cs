using FamilyLink.Data;
using FamilyLink.Data.Audit;
using FamilyLink.Security;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.Inbox;

/// <summary>Frees the tasks and conversations of an account that is switched off, so that colleagues see them as nobody's.</summary>
public sealed class ReleasedClaims : IAccountSwitchedOff
{
    /// <inheritdoc/>
    public async Task ReleaseAsync(FamilyLinkContext db, Guid staff, CancellationToken cancellation)
    {
        foreach (var task in await db.StaffTasks.Where(t => t.ClaimedBy == staff && t.DoneAt == null).ToListAsync(cancellation))
        {
            (task.ClaimedBy, task.ClaimedAt) = (null, null);
            db.Audit(AuditFact.Service("task.released", $"task:{task.Id:N}"));
        }

        // The service stays quiet in it until the usual time is over; anybody may take it at once.
        foreach (var handoff in await db.Set<Handoff>().Where(h => h.OwnerId == staff && h.EndedAt == null).ToListAsync(cancellation))
        {
            handoff.LastSignAt = DateTime.UnixEpoch;
            db.Audit(AuditFact.Service("conversation.released", $"conversation:{handoff.ConversationId:N}"));
        }
    }
}
