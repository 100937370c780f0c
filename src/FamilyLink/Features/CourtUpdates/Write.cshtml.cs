using System.ComponentModel.DataAnnotations;
using FamilyLink.Data;
using FamilyLink.Data.Court;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.Notices;
using FamilyLink.Data.People;
using FamilyLink.Localization;
using FamilyLink.Messaging.Approval;
using FamilyLink.Messaging.Gate;
using FamilyLink.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.CourtUpdates;

/// <summary>Writing a court update, or a new edition of one.</summary>
public sealed class WriteModel(FamilyLinkContext db, FieldEncryptor encryptor, CourtUpdateService service, SafeContactGate gate, TimeProvider clock) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid EntryId { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid ContactId { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? NoticeId { get; set; }

    [BindProperty]
    public List<string> Next { get; set; } = ["court.next-ask"];

    [BindProperty]
    public string? FreeText { get; set; }

    [BindProperty]
    public string? Caller { get; set; }

    [BindProperty]
    public string? SecondLanguage { get; set; }

    /// <summary>What the own words mean, in any language that the approvers read.</summary>
    [BindProperty]
    [StringLength(600, ErrorMessage = "At most 600 letters.")]
    public string? Meaning { get; set; }

    [BindProperty]
    public string? SecondFreeText { get; set; }

    [BindProperty]
    [Range(1, 90, ErrorMessage = "Write a number of days from 1 to 90.")]
    public int Days { get; set; } = (int)CourtUpdateService.DefaultLife.TotalDays;

    public CourtEntry Entry { get; private set; } = null!;

    public string Code { get; private set; } = "";

    public string Language { get; private set; } = Languages.Lao;

    public string? WhyNot { get; private set; }

    public bool Hard { get; private set; }

    public bool NoWindow { get; private set; }

    public string Shown => Language == Languages.Khmu ? Languages.Lao : Language;

    public string LanguageName => Language == Languages.Khmu ? "Lao (Khmu is told by voice)" : NameOf(Language);

    public IEnumerable<(string Code, string Name)> OtherLanguages =>
        Languages.All.Where(l => l != Languages.Khmu && l != Shown).Select(l => (l, NameOf(l)));

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellation)
    {
        ModelState.Clear();
        if (await LoadAsync(cancellation) is { } no)
        {
            return no;
        }

        if (NoticeId is { } id
            && await db.Set<Notice>().AsNoTracking().SingleOrDefaultAsync(n => n.Id == id && n.CaseId == Entry.CaseId && n.ContactId == ContactId, cancellation) is { } notice
            && await db.Set<CourtUpdate>().AsNoTracking().SingleOrDefaultAsync(u => u.NoticeId == id, cancellation) is { } update)
        {
            var key = await db.Cases.Where(c => c.Id == Entry.CaseId).Select(c => c.PersonKeyId).SingleAsync(cancellation);
            Next = [.. notice.Blocks.Split(',', StringSplitOptions.RemoveEmptyEntries)];
            FreeText = encryptor.DecryptIfKept(key, "notice.free", notice.FreeText);
            Meaning = encryptor.DecryptIfKept(key, "notice.meaning", notice.Meaning);
            Caller = encryptor.DecryptIfKept(key, "court.caller", update.Caller);
            SecondLanguage = update.SecondLanguage;
            SecondFreeText = encryptor.DecryptIfKept(key, "court.second-free", update.SecondFreeText);
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

        var form = new CourtUpdateForm(EntryId, ContactId, Next, FreeText, Caller, string.IsNullOrEmpty(SecondLanguage) ? null : SecondLanguage, SecondFreeText, Meaning);
        foreach (var (field, problem) in CourtUpdateService.Problems(form, Entry.Outcome, Language))
        {
            ModelState.AddModelError(field, problem);
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        try
        {
            var notice = await service.WriteAsync(NoticeId, form, User.StaffId(), TimeSpan.FromDays(Days), cancellation);
            return Redirect($"/court/updates/{notice.Id}");
        }
        catch (NoticeRefusedException refused)
        {
            ModelState.AddModelError("", refused.Message);
            return Page();
        }
    }

    /// <summary>A language by its English name.</summary>
    public static string NameOf(string language) => language switch { Languages.Thai => "Thai", Languages.English => "English", Languages.Khmu => "Khmu", _ => "Lao" };

    private async Task<IActionResult?> LoadAsync(CancellationToken cancellation)
    {
        var entry = await db.Set<CourtEntry>().AsNoTracking().SingleOrDefaultAsync(e => e.Id == EntryId, cancellation);
        var about = entry is null ? null : await db.VisibleCases(User).AsNoTracking().SingleOrDefaultAsync(c => c.Id == entry.CaseId, cancellation);
        var contact = await db.VisibleContacts(User).AsNoTracking().SingleOrDefaultAsync(c => c.Id == ContactId, cancellation);
        if (entry is null || about is null || contact is null)
        {
            return NotFound();
        }

        (Entry, Code, Language) = (entry, about.Code, contact.Language);
        var now = clock.GetUtcNow().UtcDateTime;
        WhyNot = await Permissions.WhyNotAsync(db, about.Id, contact.Id, ConsentPurpose.CourtUpdates, now, cancellation) is { } code ? Permissions.Explain(code) : null;
        Hard = CourtUpdate.IsHard(entry.Outcome);
        var hashes = await db.ContactAddresses.Where(a => a.ContactId == contact.Id && a.State == AddressState.Active).Select(a => a.AddressHash).ToListAsync(cancellation);
        NoWindow = Hard && await SafeContactGate.CurrentPolicyAsync(db, contact.Id, cancellation) is { } policy && gate.NextOnDuty(policy, await NumberRules.PoliciesBesideAsync(db, hashes, contact.Id, now, cancellation), now) is null;
        return null;
    }
}
