namespace FamilyLink.Data.Encryption;

/// <summary>
/// Text that only its person's key opens (S20). The bytes are version, nonce, ciphertext and tag; without the <see cref="FieldEncryptor"/> they mean nothing,
/// and after the key is destroyed they never will again (S21).
/// </summary>
/// <param name="Bytes">The sealed bytes; null or empty when there is no text.</param>
public readonly record struct EncryptedValue(byte[]? Bytes)
{
    /// <summary>No text.</summary>
    public static EncryptedValue Empty { get; } = new((byte[]?)null);

    /// <summary>True when there is no text inside.</summary>
    public bool IsEmpty => Bytes is null or { Length: 0 };

    /// <summary>Never shows the bytes, so that a log line cannot.</summary>
    public override string ToString() => IsEmpty ? "(nothing)" : "(sealed)";
}
