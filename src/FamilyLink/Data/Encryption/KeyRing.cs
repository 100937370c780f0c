using System.Security.Cryptography;
using FamilyLink.Data.Audit;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FamilyLink.Data.Encryption;

/// <summary>
/// Looks, before anything is served, whether the key ring opens what is stored. Without it every message would fail, and a new ring beside old rows would
/// hide that the old one must be found.
/// </summary>
public sealed class KeyRing(
    IDbContextFactory<FamilyLinkContext> contexts, IDataProtectionProvider protection, FieldEncryptor encryptor, KeyedHasher hasher, AuditKey audit, IOptions<FamilyLinkOptions> options)
{
    /// <summary>What is wrong, in a sentence for whoever runs the service; null when everything opens.</summary>
    public async Task<string?> ProblemAsync(CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        try
        {
            // The secrets first: whichever is missing in a new database is made here, before writers hold the database.
            foreach (var name in await db.ServiceSecrets.AsNoTracking().Select(s => s.Name).ToListAsync(cancellation))
            {
                ServiceSecret.Open(name, protection, contexts);
            }

            hasher.Open();
            _ = audit.Value;
            var keys = db.PersonKeys.AsNoTracking().Where(k => k.ErasedAt == null);
            foreach (var key in new[] { await keys.OrderBy(k => k.Id).FirstOrDefaultAsync(cancellation), await keys.OrderByDescending(k => k.Id).FirstOrDefaultAsync(cancellation) })
            {
                if (key is not null)
                {
                    encryptor.Check(key);
                }
            }

            return null;
        }
        catch (CryptographicException)
        {
            var expected = Path.Combine(Path.GetFullPath(options.Value.DataDirectory), "keys");
            return $"The key ring in {expected} cannot open what is stored in the database. Put back the folder that belongs to this database, from a backup of the data directory, and start again. Nothing in the database was changed.";
        }
    }
}
