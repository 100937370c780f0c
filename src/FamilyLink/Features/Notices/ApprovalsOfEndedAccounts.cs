using FamilyLink.Data;
using FamilyLink.Data.Notices;
using FamilyLink.Data.People;
using FamilyLink.Security;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.Notices;

/// <summary>
/// What an account approved before it was switched off still holds, since most of them belong to people who left; but somebody looks at whatever of it was
/// not told yet, and an approval that waits for a second one does not count (S11).
/// </summary>
public sealed class ApprovalsOfEndedAccounts(TimeProvider clock) : IAccountSwitchedOff
{
    /// <summary>The task: look again at what this account approved.</summary>
    public const string LookAgainTask = "approver-ended";

    /// <inheritdoc/>
    public async Task ReleaseAsync(FamilyLinkContext db, Guid staff, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var open = await (
            from notice in db.Set<Notice>()
            join about in db.Cases on notice.CaseId equals about.Id
            where notice.State == NoticeState.Approved && notice.ExpiresAt > now && db.Set<NoticeApproval>().Any(a => a.NoticeId == notice.Id && a.ApprovedBy == staff)
            select new { about.Id, about.AgencyId, notice.ContactId }).Distinct().ToListAsync(cancellation);
        foreach (var one in open)
        {
            await db.OpenTaskAsync(LookAgainTask, Urgency.Today, now, new(one.Id, one.ContactId, AgencyId: one.AgencyId));
        }
    }
}
