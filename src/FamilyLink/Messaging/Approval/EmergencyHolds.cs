using FamilyLink.Data;
using FamilyLink.Data.Audit;
using FamilyLink.Data.Messages;
using FamilyLink.Data.Notices;
using FamilyLink.Messaging.Outbound;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Messaging.Approval;

/// <summary>Stops everything that is approved with one button, and lets it go again by a second person (S12).</summary>
public sealed class EmergencyHolds(FamilyLinkContext db, DispatchSchedule schedule, TimeProvider clock)
{
    /// <summary>The hold that is on, or null.</summary>
    public Task<EmergencyHold?> CurrentAsync(CancellationToken cancellation) =>
        db.Set<EmergencyHold>().AsNoTracking().Where(h => h.ReleasedAt == null).OrderBy(h => h.HeldAt).FirstOrDefaultAsync(cancellation);

    /// <summary>Stops everything, from this moment; what is queued waits and what is being read stops at the next part.</summary>
    public async Task HoldAsync(Guid staff, CancellationToken cancellation)
    {
        if (await CurrentAsync(cancellation) is not null)
        {
            return;
        }

        var hold = new EmergencyHold { HeldBy = staff, HeldAt = clock.GetUtcNow().UtcDateTime };
        db.Add(hold);
        db.Audit(AuditFact.Staff(staff, "hold.all", $"hold:{hold.Id:N}"));
        await db.SaveChangesAsync(cancellation);
    }

    /// <summary>Lets everything go again.</summary>
    /// <exception cref="NoticeRefusedException">The same person held it, it is a second account of theirs, or another agency's, who are no administrator.</exception>
    public async Task ReleaseAsync(Guid staff, CancellationToken cancellation)
    {
        var holds = await db.Set<EmergencyHold>().Where(h => h.ReleasedAt == null).ToListAsync(cancellation);
        if (holds.Exists(h => h.HeldBy == staff) || await SamePerson.FindAsync(db, staff, [.. holds.Select(h => h.HeldBy)], cancellation) is not null)
        {
            throw new NoticeRefusedException("You held everything back. Somebody else must let it go.");
        }

        if (!await MayReleaseAsync(staff, [.. holds.Select(h => h.HeldBy)], cancellation))
        {
            throw new NoticeRefusedException("Another agency held everything back. Somebody of theirs, or an administrator, must let it go.");
        }

        var now = clock.GetUtcNow().UtcDateTime;
        foreach (var hold in holds)
        {
            hold.ReleasedBy = staff;
            hold.ReleasedAt = now;
            db.Audit(AuditFact.Staff(staff, "hold.released", $"hold:{hold.Id:N}"));
        }

        // What waited for this is due at once; every other check is made again at hand-off.
        foreach (var message in await db.OutboundMessages.Where(m => m.State == OutboundState.Waiting && m.OutcomeCode == "gate:held-all").ToListAsync(cancellation))
        {
            message.NotBefore = now;
        }

        await db.SaveChangesAsync(cancellation);
        schedule.Wake();
    }

    // Whoever held everything back knew why, and their colleagues can ask them.
    private async Task<bool> MayReleaseAsync(Guid staff, List<Guid> holders, CancellationToken cancellation)
    {
        var agency = await db.Users.Where(u => u.Id == staff).Select(u => u.AgencyId).SingleAsync(cancellation);
        return await db.Users.Where(u => holders.Contains(u.Id)).AllAsync(u => u.AgencyId == agency, cancellation)
            || await (from link in db.UserRoles join role in db.Roles on link.RoleId equals role.Id where link.UserId == staff && role.Name == StaffRoles.Administrator select role.Id).AnyAsync(cancellation);
    }
}
