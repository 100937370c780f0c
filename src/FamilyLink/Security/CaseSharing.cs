using FamilyLink.Data;
using FamilyLink.Data.Audit;
using FamilyLink.Data.CheckIns;
using FamilyLink.Data.People;
using FamilyLink.Messaging.Gate;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Security;

/// <summary>A share that cannot be made; the message says it in the caseworker's words.</summary>
public sealed class SharingRefusedException(string sentence) : Exception(sentence);

/// <summary>Shares a case with another agency as the person agreed, hands its check-ins over, and takes both back (S2, S23).</summary>
public sealed class CaseSharing(FamilyLinkContext db, SiteSettings site)
{
    /// <summary>Shares a case, or moves the end of a share that holds.</summary>
    /// <param name="about">The case.</param>
    /// <param name="agencyId">The other agency.</param>
    /// <param name="lastDay">The last day, by the service's time zone; not after the consent's.</param>
    /// <param name="handOver">True when the other agency looks after the check-ins from now on.</param>
    /// <param name="staff">Who shares it.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="SharingRefusedException">There is no consent for this agency, or the end does not fit it.</exception>
    public async Task ShareAsync(Case about, Guid agencyId, DateOnly lastDay, bool handOver, Guid staff, CancellationToken cancellation)
    {
        if (agencyId == about.AgencyId || !await db.Agencies.AnyAsync(a => a.Id == agencyId, cancellation))
        {
            throw new SharingRefusedException("Choose another agency.");
        }

        if (about.ClosedAt is not null)
        {
            throw new SharingRefusedException("This case is closed.");
        }

        var now = db.Now;
        var (whyNot, latest) = await Permissions.SharingAsync(db, about, agencyId, now, cancellation);
        if (whyNot is not null)
        {
            throw new SharingRefusedException(Explain(whyNot));
        }

        var until = lastDay == site.DayOf(latest) ? latest : site.EndOf(lastDay);
        if (until <= now || until > latest)
        {
            throw new SharingRefusedException("The last day is past, or after the consent ends.");
        }

        if (await db.SharesThatHold().SingleOrDefaultAsync(s => s.CaseId == about.Id && s.AgencyId == agencyId, cancellation) is { } share)
        {
            share.Until = until;
        }
        else
        {
            await CloseOverAsync(about.Id, agencyId, now, cancellation);
            db.CaseShares.Add(new CaseShare { CaseId = about.Id, AgencyId = agencyId, SharedAt = now, SharedBy = staff, Until = until });
        }

        var handedOver = handOver && await CareAsync(about.Id, null, agencyId, cancellation);
        db.Audit(AuditFact.Staff(staff, handedOver ? "case.handed-over" : "case.shared", $"case:{about.Id:N}", $"agency:{agencyId:N}"));
        await SaveAsync(cancellation);
    }

    /// <summary>Ends a share at once; its check-ins come back to the agency of the case.</summary>
    public async Task EndAsync(Guid caseId, Guid agencyId, Guid staff, CancellationToken cancellation)
    {
        if (await NoteEndAsync(caseId, agencyId, staff, cancellation))
        {
            await SaveAsync(cancellation);
        }
    }

    /// <summary>Ends what a no to sharing forbids, saved with the caller's changes: the shares with one agency, or with all when the no names none.</summary>
    public async Task EndForConsentAsync(Guid caseId, Guid? agencyId, Guid staff, CancellationToken cancellation)
    {
        foreach (var agency in await db.CaseShares.Where(s => s.CaseId == caseId && s.EndedAt == null && (agencyId == null || s.AgencyId == agencyId)).Select(s => s.AgencyId).ToListAsync(cancellation))
        {
            await NoteEndAsync(caseId, agency, staff, cancellation);
        }
    }

    /// <summary>The agency that looks after a plan's check-ins: the one it was handed over to while that may see the case, else the case's own.</summary>
    public static async Task<Guid> AgencyOfAsync(FamilyLinkContext db, CheckInPlan plan)
    {
        var shared = plan.AgencyId is { } agency && await db.SharesThatHold().AnyAsync(s => s.CaseId == plan.CaseId && s.AgencyId == agency);
        return shared ? plan.AgencyId!.Value : await db.Cases.Where(c => c.Id == plan.CaseId).Select(c => c.AgencyId).SingleAsync();
    }

    /// <summary>Why a case cannot be shared, in the caseworker's words.</summary>
    public static string Explain(string code) => code switch
    {
        "no-consent" => "The person has not agreed to share this with that agency, or the consent has ended.",
        _ => "Sharing: " + Permissions.Explain(code),
    };

    private async Task SaveAsync(CancellationToken cancellation)
    {
        try
        {
            await db.SaveChangesAsync(cancellation);
        }
        catch (DbUpdateException)
        {
            db.ChangeTracker.Clear();
            throw new SharingRefusedException("Somebody changed this meanwhile. Look at it again.");
        }
    }

    private async Task CloseOverAsync(Guid caseId, Guid agencyId, DateTime now, CancellationToken cancellation)
    {
        foreach (var over in await db.CaseShares.Where(s => s.CaseId == caseId && s.AgencyId == agencyId && s.EndedAt == null && s.Until <= now).ToListAsync(cancellation))
        {
            over.EndedAt = over.Until;
        }

        // Before the new row: only one of them may be open.
        await db.SaveChangesAsync(cancellation);
    }

    private async Task<bool> NoteEndAsync(Guid caseId, Guid agencyId, Guid staff, CancellationToken cancellation)
    {
        if (await db.CaseShares.SingleOrDefaultAsync(s => s.CaseId == caseId && s.AgencyId == agencyId && s.EndedAt == null, cancellation) is not { } share)
        {
            return false;
        }

        share.EndedAt = share.Until < db.Now ? share.Until : db.Now;
        await CareAsync(caseId, agencyId, null, cancellation);
        db.Audit(AuditFact.Staff(staff, "case.share-ended", $"case:{caseId:N}", $"agency:{agencyId:N}"));
        return true;
    }

    // Open tasks of the check-ins go with the plan; what its old owner had claimed is free again.
    private async Task<bool> CareAsync(Guid caseId, Guid? from, Guid? to, CancellationToken cancellation)
    {
        if (await db.Set<CheckInPlan>().SingleOrDefaultAsync(p => p.CaseId == caseId && p.State != CheckInPlanState.Ended, cancellation) is not { } plan || (from is not null && plan.AgencyId != from))
        {
            return false;
        }

        (plan.AgencyId, plan.Version) = (to, plan.Version + 1);
        var owner = to ?? await db.Cases.Where(c => c.Id == caseId).Select(c => c.AgencyId).SingleAsync(cancellation);
        foreach (var task in await db.StaffTasks.Where(t => t.CaseId == caseId && t.Kind.StartsWith("check-in") && t.DoneAt == null && t.AgencyId != owner).ToListAsync(cancellation))
        {
            (task.AgencyId, task.ClaimedBy, task.ClaimedAt) = (owner, null, null);
        }

        return true;
    }
}
