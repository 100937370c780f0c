using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Data.Encryption;

/// <summary>
/// Encrypts what is personal (S20). Every person has a data key of their own, wrapped by ASP.NET Core Data Protection whose key ring lives in the
/// data directory; the field's purpose is bound in, so a sealed name cannot be passed off as a sealed note.
/// </summary>
public sealed class FieldEncryptor(IDataProtectionProvider protection, IDbContextFactory<FamilyLinkContext> contexts) : IDisposable
{
    private const byte Version = 1;
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private const int LongestAssociated = 128;
    private const int CachedKeys = 50_000;

    private readonly IDataProtector _wrap = protection.CreateProtector("FamilyLink.PersonKeys.v1");
    // One AesGcm holds one cipher context: two threads in it at once write bytes that nobody can ever open again. It is locked for each use.
    private readonly ConcurrentDictionary<Guid, AesGcm> _keys = new();

    /// <summary>Makes a key for a new person. The caller stores the row in the same transaction as the person.</summary>
    public PersonKey NewKey()
    {
        var key = RandomNumberGenerator.GetBytes(32);
        var row = new PersonKey { Id = Guid.CreateVersion7(), Wrapped = _wrap.Protect(key) };
        Remember(row.Id, key);
        return row;
    }

    /// <summary>Encrypts text for a person.</summary>
    /// <exception cref="ErasedPersonException">The person's key was destroyed.</exception>
    public EncryptedValue Encrypt(Guid person, string purpose, string? text)
    {
        if (text is null)
        {
            return EncryptedValue.Empty;
        }

        var length = Encoding.UTF8.GetByteCount(text);
        var bytes = new byte[1 + NonceSize + length + TagSize];

        // Encrypted where it stands: the cipher allows the plain text and its place to be the same.
        Encoding.UTF8.GetBytes(text, bytes.AsSpan(1 + NonceSize, length));
        return EncryptInPlace(person, purpose, bytes);
    }

    /// <summary>Encrypts bytes for a person, such as a sound.</summary>
    /// <exception cref="ErasedPersonException">The person's key was destroyed.</exception>
    public EncryptedValue EncryptBytes(Guid person, string purpose, ReadOnlySpan<byte> content)
    {
        var bytes = new byte[1 + NonceSize + content.Length + TagSize];
        content.CopyTo(bytes.AsSpan(1 + NonceSize));
        return EncryptInPlace(person, purpose, bytes);
    }

    /// <summary>Decrypts text; null when there was none.</summary>
    /// <exception cref="ErasedPersonException">The person's key was destroyed.</exception>
    /// <exception cref="AuthenticationTagMismatchException">The bytes were changed or belong to another person or field.</exception>
    public string? Decrypt(Guid person, string purpose, EncryptedValue value) => DecryptBytes(person, purpose, value) is { } plain ? Encoding.UTF8.GetString(plain) : null;

    /// <summary>Decrypts bytes; null when there were none.</summary>
    /// <exception cref="ErasedPersonException">The person's key was destroyed.</exception>
    /// <exception cref="AuthenticationTagMismatchException">The bytes were changed or belong to another person or field.</exception>
    public byte[]? DecryptBytes(Guid person, string purpose, EncryptedValue value)
    {
        if (value.IsEmpty)
        {
            return null;
        }

        var bytes = value.Bytes!;
        var length = bytes.Length - 1 - NonceSize - TagSize;
        if (length < 0 || bytes[0] != Version)
        {
            throw new AuthenticationTagMismatchException();
        }

        var plain = new byte[length];
        Span<byte> associated = stackalloc byte[LongestAssociated];
        associated = associated[..Associated(person, purpose, associated)];
        var key = KeyOf(person);
        lock (key)
        {
            key.Decrypt(
                bytes.AsSpan(1, NonceSize),
                bytes.AsSpan(1 + NonceSize, length),
                bytes.AsSpan(1 + NonceSize + length, TagSize),
                plain,
                associated);
        }

        return plain;
    }

    /// <summary>As <see cref="Decrypt"/>, but null for a person whose key was destroyed: lists go on without them.</summary>
    public string? DecryptIfKept(Guid person, string purpose, EncryptedValue value)
    {
        try
        {
            return Decrypt(person, purpose, value);
        }
        catch (ErasedPersonException)
        {
            return null;
        }
    }

    /// <summary>Decrypts text with a key that was read along with it, and does not remember the key: for whoever reads very many people once.</summary>
    /// <exception cref="AuthenticationTagMismatchException">The bytes were changed or belong to another person or field.</exception>
    public string? DecryptOnce(PersonKey key, string purpose, EncryptedValue value)
    {
        if (value.IsEmpty || key.ErasedAt is not null)
        {
            return null;
        }

        var bytes = value.Bytes!;
        var plain = new byte[Math.Max(0, bytes.Length - 1 - NonceSize - TagSize)];
        Span<byte> associated = stackalloc byte[LongestAssociated];
        associated = associated[..Associated(key.Id, purpose, associated)];
        var unwrapped = _wrap.Unprotect(key.Wrapped);
        using var aes = new AesGcm(unwrapped, TagSize);
        CryptographicOperations.ZeroMemory(unwrapped);
        aes.Decrypt(bytes.AsSpan(1, NonceSize), bytes.AsSpan(1 + NonceSize, plain.Length), bytes.AsSpan(1 + NonceSize + plain.Length, TagSize), plain, associated);
        return Encoding.UTF8.GetString(plain);
    }

    /// <summary>Unwraps a key without keeping it.</summary>
    /// <exception cref="CryptographicException">The key ring that wrapped it is not here.</exception>
    public void Check(PersonKey key) => CryptographicOperations.ZeroMemory(_wrap.Unprotect(key.Wrapped));

    /// <summary>Forgets a destroyed key, so that this process cannot open anything with it either.</summary>
    public void Forget(Guid person)
    {
        if (_keys.TryRemove(person, out var key))
        {
            key.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var key in _keys.Values)
        {
            key.Dispose();
        }
    }

    private EncryptedValue EncryptInPlace(Guid person, string purpose, byte[] bytes)
    {
        bytes[0] = Version;
        var nonce = bytes.AsSpan(1, NonceSize);
        Nonces.Next(nonce);
        var content = bytes.AsSpan(1 + NonceSize, bytes.Length - 1 - NonceSize - TagSize);
        Span<byte> associated = stackalloc byte[LongestAssociated];
        associated = associated[..Associated(person, purpose, associated)];
        var key = KeyOf(person);
        lock (key)
        {
            key.Encrypt(nonce, content, content, bytes.AsSpan(bytes.Length - TagSize), associated);
        }

        return new EncryptedValue(bytes);
    }

    private static int Associated(Guid person, string purpose, Span<byte> into)
    {
        person.TryWriteBytes(into);
        return 16 + Encoding.UTF8.GetBytes(purpose, into[16..]);
    }

    private AesGcm KeyOf(Guid person)
    {
        if (_keys.TryGetValue(person, out var known))
        {
            return known;
        }

        using var db = contexts.CreateDbContext();
        var row = db.PersonKeys.AsNoTracking().SingleOrDefault(k => k.Id == person);
        if (row is null || row.ErasedAt is not null)
        {
            throw new ErasedPersonException(person);
        }

        return Remember(person, _wrap.Unprotect(row.Wrapped));
    }

    private AesGcm Remember(Guid person, byte[] key)
    {
        if (_keys.Count >= CachedKeys)
        {
            // Rare and cheap: keys are re-read on demand. Nothing is disposed here because another turn may be using one; the collector takes them.
            _keys.Clear();
        }

        var aes = new AesGcm(key, TagSize);
        CryptographicOperations.ZeroMemory(key);
        return _keys.GetOrAdd(person, aes);
    }
}

/// <summary>Somebody's key was destroyed on request; what it sealed is gone for good.</summary>
public sealed class ErasedPersonException(Guid person) : Exception($"The key {person} was destroyed.");

/// <summary>Random nonces, drawn from the system's generator many at a time: a message needs four, and each call to the generator costs as much as sealing.</summary>
internal static class Nonces
{
    private const int Stock = 4_096;

    [ThreadStatic]
    private static byte[]? _stock;

    [ThreadStatic]
    private static int _left;

    public static void Next(Span<byte> nonce)
    {
        var stock = _stock ??= new byte[Stock];
        if (_left < nonce.Length)
        {
            RandomNumberGenerator.Fill(stock);
            _left = Stock;
        }

        _left -= nonce.Length;
        stock.AsSpan(_left, nonce.Length).CopyTo(nonce);
    }
}
