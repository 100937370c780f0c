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
public sealed class IndexModel(SignInManager<StaffMember> signIn, UserManager<StaffMember> users, FamilyLinkContext db, ResumableForms forms, SignInTries tries) : PageModel
{
    private static readonly StaffMember Nobody = new();
    private static readonly string NobodysHash = new PasswordHasher<StaffMember>().HashPassword(Nobody, Guid.NewGuid().ToString());

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
    public ResumableForm? Opened { get; private set; }

    /// <summary>True when the second factor is asked for on this page, because a kept form cannot travel in a redirect.</summary>
    public bool AskCode { get; private set; }

    public async Task<IActionResult> OnPostAsync()
    {
        if (!ModelState.IsValid)
        {
            return Page();
        }

        var place = HttpContext.Connection.RemoteIpAddress?.ToString();
        if (tries.IsLocked(Email, place))
        {
            ModelState.AddModelError("", "Too many tries. Wait a quarter of an hour, or ask an administrator.");
            return Page();
        }

        var user = await users.FindByEmailAsync(Email);
        if (user is null)
        {
            // As much work as for an account that there is: an address tells nothing by how long it takes.
            users.PasswordHasher.VerifyHashedPassword(Nobody, NobodysHash, Password);
        }

        var result = user is null ? Microsoft.AspNetCore.Identity.SignInResult.Failed : await signIn.PasswordSignInAsync(user, Password, isPersistent: false, lockoutOnFailure: false);
        if (result is { Succeeded: false, RequiresTwoFactor: false })
        {
            tries.Failed(Email, place);
        }
        else
        {
            tries.Succeeded(Email, place);
        }

        if (result.RequiresTwoFactor)
        {
            if (forms.Open(Kept) is not null)
            {
                AskCode = true;
                return Page();
            }

            return RedirectToPage("/SignIn/Code", new { ReturnUrl });
        }

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

        // An account that was switched off is told the same: whoever asks may be anybody.
        ModelState.AddModelError("", "The e-mail address or the password is not right.");
        return Page();
    }
}
