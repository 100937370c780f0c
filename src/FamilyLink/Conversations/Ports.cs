using FamilyLink.Data;
using FamilyLink.Data.Messages;
using FamilyLink.Data.Notices;
using FamilyLink.Dialogs;
using FamilyLink.Messaging;

namespace FamilyLink.Conversations;

/// <summary>Who is at the other end of a conversation during one turn.</summary>
/// <param name="ConversationId">The conversation.</param>
/// <param name="Channel">Its channel.</param>
/// <param name="AddressHash">The hash of the address.</param>
/// <param name="PersonKeyId">The key that seals its words.</param>
/// <param name="Medium">Read or heard.</param>
/// <param name="Now">The moment of the turn, UTC.</param>
/// <param name="Address">The canonical address, when they are the one who speaks; never logged (S20).</param>
public sealed record Sender(Guid ConversationId, Data.People.Channel Channel, byte[] AddressHash, Guid PersonKeyId, Medium Medium, DateTime Now, string? Address = null);

/// <summary>Checks secrets; implemented where enrolments live.</summary>
public interface ISecretCheck
{
    /// <summary>Tries a secret against whoever is enrolled on this address. The work done is the same when nobody is (S5).</summary>
    Task<SecretCheck> TryAsync(Sender sender, string secret, CancellationToken cancellation);

    /// <summary>Whether words hold the duress word or number, or the secret word, of somebody enrolled on this address (S6, S7). The work is the same when nobody is (S5).</summary>
    Task<AgreedWords> HearAgreedWordsAsync(Sender sender, string words, CancellationToken cancellation);
}

/// <summary>Finds what may be told.</summary>
public interface INewsSource
{
    /// <summary>What may be told about a subject to a verified contact, here and now, with every rule checked.</summary>
    Task<News> ForAsync(Sender sender, NoticeSubject subject, Guid contactId, string language, CancellationToken cancellation);
}

/// <summary>Turns an effect of a dialog into rows, in the transaction of the turn.</summary>
public interface IEffectHandler
{
    /// <summary>The types of effects it writes.</summary>
    IReadOnlyList<Type> Effects { get; }

    /// <summary>Writes what the effect asks for.</summary>
    Task ApplyAsync(Effect effect, EffectContext context, WriteSession session);
}

/// <summary>What a handler knows of the turn an effect came from.</summary>
/// <param name="Sender">Who is at the other end.</param>
/// <param name="Conversation">The conversation's new values; a handler may change them before they are stored.</param>
/// <param name="VerifiedContactId">The contact verified in this conversation, if any.</param>
/// <param name="InboundId">The message that caused it.</param>
public sealed record EffectContext(Sender Sender, ConversationUpdate Conversation, Guid? VerifiedContactId, Guid InboundId);

/// <summary>The values of a conversation that a turn may change.</summary>
public sealed class ConversationUpdate
{
    /// <summary>See <see cref="Conversation.VerifiedContactId"/>.</summary>
    public Guid? VerifiedContactId { get; set; }

    /// <summary>See <see cref="Conversation.VerifiedUntil"/>.</summary>
    public DateTime? VerifiedUntil { get; set; }
}
