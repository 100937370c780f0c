using System.ComponentModel.DataAnnotations;
using FamilyLink.Data;
using FamilyLink.Data.Audit;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.People;
using FamilyLink.Localization;
using FamilyLink.Messaging;
using FamilyLink.Messaging.Gate;
using FamilyLink.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.Contacts;

/// <summary>Adding a contact to a case. The role starts as "not checked": nothing may be told yet.</summary>
public sealed class NewModel(FamilyLinkContext db, FieldEncryptor encryptor, KeyedHasher hasher, TimeProvider clock) : PageModel
{
    [BindProperty]
    public Guid Key { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid CaseId { get; set; }

    [BindProperty]
    [Required(ErrorMessage = "Write what the contact is called.")]
    [StringLength(100, ErrorMessage = "Use at most 100 letters.")]
    public string Name { get; set; } = "";

    [BindProperty]
    [Required(ErrorMessage = "Write the telephone number.")]
    public string Phone { get; set; } = "";

    [BindProperty]
    [RegularExpression("^(LA|TH)$", ErrorMessage = "Choose a country.")]
    public string Country { get; set; } = "LA";

    [BindProperty]
    public string Language { get; set; } = Languages.Lao;

    [BindProperty]
    public Relation Relation { get; set; } = Relation.Parent;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellation)
    {
        Key = Guid.CreateVersion7();
        return await db.VisibleCases(User).AnyAsync(c => c.Id == CaseId, cancellation) ? Page() : NotFound();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellation)
    {
        if (!User.IsInRole(StaffRoles.Caseworker))
        {
            return Forbid();
        }

        if (!await db.VisibleCases(User).AnyAsync(c => c.Id == CaseId, cancellation))
        {
            return NotFound();
        }

        var number = Telephone.Canonical(Phone ?? "", Country);
        if (number is null && !string.IsNullOrWhiteSpace(Phone))
        {
            ModelState.AddModelError(nameof(Phone), "This is not a telephone number of that country. Check the digits.");
        }

        if (!Languages.Known(Language))
        {
            ModelState.AddModelError(nameof(Language), "Choose a language.");
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        if (!await db.Contacts.AnyAsync(c => c.Id == Key, cancellation))
        {
            var now = clock.GetUtcNow().UtcDateTime;
            var key = encryptor.NewKey();
            var address = Addresses.Telephone(number!);
            var hash = hasher.OfAddress(address);
            db.PersonKeys.Add(key);
            db.Contacts.Add(new Contact
            {
                Id = Key,
                AgencyId = User.AgencyId(),
                PersonKeyId = key.Id,
                Name = encryptor.Encrypt(key.Id, "contact.name", Name.Trim()),
                Language = Language,
                CreatedAt = now,
            });
            db.ContactAddresses.Add(new ContactAddress
            {
                ContactId = Key,
                AddressHash = hash,

                // "Wrong number" was said there: another contact does not make it theirs (S19). A caseworker who has made sure confirms it.
                State = await NumberRules.IsQuarantinedAsync(db, hash, cancellation) ? AddressState.Quarantined : AddressState.Active,
                Address = encryptor.Encrypt(key.Id, "contact.address", address),
                IsTelephone = true,
                AddedAt = now,
                ConfirmedAt = now,
            });
            db.CaseContacts.Add(new CaseContact { CaseId = CaseId, ContactId = Key, Relation = Relation });
            var about = await db.Cases.SingleAsync(c => c.Id == CaseId, cancellation);
            about.Version++;
            db.Audit(AuditFact.Staff(User.StaffId(), "contact.added", $"contact:{Key:N}", $"case:{CaseId:N}"));
            try
            {
                await db.SaveChangesAsync(cancellation);
            }
            catch (DbUpdateException) when (db.Contacts.AsNoTracking().Any(c => c.Id == Key))
            {
                // The same form arrived twice at once; one contact is enough.
            }
        }

        return Redirect($"/contacts/{Key}?caseId={CaseId}");
    }
}
