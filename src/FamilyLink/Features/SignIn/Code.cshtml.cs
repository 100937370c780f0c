using System.ComponentModel.DataAnnotations;
using FamilyLink.Data;
using FamilyLink.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FamilyLink.Features.SignIn;

/// <summary>The second factor.</summary>
[AllowAnonymous]
public sealed class CodeModel(SignInManager<StaffMember> signIn, ResumableForms forms) : PageModel
{
    [BindProperty]
    [Required(ErrorMessage = "Write the six digits.")]
    public string Code { get; set; } = "";

    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    /// <summary>A form kept from a session that had ended, sealed.</summary>
    [BindProperty]
    public string? Kept { get; set; }

    /// <summary>The kept form, once its writer is signed in.</summary>
    public ResumableForm? Opened { get; private set; }

    public async Task<IActionResult> OnPostAsync()
    {
        if (!ModelState.IsValid)
        {
            return Page();
        }

        var digits = Code.Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
        var member = await signIn.GetTwoFactorAuthenticationUserAsync();
        var result = await signIn.TwoFactorAuthenticatorSignInAsync(digits, isPersistent: false, rememberClient: false);
        if (result.Succeeded)
        {
            if (member is not null && forms.Open(Kept) is { } kept)
            {
                await forms.BelongToAsync(HttpContext, member);
                Opened = kept;
                return Page();
            }

            return LocalRedirect(Url.IsLocalUrl(ReturnUrl) ? ReturnUrl! : "/");
        }

        ModelState.AddModelError("", result.IsLockedOut ? "Too many tries. Wait a quarter of an hour." : "This code is not right. Wait for the next one and try again.");
        return Page();
    }
}
