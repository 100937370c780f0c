using System.Text;
using FamilyLink.Data;
using FamilyLink.Localization.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Messaging.Approval;

/// <summary>Notices that two accounts belong to one person: the same mailbox written in two ways, the same telephone, or the same authenticator (S11).</summary>
public static class SamePerson
{
    private const string AuthenticatorKey = "AuthenticatorKey";

    /// <summary>The first of the other accounts that seems to be the same person as the given one; null when each is somebody else.</summary>
    public static async Task<Guid?> FindAsync(FamilyLinkContext db, Guid staff, IReadOnlyCollection<Guid> others, CancellationToken cancellation)
    {
        var ids = others.Append(staff).Distinct().ToList();
        var accounts = await db.Users.AsNoTracking().Where(u => ids.Contains(u.Id)).Select(u => new { u.Id, u.Email, u.PhoneNumber }).ToListAsync(cancellation);
        var keys = await db.Set<IdentityUserToken<Guid>>().AsNoTracking()
            .Where(t => ids.Contains(t.UserId) && t.Name == AuthenticatorKey && t.Value != null)
            .ToListAsync(cancellation);
        var own = accounts.Find(a => a.Id == staff);
        var ownKey = keys.Find(k => k.UserId == staff)?.Value;
        return own is null ? null : accounts
            .Where(a => a.Id != staff
                && (Mailbox(a.Email) == Mailbox(own.Email)
                    || (Digits(own.PhoneNumber) is { Length: > 6 } phone && Digits(a.PhoneNumber) == phone)
                    || (ownKey is not null && keys.Any(k => k.UserId == a.Id && k.Value == ownKey))))
            .Select(a => (Guid?)a.Id)
            .FirstOrDefault();
    }

    /// <summary>The mailbox that an address reaches: letter case, dots and what follows a plus sign make no other mailbox.</summary>
    public static string Mailbox(string? email)
    {
        var folded = ScriptText.WellFormed(email ?? "").Trim().Normalize(NormalizationForm.FormKC).ToLowerInvariant();
        var at = folded.LastIndexOf('@');
        if (at <= 0)
        {
            return folded;
        }

        var local = folded[..at];
        var plus = local.IndexOf('+', StringComparison.Ordinal);
        local = (plus > 0 ? local[..plus] : local).Replace(".", "", StringComparison.Ordinal);
        var domain = folded[(at + 1)..];
        return $"{local}@{(domain == "googlemail.com" ? "gmail.com" : domain)}";
    }

    private static string Digits(string? phone) => new([.. (phone ?? "").Where(char.IsAsciiDigit)]);
}
