using System.Globalization;
using FamilyLink.Data;
using FamilyLink.Data.Audit;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.People;
using FamilyLink.Messaging;
using FamilyLink.Messaging.Approval;
using FamilyLink.Messaging.Gate;
using FamilyLink.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.Contacts;

/// <summary>
/// One contact: numbers, checked role, safe-contact policy, consents. One file past 300 lines: who may allow what is read beside each other, step by step.
/// </summary>
public sealed class DetailsModel(FamilyLinkContext db, FieldEncryptor encryptor, CaseSharing sharing, Erasure erasure, TimeProvider clock) : PageModel
{
    private const string NotOurs = "Only the agency that put this person on file does this. Write to them.";

    private List<Agency> _agencies = [];

    public Contact Contact { get; private set; } = null!;

    public string? Name { get; private set; }

    public string? WhoMayAnswer { get; private set; }

    public string? WhyNoNews { get; private set; }

    public string? Message { get; private set; }

    public bool PolicyOver { get; private set; }

    /// <summary>Since when nothing goes out because they asked so, UTC: they themselves, or anybody on a number of theirs (S3).</summary>
    public DateTime? StoppedAt { get; private set; }

    public CaseContact? Link { get; private set; }

    /// <summary>Whether this agency put them on file.</summary>
    public bool Ours { get; private set; }

    public SafeContactPolicy? Policy { get; private set; }

    public List<Consent> Consents { get; private set; } = [];

    public List<NumberRow> Numbers { get; private set; } = [];

    /// <summary>The agencies that a consent to share can name.</summary>
    public IEnumerable<(Guid Id, string Name)> OtherAgencies => _agencies.Where(a => a.Id != User.AgencyId()).Select(a => (a.Id, a.Name));

    [BindProperty(SupportsGet = true)]
    public Guid? CaseId { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellation) => await ShowAsync(id, cancellation);

    public async Task<IActionResult> OnPostRoleAsync(Guid id, CheckedRole role, CancellationToken cancellation)
    {
        if (await AllowedAsync(id, cancellation) is { } no)
        {
            return no;
        }

        var link = await db.CaseContacts.SingleOrDefaultAsync(l => l.CaseId == CaseId && l.ContactId == id, cancellation);
        if (link is null)
        {
            return NotFound();
        }

        if (role != CheckedRole.NotSafe && !await db.OwnsCaseAsync(User, link.CaseId, cancellation))
        {
            return await RefuseAsync(id, "Only the agency of the case says that somebody is safe. You can say that somebody is not.", cancellation);
        }

        link.Role = role;
        link.CheckedBy = User.StaffId();
        link.CheckedAt = clock.GetUtcNow().UtcDateTime;
        await BumpCaseAsync(cancellation);
        return await SavedAsync(id, "contact.role-checked", role.ToString(), "The role is written down.", cancellation);
    }

    public async Task<IActionResult> OnPostConfirmNumberAsync(Guid id, Guid addressId, CancellationToken cancellation)
    {
        if (await AllowedAsync(id, cancellation) is { } no)
        {
            return no;
        }

        if (!await db.OwnsContactAsync(User, id, cancellation))
        {
            return await RefuseAsync(id, NotOurs, cancellation);
        }

        var address = await db.ContactAddresses.SingleOrDefaultAsync(a => a.Id == addressId && a.ContactId == id, cancellation);
        if (address is null)
        {
            return NotFound();
        }

        address.State = AddressState.Active;
        address.ConfirmedAt = clock.GetUtcNow().UtcDateTime;
        return await SavedAsync(id, "address.confirmed", null, "The number is in use again.", cancellation);
    }

    public async Task<IActionResult> OnPostLiftHoldAsync(Guid id, CancellationToken cancellation)
    {
        if (await AllowedAsync(id, cancellation) is { } no)
        {
            return no;
        }

        if (!await db.OwnsContactAsync(User, id, cancellation))
        {
            return await RefuseAsync(id, NotOurs, cancellation);
        }

        var contact = await db.Contacts.SingleAsync(c => c.Id == id, cancellation);
        if (contact.HeldForDuressAt is null)
        {
            return await RefuseAsync(id, "Nothing is held back here because of a duress word.", cancellation);
        }

        contact.HeldForDuressAt = null;
        return await SavedAsync(id, "contact.hold-lifted", null, "The hold is lifted.", cancellation);
    }

    public async Task<IActionResult> OnPostReopenAsync(Guid id, CancellationToken cancellation)
    {
        if (await AllowedAsync(id, cancellation) is { } no)
        {
            return no;
        }

        if (!await db.OwnsContactAsync(User, id, cancellation))
        {
            return await RefuseAsync(id, NotOurs, cancellation);
        }

        if (await OptOutRules.StoppedAtAsync(db, id, cancellation) is { } stopped && !await OptOutRules.HasFreshConsentAsync(db, id, stopped, clock.GetUtcNow().UtcDateTime, cancellation))
        {
            return await RefuseAsync(id, "They asked for no more messages. Write down first what they have agreed to since.", cancellation);
        }

        await OptOutRules.ReopenAsync(db, id);
        return await SavedAsync(id, "contact.reopened", null, "They can be written to again.", cancellation);
    }

    public async Task<IActionResult> OnPostEraseAsync(Guid id, bool sure, CancellationToken cancellation)
    {
        if (await AllowedAsync(id, cancellation) is { } no)
        {
            return no;
        }

        if (!await db.OwnsContactAsync(User, id, cancellation))
        {
            return await RefuseAsync(id, "Only the agency that put this person on file erases them.", cancellation);
        }

        if (!sure)
        {
            return await RefuseAsync(id, "Tick the box: erasing cannot be undone.", cancellation);
        }

        await erasure.EraseContactAsync(id, AuditFact.Staff(User.StaffId(), "contact.erased", $"contact:{id:N}"), cancellation);
        db.ChangeTracker.Clear();
        Message = "This person is erased. Their number is never contacted again.";
        return await ShowAsync(id, cancellation);
    }

    public async Task<IActionResult> OnPostPolicyAsync(Guid id, [Bind(Prefix = "Policy_")] PolicyForm form, CancellationToken cancellation)
    {
        if (await AllowedAsync(id, cancellation) is { } no)
        {
            return no;
        }

        if (!await db.OwnsContactAsync(User, id, cancellation))
        {
            return await RefuseAsync(id, NotOurs, cancellation);
        }

        if (form.Problem() is { } problem)
        {
            return await RefuseAsync(id, problem, cancellation);
        }

        if (!await db.SafeContactPolicies.AnyAsync(p => p.Id == form.Key, cancellation))
        {
            var now = clock.GetUtcNow().UtcDateTime;
            var contact = await db.Contacts.SingleAsync(c => c.Id == id, cancellation);
            contact.Version++;
            db.SafeContactPolicies.Add(form.ToPolicy(contact, encryptor, User.StaffId(), now));
            return await SavedAsync(id, "policy.agreed", null, "The policy is saved. Notices approved before must be approved again.", cancellation);
        }

        return Redirect($"/contacts/{id}?caseId={CaseId}");
    }

    public async Task<IActionResult> OnPostConsentAsync(Guid id, [Bind(Prefix = "Consent_")] ConsentForm form, CancellationToken cancellation)
    {
        if (await AllowedAsync(id, cancellation) is { } no)
        {
            return no;
        }

        if (CaseId is not { } caseId || form.Months is < 1 or > 24)
        {
            return await RefuseAsync(id, "A consent holds for 1 to 24 months.", cancellation);
        }

        if (form.Purpose == ConsentPurpose.SharingWithAgency && form.Decision == ConsentDecision.Given
            && !await db.Agencies.AnyAsync(a => a.Id == form.AgencyId && a.Id != User.AgencyId(), cancellation))
        {
            return await RefuseAsync(id, "Choose the agency that may see this.", cancellation);
        }

        if (form.Decision == ConsentDecision.Given && !(form.Voice == ConsentVoice.Contact ? await db.OwnsContactAsync(User, id, cancellation) : await db.OwnsCaseAsync(User, caseId, cancellation)))
        {
            return await RefuseAsync(id, "Only the agency of the case writes a yes down, or of the contact for their own. You can write down a no.", cancellation);
        }

        if (!await db.Consents.AnyAsync(c => c.Id == form.Key, cancellation))
        {
            var about = await db.Cases.SingleAsync(c => c.Id == caseId, cancellation);
            about.Version++;
            if (form.Decision != ConsentDecision.Given)
            {
                await ConsentChanges.CancelQueuedAsync(db, caseId, id, form.Purpose, clock.GetUtcNow().UtcDateTime, cancellation);
                if (form.Purpose == ConsentPurpose.SharingWithAgency && form.Voice != ConsentVoice.Contact)
                {
                    await sharing.EndForConsentAsync(caseId, form.AgencyId, User.StaffId(), cancellation);
                }
            }

            db.Consents.Add(form.ToConsent(about, id, encryptor, User.StaffId(), clock.GetUtcNow().UtcDateTime));
            return await SavedAsync(id, "consent.recorded", $"{form.Purpose}/{form.Voice}/{form.Decision}", "The decision is written down. Notices approved before must be approved again.", cancellation);
        }

        return Redirect($"/contacts/{id}?caseId={CaseId}");
    }

    /// <summary>The name of the agency a consent is about, or null.</summary>
    public string? AgencyOf(Consent consent) => _agencies.Find(a => a.Id == consent.AgencyId)?.Name;

    public static string Clock(int minute) => string.Create(CultureInfo.InvariantCulture, $"{minute / 60:00}:{minute % 60:00}");

    private async Task<IActionResult?> AllowedAsync(Guid id, CancellationToken cancellation) =>
        !User.IsInRole(StaffRoles.Caseworker) ? Forbid()
        : !await db.VisibleContacts(User).AnyAsync(c => c.Id == id, cancellation) ? NotFound()
        : CaseId is { } caseId && !await db.VisibleCases(User).AnyAsync(c => c.Id == caseId, cancellation) ? NotFound()
        : null;

    private async Task<IActionResult> RefuseAsync(Guid id, string why, CancellationToken cancellation)
    {
        ModelState.AddModelError("", why);
        return await ShowAsync(id, cancellation);
    }

    private async Task BumpCaseAsync(CancellationToken cancellation)
    {
        var about = await db.Cases.SingleAsync(c => c.Id == CaseId, cancellation);
        about.Version++;
    }

    private async Task<IActionResult> SavedAsync(Guid id, string action, string? detail, string message, CancellationToken cancellation)
    {
        db.Audit(AuditFact.Staff(User.StaffId(), action, $"contact:{id:N}", detail));
        await db.SaveChangesAsync(cancellation);
        db.ChangeTracker.Clear();
        Message = message;
        return await ShowAsync(id, cancellation);
    }

    private async Task<IActionResult> ShowAsync(Guid id, CancellationToken cancellation)
    {
        var contact = await db.VisibleContacts(User).AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, cancellation);
        if (contact is null)
        {
            return NotFound();
        }

        Ours = contact.AgencyId == User.AgencyId();
        var now = clock.GetUtcNow().UtcDateTime;
        _agencies = await db.Agencies.AsNoTracking().OrderBy(a => a.Name).ToListAsync(cancellation);
        Contact = contact;
        Name = encryptor.DecryptIfKept(contact.PersonKeyId, "contact.name", contact.Name);
        Policy = await SafeContactGate.CurrentPolicyAsync(db, id, cancellation);
        StoppedAt = await OptOutRules.StoppedAtAsync(db, id, cancellation);
        PolicyOver = Policy is not null && Policy.ExpiresAt <= now;
        WhoMayAnswer = Policy is null ? null : encryptor.DecryptIfKept(contact.PersonKeyId, "policy.answer", Policy.WhoMayAnswer);
        Numbers = (await db.ContactAddresses.AsNoTracking().Where(a => a.ContactId == id).ToListAsync(cancellation))
            .ConvertAll(a => new NumberRow(a.Id, Shown(encryptor.DecryptIfKept(contact.PersonKeyId, "contact.address", a.Address)), a.State));
        Link = await db.CaseContacts.AsNoTracking().FirstOrDefaultAsync(l => l.ContactId == id && (CaseId == null || l.CaseId == CaseId), cancellation);
        CaseId ??= Link?.CaseId;
        Consents = await db.Consents.AsNoTracking()
            .Where(c => c.CaseId == CaseId && (c.ContactId == null || c.ContactId == id))
            .OrderByDescending(c => c.GivenAt)
            .ToListAsync(cancellation);
        if (CaseId is { } caseId && Link is { Relation: not Relation.Self }
            && await Permissions.WhyNotAsync(db, caseId, id, ConsentPurpose.NewsOfRelative, now, cancellation) is { } whyNot)
        {
            WhyNoNews = Permissions.Explain(whyNot);
        }

        db.Audit(AuditFact.Staff(User.StaffId(), "contact.read", $"contact:{id:N}"));
        await db.SaveChangesAsync(cancellation);
        return Page();
    }

    // A chat account is a long number that means nothing to anybody: its channel and its end are enough to tell two apart.
    private static string Shown(string? address) => address is null ? "(erased)"
        : address.Split(':', 3) is ["bot", var channel, var account] ? $"{(channel == "facebook" ? "Messenger" : channel)} account …{account[^Math.Min(4, account.Length)..]}"
        : Addresses.NumberOf(address);

    /// <summary>One number or account of the contact.</summary>
    public sealed record NumberRow(Guid Id, string Number, AddressState State);
}
