using FamilyLink.Data;
using FamilyLink.Data.Audit;
using FamilyLink.Data.CheckIns;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.People;
using FamilyLink.Messaging.Gate;
using FamilyLink.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.Cases;

/// <summary>One case and who may be told about it.</summary>
public sealed class DetailsModel(FamilyLinkContext db, FieldEncryptor encryptor, TimeProvider clock) : PageModel
{
    public Case About { get; private set; } = null!;

    public string? Name { get; private set; }

    /// <summary>Whether the case is this agency's own, and not only shared with it.</summary>
    public bool Ours { get; private set; }

    /// <summary>Who looks after it, for their own agency to read.</summary>
    public string? Caseworker { get; private set; }

    /// <summary>Why it was closed, as a code.</summary>
    public string? ClosedFor { get; private set; }

    public List<Link> Links { get; private set; } = [];

    /// <summary>The check-in plan of the person, when one is agreed.</summary>
    public Guid? Plan { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellation)
    {
        if (await db.VisibleCases(User).AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, cancellation) is not { } about)
        {
            return NotFound();
        }

        About = about;
        Ours = about.AgencyId == User.AgencyId();
        Caseworker = Ours ? await db.Users.Where(u => u.Id == about.CaseworkerId).Select(u => u.DisplayName).FirstOrDefaultAsync(cancellation) : null;
        ClosedFor = about.ClosedAt is null
            ? null
            : await db.AuditEntries.Where(e => e.Subject == $"case:{id:N}" && e.Action == "case.closed").OrderByDescending(e => e.Sequence).Select(e => e.Detail).FirstOrDefaultAsync(cancellation);
        Plan = await db.Set<CheckInPlan>().Where(p => p.CaseId == id && p.State != CheckInPlanState.Ended).Select(p => (Guid?)p.Id).FirstOrDefaultAsync(cancellation);
        Name = encryptor.DecryptIfKept(about.PersonKeyId, "case.name", about.Name);
        var links = await (
            from link in db.CaseContacts.AsNoTracking()
            join contact in db.Contacts.AsNoTracking() on link.ContactId equals contact.Id
            where link.CaseId == id
            select new { link, contact }).ToListAsync(cancellation);
        foreach (var row in links)
        {
            var whyNot = await Permissions.WhyNotAsync(db, id, row.contact.Id, ConsentPurpose.NewsOfRelative, clock.GetUtcNow().UtcDateTime, cancellation);
            Links.Add(new Link(
                row.contact.Id,
                encryptor.DecryptIfKept(row.contact.PersonKeyId, "contact.name", row.contact.Name),
                row.link.Relation,
                row.link.Role,
                row.link.Relation == Relation.Self ? null : whyNot));
        }

        db.Audit(AuditFact.Staff(User.StaffId(), "case.read", $"case:{id:N}"));
        await db.SaveChangesAsync(cancellation);
        return Page();
    }

    /// <summary>One contact of the case.</summary>
    public sealed record Link(Guid ContactId, string? Name, Relation Relation, CheckedRole Role, string? WhyNoNews);
}
