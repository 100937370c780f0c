using FamilyLink.Data;
using FamilyLink.Data.Audit;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.People;
using FamilyLink.Messaging.Approval;
using FamilyLink.Messaging.Gate;
using FamilyLink.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.CourtUpdates;

/// <summary>Who may hear of a court outcome: the person decides, contact by contact, and a change of mind cancels what is queued (S2).</summary>
public sealed class DisclosureRecipientsModel(FamilyLinkContext db, FieldEncryptor encryptor, TimeProvider clock) : PageModel
{
    private const int ConsentMonths = 12;
    private const string Wording = "court-hearers-1";

    public Case About { get; private set; } = null!;

    [BindProperty(SupportsGet = true)]
    public Guid CaseId { get; set; }

    public List<DisclosureRecipient> DisclosureRecipients { get; private set; } = [];

    public string? Message { get; private set; }

    public Task<IActionResult> OnGetAsync(CancellationToken cancellation) => ShowAsync(cancellation);

    public Task<IActionResult> OnPostYesAsync(Guid contactId, CancellationToken cancellation) =>
        DecideAsync(contactId, ConsentVoice.Subject, ConsentDecision.Given, null, "The person's yes is written down.", cancellation);

    public Task<IActionResult> OnPostNoAsync(Guid contactId, CancellationToken cancellation) =>
        DecideAsync(contactId, ConsentVoice.Subject, ConsentDecision.Refused, null, "The person's no is written down. What was queued is cancelled.", cancellation);

    public Task<IActionResult> OnPostAgreesAsync(Guid contactId, CancellationToken cancellation) =>
        DecideAsync(contactId, ConsentVoice.Contact, ConsentDecision.Given, null, "They agree to be told.", cancellation);

    public async Task<IActionResult> OnPostCaregiverAsync(Guid contactId, Guid caregiverId, CancellationToken cancellation)
    {
        if (!await db.CaseContacts.AnyAsync(l => l.CaseId == CaseId && l.ContactId == caregiverId && l.Role == CheckedRole.Safe && l.Relation != Relation.Self, cancellation))
        {
            ModelState.AddModelError("", "Only a caregiver whose role was checked can consent. A parent is not safe by being a parent.");
            return await ShowAsync(cancellation);
        }

        return await DecideAsync(contactId, ConsentVoice.Caregiver, ConsentDecision.Given, caregiverId, "The caregiver's consent is written down.", cancellation);
    }

    public async Task<IActionResult> OnPostNobodyAsync(CancellationToken cancellation)
    {
        var others = await db.CaseContacts.Where(l => l.CaseId == CaseId && l.Relation != Relation.Self).Select(l => l.ContactId).ToListAsync(cancellation);
        return await DecideAsync(others, ConsentVoice.Subject, ConsentDecision.Refused, null, "Nobody but the person hears of it. What was queued is cancelled.", cancellation);
    }

    private Task<IActionResult> DecideAsync(Guid contactId, ConsentVoice voice, ConsentDecision decision, Guid? caregiver, string done, CancellationToken cancellation) =>
        DecideAsync([contactId], voice, decision, caregiver, done, cancellation);

    private async Task<IActionResult> DecideAsync(List<Guid> contacts, ConsentVoice voice, ConsentDecision decision, Guid? caregiver, string done, CancellationToken cancellation)
    {
        if (!User.IsInRole(StaffRoles.Caseworker))
        {
            return Forbid();
        }

        var linked = await db.CaseContacts.Where(l => l.CaseId == CaseId && contacts.Contains(l.ContactId)).CountAsync(cancellation);
        if (await db.VisibleCases(User).SingleOrDefaultAsync(c => c.Id == CaseId, cancellation) is not { } about || linked != contacts.Count)
        {
            return NotFound();
        }

        foreach (var contact in decision == ConsentDecision.Given ? contacts : [])
        {
            if (!(voice == ConsentVoice.Contact ? await db.OwnsContactAsync(User, contact, cancellation) : await db.OwnsCaseAsync(User, CaseId, cancellation)))
            {
                ModelState.AddModelError("", "Only the agency of the case writes a yes down, or of the contact for their own. You can write down a no.");
                return await ShowAsync(cancellation);
            }
        }

        var now = clock.GetUtcNow().UtcDateTime;
        foreach (var contact in contacts)
        {
            db.Consents.Add(new Consent
            {
                CaseId = CaseId,
                ContactId = contact,
                Purpose = ConsentPurpose.CourtUpdates,
                Voice = voice,
                Kind = voice == ConsentVoice.Subject && about.Age != AgeGroup.Adult ? ConsentKind.Assent : ConsentKind.Consent,
                Decision = decision,
                CaregiverContactId = caregiver,
                ExplainedBy = User.StaffId(),
                Language = await db.Contacts.Where(c => c.Id == contact).Select(c => c.Language).SingleAsync(cancellation),
                WordingVersion = Wording,
                GivenAt = now,
                ExpiresAt = now.AddMonths(ConsentMonths),
            });
            db.Audit(AuditFact.Staff(User.StaffId(), "consent.recorded", $"contact:{contact:N}", $"{ConsentPurpose.CourtUpdates}/{voice}/{decision}"));
            if (decision != ConsentDecision.Given)
            {
                await ConsentChanges.CancelQueuedAsync(db, CaseId, contact, ConsentPurpose.CourtUpdates, now, cancellation);
            }
        }

        await db.SaveChangesAsync(cancellation);
        db.ChangeTracker.Clear();
        Message = done;
        return await ShowAsync(cancellation);
    }

    private async Task<IActionResult> ShowAsync(CancellationToken cancellation)
    {
        if (await db.VisibleCases(User).AsNoTracking().SingleOrDefaultAsync(c => c.Id == CaseId, cancellation) is not { } about)
        {
            return NotFound();
        }

        About = about;
        var now = clock.GetUtcNow().UtcDateTime;
        var links = await (
            from link in db.CaseContacts.AsNoTracking()
            join contact in db.Contacts.AsNoTracking() on link.ContactId equals contact.Id
            where link.CaseId == CaseId
            select new { link, contact }).ToListAsync(cancellation);
        foreach (var row in links.OrderBy(l => l.link.Relation))
        {
            DisclosureRecipients.Add(new DisclosureRecipient(
                row.link,
                encryptor.DecryptIfKept(row.contact.PersonKeyId, "contact.name", row.contact.Name),
                await Permissions.WhyNotAsync(db, CaseId, row.contact.Id, ConsentPurpose.CourtUpdates, now, cancellation)));
        }

        db.Audit(AuditFact.Staff(User.StaffId(), "court.hearers-read", $"case:{CaseId:N}"));
        await db.SaveChangesAsync(cancellation);
        return Page();
    }

    /// <summary>One contact and whether they may hear it.</summary>
    public sealed record DisclosureRecipient(CaseContact Link, string? Name, string? WhyNot);
}
