using FamilyLink.Conversations;
using FamilyLink.Data;
using FamilyLink.Data.CheckIns;
using FamilyLink.Data.People;
using FamilyLink.Messaging.Gate;
using FamilyLink.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.Cases;

/// <summary>With which other agencies a case is shared, until when; and handing its check-ins over. Only the agency of the case shares it.</summary>
public sealed class ShareModel(FamilyLinkContext db, CaseSharing sharing, SiteSettings site) : PageModel
{
    public Case About { get; private set; } = null!;

    public List<Share> Shares { get; private set; } = [];

    /// <summary>The agencies that the person agreed to.</summary>
    public List<Share> Choices { get; private set; } = [];

    public bool HasPlan { get; private set; }

    [BindProperty]
    public Guid AgencyId { get; set; }

    [BindProperty]
    public DateOnly? Until { get; set; }

    [BindProperty]
    public bool HandOver { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellation)
    {
        if (!await LoadAsync(id, cancellation))
        {
            return NotFound();
        }

        Until = Choices.Count == 0 ? null : Choices.Min(c => c.Until);
        return Page();
    }

    public Task<IActionResult> OnPostAsync(Guid id, CancellationToken cancellation) => DoAsync(
        id,
        () => Until is { } day
            ? sharing.ShareAsync(About, AgencyId, day, HandOver, User.StaffId(), cancellation)
            : throw new SharingRefusedException("Write the last day."),
        cancellation);

    public Task<IActionResult> OnPostEndAsync(Guid id, CancellationToken cancellation) => DoAsync(id, () => sharing.EndAsync(id, AgencyId, User.StaffId(), cancellation), cancellation);

    private async Task<IActionResult> DoAsync(Guid id, Func<Task> change, CancellationToken cancellation)
    {
        if (!User.IsInRole(StaffRoles.Caseworker))
        {
            return Forbid();
        }

        if (!await LoadAsync(id, cancellation))
        {
            return NotFound();
        }

        // What the browser could not send as a day is said in these words, not in the framework's.
        ModelState.Clear();
        try
        {
            await change();
            return Redirect($"/cases/{id}/share");
        }
        catch (SharingRefusedException refused)
        {
            ModelState.AddModelError("", refused.Message);
            return Page();
        }
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken cancellation)
    {
        var own = User.AgencyId();
        if (await db.Cases.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id && c.AgencyId == own, cancellation) is not { } about)
        {
            return false;
        }

        About = about;
        var now = db.Now;
        var plan = await db.Set<CheckInPlan>().AsNoTracking().SingleOrDefaultAsync(p => p.CaseId == id && p.State != CheckInPlanState.Ended, cancellation);
        HasPlan = plan is not null;
        var agencies = await db.Agencies.AsNoTracking().Where(a => a.Id != own).OrderBy(a => a.Name).ToListAsync(cancellation);
        var shares = await db.SharesThatHold().AsNoTracking().Where(s => s.CaseId == id).ToListAsync(cancellation);
        foreach (var agency in agencies)
        {
            if (shares.Find(s => s.AgencyId == agency.Id) is { } share)
            {
                // The end is the midnight after the last day.
                Shares.Add(new Share(agency.Id, agency.Name, site.DayOf(share.Until.AddTicks(-1)), plan?.AgencyId == agency.Id));
            }

            if (await Permissions.SharingAsync(db, about, agency.Id, now, cancellation) is { WhyNot: null } agreed)
            {
                Choices.Add(new Share(agency.Id, agency.Name, site.DayOf(agreed.Until), false));
            }
        }

        return true;
    }

    /// <summary>An agency and the last day of a share, or of the consent to one.</summary>
    public sealed record Share(Guid AgencyId, string Agency, DateOnly Until, bool LooksAfterCheckIns);
}
