using FamilyLink.Data.Encryption;
using FamilyLink.Data.People;

namespace FamilyLink.Data.Messages;

/// <summary>One person's side of one channel: who may be at the other end, in which language, and where the talk stands.</summary>
public sealed class Conversation
{
    /// <summary>Its id.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The channel.</summary>
    public required Channel Channel { get; init; }

    /// <summary>The look-up hash of the address at the other end (S20).</summary>
    public required byte[] AddressHash { get; init; }

    /// <summary>The address, sealed as <c>conversation.address</c>.</summary>
    public required EncryptedValue Address { get; init; }

    /// <summary>The key that seals this conversation: its own, so that a stranger's words can be erased too.</summary>
    public required Guid PersonKeyId { get; init; }

    /// <summary>The dialog's state, sealed as <c>conversation.state</c>.</summary>
    public EncryptedValue State { get; set; }

    /// <summary>Counts turns; two turns can never both start from the same state.</summary>
    public long Version { get; set; }

    /// <summary>The contact verified in this conversation (S6), or null.</summary>
    public Guid? VerifiedContactId { get; set; }

    /// <summary>When the verification lapses without another message, UTC.</summary>
    public DateTime? VerifiedUntil { get; set; }

    /// <summary>When the person last wrote or called, UTC.</summary>
    public DateTime LastInboundAt { get; set; }

    /// <summary>Set while a caseworker answers by hand and the service keeps quiet. UTC.</summary>
    public DateTime? HumanActiveSince { get; set; }
}
