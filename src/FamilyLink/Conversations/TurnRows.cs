using FamilyLink.Data;
using FamilyLink.Data.Encryption;
using FamilyLink.Dialogs;
using FamilyLink.Dialogs.Understanding;
using FamilyLink.Messaging;
using FamilyLink.Messaging.Approval;
using FamilyLink.Messaging.Gate;

namespace FamilyLink.Conversations;

/// <summary>
/// The rows one turn writes: the message, the conversation's new state, the reply. Plain SQL, because every inbound message pays for them; sealed before
/// they reach the one writer, because everybody else waits for that.
/// </summary>
internal sealed class TurnRows
{
    private const string InsertKey = "INSERT INTO person_keys (id, wrapped, erased_at) VALUES (@0, @1, NULL)";

    private const string InsertConversation =
        """
        INSERT INTO conversations (id, channel, address_hash, address, person_key_id, state, version, verified_contact_id, verified_until, last_inbound_at, human_active_since)
        VALUES (@0, @1, @2, @3, @4, @5, 1, @6, @7, @8, NULL)
        """;

    private const string UpdateConversation =
        "UPDATE conversations SET state = @0, version = version + 1, verified_contact_id = @1, verified_until = @2, last_inbound_at = @3 WHERE id = @4";

    private const string Inbound = "INSERT INTO inbound_messages (id, provider, provider_id, conversation_id, body, body_hash, received_at, contact_id, signal)";

    private const string InsertFirstInbound = $"{Inbound} VALUES (@0, @1, @2, @3, @4, @5, @6, @7, @8) ON CONFLICT DO NOTHING";

    // Writes nothing when the message is there already, and nothing when the conversation is not at the version this turn was made from.
    private const string InsertInbound = $"{Inbound} SELECT @0, @1, @2, @3, @4, @5, @6, @7, @8 FROM conversations WHERE id = @3 AND version = @9";

    private const string InsertReply =
        """
        INSERT INTO outbound_messages (id, send_key, channel, contact_id, conversation_id, address_hash, address, person_key_id, body, language, purpose, priority,
            cause_kind, cause_id, not_before, expires_at, created_at, state, attempts, provider, state_at)
        VALUES (@0, @1, @2, @3, @4, @5, @6, @7, @8, @9, 'Reply', 0, @13, @14, @10, @11, @10, 'Sent', 1, @12, @10)
        """;

    private const string LeaseReply = "UPDATE outbound_messages SET state = 'Sending', leased_by = @0, leased_at = @1, leased_until = @2 WHERE id = @3";

    private readonly IncomingMessage _arrival;
    private readonly Sender _speaker;
    private readonly KnownConversation? _before;
    private readonly PersonKey? _freshKey;
    private readonly string _language;
    private readonly byte[] _bodyHash;
    private readonly byte[]? _state;
    private readonly byte[]? _body;
    private readonly byte[]? _reply;
    private readonly Guid? _told;
    private readonly string? _signal;
    private readonly bool _stop;
    private readonly byte[]? _conversationAddress;
    private readonly byte[]? _messageAddress;

    public TurnRows(IncomingMessage incoming, Sender sender, KnownConversation? before, PersonKey? freshKey, TurnResult result, string? reply, string language, byte[] bodyHash, FieldEncryptor encryptor)
    {
        _arrival = incoming;
        _speaker = sender;
        _before = before;
        _freshKey = freshKey;
        _language = language;
        _bodyHash = bodyHash;
        var key = sender.PersonKeyId;
        _state = encryptor.Encrypt(key, "conversation.state", StateJson.Write(result.State)).Bytes;
        _body = encryptor.Encrypt(key, "message.body", result.Kept).Bytes;
        _reply = encryptor.Encrypt(key, "message.body", reply).Bytes;
        _stop = result.Effects.Any(e => e is OptedOut);
        _signal = result.Effects.OfType<TaskOpened>().FirstOrDefault(t => t.Signal is not null)?.Signal;
        _told = result.Effects.OfType<NoticeTold>().FirstOrDefault()?.NoticeId;
        _conversationAddress = before is null ? encryptor.Encrypt(key, "conversation.address", incoming.Address).Bytes : null;
        _messageAddress = before?.SealedAddress ?? encryptor.Encrypt(key, "message.address", incoming.Address).Bytes;
    }

    /// <summary>The message's id.</summary>
    public Guid InboundId { get; } = Guid.CreateVersion7();

    /// <summary>The reply's id, when there is one.</summary>
    public Guid ReplyId { get; } = Guid.CreateVersion7();

    /// <summary>The conversation after this turn, once it is written.</summary>
    public KnownConversation After(TurnResult result, ConversationUpdate update) => new(
        _speaker.ConversationId,
        _speaker.PersonKeyId,
        _speaker.AddressHash,
        result.State,
        (_before?.Version ?? 0) + 1,
        update.VerifiedContactId,
        update.VerifiedUntil,
        _before?.HumanActiveSince,
        _before?.Suppressed ?? false)
    {
        SealedAddress = _messageAddress,
    };

    /// <summary>Writes the message itself. Comes first: when it was here before, or the conversation moved on, nothing at all is written.</summary>
    public void WriteInbound(WriteSession session, Guid? verified)
    {
        if (_before is null)
        {
            session.Guard(InsertFirstInbound, InboundId, _arrival.Provider, _arrival.ProviderId, _speaker.ConversationId, _body, _bodyHash, _speaker.Now, verified, _signal);
        }
        else
        {
            session.Guard(
                session.IsPostgres ? InsertInbound + " FOR UPDATE ON CONFLICT DO NOTHING" : InsertInbound + " ON CONFLICT DO NOTHING",
                InboundId,
                _arrival.Provider,
                _arrival.ProviderId,
                _speaker.ConversationId,
                _body,
                _bodyHash,
                _speaker.Now,
                verified,
                _signal,
                _before.Version);
        }
    }

    /// <summary>Writes the conversation and the reply.</summary>
    public void WriteOutcome(WriteSession session, ConversationUpdate update)
    {
        var key = _speaker.PersonKeyId;
        var channel = _arrival.Channel.ToString();
        if (_freshKey is not null)
        {
            session.Add(InsertKey, 1, _freshKey.Id, _freshKey.Wrapped);
        }

        if (_before is null)
        {
            session.Add(InsertConversation, 1, _speaker.ConversationId, channel, _speaker.AddressHash, _conversationAddress, key, _state, update.VerifiedContactId, update.VerifiedUntil, _speaker.Now);
        }
        else
        {
            session.Add(UpdateConversation, 1, _state, update.VerifiedContactId, update.VerifiedUntil, _speaker.Now, _before.Id);
        }

        if (_reply is not null)
        {
            session.Add(
                InsertReply,
                1,
                ReplyId,
                ReplyKey(InboundId),
                channel,
                update.VerifiedContactId,
                _speaker.ConversationId,
                _speaker.AddressHash,
                _messageAddress,
                key,
                _reply,
                _language,
                _speaker.Now,
                _speaker.Now.AddHours(1),
                _arrival.Provider,
                _told is not null ? ToldPartDigest.Kind : _stop ? OptOutRules.StopConfirmed : "inbound",
                _told);
            if (_arrival.Lease is { } lease)
            {
                session.Add(LeaseReply, 1, lease.By, _speaker.Now, _speaker.Now + lease.For, ReplyId);
            }
        }
    }

    /// <summary>The send key of the reply to a message: the message has one reply or none.</summary>
    public static string ReplyKey(Guid inbound) => $"inbound:{inbound:N}";
}
