using FamilyLink.Data;
using FamilyLink.Data.Audit;
using FamilyLink.Data.Messages;
using FamilyLink.Data.People;
using FamilyLink.Messaging.Gate;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Messaging.Outbound;

/// <summary>Finds another way for what one way refused, inside the transaction that says so.</summary>
public interface IFallbackRoute
{
    /// <summary>Adds a message by another way the person allows; false when there is none, and a caseworker must be told.</summary>
    Task<bool> TakeAsync(WriteSession session, OutboundMessage refused);
}

/// <summary>Writes what became of a hand-off, with everything that follows from it, in one transaction. Only the holder of the lease can, except that a message was taken.</summary>
public sealed class OutcomeWriter(GroupCommit commits, IEnumerable<IFallbackRoute> otherWays, TimeProvider clock)
{
    /// <summary>The task kind for a message whose fate nobody could find out.</summary>
    public const string UnsettledTask = "message-unsettled";

    /// <summary>The task kind for a message that the gate or the gateway refused.</summary>
    public const string BlockedTask = "message-blocked";

    /// <summary>The task kind for a gateway that refuses the service.</summary>
    public const string ChannelTask = "channel-stopped";

    /// <summary>The task kind for a gateway that has not been reached for a while; the channel's name follows.</summary>
    public const string AwayTask = "channel-away-";

    private const int SettlementTries = 5;

    // After this many failed attempts the gateway counts as down, not busy.
    private const int TriesBeforeAlarm = 4;
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestPauseOfAnAlarm = TimeSpan.FromSeconds(30);

    /// <summary>Looks again later; nothing left the house, so it does not count as an attempt.</summary>
    public Task WaitAsync(OutboundMessage message, DateTime until, string code) =>
        UpdateAsync(message, OutboundState.Waiting, code, m => { m.NotBefore = until; m.Attempts--; });

    /// <summary>Gives a message up.</summary>
    public Task CancelAsync(OutboundMessage message, string code) => UpdateAsync(message, OutboundState.Cancelled, code);

    /// <summary>The gate said no.</summary>
    public Task RefuseAtGateAsync(OutboundMessage message, GateDecision.Refused refused) =>
        UpdateAsync(message, OutboundState.Cancelled, refused.Code, null, async session =>
        {
            if (refused.TellCaseworker && !(refused.Code == "gate:channel" && await AnotherWayAsync(session, message)))
            {
                await AddTaskAsync(session, message, BlockedTask, Urgency.Today);
            }
        });

    /// <summary>The gateway answered, or did not.</summary>
    public Task WriteAsync(OutboundMessage message, string provider, SendOutcome outcome, Func<WriteSession, Task> follow) => outcome switch
    {
        SendOutcome.Accepted accepted => UpdateAsync(message, OutboundState.Sent, null, m => SetAccepted(m, provider, accepted.ProviderId), follow),
        SendOutcome.RetryLater retry => UpdateAsync(
            message,
            OutboundState.Waiting,
            retry.Code,
            m => { m.Provider = provider; m.NotBefore = Now() + Pause(message, retry); },
            s => message.Attempts >= TriesBeforeAlarm ? AwayAsync(s, message) : Task.CompletedTask),
        SendOutcome.Refused or SendOutcome.OptedOut when message.Purpose == OutboundPurpose.DutyAlert =>
            UpdateAsync(message, OutboundState.Refused, CodeOf(outcome), m => m.Provider = provider, s => AnotherWayAsync(s, message)),
        SendOutcome.Refused refused => UpdateAsync(message, OutboundState.Refused, refused.Code, m => m.Provider = provider, s => RefusedAsync(s, message, refused.Unreachable)),
        SendOutcome.OptedOut optedOut => UpdateAsync(message, OutboundState.Refused, optedOut.Code, m => m.Provider = provider, s => OptedOutAsync(s, message)),
        SendOutcome.ChannelStopped stopped =>
            UpdateAsync(message, OutboundState.Waiting, stopped.Code, m => { m.Provider = provider; m.NotBefore = Now().AddMinutes(15); }, s => ChannelAlarmAsync(s, message.Id, Now())),
        SendOutcome.Unknown unknown => UpdateAsync(message, OutboundState.Unknown, unknown.Code, m => { m.Provider = provider; m.NotBefore = Now().AddSeconds(30); }),
        _ => throw new InvalidOperationException($"No rule for the outcome {outcome.GetType().Name}."),
    };

    /// <summary>The provider was asked about a hand-off whose answer was lost.</summary>
    public Task SettleAsync(OutboundMessage message, string provider, Settlement settlement, Func<WriteSession, Task> follow) => settlement switch
    {
        Settlement.Received taken => UpdateAsync(message, OutboundState.Sent, "settled", m => SetAccepted(m, provider, taken.ProviderId), follow),
        Settlement.NotReceived => UpdateAsync(message, OutboundState.Waiting, "settled-not-taken", m => m.NotBefore = Now()),
        Settlement.CannotTell cannot when Now() - (message.LeasedAt ?? message.CreatedAt) > TimeSpan.FromMinutes(SettlementTries * 5) =>
            UpdateAsync(message, OutboundState.NeedsPerson, cannot.Code, null, s => Tell(s, message, UnsettledTask)),
        Settlement.CannotTell cannot => UpdateAsync(message, OutboundState.Unknown, cannot.Code, m => m.NotBefore = Now() + AskAgainAfter(message)),
        _ => throw new InvalidOperationException($"No rule for the settlement {settlement.GetType().Name}."),
    };

    /// <summary>Quarantines an address everywhere it occurs and tells the caseworkers of those it belongs to (S19).</summary>
    public static async Task QuarantineAsync(WriteSession session, byte[] addressHash, DateTime now)
    {
        var contacts = await session.Db.ContactAddresses.Where(a => a.AddressHash == addressHash && a.State == AddressState.Active).Select(a => a.ContactId).Distinct().ToListAsync();
        await session.Db.ContactAddresses.Where(a => a.AddressHash == addressHash && a.State == AddressState.Active)
            .ExecuteUpdateAsync(a => a.SetProperty(x => x.State, AddressState.Quarantined));
        foreach (var contact in contacts)
        {
            await session.Db.OpenTaskAsync(OptOutRules.NumberToConfirm, Urgency.Today, now, new(ContactId: contact));
            session.Audit(AuditFact.Service("address.quarantined", $"contact:{contact:N}"));
        }

        await session.SaveAsync();
    }

    /// <summary>Ends messages whose time has passed before they could go; a caseworker hears of those that were to begin something.</summary>
    public Task ExpireAsync(IReadOnlyList<OutboundMessage> over) => commits.CommitAsync(
        async session =>
        {
            var now = Now();
            foreach (var message in over)
            {
                var ended = session.Execute(
                    "UPDATE outbound_messages SET state = 'Expired', outcome_code = 'expired', state_at = @0 WHERE id = @1 AND state = 'Waiting' AND expires_at <= @0", now, message.Id);
                if (ended == 1 && message.Purpose is OutboundPurpose.StaffAnswer or OutboundPurpose.NewsOfRelative or OutboundPurpose.CourtUpdate)
                {
                    await AddTaskAsync(session, message, BlockedTask, Urgency.Today);
                }
            }

            await session.SaveAsync();
        },
        CancellationToken.None);

    // Twice as long each time, up to a few minutes, for as long as the message is worth something: when the provider is back, everything goes on by itself.
    // What the provider itself asks for is never cut short.
    private static TimeSpan Pause(OutboundMessage message, SendOutcome.RetryLater retry)
    {
        var longest = message.Purpose is OutboundPurpose.DutyAlert or OutboundPurpose.Reply ? LongestPauseOfAnAlarm : LongestPause;
        var doubled = retry.After * Math.Pow(2, Math.Clamp(message.Attempts - 1, 0, 10));
        return retry.After >= longest ? retry.After : doubled < longest ? doubled : longest;
    }

    // Soon at first, since somebody waits for these words; once a minute when the provider goes on not knowing.
    private TimeSpan AskAgainAfter(OutboundMessage message)
    {
        var since = (Now() - (message.LeasedAt ?? message.CreatedAt)) / 2;
        return since < TimeSpan.FromSeconds(10) ? TimeSpan.FromSeconds(10) : since > TimeSpan.FromMinutes(1) ? TimeSpan.FromMinutes(1) : since;
    }

    private static void SetAccepted(OutboundMessage message, string provider, string providerId)
    {
        message.Provider = provider;
        message.ProviderId = providerId;
    }

    private async Task RefusedAsync(WriteSession session, OutboundMessage message, bool unreachable)
    {
        if (unreachable)
        {
            await QuarantineAsync(session, message.AddressHash, Now());
            await AnotherWayAsync(session, message);
        }
        else if (!await AnotherWayAsync(session, message))
        {
            await AddTaskAsync(session, message, BlockedTask, Urgency.Today);
        }
    }

    /// <summary>Finds another way for a message that did not arrive by the first; false when there is none.</summary>
    public async Task<bool> AnotherWayAsync(WriteSession session, OutboundMessage message)
    {
        foreach (var way in otherWays)
        {
            if (await way.TakeAsync(session, message))
            {
                session.Audit(AuditFact.Service("outbound.another-way", $"outbound:{message.Id:N}"));
                return true;
            }
        }

        return false;
    }

    private Task OptedOutAsync(WriteSession session, OutboundMessage message) => OptOutRules.WantsNothingAsync(session, message.AddressHash, "gateway", $"outbound:{message.Id:N}", Now());

    private static string? CodeOf(SendOutcome outcome) => outcome switch
    {
        SendOutcome.Refused refused => refused.Code,
        SendOutcome.OptedOut optedOut => optedOut.Code,
        _ => null,
    };

    private Task AwayAsync(WriteSession session, OutboundMessage message) =>
        session.Db.OpenTaskOnceAsync(AwayTask + message.Channel.ToString().ToLowerInvariant(), Urgency.Now, Now(), new(OutboundId: message.Id));

    private Task Tell(WriteSession session, OutboundMessage message, string kind) => AddTaskAsync(session, message, kind, Urgency.Today);

    /// <summary>Tells people, once, that the gateway refuses the service. It concerns everybody: it belongs to no agency and names nobody.</summary>
    public static Task ChannelAlarmAsync(WriteSession session, Guid messageId, DateTime now) =>
        session.Db.OpenTaskOnceAsync(ChannelTask, Urgency.Now, now, new(OutboundId: messageId));

    private Task AddTaskAsync(WriteSession session, OutboundMessage message, string kind, Urgency urgency) => AddTaskAsync(session, message, kind, urgency, Now());

    /// <summary>Adds a task about a message, for the agency of the person it was to (S23).</summary>
    public static Task AddTaskAsync(WriteSession session, OutboundMessage message, string kind, Urgency urgency, DateTime now) =>
        session.Db.OpenTaskAsync(kind, urgency, now, new(ContactId: message.ContactId, ConversationId: message.ConversationId, OutboundId: message.Id));

    private Task UpdateAsync(OutboundMessage message, OutboundState state, string? code, Action<OutboundMessage>? change = null, Func<WriteSession, Task>? then = null) =>
        commits.CommitAsync(
            async session =>
            {
                var row = await session.Db.OutboundMessages.SingleAsync(m => m.Id == message.Id);
                var ours = row.State is OutboundState.Sending or OutboundState.Unknown && row.LeasedBy == message.LeasedBy;

                // The provider accepted it, even if another host now holds the lease: it must not be sent again.
                var wasTaken = state == OutboundState.Sent && row.State is OutboundState.Unknown or OutboundState.Waiting;
                if (!ours && !wasTaken)
                {
                    // A status callback or another process already wrote a later state.
                    return;
                }

                row.State = state;
                row.OutcomeCode = code;
                row.StateAt = Now();
                change?.Invoke(row);
                session.Audit(AuditFact.Service($"outbound.{state}", $"outbound:{row.Id:N}", code));
                if (then is not null)
                {
                    await then(session);
                }

                await session.SaveAsync();
            },
            CancellationToken.None);

    private DateTime Now() => clock.GetUtcNow().UtcDateTime;
}
