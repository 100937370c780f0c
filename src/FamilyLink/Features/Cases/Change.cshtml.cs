using FamilyLink.Data;
using FamilyLink.Data.Audit;
using FamilyLink.Data.CheckIns;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.Notices;
using FamilyLink.Data.People;
using FamilyLink.Messaging.Approval;
using FamilyLink.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.Cases;

/// <summary>
/// Closing a case and opening it again, another name, another caseworker. Only the agency of the case changes it (S23); each change is in its audit trail
/// (S21) and voids what was approved before it (S11).
/// </summary>
public sealed class ChangeModel(FamilyLinkContext db, FieldEncryptor encryptor, TimeProvider clock, NameIndex names) : PageModel
{
    private const int LongestName = 100;

    /// <summary>Why a case can be closed: codes, because the audit trail keeps them.</summary>
    public static IReadOnlyList<string> Reasons { get; } = ["came-home", "other-agency", "asked-for", "not-reached", "mistake"];

    public Case About { get; private set; } = null!;

    /// <summary>Caseworkers of this agency who could look after it instead.</summary>
    public List<StaffMember> Colleagues { get; private set; } = [];

    public int OpenTasks { get; private set; }

    /// <summary>Whether somebody ticked that they mean it.</summary>
    [BindProperty]
    public bool Sure { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellation) => await LoadAsync(id, cancellation) ? Page() : NotFound();

    public Task<IActionResult> OnPostCloseAsync(Guid id, string? reason, CancellationToken cancellation) => DoAsync(
        id,
        async () =>
        {
            if (About.ClosedAt is not null)
            {
                return "The case is closed already.";
            }

            if (!Reasons.Contains(reason))
            {
                return "Choose a reason.";
            }

            About.ClosedAt = clock.GetUtcNow().UtcDateTime;
            await EndWhatWaitsAsync(About.ClosedAt.Value, cancellation);
            return Changed("case.closed", reason);
        },
        cancellation);

    public Task<IActionResult> OnPostReopenAsync(Guid id, CancellationToken cancellation) => DoAsync(
        id,
        () =>
        {
            if (About.ClosedAt is null)
            {
                return "The case is open already.";
            }

            if (encryptor.DecryptIfKept(About.PersonKeyId, "case.name", About.Name) is null)
            {
                return "This person is erased.";
            }

            About.ClosedAt = null;
            return Changed("case.reopened");
        },
        cancellation);

    public Task<IActionResult> OnPostNameAsync(Guid id, string? name, CancellationToken cancellation) => DoAsync(
        id,
        () =>
        {
            if (string.IsNullOrWhiteSpace(name))
            {
                return "Write what the person is called.";
            }

            if (name.Trim().Length > LongestName)
            {
                return "Use at most 100 letters.";
            }

            try
            {
                About.Name = encryptor.Encrypt(About.PersonKeyId, "case.name", name.Trim());
            }
            catch (ErasedPersonException)
            {
                return "This person is erased.";
            }

            names.Renamed(About.Id, name.Trim());
            return Changed("case.renamed");
        },
        cancellation);

    public Task<IActionResult> OnPostHandOverAsync(Guid id, Guid to, CancellationToken cancellation) => DoAsync(
        id,
        () =>
        {
            if (!Colleagues.Exists(c => c.Id == to))
            {
                return "Choose a colleague of your agency who works with cases.";
            }

            About.CaseworkerId = to;
            return Changed("case.caseworker-changed", $"staff:{to:N}");
        },
        cancellation);

    /// <summary>A reason in the words of the console.</summary>
    public static string Say(string? reason) => reason switch
    {
        "came-home" => "came home",
        "other-agency" => "another agency looks after them",
        "asked-for" => "they asked for it",
        "not-reached" => "they are not reached any more",
        "mistake" => "opened by mistake",
        _ => "no reason is written down",
    };

    // Nothing is wrong: what was changed is written down with it.
    private string? Changed(string action, string? detail = null)
    {
        About.Version++;
        db.Audit(AuditFact.Staff(User.StaffId(), action, $"case:{About.Id:N}", detail));
        return null;
    }

    // The gate lets nothing about a closed case through; what was written and not yet told would wait for nothing, and look approved after a reopening.
    private async Task EndWhatWaitsAsync(DateTime now, CancellationToken cancellation)
    {
        foreach (var notice in await db.Set<Notice>().Where(n => n.CaseId == About.Id && n.State != NoticeState.Told && n.State != NoticeState.Withdrawn).ToListAsync(cancellation))
        {
            notice.State = NoticeState.Withdrawn;
            await ApprovalService.CancelQueuedAsync(db, notice.Id, "case-closed", now, cancellation);
            db.Audit(AuditFact.Staff(User.StaffId(), $"{ApprovalDigest.KindOf(notice.Subject)}.withdrawn", $"{ApprovalDigest.KindOf(notice.Subject)}:{notice.Id:N}", "case-closed"));
        }

        foreach (var plan in await db.Set<CheckInPlan>().Where(p => p.CaseId == About.Id && p.State == CheckInPlanState.Running).ToListAsync(cancellation))
        {
            (plan.State, plan.Reason) = (CheckInPlanState.Paused, "case-closed");
            plan.Version++;
            db.Audit(AuditFact.Staff(User.StaffId(), "check-in-plan.paused", $"plan:{plan.Id:N}", "case-closed"));
        }
    }

    private Task<IActionResult> DoAsync(Guid id, Func<string?> change, CancellationToken cancellation) => DoAsync(id, () => Task.FromResult(change()), cancellation);

    private async Task<IActionResult> DoAsync(Guid id, Func<Task<string?>> change, CancellationToken cancellation)
    {
        if (!User.IsInRole(StaffRoles.Caseworker))
        {
            return Forbid();
        }

        if (!await LoadAsync(id, cancellation))
        {
            return NotFound();
        }

        ModelState.Clear();
        if ((Sure ? await change() : "Tick the box: without it nothing is changed.") is { } refused)
        {
            ModelState.AddModelError("", refused);
            return Page();
        }

        await db.SaveChangesAsync(cancellation);
        return Redirect($"/cases/{id}");
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken cancellation)
    {
        var own = User.AgencyId();
        if (await db.Cases.SingleOrDefaultAsync(c => c.Id == id && c.AgencyId == own, cancellation) is not { } about)
        {
            return false;
        }

        About = about;
        OpenTasks = await db.TasksOfUnits().CountAsync(
            t => t.DoneAt == null && (t.CaseId == id || db.CaseContacts.Any(l => l.CaseId == id && l.ContactId == t.ContactId)),
            cancellation);

        // An account that is off, not yet used or not yet confirmed by a second administrator looks after nobody.
        var now = clock.GetUtcNow();
        var members = await db.Users.AsNoTracking()
            .Where(m => m.AgencyId == own && m.Id != about.CaseworkerId && m.PasswordHash != null && m.ProposedBy == null
                && db.UserRoles.Any(r => r.UserId == m.Id && db.Roles.Any(x => x.Id == r.RoleId && x.Name == StaffRoles.Caseworker)))
            .OrderBy(m => m.DisplayName).ToListAsync(cancellation);
        Colleagues = [.. members.Where(m => m.LockoutEnd is null || m.LockoutEnd <= now)];
        return true;
    }
}
