using System.Collections.Concurrent;
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
/// <param name="Beside">What the channel itself must remember of it, in the same transaction.</param>
/// <param name="Lease">Set when the reply does not go back in the response: who sends it on, from the row, and holds it meanwhile.</param>
/// <param name="Call">The provider's id of the call it belongs to: whoever is verified, is so for that call only (S6).</param>
/// <param name="Opening">When the service called: what about.</param>
/// <param name="Language">When the service called: the language it speaks in.</param>
public sealed record Arrival(
    string Provider,
    string ProviderId,
    Channel Channel,
    string Address,
    string Body,
    Medium Medium = Medium.Text,
    InputKind Kind = InputKind.Message,
    IArrivalRow? Beside = null,
    ReplyLease? Lease = null,
    string? Call = null,
    string? Opening = null,
    string? Language = null);

/// <summary>A channel's own row about an arrival.</summary>
public interface IArrivalRow
{
    /// <summary>Writes it, in the transaction of the turn.</summary>
    void Write(WriteSession session, Speaker speaker);
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
public sealed record Answer(string? Reply, bool Repeated = false, bool DifferentBody = false, Guid? ReplyId = null);

/// <summary>
/// The way in: one arrival, one turn, one transaction. The same provider id again returns the stored reply and changes nothing.
/// </summary>
public sealed class ConversationDesk(
    ConversationReader reader,
    ConversationEngine engine,
    GroupCommit commits,
    Vault vault,
    Lookup lookup,
    ISecretCheck secrets,
    INewsSource news,
    IAnswerLibrary answers,
    ITaughtWords taught,
    DispatchSchedule schedule,
    IEnumerable<IEffectHandler> handlers,
    SpokenTurns spoken,
    SiteFacts site,
    TimeProvider clock)
{
    private const int TriesAfterConflict = 20;

    private readonly IEffectHandler[] _handlers = [.. handlers];
    private readonly RememberedConversations _remembered = new();

    // Two messages of one person are turned one after the other in this process; across processes the version decides.
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _oneAtATime = new(StringComparer.Ordinal);

    /// <summary>Takes an arrival and returns its answer once everything about it is durable.</summary>
    public async Task<Answer> ReceiveAsync(Arrival arrival, CancellationToken cancellation)
    {
        var lane = _oneAtATime.GetOrAdd(arrival.Address, _ => new SemaphoreSlim(1, 1));
        await lane.WaitAsync(cancellation);
        try
        {
            for (var tries = 1; ; tries++)
            {
                try
                {
                    return await TurnAsync(arrival, cancellation);
                }
                catch (Exception conflict) when (tries < TriesAfterConflict && IsConflict(conflict))
                {
                    // Something else was faster with this conversation or this very message: read again, decide again.
                    _remembered.Forget(arrival.Channel, arrival.Address);
                }
            }
        }
        finally
        {
            lane.Release();
            if (lane.CurrentCount == 1 && _oneAtATime.Count > 10_000)
            {
                _oneAtATime.TryRemove(arrival.Address, out _);
            }
        }
    }

    private static bool IsConflict(Exception exception) =>
        exception is WriteConflictException or DbUpdateException or ErasedPersonException // erased in this moment: they begin anew
            or Microsoft.Data.Sqlite.SqliteException { SqliteErrorCode: 19 }
            or Npgsql.PostgresException { SqlState: "23505" or "40001" or "40P01" };

    private async Task<Answer> TurnAsync(Arrival arrival, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var bodyHash = lookup.OfAddress("body:" + arrival.Body);
        var before = _remembered.Find(arrival.Channel, arrival.Address);
        var hash = before?.AddressHash ?? lookup.OfAddress(arrival.Address);
        bool suppressed;
        if (before is not null)
        {
            suppressed = before.Suppressed;
        }
        else
        {
            var (row, seen) = await reader.ReadAsync(arrival, hash, cancellation);
            if (seen is not null)
            {
                var same = seen.BodyHash.AsSpan().SequenceEqual(bodyHash);

                // A line cannot be left silent: a caller hears what was answered first, whatever the second request says.
                return new Answer((same || arrival.Medium == Medium.Voice) && seen.PersonKeyId is { } key ? vault.OpenIfKept(key, "message.body", seen.Reply) : null, true, !same);
            }

            before = row is null ? null : Opened(row, hash);
            suppressed = row?.Suppressed ?? await reader.IsSuppressedAsync(hash, cancellation);
        }

        var freshKey = before is null ? vault.NewKey() : null;
        var keyId = before?.PersonKeyId ?? freshKey!.Id;
        var speaker = new Speaker(before?.Id ?? Guid.CreateVersion7(), arrival.Channel, hash, keyId, arrival.Medium, now, arrival.Address);
        var state = (before?.State ?? ConversationState.New) with
        {
            WithPerson = before?.WithPersonSince is { } since && since + site.PersonSilence > now,
        };
        var sameCall = arrival.Call is null || arrival.Call == state.Call;
        if (!sameCall)
        {
            // Whoever calls now may be somebody else: nothing of the last call goes on but its language.
            state = state with { Call = arrival.Call, Stack = [], Misunderstood = 0, Topic = null, Language = arrival.Language ?? state.Language };
        }

        var verified = sameCall && before is { VerifiedContactId: { } contact, VerifiedUntil: { } until } && until > now ? contact : (Guid?)null;
        var ports = new TurnPorts(speaker, secrets, news, site, answers)
        {
            VerifiedContactId = verified,
            OptedOut = suppressed,
            DefaultLanguage = SiteFacts.LanguageOfNumber(arrival.Address),
            Country = SiteFacts.CountryOf(arrival.Address),
            PersonLeft = before?.WithPersonSince is not null && !state.WithPerson,
        };
        ports.Language = state.Language ?? ports.DefaultLanguage ?? site.Languages[0];

        await taught.FreshenAsync(cancellation);
        var input = new TurnInput(arrival.Kind, arrival.Body, arrival.Medium, arrival.Opening);
        var turn = TaughtNoise.Quiet(await engine.TurnAsync(input, state, ports, cancellation), input, state.Misunderstood, taught);
        var language = turn.State.Language ?? ports.Language;
        string? reply;
        if (arrival.Medium == Medium.Voice)
        {
            (turn, var page) = spoken.Speak(turn, language);
            reply = page.Write();
        }
        else
        {
            reply = turn.Messages.IsEmpty ? null : TextRenderer.Render(turn.Messages, language);
        }

        var update = new ConversationUpdate
        {
            VerifiedContactId = ports.VerifiedContactId,
            VerifiedUntil = ports.Verified ? now + site.VerificationLapse : null,
        };
        var rows = new TurnRows(arrival, speaker, before, freshKey, turn, reply, language, bodyHash, vault);
        await commits.CommitAsync(session => WriteAsync(session, arrival, speaker, turn, update, rows), cancellation);
        if (turn.Effects.Any(e => e is TaskOpened { Signal: not null } or SecretTried { Check.Outcome: SecretOutcome.Duress }))
        {
            // Only to be quicker than the next minute: the committed task is what rings.
            schedule.Wake();
        }

        if (turn.Effects.Any(e => e is OptedOut or OptedIn or PersonGone))
        {
            // The stored version has moved on with the opt-out, or with the end of a hand-off.
            _remembered.Forget(arrival.Channel, arrival.Address);
        }
        else
        {
            _remembered.Keep(arrival.Channel, arrival.Address, rows.After(turn, update));
        }

        return new Answer(reply, ReplyId: rows.ReplyId);
    }

    private KnownConversation Opened(ConversationRow row, byte[] hash) => new(
        row.Id,
        row.PersonKeyId,
        hash,
        StateJson.Read(vault.Open(row.PersonKeyId, "conversation.state", row.State)),
        row.Version,
        row.VerifiedContactId,
        row.VerifiedUntil,
        row.WithPersonSince,
        row.Suppressed);

    private async Task WriteAsync(WriteSession session, Arrival arrival, Speaker speaker, TurnResult turn, ConversationUpdate update, TurnRows rows)
    {
        // The message first: one that came before writes nothing at all. Then the effects: STOP is on its way to the disk before any reply exists (S3),
        // and a handler may still change the conversation's values.
        rows.WriteInbound(session, update.VerifiedContactId);
        var scene = new EffectScene(speaker, update, update.VerifiedContactId, rows.InboundId);
        foreach (var effect in turn.Effects)
        {
            foreach (var handler in _handlers)
            {
                if (handler.Takes(effect))
                {
                    await handler.ApplyAsync(effect, scene, session);
                }
            }
        }

        rows.WriteOutcome(session, update);
        arrival.Beside?.Write(session, speaker);
        session.Audit(new AuditFact(
            $"conversation:{speaker.ConversationId:N}",
            "message.received",
            $"inbound:{rows.InboundId:N}",
            turn.Effects.IsEmpty ? null : string.Join(',', turn.Effects.Select(e => e.GetType().Name))));
    }
}
