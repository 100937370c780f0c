using System.ComponentModel.DataAnnotations;
using FamilyLink.Data;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.Notices;
using FamilyLink.Localization;
using FamilyLink.Localization.Text;
using FamilyLink.Messaging.Approval;
using FamilyLink.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.Notices;

/// <summary>Writing a notice, or a new edition of one.</summary>
public sealed class WriteModel(FamilyLinkContext db, FieldEncryptor encryptor, NoticeService service) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid CaseId { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid ContactId { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? NoticeId { get; set; }

    [BindProperty]
    public List<string> Chosen { get; set; } = [];

    [BindProperty]
    public string? FreeText { get; set; }

    /// <summary>What the own words mean, in any language that the approvers read.</summary>
    [BindProperty]
    [StringLength(600, ErrorMessage = "At most 600 letters.")]
    public string? Meaning { get; set; }

    [BindProperty]
    [Range(1, 90, ErrorMessage = "Write a number of days from 1 to 90.")]
    public int Days { get; set; } = 30;

    public string Code { get; private set; } = "";

    public string Language { get; private set; } = Languages.Lao;

    public string WordsLanguage => Language == Languages.Khmu ? Languages.Lao : Language;

    public string LanguageName => Language switch { Languages.Thai => "Thai", Languages.English => "English", Languages.Khmu => "Lao (Khmu is told by voice)", _ => "Lao" };

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellation)
    {
        if (await LoadAsync(cancellation) is { } no)
        {
            return no;
        }

        if (NoticeId is { } id && await db.Set<Notice>().AsNoTracking().SingleOrDefaultAsync(n => n.Id == id && n.Subject == NoticeSubject.Shelter && n.CaseId == CaseId, cancellation) is { } notice)
        {
            var about = await db.Cases.AsNoTracking().SingleAsync(c => c.Id == CaseId, cancellation);
            Chosen = [.. notice.Blocks.Split(',', StringSplitOptions.RemoveEmptyEntries)];
            FreeText = encryptor.DecryptIfKept(about.PersonKeyId, "notice.free", notice.FreeText);
            Meaning = encryptor.DecryptIfKept(about.PersonKeyId, "notice.meaning", notice.Meaning);
        }

        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellation)
    {
        if (!User.IsInRole(StaffRoles.Caseworker))
        {
            return Forbid();
        }

        if (await LoadAsync(cancellation) is { } no)
        {
            return no;
        }

        foreach (var problem in StaffWordRules.Problems(FreeText ?? "", WordsLanguage))
        {
            ModelState.AddModelError(nameof(FreeText), problem);
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        try
        {
            var notice = await service.WriteAsync(NoticeId, CaseId, ContactId, User.StaffId(), Chosen, FreeText, TimeSpan.FromDays(Days), cancellation, Meaning);
            return Redirect($"/notices/{notice.Id}");
        }
        catch (NoticeRefusedException refused)
        {
            ModelState.AddModelError("", refused.Message);
            return Page();
        }
    }

    private async Task<IActionResult?> LoadAsync(CancellationToken cancellation)
    {
        var about = await db.VisibleCases(User).AsNoTracking().SingleOrDefaultAsync(c => c.Id == CaseId, cancellation);
        var contact = await db.VisibleContacts(User).AsNoTracking().SingleOrDefaultAsync(c => c.Id == ContactId, cancellation);
        if (about is null || contact is null)
        {
            return NotFound();
        }

        Code = about.Code;
        Language = contact.Language;
        return null;
    }
}
