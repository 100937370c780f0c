using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace FamilyLink.Messaging.Approval;

/// <summary>The things a seal covers, each hashed by itself, so that a void approval can say which of them has changed (S11).</summary>
public sealed class DigestParts
{
    private const int ShortBytes = 8;

    private readonly List<(string Name, byte[] Hash)> _pieces = [];

    /// <summary>Adds a thing: its values in order, each with its length, so that no letter can move from one to the next unnoticed.</summary>
    public void Add(string name, params ReadOnlySpan<object> values)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, name);
        foreach (var value in values)
        {
            Append(hash, Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");
        }

        _pieces.Add((name, hash.GetHashAndReset()));
    }

    /// <summary>The hash over all of them.</summary>
    public byte[] Digest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, "familylink.seal.v2");
        foreach (var (name, piece) in _pieces)
        {
            Append(hash, name);
            hash.AppendData(piece);
        }

        return hash.GetHashAndReset();
    }

    /// <summary>The short hashes as stored with an approval.</summary>
    public string Marks() => string.Join(';', _pieces.Select(p => $"{p.Name}={Convert.ToHexStringLower(p.Hash.AsSpan(0, ShortBytes))}"));

    /// <summary>The names of what differs from the short hashes of an earlier approval; empty when there was none.</summary>
    public IReadOnlyList<string> ChangedSince(string? earlier)
    {
        if (string.IsNullOrEmpty(earlier))
        {
            return [];
        }

        var (before, after) = (earlier.Split(';'), Marks().Split(';'));
        return [.. before.Except(after).Concat(after.Except(before)).Select(piece => piece[..piece.IndexOf('=', StringComparison.Ordinal)]).Distinct()];
    }

    /// <summary>The hash of words in every language and on every channel.</summary>
    public static byte[] OfWords(IReadOnlyList<NoticeWords> words)
    {
        var pieces = new DigestParts();
        foreach (var text in words)
        {
            pieces.Add("text", [text.Channel.ToString(), text.Language, text.Opening, .. text.Parts]);
        }

        return pieces.Digest();
    }

    /// <summary>What a piece is, in the words of the console.</summary>
    public static string Say(string piece) => piece switch
    {
        "notice" => "it was edited",
        "recipient" => "the recipient's language, number or safe-contact policy changed",
        "case" => "the case changed",
        "end" => "the time until which it may be told changed",
        "phone" => "the telephone changed",
        "consent" => "a consent was given, refused or taken back",
        "result" => "the result it tells changed",
        "text" => "the text changed",
        "recording" => "a recording that it is told by changed",
        "wording" => "a wording of the service that goes with it changed",
        _ => piece,
    };

    private static void Append(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
