using System.Globalization;
using FamilyLink.Data;
using FamilyLink.Data.Audit;
using FamilyLink.Security;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using QRCoder;

namespace FamilyLink.Features.SignIn;

/// <summary>A staff member's own account: the authenticator app, and a new password.</summary>
public sealed class AccountModel(UserManager<StaffMember> users, SignInManager<StaffMember> signIn, FamilyLinkContext db) : PageModel
{
    public bool TwoFactor { get; private set; }

    public string Key { get; private set; } = "";

    public string QrSvg { get; private set; } = "";

    public string? Message { get; private set; }

    public async Task OnGetAsync() => await ShowAsync();

    public async Task<IActionResult> OnPostAsync(string? code)
    {
        var user = (await users.GetUserAsync(User))!;
        var digits = (code ?? "").Replace(" ", "", StringComparison.Ordinal);
        if (!await users.VerifyTwoFactorTokenAsync(user, users.Options.Tokens.AuthenticatorTokenProvider, digits))
        {
            ModelState.AddModelError("", "This code is not right. Wait for the next one and try again.");
            await ShowAsync();
            return Page();
        }

        await users.SetTwoFactorEnabledAsync(user, true);
        await signIn.RefreshSignInAsync(user);
        db.Audit(AuditFact.Staff(User.StaffId(), "staff.two-factor-on", $"staff:{user.Id:N}"));
        await db.SaveChangesAsync();
        Message = "The authenticator app is on. From now on signing in asks for its code.";
        await ShowAsync();
        return Page();
    }

    public async Task<IActionResult> OnPostPasswordAsync(string? old, string? fresh)
    {
        var user = (await users.GetUserAsync(User))!;
        var changed = await users.ChangePasswordAsync(user, old ?? "", fresh ?? "");
        foreach (var error in changed.Errors)
        {
            ModelState.AddModelError("", error.Code == nameof(IdentityErrorDescriber.PasswordMismatch) ? "The old password is not right." : error.Description);
        }

        if (changed.Succeeded)
        {
            await signIn.RefreshSignInAsync(user);
            db.Audit(AuditFact.Staff(user.Id, "staff.password-changed", $"staff:{user.Id:N}"));
            await db.SaveChangesAsync();
            Message = "The password is changed. Everybody else who was signed in with this account is signed out.";
        }

        await ShowAsync();
        return Page();
    }

    private async Task ShowAsync()
    {
        var user = (await users.GetUserAsync(User))!;
        TwoFactor = user.TwoFactorEnabled;
        if (TwoFactor)
        {
            return;
        }

        var key = await users.GetAuthenticatorKeyAsync(user);
        if (key is null)
        {
            // A new key is a new stamp, which would end this very session.
            await users.ResetAuthenticatorKeyAsync(user);
            await signIn.RefreshSignInAsync(user);
            key = (await users.GetAuthenticatorKeyAsync(user))!;
        }

        Key = string.Join(' ', key.Chunk(4).Select(c => new string(c))).ToLowerInvariant();
        var uri = string.Create(CultureInfo.InvariantCulture, $"otpauth://totp/FamilyLink:{Uri.EscapeDataString(user.Email!)}?secret={key}&issuer=FamilyLink&digits=6");
        using var data = QRCodeGenerator.GenerateQrCode(uri, QRCodeGenerator.ECCLevel.M);
        using var svg = new SvgQRCode(data);
        QrSvg = svg.GetGraphic(4);
    }
}
