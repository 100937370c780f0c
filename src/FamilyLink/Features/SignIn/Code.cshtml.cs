using System.ComponentModel.DataAnnotations;
using FamilyLink.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FamilyLink.Features.SignIn;

/// <summary>The second factor.</summary>
[AllowAnonymous]
public sealed class CodeModel(SignInManager<StaffMember> signIn) : PageModel
{
    [BindProperty]
    [Required(ErrorMessage = "Write the six digits.")]
    public string Code { get; set; } = "";

    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    public async Task<IActionResult> OnPostAsync()
    {
        if (!ModelState.IsValid)
        {
            return Page();
        }

        var digits = Code.Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
        var result = await signIn.TwoFactorAuthenticatorSignInAsync(digits, isPersistent: false, rememberClient: false);
        if (result.Succeeded)
        {
            return LocalRedirect(Url.IsLocalUrl(ReturnUrl) ? ReturnUrl! : "/");
        }

        ModelState.AddModelError("", result.IsLockedOut ? "Too many tries. Wait a quarter of an hour." : "This code is not right. Wait for the next one and try again.");
        return Page();
    }
}
