using FamilyLink.Data;
using FamilyLink.Data.Encryption;
using FamilyLink.Dialogs;
using FamilyLink.Messaging;

namespace FamilyLink.Conversations;

/// <summary>The rows one turn writes: the message, the conversation's new state, the reply. Plain SQL, because every inbound message pays for them.</summary>
internal sealed record TurnRows(
    Arrival Arrival,
    Speaker Speaker,
    ConversationRow? Before,
    PersonKey? FreshKey,
    Guid InboundId,
    TurnResult Result,
    string? Reply,
    string Language,
    byte[] BodyHash,
    ConversationUpdate Update)
{
    private const string InsertKey = "INSERT INTO person_keys (id, wrapped, erased_at) VALUES (@0, @1, NULL)";

    private const string InsertConversation =
        """
        INSERT INTO conversations (id, channel, address_hash, address, person_key_id, state, version, verified_contact_id, verified_until, last_inbound_at, with_person_since)
        VALUES (@0, @1, @2, @3, @4, @5, 1, @6, @7, @8, NULL)
        """;

    private const string UpdateConversation =
        """
        UPDATE conversations SET state = @0, version = version + 1, verified_contact_id = @1, verified_until = @2, last_inbound_at = @3
        WHERE id = @4 AND version = @5
        """;

    private const string InsertInbound =
        "INSERT INTO inbound_messages (id, provider, provider_id, conversation_id, body, body_hash, received_at) VALUES (@0, @1, @2, @3, @4, @5, @6)";

    private const string InsertReply =
        """
        INSERT INTO outbound_messages (id, send_key, channel, contact_id, conversation_id, address_hash, address, person_key_id, body, language, purpose, priority,
            cause_kind, cause_id, not_before, expires_at, created_at, state, attempts, provider, state_at)
        VALUES (@0, @1, @2, @3, @4, @5, @6, @7, @8, @9, 'Reply', 0, 'inbound', @10, @11, @12, @11, 'HandedOff', 1, @13, @11)
        """;

    private const string LeaseReply = "UPDATE outbound_messages SET state = 'HandingOff', leased_by = @0, leased_at = @1, leased_until = @2 WHERE id = @3";

    /// <summary>The reply's row.</summary>
    public Guid ReplyId { get; } = Guid.CreateVersion7();

    public void Write(WriteSession session, Vault vault)
    {
        var key = Speaker.PersonKeyId;
        if (FreshKey is not null)
        {
            session.Execute(InsertKey, FreshKey.Id, FreshKey.Wrapped);
        }

        var state = vault.Seal(key, "conversation.state", StateJson.Write(Result.State)).Bytes;
        var channel = Arrival.Channel.ToString();
        if (Before is null)
        {
            var address = vault.Seal(key, "conversation.address", Arrival.Address).Bytes;
            session.Execute(InsertConversation, Speaker.ConversationId, channel, Speaker.AddressHash, address, key, state, Update.VerifiedContactId, Update.VerifiedUntil, Speaker.Now);
        }
        else if (session.Execute(UpdateConversation, state, Update.VerifiedContactId, Update.VerifiedUntil, Speaker.Now, Before.Id, Before.Version) == 0)
        {
            throw new WriteConflictException("Another turn of this conversation was stored first.");
        }

        session.Execute(InsertInbound, InboundId, Arrival.Provider, Arrival.ProviderId, Speaker.ConversationId, vault.Seal(key, "message.body", Arrival.Body).Bytes, BodyHash, Speaker.Now);
        if (Reply is not null)
        {
            session.Execute(
                InsertReply,
                ReplyId,
                $"inbound:{InboundId:N}",
                channel,
                Update.VerifiedContactId,
                Speaker.ConversationId,
                Speaker.AddressHash,
                vault.Seal(key, "message.address", Arrival.Address).Bytes,
                key,
                vault.Seal(key, "message.body", Reply).Bytes,
                Language,
                InboundId,
                Speaker.Now,
                Speaker.Now.AddHours(1),
                Arrival.Provider);
            if (Arrival.Lease is { } lease)
            {
                session.Execute(LeaseReply, lease.By, Speaker.Now, Speaker.Now + lease.For, ReplyId);
            }
        }
    }
}
