using FamilyLink.Data;
using FamilyLink.Data.Messages;
using FamilyLink.Messaging.Gate;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Messaging.Approval;

/// <summary>
/// A reply that carries a part of a notice and could not leave at once. It tells approved words, so it leaves only while they may still be told: not
/// after a hold, a withdrawal, a new edition or an end, and not to somebody who has said the duress word since (S4, S7, S12).
/// </summary>
public sealed class ToldPartDigest(ApprovalDigest digests) : IContentDigest
{
    /// <summary>The cause kind of such a reply.</summary>
    public const string Kind = "told";

    /// <inheritdoc/>
    public string CauseKind => Kind;

    /// <inheritdoc/>
    public async Task<(string? WhyNot, Guid CaseId)> CheckAsync(FamilyLinkContext db, OutboundMessage message, string body, DateTime now, CancellationToken cancellation)
    {
        var held = await db.Contacts.AnyAsync(c => c.Id == message.ContactId && (c.HeldForDuressAt != null || c.OptedOutAt != null), cancellation)
            || await NumberRules.IsHeldForDuressAsync(db, message.AddressHash, cancellation);
        var read = held || message.CauseId is not { } notice ? null : await digests.ReadAsync(db, notice, now, cancellation);
        return (held ? "duress" : read is null ? "no-notice" : read.WhyNot, read?.Notice.CaseId ?? Guid.Empty);
    }
}
