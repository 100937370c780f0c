using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using FamilyLink.Data;
using FamilyLink.Data.Audit;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.People;
using FamilyLink.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.Cases;

/// <summary>Opening a case.</summary>
public sealed partial class NewModel(FamilyLinkContext db, FieldEncryptor encryptor, TimeProvider clock) : PageModel
{
    /// <summary>Made with the form: the same form sent twice is one case.</summary>
    [BindProperty]
    public Guid Key { get; set; }

    [BindProperty]
    [Required(ErrorMessage = "Write a code for the case.")]
    public string Code { get; set; } = "";

    [BindProperty]
    [Required(ErrorMessage = "Write what the person is called.")]
    [StringLength(100, ErrorMessage = "Use at most 100 letters.")]
    public string Name { get; set; } = "";

    [BindProperty]
    public AgeGroup Age { get; set; }

    public void OnGet() => Key = Guid.CreateVersion7();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellation)
    {
        if (!User.IsInRole(StaffRoles.Caseworker))
        {
            return Forbid();
        }

        Code = CaseCode.Read(Code);
        if (ModelState.IsValid && !Form().IsMatch(Code))
        {
            ModelState.AddModelError(nameof(Code), "Use 3 to 20 letters, digits or dashes.");
        }

        if (ModelState.IsValid && await db.Cases.AnyAsync(c => c.Code == Code && c.Id != Key && c.AgencyId == User.AgencyId(), cancellation))
        {
            ModelState.AddModelError(nameof(Code), "There is a case with this code already.");
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        if (!await db.Cases.AnyAsync(c => c.Id == Key, cancellation))
        {
            var key = encryptor.NewKey();
            db.PersonKeys.Add(key);
            db.Cases.Add(new Case
            {
                Id = Key,
                Code = Code,
                AgencyId = User.AgencyId(),
                CaseworkerId = User.StaffId(),
                PersonKeyId = key.Id,
                Name = encryptor.Encrypt(key.Id, "case.name", Name.Trim()),
                Age = Age,
                OpenedAt = clock.GetUtcNow().UtcDateTime,
            });
            db.Audit(AuditFact.Staff(User.StaffId(), "case.opened", $"case:{Key:N}"));
            try
            {
                await db.SaveChangesAsync(cancellation);
            }
            catch (DbUpdateException)
            {
                // The same form arrived twice at once, or the code was taken in this second.
                db.ChangeTracker.Clear();
                if (!await db.Cases.AnyAsync(c => c.Id == Key, cancellation))
                {
                    ModelState.AddModelError(nameof(Code), "There is a case with this code already.");
                    return Page();
                }
            }
        }

        return Redirect($"/cases/{Key}");
    }

    [GeneratedRegex("^[A-Z0-9-]{3,20}$")]
    private static partial Regex Form();
}
