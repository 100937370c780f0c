using System.Collections.Concurrent;
using FamilyLink.Data;
using FamilyLink.Data.Audit;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.People;
using FamilyLink.Dialogs;
using FamilyLink.Messaging;
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
public sealed record Arrival(
    string Provider,
    string ProviderId,
    Channel Channel,
    string Address,
    string Body,
    Medium Medium = Medium.Text,
    ActivityKind Kind = ActivityKind.Message,
    IArrivalRow? Beside = null,
    ReplyLease? Lease = null);

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
    IEnumerable<IEffectHandler> handlers,
    SiteFacts site,
    TimeProvider clock)
{
    private const int TriesAfterConflict = 20;

    private readonly IEffectHandler[] _handlers = [.. handlers];

    // Two messages of one person are turned one after the other in this process; across processes the version decides.
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _oneAtATime = new(StringComparer.Ordinal);

    /// <summary>Takes an arrival and returns its answer once everything about it is durable.</summary>
    public async Task<Answer> ReceiveAsync(Arrival arrival, CancellationToken cancellation)
    {
        var hash = lookup.OfAddress(arrival.Address);
        var lane = _oneAtATime.GetOrAdd(arrival.Address, _ => new SemaphoreSlim(1, 1));
        await lane.WaitAsync(cancellation);
        try
        {
            for (var tries = 1; ; tries++)
            {
                try
                {
                    return await TurnAsync(arrival, hash, cancellation);
                }
                catch (Exception conflict) when (tries < TriesAfterConflict && IsConflict(conflict))
                {
                    // Another process was faster with this conversation or this very message: read again, decide again.
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
        exception is WriteConflictException or DbUpdateException
            or Microsoft.Data.Sqlite.SqliteException { SqliteErrorCode: 19 }
            or Npgsql.PostgresException { SqlState: "23505" or "40001" or "40P01" };

    private async Task<Answer> TurnAsync(Arrival arrival, byte[] hash, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var (row, seen) = await reader.ReadAsync(arrival, hash, cancellation);
        var bodyHash = lookup.OfAddress("body:" + arrival.Body);
        if (seen is not null)
        {
            var same = seen.BodyHash.AsSpan().SequenceEqual(bodyHash);
            return new Answer(same && seen.PersonKeyId is { } key ? vault.OpenIfKept(key, "message.body", seen.Reply) : null, true, !same);
        }

        var freshKey = row is null ? vault.NewKey() : null;
        var keyId = row?.PersonKeyId ?? freshKey!.Id;
        var speaker = new Speaker(row?.Id ?? Guid.CreateVersion7(), arrival.Channel, hash, keyId, arrival.Medium, now);
        var state = StateJson.Read(row is null ? null : vault.Open(keyId, "conversation.state", row.State)) with
        {
            WithPerson = row?.WithPersonSince is { } since && since + site.PersonSilence > now,
        };
        var verified = row is { VerifiedContactId: { } contact, VerifiedUntil: { } until } && until > now ? contact : (Guid?)null;
        var ports = new TurnPorts(speaker, secrets, news, site, answers)
        {
            VerifiedContactId = verified,
            OptedOut = row?.Suppressed ?? await reader.IsSuppressedAsync(hash, cancellation),
            DefaultLanguage = SiteFacts.LanguageOfNumber(arrival.Address),
            Country = SiteFacts.CountryOf(arrival.Address),
            PersonLeft = row?.WithPersonSince is not null && !state.WithPerson,
        };
        ports.Language = state.Language ?? ports.DefaultLanguage ?? site.Languages[0];

        var turn = await engine.TurnAsync(new Activity(arrival.Kind, arrival.Body, arrival.Medium), state, ports, cancellation);
        var language = turn.State.Language ?? ports.Language;
        var reply = turn.Messages.IsEmpty ? null : TextRenderer.Render(turn.Messages, language);
        var update = new ConversationUpdate
        {
            VerifiedContactId = ports.VerifiedContactId,
            VerifiedUntil = ports.Verified ? now + site.VerificationLapse : null,
        };
        var written = new TurnRows(arrival, speaker, row, freshKey, Guid.CreateVersion7(), turn, reply, language, bodyHash, update);
        await commits.CommitAsync(session => WriteAsync(session, written), cancellation);
        return new Answer(reply, ReplyId: written.ReplyId);
    }

    private async Task WriteAsync(WriteSession session, TurnRows turn)
    {
        // Effects first: STOP is on its way to the disk before any reply exists (S3), and a handler may still change the conversation's values.
        var scene = new EffectScene(turn.Speaker, turn.Update, turn.Update.VerifiedContactId, turn.InboundId);
        foreach (var effect in turn.Result.Effects)
        {
            foreach (var handler in _handlers)
            {
                if (handler.Takes(effect))
                {
                    await handler.ApplyAsync(effect, scene, session);
                }
            }
        }

        turn.Write(session, vault);
        turn.Arrival.Beside?.Write(session, turn.Speaker);
        session.Audit(new AuditFact(
            $"conversation:{turn.Speaker.ConversationId:N}",
            "message.received",
            $"inbound:{turn.InboundId:N}",
            turn.Result.Effects.IsEmpty ? null : string.Join(',', turn.Result.Effects.Select(e => e.GetType().Name))));
    }
}
