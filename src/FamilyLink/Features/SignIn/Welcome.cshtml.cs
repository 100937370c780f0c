using System.ComponentModel.DataAnnotations;
using FamilyLink.Data;
using FamilyLink.Data.Audit;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FamilyLink.Features.SignIn;

/// <summary>Where an invitation leads, once and for a day: its owner chooses a password that nobody else knows.</summary>
[AllowAnonymous]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class WelcomeModel(UserManager<StaffMember> users, FamilyLinkContext db) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty(SupportsGet = true)]
    public string Token { get; set; } = "";

    [BindProperty]
    [Required(ErrorMessage = "Write a password.")]
    public string Password { get; set; } = "";

    public void OnGet() => ModelState.Clear();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellation)
    {
        if (!ModelState.IsValid)
        {
            return Page();
        }

        var member = await users.FindByIdAsync(Id.ToString());
        var set = member is null ? IdentityResult.Failed(users.ErrorDescriber.InvalidToken()) : await users.ResetPasswordAsync(member, Token, Password);
        if (set.Succeeded)
        {
            db.Audit(AuditFact.Staff(Id, "staff.password-set", $"staff:{Id:N}"));
            await db.SaveChangesAsync(cancellation);
            return LocalRedirect("/sign-in");
        }

        foreach (var error in set.Errors)
        {
            ModelState.AddModelError("", error.Code == nameof(IdentityErrorDescriber.InvalidToken) ? "This invitation has been used or is over. Ask an administrator for a new one." : error.Description);
        }

        return Page();
    }
}
