using System.Collections.Concurrent;
using System.Collections.Frozen;
using FamilyLink.Data;
using FamilyLink.Data.Audit;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.People;
using FamilyLink.Dialogs;
using FamilyLink.Messaging;
using FamilyLink.Messaging.Outbound;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Conversations;

/// <summary>Something that arrived on a channel, translated and checked by it.</summary>
/// <param name="Provider">The gateway, such as <c>twilio</c>.</param>
/// <param name="ProviderId">Its id for the message: the same again changes nothing.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Address">The canonical address of the other end.</param>
/// <param name="Body">The words, exactly.</param>
/// <param name="Medium">Read or heard.</param>
/// <param name="Kind">Words, or something we do not take.</param>
/// <param name="Extension">What the channel itself must remember of it, in the same transaction.</param>
/// <param name="Lease">Set when the reply does not go back in the response: who sends it on, from the row, and holds it meanwhile.</param>
/// <param name="Call">The provider's id of the call it belongs to: whoever is verified, is so for that call only (S6).</param>
/// <param name="Opening">When the service called: what about.</param>
/// <param name="Language">When the service called: the language it speaks in.</param>
public sealed record IncomingMessage(
    string Provider,
    string ProviderId,
    Channel Channel,
    string Address,
    string Body,
    Medium Medium = Medium.Text,
    InputKind Kind = InputKind.Message,
    IIncomingExtension? Extension = null,
    ReplyLease? Lease = null,
    string? Call = null,
    string? Opening = null,
    string? Language = null);

/// <summary>A channel's own row about an incoming message.</summary>
public interface IIncomingExtension
{
    /// <summary>Writes it, in the transaction of the turn.</summary>
    void Write(WriteSession session, Sender sender);
}

/// <summary>A reply that somebody sends on: it is a leased outbound row from the moment it exists, so that a crash never loses or doubles it.</summary>
/// <param name="By">Who holds the lease.</param>
/// <param name="For">How long.</param>
public sealed record ReplyLease(string By, TimeSpan For);

/// <summary>What to answer in the webhook's own response.</summary>
/// <param name="Reply">The words, or null for silence.</param>
/// <param name="Repeated">True when this id had been answered before: the stored answer again.</param>
/// <param name="DifferentBody">True when this id had been answered before for other words: somebody made a mistake, nothing was changed.</param>
/// <param name="ReplyId">The row of a fresh reply.</param>
public sealed record TurnReply(string? Reply, bool Repeated = false, bool DifferentBody = false, Guid? ReplyId = null);

/// <summary>
/// The way in: one incoming message, one turn, one transaction. The same provider id again returns the stored reply and changes nothing.
/// </summary>
public sealed class TurnProcessor(
    ConversationReader reader,
    ConversationEngine engine,
    GroupCommit commits,
    FieldEncryptor encryptor,
    KeyedHasher hasher,
    ISecretCheck secrets,
    INewsSource news,
    IAnswerLibrary answers,
    ITaughtWords taught,
    DispatchSchedule schedule,
    IEnumerable<IEffectHandler> handlers,
    SpokenTurns spoken,
    SiteSettings site,
    TimeProvider clock)
{
    private const int TriesAfterConflict = 20;

    private readonly FrozenDictionary<Type, IEffectHandler[]> _handlers =
        handlers.SelectMany(handler => handler.Effects.Select(type => (type, handler))).GroupBy(h => h.type, h => h.handler).ToFrozenDictionary(h => h.Key, h => h.ToArray());
    private readonly RememberedConversations _remembered = new();

    // Messages of one address are processed one at a time in this process; between processes the conversation's version detects conflicts.
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _oneAtATime = new(StringComparer.Ordinal);

    /// <summary>Takes an incoming message and returns its answer once everything about it is durable.</summary>
    public async Task<TurnReply> ReceiveAsync(IncomingMessage incoming, CancellationToken cancellation)
    {
        var lane = _oneAtATime.GetOrAdd(incoming.Address, _ => new SemaphoreSlim(1, 1));
        await lane.WaitAsync(cancellation);
        try
        {
            for (var tries = 1; ; tries++)
            {
                try
                {
                    return await TurnAsync(incoming, cancellation);
                }
                catch (Exception conflict) when (tries < TriesAfterConflict && IsConflict(conflict))
                {
                    // Another turn changed this conversation first, or this message was already stored: reload and run the turn again.
                    _remembered.Forget(incoming.Channel, incoming.Address);
                }
            }
        }
        finally
        {
            lane.Release();
            if (lane.CurrentCount == 1 && _oneAtATime.Count > 10_000)
            {
                _oneAtATime.TryRemove(incoming.Address, out _);
            }
        }
    }

    private static bool IsConflict(Exception exception) =>
        exception is WriteConflictException or DbUpdateException or ErasedPersonException // erased in this moment: they begin anew
            or Microsoft.Data.Sqlite.SqliteException { SqliteErrorCode: 19 }
            or Npgsql.PostgresException { SqlState: "23505" or "40001" or "40P01" };

    private async Task<TurnReply> TurnAsync(IncomingMessage incoming, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var bodyHash = hasher.OfAddress("body:" + incoming.Body);
        var before = _remembered.Find(incoming.Channel, incoming.Address);
        var hash = before?.AddressHash ?? hasher.OfAddress(incoming.Address);
        bool suppressed;
        if (before is not null)
        {
            suppressed = before.Suppressed;
        }
        else
        {
            var (row, seen) = await reader.ReadAsync(incoming, hash, cancellation);
            if (seen is not null)
            {
                var same = seen.BodyHash.AsSpan().SequenceEqual(bodyHash);

                // Voice must always answer: a repeated request hears the first answer again, even if its digits differ.
                return new TurnReply((same || incoming.Medium == Medium.Voice) && seen.PersonKeyId is { } key ? encryptor.DecryptIfKept(key, "message.body", seen.Reply) : null, true, !same);
            }

            before = row is null ? null : Opened(row, hash);
            suppressed = row?.Suppressed ?? await reader.IsSuppressedAsync(hash, cancellation);
        }

        var freshKey = before is null ? encryptor.NewKey() : null;
        var keyId = before?.PersonKeyId ?? freshKey!.Id;
        var sender = new Sender(before?.Id ?? Guid.CreateVersion7(), incoming.Channel, hash, keyId, incoming.Medium, now, incoming.Address);
        var state = (before?.State ?? ConversationState.New) with
        {
            HumanActive = before?.HumanActiveSince is { } since && since + site.PersonSilence > now,
        };
        var sameCall = incoming.Call is null || incoming.Call == state.Call;
        if (!sameCall)
        {
            // Another person may be calling from this number: only the language is kept from the previous call.
            state = state with { Call = incoming.Call, Keys = null, Stack = [], Misunderstood = 0, Topic = null, Language = incoming.Language ?? state.Language };
        }

        var verified = sameCall && before is { VerifiedContactId: { } contact, VerifiedUntil: { } until } && until > now ? contact : (Guid?)null;
        var ports = new TurnPorts(sender, secrets, news, site, answers)
        {
            VerifiedContactId = verified,
            OptedOut = suppressed,
            DefaultLanguage = SiteSettings.LanguageOfNumber(incoming.Address),
            Country = SiteSettings.CountryOf(incoming.Address),
            HumanReleased = before?.HumanActiveSince is not null && !state.HumanActive,
        };
        ports.Language = state.Language ?? ports.DefaultLanguage ?? site.Languages[0];

        await taught.FreshenAsync(cancellation);
        var input = new TurnInput(incoming.Kind, incoming.Body, incoming.Medium, incoming.Opening);
        var turn = TaughtNoise.Quiet(await engine.TurnAsync(input, state, ports, cancellation), input, state.Misunderstood, taught);
        var language = turn.State.Language ?? ports.Language;
        string? reply;
        if (incoming.Medium == Medium.Voice)
        {
            (turn, var page) = spoken.Speak(turn, language);
            reply = page.Write();
        }
        else
        {
            reply = turn.Messages.IsEmpty || !Addresses.CanBeAnswered(incoming.Address) ? null : TextRenderer.Render(turn.Messages, language);
        }

        var update = new ConversationUpdate
        {
            VerifiedContactId = ports.VerifiedContactId,
            VerifiedUntil = ports.Verified ? now + site.VerificationLapse : null,
        };
        var rows = new TurnRows(incoming, sender, before, freshKey, turn, reply, language, bodyHash, encryptor);
        await commits.CommitAsync(session => WriteAsync(session, incoming, sender, turn, update, rows), cancellation);
        if (turn.Effects.Any(e => e is TaskOpened { Signal: not null } or VoiceMessageLeft or SecretTried { Check.Outcome: SecretOutcome.Duress }))
        {
            // The recurring drain would ring within a minute anyway; this only makes it sooner.
            schedule.Wake();
        }

        if (turn.Effects.Any(e => e is OptedOut or OptedIn or HumanReleased))
        {
            // The stored version has moved on with the opt-out, or with the end of a hand-off.
            _remembered.Forget(incoming.Channel, incoming.Address);
        }
        else
        {
            _remembered.Keep(incoming.Channel, incoming.Address, rows.After(turn, update));
        }

        return new TurnReply(reply, ReplyId: rows.ReplyId);
    }

    private KnownConversation Opened(ConversationRow row, byte[] hash) => new(
        row.Id,
        row.PersonKeyId,
        hash,
        StateJson.Read(encryptor.Decrypt(row.PersonKeyId, "conversation.state", row.State)),
        row.Version,
        row.VerifiedContactId,
        row.VerifiedUntil,
        row.HumanActiveSince,
        row.Suppressed);

    private async Task WriteAsync(WriteSession session, IncomingMessage incoming, Sender sender, TurnResult turn, ConversationUpdate update, TurnRows rows)
    {
        // The inbound row is written first, so that a duplicate writes nothing else. Effects come before the reply, so that STOP is stored first (S3),
        // and a handler may still change the conversation's values.
        rows.WriteInbound(session, update.VerifiedContactId);
        var context = new EffectContext(sender, update, update.VerifiedContactId, rows.InboundId);
        foreach (var effect in turn.Effects)
        {
            foreach (var handler in _handlers.GetValueOrDefault(effect.GetType(), []))
            {
                await handler.ApplyAsync(effect, context, session);
            }
        }

        rows.WriteOutcome(session, update);
        incoming.Extension?.Write(session, sender);
        session.Audit(new AuditFact(
            $"conversation:{sender.ConversationId:N}",
            "message.received",
            $"inbound:{rows.InboundId:N}",
            turn.Effects.IsEmpty ? null : string.Join(',', turn.Effects.Select(e => e.GetType().Name))));
    }
}
