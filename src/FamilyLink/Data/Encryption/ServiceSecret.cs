using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Data.Encryption;

/// <summary>A secret of the service itself (the look-up key, the secret pepper, the key of the audit chain), wrapped by the key ring.</summary>
public sealed class ServiceSecret
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The wrapped secret.</summary>
    public required byte[] Wrapped { get; init; }

    /// <summary>The secret of that name, made when there is none yet.</summary>
    /// <exception cref="CryptographicException">It is there, but the key ring that wrapped it is not.</exception>
    public static byte[] Open(string name, IDataProtectionProvider protection, IDbContextFactory<FamilyLinkContext> contexts)
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
