using System.Text.Json;
using FamilyLink.Data;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;

namespace FamilyLink.Security;

/// <summary>A form that was sent after its session had ended, to be sent again by the same button once its writer has signed in.</summary>
/// <param name="Path">Where it was going, on this site.</param>
/// <param name="Fields">What was written in it.</param>
public sealed record ResumableForm(string Path, IReadOnlyList<KeyValuePair<string, string>> Fields);

/// <summary>
/// An expired session loses no typed text. The form travels through the sign-in page sealed by Data Protection; nothing of it is stored,
/// and it opens only for the account that signs in within a day.
/// </summary>
public sealed class ResumableForms(IDataProtectionProvider protection, SignInManager<StaffMember> signIn)
{
    /// <summary>The name of the hidden field.</summary>
    public const string Field = "Kept";

    private const int Largest = 128 * 1024;
    private static readonly TimeSpan Life = TimeSpan.FromDays(1);

    private readonly ITimeLimitedDataProtector _seal = protection.CreateProtector("FamilyLink.ResumableForms.v1").ToTimeLimitedDataProtector();

    /// <summary>Opens a kept form; null when there is none or it was tampered with.</summary>
    public ResumableForm? Open(string? kept)
    {
        if (string.IsNullOrEmpty(kept))
        {
            return null;
        }

        try
        {
            var form = JsonSerializer.Deserialize<ResumableForm>(_seal.Unprotect(kept));
            return form is not null && form.Path.StartsWith('/') && !form.Path.StartsWith("//", StringComparison.Ordinal) ? form : null;
        }
        catch (Exception broken) when (broken is System.Security.Cryptography.CryptographicException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Makes the rest of this request belong to the person who has just signed in, so that the form's new token is theirs.</summary>
    public async Task BelongToAsync(HttpContext context, StaffMember member) => context.User = await signIn.CreateUserPrincipalAsync(member);

    /// <summary>Answers a request that needs a sign-in: a page is asked for again afterwards, a form is kept.</summary>
    public static async Task AskToSignInAsync(RedirectContext<CookieAuthenticationOptions> redirect)
    {
        var context = redirect.HttpContext;
        if (!HttpMethods.IsPost(context.Request.Method) || !context.Request.HasFormContentType || context.Request.ContentLength is null or > Largest)
        {
            redirect.Response.Redirect(redirect.RedirectUri);
            return;
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var fields = form.Where(f => f.Key != "__RequestVerificationToken").SelectMany(f => f.Value, (f, value) => KeyValuePair.Create(f.Key, value ?? "")).ToList();
        var forms = context.RequestServices.GetRequiredService<ResumableForms>();
        var kept = forms._seal.Protect(JsonSerializer.Serialize(new ResumableForm(context.Request.Path + context.Request.QueryString, fields)), Life);
        var token = context.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(context);
        context.Response.ContentType = "text/html; charset=utf-8";
        await context.Response.WriteAsync(
            $"""
            <!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Sign in again – FamilyLink</title><link rel="stylesheet" href="/site.css"></head><body><main id="main">
            <h1>Sign in again</h1><p class="note">Your session has ended. What you wrote is kept and is not lost.</p>
            <form method="post" action="/sign-in"><input type="hidden" name="{Field}" value="{kept}">
            <input type="hidden" name="{token.FormFieldName}" value="{token.RequestToken}">
            <label for="Email">E-mail</label><input id="Email" name="Email" type="email" autocomplete="username">
            <label for="Password">Password</label><input id="Password" name="Password" type="password" autocomplete="current-password">
            <div class="actions"><button>Sign in and go on</button></div></form></main></body></html>
            """);
    }
}
