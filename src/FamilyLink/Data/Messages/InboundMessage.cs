using FamilyLink.Data.Encryption;

namespace FamilyLink.Data.Messages;

/// <summary>Something a person sent, exactly once per provider id.</summary>
public sealed class InboundMessage
{
    /// <summary>Its id.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The gateway it came through, such as <c>twilio</c>.</summary>
    public required string Provider { get; init; }

    /// <summary>The gateway's own id, unique with the provider: the same again changes nothing.</summary>
    public required string ProviderId { get; init; }

    /// <summary>The conversation.</summary>
    public required Guid ConversationId { get; init; }

    /// <summary>The words, sealed as <c>message.body</c> with the conversation's key.</summary>
    public required EncryptedValue Body { get; init; }

    /// <summary>A keyed hash of the words: two different bodies under one id are noticed without opening either.</summary>
    public required byte[] BodyHash { get; init; }

    /// <summary>When it arrived, UTC.</summary>
    public required DateTime ReceivedAt { get; init; }

    /// <summary>Who was verified when it arrived: what is said as a contact of one agency's case is not shown to another (S23).</summary>
    public Guid? ContactId { get; init; }

    /// <summary>The sign of danger that was heard in it, such as <c>danger.violence</c>.</summary>
    public string? Signal { get; init; }
}
