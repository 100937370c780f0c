using FamilyLink.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FamilyLink.Features.SignIn;

/// <summary>Signing out: here and wherever else a copy of the cookie is.</summary>
public sealed class OutModel(SignInManager<StaffMember> signIn, UserManager<StaffMember> users) : PageModel
{
    public IActionResult OnGet() => LocalRedirect("/");

    public async Task<IActionResult> OnPostAsync()
    {
        if (await users.GetUserAsync(User) is { } member)
        {
            await users.UpdateSecurityStampAsync(member);
        }

        await signIn.SignOutAsync();
        return LocalRedirect("/sign-in");
    }
}
