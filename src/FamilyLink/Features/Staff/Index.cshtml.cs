using System.ComponentModel.DataAnnotations;
using FamilyLink.Data;
using FamilyLink.Data.Audit;
using FamilyLink.Data.People;
using FamilyLink.Security;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.Staff;

/// <summary>Accounts of the console, for administrators.</summary>
public sealed class IndexModel(FamilyLinkContext db, UserManager<StaffMember> users, IEnumerable<IAccountSwitchedOff> holders, TimeProvider clock) : PageModel
{
    [BindProperty]
    [Required(ErrorMessage = "Write a name.")]
    public string Name { get; set; } = "";

    [BindProperty]
    [Required(ErrorMessage = "Write an e-mail address.")]
    [EmailAddress(ErrorMessage = "This is not an e-mail address.")]
    public string Email { get; set; } = "";

    [BindProperty]
    [Required(ErrorMessage = "Write the agency's name.")]
    public string Agency { get; set; } = "";

    [BindProperty]
    public string Role { get; set; } = StaffRoles.Caseworker;

    /// <summary>The link of an invitation, shown once.</summary>
    public string? Invitation { get; private set; }

    public string? Message { get; private set; }

    public List<Row> Rows { get; private set; } = [];

    public Task OnGetAsync(CancellationToken cancellation) => ShowAsync(cancellation);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellation)
    {
        if (!StaffRoles.All.Contains(Role))
        {
            ModelState.AddModelError(nameof(Role), "Choose a role.");
        }

        if (ModelState.IsValid)
        {
            var agency = await db.Agencies.SingleOrDefaultAsync(a => a.Name == Agency.Trim(), cancellation) ?? db.Agencies.Add(new Agency { Name = Agency.Trim() }).Entity;
            await db.SaveChangesAsync(cancellation);
            var member = new StaffMember { Id = Guid.CreateVersion7(clock.GetUtcNow()), UserName = Email, Email = Email, EmailConfirmed = true, DisplayName = Name.Trim(), AgencyId = agency.Id };
            var made = await users.CreateAsync(member);
            if (made.Succeeded)
            {
                await users.AddToRoleAsync(member, Role);
                db.Audit(AuditFact.Staff(User.StaffId(), "staff.added", $"staff:{member.Id:N}", Role));
                await InviteOrProposeAsync(member, cancellation);
            }

            foreach (var error in made.Errors)
            {
                ModelState.AddModelError("", error.Description);
            }
        }

        await ShowAsync(cancellation);
        return Page();
    }

    /// <summary>A new invitation, for somebody who has lost the password or let the first one pass.</summary>
    public async Task<IActionResult> OnPostInviteAsync(Guid id, CancellationToken cancellation)
    {
        ModelState.Clear();
        if (await users.FindByIdAsync(id.ToString()) is { } member)
        {
            await InviteOrProposeAsync(member, cancellation);
        }

        await ShowAsync(cancellation);
        return Page();
    }

    /// <summary>Another administrator confirms what one has asked for, and is the one who hands the link over: nobody alone gets into an account that approves.</summary>
    public async Task<IActionResult> OnPostConfirmAsync(Guid id, CancellationToken cancellation)
    {
        ModelState.Clear();
        var member = await users.FindByIdAsync(id.ToString());
        if (member?.ProposedBy == User.StaffId())
        {
            ModelState.AddModelError("", "Another administrator must confirm this: two people are needed.");
        }
        else if (member?.ProposedBy is { } proposer)
        {
            member.ProposedBy = null;
            db.Audit(AuditFact.Staff(User.StaffId(), "staff.confirmed", $"staff:{id:N}", $"staff:{proposer:N}"));
            await InviteAsync(member, cancellation);
        }

        await ShowAsync(cancellation);
        return Page();
    }

    /// <summary>Switches an account off, which ends its sessions at once, or on again.</summary>
    public async Task<IActionResult> OnPostSwitchAsync(Guid id, bool on, CancellationToken cancellation)
    {
        ModelState.Clear();
        if (id == User.StaffId())
        {
            ModelState.AddModelError("", "Nobody switches off their own account. Ask another administrator.");
        }
        else if (await users.FindByIdAsync(id.ToString()) is { } member)
        {
            await users.SetLockoutEnabledAsync(member, true);
            await users.SetLockoutEndDateAsync(member, on ? null : DateTimeOffset.MaxValue);
            await users.UpdateSecurityStampAsync(member);
            foreach (var holder in on ? [] : holders)
            {
                await holder.ReleaseAsync(db, id, cancellation);
            }

            db.Audit(AuditFact.Staff(User.StaffId(), on ? "staff.switched-on" : "staff.switched-off", $"staff:{id:N}"));
            await db.SaveChangesAsync(cancellation);
            Message = on ? "The account is on again." : "The account is off. Whoever was signed in with it is signed out.";
        }

        await ShowAsync(cancellation);
        return Page();
    }

    private async Task InviteOrProposeAsync(StaffMember member, CancellationToken cancellation)
    {
        // No role is given by one person alone, a translator's neither: their words are said to everybody (S13). The first administrator's second is the exception, having nobody to ask.
        var alone = await users.IsInRoleAsync(member, StaffRoles.Administrator) && member.PasswordHash is null && !await OtherAdministratorsAsync(member.Id, cancellation);
        if (alone)
        {
            await InviteAsync(member, cancellation);
            return;
        }

        member.ProposedBy = User.StaffId();
        db.Audit(AuditFact.Staff(User.StaffId(), "staff.invitation-asked", $"staff:{member.Id:N}"));
        await db.SaveChangesAsync(cancellation);
        Message = "Another administrator must confirm this on this page. They get the link to hand over.";
    }

    private async Task InviteAsync(StaffMember member, CancellationToken cancellation)
    {
        db.Audit(AuditFact.Staff(User.StaffId(), "staff.invited", $"staff:{member.Id:N}"));
        await db.SaveChangesAsync(cancellation);
        Invitation = Url.PageLink("/SignIn/Welcome", values: new { id = member.Id, token = await users.GeneratePasswordResetTokenAsync(member) });
        Message = "Give its owner this link in person or by a way that only they read; it works once, for a day.";
    }

    // The first administrator of a site has nobody to ask: they alone make the second, and nobody else by this way.
    private Task<bool> OtherAdministratorsAsync(Guid fresh, CancellationToken cancellation)
    {
        var me = User.StaffId();
        return (from link in db.UserRoles
                join role in db.Roles on link.RoleId equals role.Id
                where role.Name == StaffRoles.Administrator && link.UserId != me && link.UserId != fresh
                select link).AnyAsync(cancellation);
    }

    private async Task ShowAsync(CancellationToken cancellation)
    {
        var agencies = await db.Agencies.AsNoTracking().ToDictionaryAsync(a => a.Id, a => a.Name, cancellation);
        var roles = await (from link in db.UserRoles join role in db.Roles on link.RoleId equals role.Id select new { link.UserId, role.Name }).ToListAsync(cancellation);
        var members = await db.Users.AsNoTracking().OrderBy(u => u.DisplayName).ToListAsync(cancellation);
        var names = members.ToDictionary(m => m.Id, m => m.DisplayName);
        Rows = members.ConvertAll(m => new Row(
            m.Id,
            m.DisplayName,
            m.Email ?? "",
            m.AgencyId is { } agency ? agencies.GetValueOrDefault(agency, "") : "",
            string.Join(", ", roles.Where(r => r.UserId == m.Id).Select(r => r.Name)),
            m.TwoFactorEnabled,
            m.LockoutEnd is null,
            m.ProposedBy is { } by ? names.GetValueOrDefault(by, "") : null,
            m.ProposedBy is { } asked && asked != User.StaffId()));
    }

    /// <summary>One account.</summary>
    public sealed record Row(Guid Id, string Name, string Email, string Agency, string Roles, bool TwoFactor, bool On, string? ProposedBy, bool MayConfirm);
}
