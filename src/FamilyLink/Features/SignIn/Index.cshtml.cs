using System.ComponentModel.DataAnnotations;
using FamilyLink.Data;
using FamilyLink.Data.Audit;
using FamilyLink.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FamilyLink.Features.SignIn;

/// <summary>Signing in, with lock-out after five wrong passwords.</summary>
[AllowAnonymous]
public sealed class IndexModel(SignInManager<StaffMember> signIn, UserManager<StaffMember> users, FamilyLinkContext db, KeptForms forms) : PageModel
{
    [BindProperty]
    [Required(ErrorMessage = "Write your e-mail address.")]
    [EmailAddress(ErrorMessage = "This is not an e-mail address.")]
    public string Email { get; set; } = "";

    [BindProperty]
    [Required(ErrorMessage = "Write your password.")]
    public string Password { get; set; } = "";

    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    /// <summary>A form kept from a session that had ended, sealed.</summary>
    [BindProperty]
    public string? Kept { get; set; }

    /// <summary>The kept form, once its writer is signed in.</summary>
    public KeptForm? Opened { get; private set; }

    /// <summary>True when the second factor is asked for on this page, because a kept form cannot travel in a redirect.</summary>
    public bool AskCode { get; private set; }

    public async Task<IActionResult> OnPostAsync()
    {
        if (!ModelState.IsValid)
        {
            return Page();
        }

        var result = await signIn.PasswordSignInAsync(Email, Password, isPersistent: false, lockoutOnFailure: true);
        if (result.RequiresTwoFactor)
        {
            if (forms.Open(Kept) is not null)
            {
                AskCode = true;
                return Page();
            }

            return RedirectToPage("/SignIn/Code", new { ReturnUrl });
        }

        var user = await users.FindByEmailAsync(Email);
        if (user is not null)
        {
            db.Audit(AuditFact.Staff(user.Id, result.Succeeded ? "staff.signed-in" : "staff.sign-in-failed", $"staff:{user.Id:N}"));
            await db.SaveChangesAsync();
        }

        if (result.Succeeded)
        {
            if (forms.Open(Kept) is { } kept)
            {
                await forms.BelongToAsync(HttpContext, user!);
                Opened = kept;
                return Page();
            }

            return LocalRedirect(Url.IsLocalUrl(ReturnUrl) ? ReturnUrl! : "/");
        }

        ModelState.AddModelError("", result.IsLockedOut
            ? "Too many tries. Wait a quarter of an hour, or ask an administrator."
            : "The e-mail address or the password is not right.");
        return Page();
    }
}
