using FamilyLink.Data;
using FamilyLink.Data.People;
using FamilyLink.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.CheckIns;

/// <summary>Agreeing with a returned person how they are asked.</summary>
public sealed class NewModel(FamilyLinkContext db, CheckInPlans plans, TimeProvider clock) : PageModel
{
    [BindProperty]
    public AgreementForm Form { get; set; } = new();

    [BindProperty(SupportsGet = true)]
    public Guid CaseId { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid ContactId { get; set; }

    public string Code { get; private set; } = "";

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellation)
    {
        if (await LoadAsync(cancellation) is not { } contact)
        {
            return NotFound();
        }

        (Form.Language, Form.StartsOn) = (contact.Language, clock.GetUtcNow().UtcDateTime.Date);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellation)
    {
        if (await LoadAsync(cancellation) is null)
        {
            return NotFound();
        }

        try
        {
            return RedirectToPage("/CheckIns/Plan", new { id = await plans.StartAsync(CaseId, ContactId, User.StaffId(), Form.Read(), cancellation) });
        }
        catch (CheckInRefusedException refused)
        {
            ModelState.AddModelError("", refused.Message);
            return Page();
        }
    }

    // Only the person of the case is asked how they are, never somebody else about them (S17).
    private async Task<Contact?> LoadAsync(CancellationToken cancellation)
    {
        if (await db.VisibleCases(User).AsNoTracking().SingleOrDefaultAsync(c => c.Id == CaseId, cancellation) is not { } about)
        {
            return null;
        }

        Code = about.Code;
        return await (
            from link in db.CaseContacts.AsNoTracking()
            join contact in db.Contacts.AsNoTracking() on link.ContactId equals contact.Id
            where link.CaseId == CaseId && link.ContactId == ContactId && link.Relation == Relation.Self
            select contact).SingleOrDefaultAsync(cancellation);
    }
}
