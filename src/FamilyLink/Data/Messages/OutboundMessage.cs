using FamilyLink.Data.Encryption;
using FamilyLink.Data.People;

namespace FamilyLink.Data.Messages;

/// <summary>Why a message goes out. The order is the order of urgency: answers before approved updates before check-ins.</summary>
public enum OutboundPurpose
{
    /// <summary>An answer to somebody who just wrote; carries nothing personal unless they are verified.</summary>
    Reply,

    /// <summary>A wake-up to the duty phone, without content.</summary>
    DutyAlert,

    /// <summary>A caseworker's answer to somebody who wrote, in that conversation.</summary>
    StaffAnswer,

    /// <summary>News of a relative.</summary>
    NewsOfRelative,

    /// <summary>The outcome of a court case.</summary>
    CourtUpdate,

    /// <summary>An agreed question how somebody is.</summary>
    CheckIn,
}

/// <summary>Where a message stands.</summary>
public enum OutboundState
{
    /// <summary>Waiting for its time.</summary>
    Waiting,

    /// <summary>Leased to a process that is handing it to the gateway.</summary>
    Sending,

    /// <summary>The request left and no answer came: asked about before anything else happens.</summary>
    Unknown,

    /// <summary>Given to the gateway, or answered in the webhook's own response.</summary>
    Sent,

    /// <summary>The gateway says it arrived.</summary>
    Delivered,

    /// <summary>The gateway says it did not arrive.</summary>
    Undelivered,

    /// <summary>The gateway refused it.</summary>
    Refused,

    /// <summary>Cancelled by STOP, by a person, or because a permission ended.</summary>
    Cancelled,

    /// <summary>Its time passed before it could go.</summary>
    Expired,

    /// <summary>Only a person can decide what happened.</summary>
    NeedsPerson,
}

/// <summary>A message to somebody: what, to whom, why, not before, expires, send key. A row is the truth; everything else only wakes the code up.</summary>
public sealed class OutboundMessage
{
    /// <summary>Its id.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>What makes it one message: the same cause never writes two rows.</summary>
    public required string SendKey { get; init; }

    /// <summary>The channel.</summary>
    public required Channel Channel { get; init; }

    /// <summary>The contact, or null when it answers somebody nobody knows.</summary>
    public Guid? ContactId { get; init; }

    /// <summary>The conversation it belongs to, when there is one.</summary>
    public Guid? ConversationId { get; init; }

    /// <summary>The look-up hash of the address.</summary>
    public required byte[] AddressHash { get; init; }

    /// <summary>The address, sealed as <c>message.address</c>.</summary>
    public required EncryptedValue Address { get; init; }

    /// <summary>The key that seals address and body.</summary>
    public required Guid PersonKeyId { get; init; }

    /// <summary>The words, sealed as <c>message.body</c>.</summary>
    public required EncryptedValue Body { get; init; }

    /// <summary>The language of the words.</summary>
    public required string Language { get; init; }

    /// <summary>Why it goes out.</summary>
    public required OutboundPurpose Purpose { get; init; }

    /// <summary>The priority, smaller first; the purpose's place in its list.</summary>
    public required int Priority { get; init; }

    /// <summary>What caused it, such as <c>notice</c> or <c>inbound</c>.</summary>
    public required string CauseKind { get; init; }

    /// <summary>The id of what caused it; null for a reply, whose send key names the message it answers.</summary>
    public Guid? CauseId { get; init; }

    /// <summary>Not before, UTC.</summary>
    public required DateTime NotBefore { get; set; }

    /// <summary>Worthless after, UTC.</summary>
    public required DateTime ExpiresAt { get; init; }

    /// <summary>When it was written, UTC.</summary>
    public required DateTime CreatedAt { get; init; }

    /// <summary>Where it stands.</summary>
    public required OutboundState State { get; set; }

    /// <summary>Which process holds the lease.</summary>
    public string? LeasedBy { get; set; }

    /// <summary>Until when the lease holds, UTC.</summary>
    public DateTime? LeasedUntil { get; set; }

    /// <summary>When the latest hand-off began, UTC: settlement asks the provider about messages since then.</summary>
    public DateTime? LeasedAt { get; set; }

    /// <summary>How many times it was given to the gateway.</summary>
    public int Attempts { get; set; }

    /// <summary>The gateway that took it.</summary>
    public string? Provider { get; set; }

    /// <summary>The gateway's id for it.</summary>
    public string? ProviderId { get; set; }

    /// <summary>The last outcome or reason as a code, such as <c>twilio:30003</c> or <c>gate:no-consent</c>.</summary>
    public string? OutcomeCode { get; set; }

    /// <summary>When the state last changed, UTC.</summary>
    public DateTime StateAt { get; set; }
}
