using FamilyLink.Data.Encryption;
using FamilyLink.Data.Messages;
using FamilyLink.Data.People;

namespace FamilyLink.Messaging.Outbound;

/// <summary>Makes outbound rows; a feature adds one to its own transaction, so that a message exists exactly when its cause does.</summary>
public sealed class OutboundDrafts(FieldEncryptor encryptor, KeyedHasher hasher, TimeProvider clock)
{
    /// <summary>A message to a contact at one of their addresses, opened by the caller.</summary>
    /// <param name="contact">The contact.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="address">The canonical address.</param>
    /// <param name="body">The exact words.</param>
    /// <param name="language">Their language.</param>
    /// <param name="purpose">Why; decides priority and which consent is asked for.</param>
    /// <param name="cause">What caused it: kind and id.</param>
    /// <param name="sendKey">What makes it one message; a second row with the same key is refused by the database.</param>
    /// <param name="notBefore">Not before, UTC.</param>
    /// <param name="expiresAt">Worthless after, UTC.</param>
    public OutboundMessage ToContact(
        Contact contact,
        Channel channel,
        string address,
        string body,
        string language,
        OutboundPurpose purpose,
        (string Kind, Guid Id) cause,
        string sendKey,
        DateTime notBefore,
        DateTime expiresAt)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return new OutboundMessage
        {
            SendKey = sendKey,
            Channel = channel,
            ContactId = contact.Id,
            AddressHash = hasher.OfAddress(address),
            Address = encryptor.Encrypt(contact.PersonKeyId, "message.address", address),
            PersonKeyId = contact.PersonKeyId,
            Body = encryptor.Encrypt(contact.PersonKeyId, "message.body", body),
            Language = language,
            Purpose = purpose,
            Priority = (int)purpose,
            CauseKind = cause.Kind,
            CauseId = cause.Id,
            NotBefore = notBefore,
            ExpiresAt = expiresAt,
            CreatedAt = now,
            State = OutboundState.Waiting,
            StateAt = now,
        };
    }
}
