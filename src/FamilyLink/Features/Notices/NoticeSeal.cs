using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FamilyLink.Data;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.Notices;
using FamilyLink.Data.People;
using FamilyLink.Messaging;
using FamilyLink.Messaging.Gate;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.Notices;

/// <summary>The exact words of a notice on one channel, opened.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Opening">The neutral first message.</param>
/// <param name="Parts">The parts told after verification.</param>
public sealed record NoticeWords(Channel Channel, string Opening, IReadOnlyList<string> Parts);

/// <summary>Everything that an approval of a notice covers, and whether approval holds now (S11, S12).</summary>
/// <param name="Notice">The notice.</param>
/// <param name="Words">The words on each channel.</param>
/// <param name="Seal">The hash of it all as it stands now.</param>
/// <param name="WhyNot">Null when it may be told now; else the reason.</param>
/// <param name="ApprovedBy">Who has approved exactly this.</param>
public sealed record SealedNotice(Notice Notice, IReadOnlyList<NoticeWords> Words, byte[] Seal, string? WhyNot, IReadOnlyList<Guid> ApprovedBy);

/// <summary>
/// Computes what people approve. The hash covers recipient, every active address, channels, language, every word of every part, expiry,
/// and the versions of the case, the contact and the notice: change one letter or one number and no approval fits any more (S11).
/// </summary>
public sealed class NoticeSeal(Vault vault) : IContentSeal
{
    /// <summary>The cause kind of messages that a notice writes.</summary>
    public const string Kind = "notice";

    private const int ApprovalsNeeded = 2;

    /// <inheritdoc/>
    public string CauseKind => Kind;

    /// <summary>Reads a notice with its seal recomputed from what is stored now; null when there is none.</summary>
    public async Task<SealedNotice?> ReadAsync(FamilyLinkContext db, Guid noticeId, DateTime now, CancellationToken cancellation)
    {
        var notice = await db.Set<Notice>().AsNoTracking().SingleOrDefaultAsync(n => n.Id == noticeId, cancellation);
        var about = notice is null ? null : await db.Cases.AsNoTracking().SingleOrDefaultAsync(c => c.Id == notice.CaseId, cancellation);
        var contact = notice is null ? null : await db.Contacts.AsNoTracking().SingleOrDefaultAsync(c => c.Id == notice.ContactId, cancellation);
        if (notice is null || about is null || contact is null)
        {
            return null;
        }

        var texts = await db.Set<NoticeText>().AsNoTracking().Where(t => t.NoticeId == noticeId).ToListAsync(cancellation);
        var words = texts.OrderBy(t => t.Channel).Select(t => new NoticeWords(
            t.Channel,
            vault.OpenIfKept(about.PersonKeyId, "notice.opening", t.Opening) ?? "",
            JsonSerializer.Deserialize<string[]>(vault.OpenIfKept(about.PersonKeyId, "notice.parts", t.Parts) ?? "[]")!)).ToList();
        var addresses = await db.ContactAddresses.AsNoTracking()
            .Where(a => a.ContactId == contact.Id && a.State != AddressState.Retired)
            .Select(a => a.AddressHash)
            .ToListAsync(cancellation);
        var seal = Hash(notice, about, contact, addresses, words);
        var approvals = await db.Set<NoticeApproval>().AsNoTracking().Where(a => a.NoticeId == noticeId).ToListAsync(cancellation);
        var holding = approvals.Where(a => a.Seal.AsSpan().SequenceEqual(seal) && !WroteOrEdited(notice, a.ApprovedBy)).ToList();
        var approvedBy = holding.Select(a => a.ApprovedBy).Distinct().ToList();
        return new SealedNotice(notice, words, seal, WhyNot(notice, words, holding, approvedBy, now), approvedBy);
    }

    /// <summary>True when a person wrote or edited the notice, and so cannot approve it.</summary>
    public static bool WroteOrEdited(Notice notice, Guid staff) =>
        notice.WrittenBy == staff || notice.Editors.Contains(staff.ToString("N"), StringComparison.Ordinal);

    /// <inheritdoc/>
    public async Task<(string? WhyNot, Guid CaseId)> CheckAsync(FamilyLinkContext db, OutboundMessage message, string body, DateTime now, CancellationToken cancellation)
    {
        var notice = message.CauseId is { } id ? await ReadAsync(db, id, now, cancellation) : null;
        if (notice is null)
        {
            return ("no-notice", Guid.Empty);
        }

        var words = notice.Words.FirstOrDefault(w => w.Channel == message.Channel);
        var whyNot = notice.WhyNot
            ?? (notice.Notice.ContactId != message.ContactId ? "other-recipient"
            : words is null ? "no-words"
            : !string.Equals(words.Opening, body, StringComparison.Ordinal) ? "words-changed"
            : null);
        return (whyNot, notice.Notice.CaseId);
    }

    private static string? WhyNot(Notice notice, List<NoticeWords> words, List<NoticeApproval> holding, List<Guid> approvedBy, DateTime now) =>
        notice.State switch
        {
            NoticeState.Held => "held",
            NoticeState.Withdrawn => "withdrawn",
            NoticeState.Draft or NoticeState.InReview => "not-approved",
            _ when notice.ExpiresAt <= now => "expired",
            _ when words.Count == 0 => "no-words",
            _ when approvedBy.Count < ApprovalsNeeded || !holding.Any(a => a.AsApprover) => "approval-void",
            _ => null,
        };

    private static byte[] Hash(Notice notice, Case about, Contact contact, List<byte[]> addresses, List<NoticeWords> words)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, "familylink.notice.v1");
        Add(hash, notice.Id.ToString("N"));
        Add(hash, about.Id.ToString("N"));
        Add(hash, contact.Id.ToString("N"));
        AddNumber(hash, notice.Edition);
        AddNumber(hash, about.Version);
        AddNumber(hash, contact.Version);
        AddNumber(hash, notice.ExpiresAt.Ticks);
        Add(hash, notice.Language);
        foreach (var address in addresses.Select(Convert.ToHexString).Order(StringComparer.Ordinal))
        {
            Add(hash, address);
        }

        foreach (var text in words)
        {
            Add(hash, text.Channel.ToString());
            Add(hash, text.Opening);
            AddNumber(hash, text.Parts.Count);
            foreach (var part in text.Parts)
            {
                Add(hash, part);
            }
        }

        return hash.GetHashAndReset();
    }

    // Every field goes in with its length, so that no letter can move from one field to the next unnoticed.
    private static void Add(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        AddNumber(hash, bytes.Length);
        hash.AppendData(bytes);
    }

    private static void AddNumber(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        hash.AppendData(bytes);
    }
}
