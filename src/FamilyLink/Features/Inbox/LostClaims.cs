using FamilyLink.Data;
using FamilyLink.Data.Audit;
using FamilyLink.Messaging.Outbound;
using FamilyLink.Security;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.Inbox;

/// <summary>
/// Frees what somebody has taken and may not see any more (S14, S23): a share has ended, its consent was withdrawn, or another agency put the number on
/// file or proved it. Else the person would wait for somebody who cannot read them, and their own caseworkers would see it taken.
/// </summary>
public sealed class LostClaims(IDbContextFactory<FamilyLinkContext> contexts, TimeProvider clock) : IDueWork
{
    private const int AtOnce = 200;

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var now = clock.GetUtcNow().UtcDateTime;
        var handoffs = await (
            from handoff in db.Set<Handoff>()
            join owner in db.Users on handoff.OwnerId equals owner.Id
            where handoff.EndedAt == null
            orderby handoff.Since
            select new { handoff, owner.AgencyId }).Take(AtOnce).ToListAsync(cancellation);
        foreach (var taken in handoffs)
        {
            if (!await SeesAsync(db, taken.AgencyId, taken.handoff.ConversationId, cancellation))
            {
                (taken.handoff.EndedAt, taken.handoff.EndedHow) = (now, "access");
                var talk = await db.Conversations.SingleAsync(c => c.Id == taken.handoff.ConversationId, cancellation);
                talk.HumanActiveSince = talk.HumanActiveSince is null ? null : InboxService.Over;
                talk.Version++;
                db.Audit(AuditFact.Service("conversation.released", $"conversation:{talk.Id:N}"));
            }
        }

        var tasks = await (
            from task in db.TasksOfUnits()
            join holder in db.Users on task.ClaimedBy equals holder.Id
            where task.DoneAt == null && task.ConversationId != null
            orderby task.OpenedAt
            select new { task, holder.AgencyId }).Take(AtOnce).ToListAsync(cancellation);
        foreach (var claimed in tasks)
        {
            // What belongs to no one agency is seen by each that hears the number, also without its conversation.
            var hears = claimed.task.AgencyId is null && await db.ConversationsHeard(claimed.AgencyId ?? Guid.Empty).AnyAsync(c => c.Id == claimed.task.ConversationId, cancellation);
            if (!hears && claimed.task.AgencyId != claimed.AgencyId && !await SeesAsync(db, claimed.AgencyId, claimed.task.ConversationId!.Value, cancellation))
            {
                (claimed.task.ClaimedBy, claimed.task.ClaimedAt) = (null, null);
                db.Audit(AuditFact.Service("task.released", $"task:{claimed.task.Id:N}"));
            }
        }

        if (db.ChangeTracker.HasChanges())
        {
            try
            {
                await db.SaveChangesAsync(cancellation);
            }
            catch (DbUpdateConcurrencyException)
            {
                // The person wrote at this moment; the next run looks again.
            }
        }
    }

    /// <inheritdoc/>
    public Task<DateTime?> NextDueAsync(DateTime since, CancellationToken cancellation) => Task.FromResult<DateTime?>(null);

    private static Task<bool> SeesAsync(FamilyLinkContext db, Guid? agency, Guid conversation, CancellationToken cancellation) =>
        db.VisibleConversations(agency ?? Guid.Empty).AnyAsync(c => c.Id == conversation, cancellation);
}
