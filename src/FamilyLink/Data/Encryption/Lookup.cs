using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Data.Encryption;

/// <summary>
/// Keyed hashes: how the service finds a number without storing it (S20), and how it keeps a secret it can only check (S6).
/// The key is random, made once, and kept wrapped in the database; the key ring that opens it stays in the data directory.
/// </summary>
public sealed class Lookup(IDataProtectionProvider protection, IDbContextFactory<FamilyLinkContext> contexts)
{
    private readonly Lazy<byte[]> _addressKey = new(() => KeyNamed("address-lookup", protection, contexts));
    private readonly Lazy<byte[]> _secretKey = new(() => KeyNamed("secret-pepper", protection, contexts));

    /// <summary>The look-up hash of an address such as <c>tel:+8562055550101</c>. The same telephone has one hash for SMS and for calls.</summary>
    public byte[] OfAddress(string address) => HMACSHA256.HashData(_addressKey.Value, Encoding.UTF8.GetBytes(address));

    /// <summary>A keyed slow hash of a secret: the pepper first, then PBKDF2 so that a stolen file and a stolen pepper still cost work per guess.</summary>
    public byte[] OfSecret(string secret, byte[] salt, int iterations)
    {
        var peppered = HMACSHA256.HashData(_secretKey.Value, Encoding.UTF8.GetBytes(secret));
        return Rfc2898DeriveBytes.Pbkdf2(peppered, salt, iterations, HashAlgorithmName.SHA256, 32);
    }

    private static byte[] KeyNamed(string name, IDataProtectionProvider protection, IDbContextFactory<FamilyLinkContext> contexts)
    {
        var wrap = protection.CreateProtector("FamilyLink.ServiceSecrets.v1", name);
        using var db = contexts.CreateDbContext();
        var row = db.ServiceSecrets.AsNoTracking().SingleOrDefault(s => s.Name == name);
        if (row is null)
        {
            var fresh = new ServiceSecret { Name = name, Wrapped = wrap.Protect(RandomNumberGenerator.GetBytes(32)) };
            db.ServiceSecrets.Add(fresh);
            try
            {
                db.SaveChanges();
                row = fresh;
            }
            catch (DbUpdateException)
            {
                // Another process made it first; two keys would split every look-up in half, so theirs is the one.
                db.ChangeTracker.Clear();
                row = db.ServiceSecrets.AsNoTracking().Single(s => s.Name == name);
            }
        }

        return wrap.Unprotect(row.Wrapped);
    }
}
