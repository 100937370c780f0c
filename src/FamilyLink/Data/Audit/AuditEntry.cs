using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace FamilyLink.Data.Audit;

/// <summary>
/// One line of the audit log (S21): who did what to which record, in ids and words of a fixed vocabulary, never content.
/// Each entry carries the hash of the one before, so that a missing or changed line shows.
/// </summary>
public sealed class AuditEntry
{
    /// <summary>Its place in the chain, from 1, without gaps.</summary>
    public required long Sequence { get; init; }

    /// <summary>When, UTC, in ticks (exact on every database).</summary>
    public required long AtTicks { get; init; }

    /// <summary>Who: <c>staff:ID</c>, <c>conversation:ID</c>, <c>service</c>.</summary>
    public required string Actor { get; init; }

    /// <summary>What, such as <c>case.read</c> or <c>notice.approved</c>.</summary>
    public required string Action { get; init; }

    /// <summary>To what, such as <c>case:ID</c>.</summary>
    public required string Subject { get; init; }

    /// <summary>A further id or code, such as an outcome; never content.</summary>
    public string? Detail { get; init; }

    /// <summary>The hash of the entry before; 32 zero bytes for the first.</summary>
    public required byte[] Previous { get; init; }

    /// <summary>HMAC-SHA-256 over everything above, with the key of the chain (<see cref="AuditKey"/>).</summary>
    public required byte[] Hash { get; init; }

    /// <summary>When, UTC.</summary>
    public DateTime At => new(AtTicks, DateTimeKind.Utc);

    /// <summary>Makes the entry that follows <paramref name="previousHash"/>.</summary>
    public static AuditEntry Following(long previousSequence, byte[] previousHash, AuditFact fact, DateTime at, AuditKey key) => new()
    {
        Sequence = previousSequence + 1,
        AtTicks = at.Ticks,
        Actor = fact.Actor,
        Action = fact.Action,
        Subject = fact.Subject,
        Detail = fact.Detail,
        Previous = previousHash,
        Hash = HashOf(previousSequence + 1, at.Ticks, fact.Actor, fact.Action, fact.Subject, fact.Detail, previousHash, key),
    };

    /// <summary>The hash this entry must have. Fields are length-prefixed, so no two different entries read the same.</summary>
    public byte[] ExpectedHash(AuditKey key) => HashOf(Sequence, AtTicks, Actor, Action, Subject, Detail, Previous, key);

    private static byte[] HashOf(long sequence, long ticks, string actor, string action, string subject, string? detail, byte[] previous, AuditKey key)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{sequence}|{ticks}|{actor.Length}:{actor}|{action.Length}:{action}|{subject.Length}:{subject}|{detail?.Length ?? -1}:{detail}|");
        Span<byte> buffer = stackalloc byte[1024];
        var needed = Encoding.UTF8.GetMaxByteCount(text.Length) + previous.Length;
        var bytes = needed <= buffer.Length ? buffer : new byte[needed];
        var written = Encoding.UTF8.GetBytes(text, bytes);
        previous.CopyTo(bytes[written..]);
        return HMACSHA256.HashData(key.Value, bytes[..(written + previous.Length)]);
    }
}

/// <summary>Something to be written in the audit log with the change it belongs to.</summary>
/// <param name="Actor">Who, see <see cref="AuditEntry.Actor"/>.</param>
/// <param name="Action">What, a word of the fixed vocabulary.</param>
/// <param name="Subject">To what, as kind and id.</param>
/// <param name="Detail">A further id or code; never content.</param>
public sealed record AuditFact(string Actor, string Action, string Subject, string? Detail = null)
{
    /// <summary>A fact about something the service did by itself.</summary>
    public static AuditFact Service(string action, string subject, string? detail = null) => new("service", action, subject, detail);

    /// <summary>A fact about something a staff member did.</summary>
    public static AuditFact Staff(Guid staff, string action, string subject, string? detail = null) => new($"staff:{staff:N}", action, subject, detail);
}
