using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Data.Encryption;

/// <summary>
/// Keyed hashes: how the service finds a number without storing it (S20), and how it keeps a secret it can only check (S6).
/// The key is random, made once, and kept wrapped in the database; the key ring that opens it stays in the data directory.
/// </summary>
public sealed class KeyedHasher(IDataProtectionProvider protection, IDbContextFactory<FamilyLinkContext> contexts)
{
    private readonly Lazy<byte[]> _addressKey = new(() => ServiceSecret.Open("address-hasher", protection, contexts));
    private readonly Lazy<byte[]> _secretKey = new(() => ServiceSecret.Open("secret-pepper", protection, contexts));

    /// <summary>Reads both keys now.</summary>
    /// <exception cref="CryptographicException">The key ring that wrapped them is not here.</exception>
    public void Open() => (_, _) = (_addressKey.Value, _secretKey.Value);

    /// <summary>The look-up hash of an address such as <c>tel:+8562055550101</c>. The same telephone has one hash for SMS and for calls.</summary>
    public byte[] OfAddress(string address) => HMACSHA256.HashData(_addressKey.Value, Encoding.UTF8.GetBytes(address));

    /// <summary>A keyed slow hash of a secret: the pepper first, then PBKDF2 so that a stolen file and a stolen pepper still cost work per guess.</summary>
    public byte[] OfSecret(string secret, byte[] salt, int iterations)
    {
        var peppered = HMACSHA256.HashData(_secretKey.Value, Encoding.UTF8.GetBytes(secret));
        return Rfc2898DeriveBytes.Pbkdf2(peppered, salt, iterations, HashAlgorithmName.SHA256, 32);
    }
}
