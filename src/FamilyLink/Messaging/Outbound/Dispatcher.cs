using FamilyLink.Data;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.Hosts;
using FamilyLink.Data.Messages;
using FamilyLink.Data.People;
using FamilyLink.Messaging.Gate;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Messaging.Outbound;

/// <summary>Told when a message was handed to its gateway, inside the transaction that says so.</summary>
public interface ISentHandler
{
    /// <summary>Writes what follows from a hand-off.</summary>
    Task SentAsync(OutboundMessage message, string address, WriteSession session);
}

/// <summary>
/// The way out: leases due rows, asks the gate, hands over, and writes down what became of it. A row is the truth at every moment;
/// a lease that ran out, or whose host has ended, means that the request is possibly on its way: it is settled with the provider, never repeated blindly.
/// Each channel goes its own way, and within it answers and alarms theirs: one provider that hangs, or is away, holds up no other.
/// One file past 300 lines: take back, settle, lease and hand over are one order of steps, and read best in it.
/// </summary>
public sealed partial class Dispatcher(
    IDbContextFactory<FamilyLinkContext> contexts,
    GroupCommit commits,
    SafeContactGate gate,
    FieldEncryptor encryptor,
    IEnumerable<IMessageGateway> gateways,
    IEnumerable<ISentHandler> followers,
    OutcomeWriter outcomes,
    GatewayRates rates,
    HostPresence host,
    TimeProvider clock,
    ILogger<Dispatcher> log) : IDisposable
{
    /// <summary>How long a process may take to hand over one message.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    /// <summary>How long before the end of its lease a hand-off may still begin: longer than any gateway's request takes.</summary>
    public static readonly TimeSpan LatestBegin = Lease / 2;

    // What a killed process gave to the network may reach the provider a little after it ended.
    private static readonly TimeSpan OnItsWay = TimeSpan.FromSeconds(5);

    private const int HandOverAtOnce = 32;
    private const int UrgentAtOnce = 16;
    private const int SettledAtOnce = 8;
    private const int MostSettled = 200;

    // A gateway that refuses the service altogether is not asked again for each message, but once in a while.
    private static readonly TimeSpan WhileStopped = TimeSpan.FromMinutes(15);

    private readonly Dictionary<Channel, IMessageGateway> _gateways = gateways.ToDictionary(g => g.Channel);
    private readonly ISentHandler[] _followers = [.. followers];
    private readonly DispatchLane[] _lanes =
        [.. Enum.GetValues<Channel>().SelectMany(channel => new[] { new DispatchLane(channel, true, UrgentAtOnce), new DispatchLane(channel, false, HandOverAtOnce) })];

    private readonly System.Collections.Concurrent.ConcurrentDictionary<Channel, DateTime> _stoppedUntil = new();
    private readonly Dictionary<Channel, SemaphoreSlim> _settling = Enum.GetValues<Channel>().ToDictionary(c => c, _ => new SemaphoreSlim(1, 1));

    /// <summary>
    /// Hands over everything that is due, and returns how many rows changed state, once the hand-offs that this call began have their outcomes. Calls side by
    /// side are safe: what is due is leased to exactly one of them.
    /// </summary>
    public async Task<int> DrainAsync(CancellationToken cancellation)
    {
        await TakeBackAsync(cancellation);
        var expired = await ExpireAsync();
        var settled = await Task.WhenAll(_settling.Keys.Select(channel => SettleAsync(channel, cancellation)));
        var handled = expired + settled.Sum();
        for (var round = -1; round != 0; handled += round)
        {
            // A message refused on one channel may have been queued on its fallback channel, which is another lane.
            round = (await Task.WhenAll(_lanes.Select(lane => DrainAsync(lane, cancellation)))).Sum();
        }

        return handled;
    }

    private async Task<int> DrainAsync(DispatchLane lane, CancellationToken cancellation)
    {
        var handled = 0;
        while (true)
        {
            var (begun, limited) = await BeginAsync(lane, cancellation);
            if (limited && rates.Pause(lane.Channel) is { } pause)
            {
                // The gateway takes no more at the moment.
                await Task.Delay(pause, cancellation);
            }
            else if (begun.Count == 0)
            {
                return handled;
            }

            // Looked at again: an answer may have waited for an earlier one of its conversation.
            await Task.WhenAll(begun);
            handled += begun.Count;
        }
    }

    private async Task<(List<Task> Begun, bool Limited)> BeginAsync(DispatchLane lane, CancellationToken cancellation)
    {
        var begun = new List<Task>();
        while (!IsStopped(lane.Channel))
        {
            var limited = false;
            var due = await lane.TakeAsync(
                async most =>
                {
                    (var leased, limited) = await LeaseAsync(lane, most, cancellation);
                    return leased;
                },
                cancellation);
            if (due.Count == 0)
            {
                return (begun, limited);
            }

            begun.AddRange(due.Select(message => Task.Run(
                async () =>
                {
                    try
                    {
                        await HandOverAsync(message, cancellation);
                    }
                    finally
                    {
                        lane.Done();
                    }
                },
                CancellationToken.None)));
        }

        return (begun, false);
    }

    private bool IsStopped(Channel channel) => _stoppedUntil.TryGetValue(channel, out var until) && until > Now();

    /// <summary>
    /// Whether a leased row may still leave; asked last of all before the request. False when another host has taken the row back meanwhile, or when so
    /// little of the lease is left that there may be no time to learn what became of it: then the row waits again.
    /// </summary>
    public async Task<bool> MayLeaveAsync(OutboundMessage message, CancellationToken cancellation)
    {
        DateTime? until;
        await using (var db = await contexts.CreateDbContextAsync(cancellation))
        {
            until = await StillOpen(db)
                .Where(m => m.Id == message.Id && m.State == OutboundState.Sending && m.LeasedBy == message.LeasedBy)
                .Select(m => m.LeasedUntil)
                .SingleOrDefaultAsync(cancellation);
        }

        if (until - Now() >= LatestBegin)
        {
            return true;
        }

        if (until is not null)
        {
            await outcomes.WaitAsync(message, Now(), "late");
        }

        return false;
    }

    /// <summary>Whether an earlier answer of the same conversation still waits: a later one must not pass it.</summary>
    public async Task<bool> IsBehindAsync(OutboundMessage reply, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await StillOpen(db).AnyAsync(
            m => m.AddressHash == reply.AddressHash && m.Id != reply.Id && m.Purpose == OutboundPurpose.Reply && m.State == OutboundState.Waiting && m.CreatedAt <= reply.CreatedAt, cancellation);
    }

    /// <summary>When the next row is due that was not due yet at <paramref name="since"/>, UTC; null when none waits.</summary>
    public async Task<DateTime?> NextDueAsync(DateTime since, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await StillOpen(db)
            .Where(m => m.NotBefore > since && (m.State == OutboundState.Waiting || m.State == OutboundState.Unknown))
            .MinAsync(m => (DateTime?)m.NotBefore, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var lane in _lanes)
        {
            lane.Dispose();
        }

        foreach (var one in _settling.Values)
        {
            one.Dispose();
        }
    }

    // Whose lease ran out or whose host has ended is taken from it before the provider is asked, so that it cannot leave any more while that happens.
    private async Task TakeBackAsync(CancellationToken cancellation)
    {
        var now = Now();
        List<(Guid Id, string? By, DateTime? Until)> leased;
        await using (var db = await contexts.CreateDbContextAsync(cancellation))
        {
            leased = (await StillOpen(db).Where(m => m.State == OutboundState.Sending).Select(m => new { m.Id, m.LeasedBy, m.LeasedUntil }).ToListAsync(cancellation))
                .ConvertAll(m => (m.Id, m.LeasedBy, m.LeasedUntil));
        }

        var gone = new HashSet<string>(StringComparer.Ordinal);
        foreach (var other in leased.Where(l => !(l.Until < now)).Select(l => HostPresence.HostOf(l.By)).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            if (await host.IsGoneAsync(other, cancellation))
            {
                gone.Add(other);
            }
        }

        var abandoned = leased.Where(l => l.Until < now || (HostPresence.HostOf(l.By) is { } holder && gone.Contains(holder))).ToList();
        if (abandoned.Count == 0)
        {
            return;
        }

        var stamp = $"{host.Id}/settle/{Guid.NewGuid():N}";
        await commits.CommitAsync(
            session =>
            {
                foreach (var (id, by, until) in abandoned)
                {
                    var over = until < now;
                    session.Execute(
                        """
                        UPDATE outbound_messages SET state = 'Unknown', outcome_code = @0, leased_by = @1, not_before = @2, state_at = @3
                        WHERE id = @4 AND state = 'Sending' AND leased_by = @5
                        """,
                        over ? "lease-over" : "host-ended",
                        stamp,
                        over ? now : now + OnItsWay,
                        now,
                        id,
                        by);
                }

                return Task.CompletedTask;
            },
            CancellationToken.None);
    }

    private async Task<int> ExpireAsync()
    {
        var now = Now();
        List<OutboundMessage> over;
        await using (var db = await contexts.CreateDbContextAsync(CancellationToken.None))
        {
            over = await StillOpen(db).Where(m => m.State == OutboundState.Waiting && m.ExpiresAt <= now).ToListAsync(CancellationToken.None);
        }

        if (over.Count > 0)
        {
            await outcomes.ExpireAsync(over);
        }

        return over.Count;
    }

    private async Task<(List<OutboundMessage> Leased, bool Limited)> LeaseAsync(DispatchLane lane, int most, CancellationToken cancellation)
    {
        var now = Now();
        await using (var look = await contexts.CreateDbContextAsync(cancellation))
        {
            // Most polls find nothing due. A read decides that without taking the writer's lock.
            if (!await lane.Of(StillOpen(look)).AnyAsync(m => m.State == OutboundState.Waiting && m.NotBefore <= now, cancellation))
            {
                return ([], false);
            }
        }

        var limited = false;

        var stamp = $"{host.Id}/dispatch/{Guid.NewGuid():N}";
        await commits.CommitAsync(
            session =>
            {
                // SKIP LOCKED lets any number of processes lease side by side; SQLite has one writer and needs no such word. An answer never passes an earlier
                // one of its conversation that still waits.
                var (allowed, from) = rates.Allowed(session, lane.Channel, lane.Urgent, now);
                if (limited = allowed == 0)
                {
                    return Task.CompletedTask;
                }

                var skip = session.IsPostgres ? " FOR UPDATE OF m SKIP LOCKED" : "";
                var leased = session.Execute(
                    $"""
                    UPDATE outbound_messages SET state = 'Sending', leased_by = @0, leased_at = @1, leased_until = @2, attempts = attempts + 1, state_at = @1
                    WHERE id IN (SELECT m.id FROM outbound_messages m
                                 WHERE m.state IN ('Waiting', 'Sending', 'Unknown') AND m.state = 'Waiting' AND m.not_before <= @1 AND {lane.Rows}
                                   AND (m.purpose <> 'Reply' OR NOT EXISTS (
                                       SELECT 1 FROM outbound_messages o WHERE o.state IN ('Waiting', 'Sending', 'Unknown') AND o.state <> 'Unknown'
                                           AND o.address_hash = m.address_hash AND o.conversation_id = m.conversation_id AND o.purpose = 'Reply' AND o.created_at < m.created_at))
                                 ORDER BY m.priority, m.not_before LIMIT {Math.Min(most, allowed)}{skip})
                    """,
                    stamp,
                    now,
                    now + Lease);
                rates.Take(session, lane.Channel, from, leased);
                return Task.CompletedTask;
            },
            cancellation);
        if (limited)
        {
            return ([], true);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return (await StillOpen(db)
            .Where(m => m.State == OutboundState.Sending && m.LeasedBy == stamp)
            .OrderBy(m => m.Priority).ThenBy(m => m.NotBefore)
            .ToListAsync(cancellation), false);
    }

    private async Task HandOverAsync(OutboundMessage message, CancellationToken cancellation)
    {
        try
        {
            if (Open(message) is not { } opened)
            {
                await outcomes.CancelAsync(message, "erased");
                return;
            }

            if (!_gateways.TryGetValue(message.Channel, out var gateway))
            {
                await outcomes.WaitAsync(message, Now().AddMinutes(15), "no-gateway");
                return;
            }

            await using (var db = await contexts.CreateDbContextAsync(cancellation))
            {
                switch (await gate.CheckAsync(db, message, opened.Body, Now(), cancellation))
                {
                    case GateDecision.Wait wait:
                        await outcomes.WaitAsync(message, wait.Until, wait.Code);
                        return;
                    case GateDecision.Refused refused:
                        await outcomes.RefuseAtGateAsync(message, refused);
                        return;
                }

            }

            if (!await MayLeaveAsync(message, cancellation))
            {
                return;
            }

            // From here on the request may leave. Whatever happens, the row says so until the outcome is written.
            var outcome = await gateway.SendAsync(opened, CancellationToken.None);
            if (outcome is SendOutcome.ChannelStopped)
            {
                _stoppedUntil[message.Channel] = Now() + WhileStopped;
            }

            await outcomes.WriteAsync(message, gateway.Provider, outcome, session => FollowAsync(message, opened.Address, session));
        }
        catch (Exception unexpected) when (unexpected is not OperationCanceledException)
        {
            // The row keeps its lease; when that runs out, settlement finds out what happened.
            HandOverFailed(log, unexpected.GetType().Name, message.Id);
        }
    }

    private async Task FollowAsync(OutboundMessage message, string address, WriteSession session)
    {
        foreach (var follower in _followers)
        {
            await follower.SentAsync(message, address, session);
        }
    }

    // Several at once, because each may take as long as the provider's patience; those of one person one after the other, so that two of the same words are
    // never settled by one provider id. A second call leaves it to the first, which looks again.
    private async Task<int> SettleAsync(Channel channel, CancellationToken cancellation)
    {
        var one = _settling[channel];
        if (!_gateways.TryGetValue(channel, out var gateway) || !await one.WaitAsync(TimeSpan.Zero, cancellation))
        {
            return 0;
        }

        try
        {
            var now = Now();
            List<OutboundMessage> open;
            await using (var db = await contexts.CreateDbContextAsync(cancellation))
            {
                open = await StillOpen(db)
                    .Where(m => m.State == OutboundState.Unknown && m.Channel == channel && m.NotBefore <= now)
                    .OrderBy(m => m.Priority)
                    .Take(MostSettled)
                    .ToListAsync(cancellation);
            }

            await Parallel.ForEachAsync(
                open.GroupBy(m => Convert.ToHexString(m.AddressHash)),
                new ParallelOptions { MaxDegreeOfParallelism = SettledAtOnce, CancellationToken = cancellation },
                async (ofOne, stop) =>
                {
                    foreach (var message in ofOne)
                    {
                        await SettleAsync(message, gateway, now, stop);
                    }
                });
            return open.Count;
        }
        finally
        {
            one.Release();
        }
    }

    private async Task SettleAsync(OutboundMessage message, IMessageGateway gateway, DateTime now, CancellationToken cancellation)
    {
        // While another one is being handed over to the same person, the id that the provider shows may be that one's: ask again next time.
        if (Open(message) is not { } opened || await IsAnotherOnItsWayAsync(message, now, cancellation))
        {
            return;
        }

        var settlement = await gateway.SettleAsync(opened, message.LeasedAt ?? message.CreatedAt, id => IsAnothersAsync(message, gateway.Provider, id, cancellation), cancellation);
        await outcomes.SettleAsync(message, gateway.Provider, settlement, session => FollowAsync(message, opened.Address, session));
    }

    private async Task<bool> IsAnotherOnItsWayAsync(OutboundMessage message, DateTime now, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await StillOpen(db).AnyAsync(
            m => m.AddressHash == message.AddressHash && m.Id != message.Id && m.State == OutboundState.Sending && m.LeasedUntil >= now, cancellation);
    }

    private async Task<bool> IsAnothersAsync(OutboundMessage message, string provider, string providerId, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await db.OutboundMessages.AnyAsync(m => m.ProviderId == providerId && m.Provider == provider && m.Id != message.Id, cancellation);
    }

    // Says exactly what the partial indexes over open messages say: SQLite uses such an index only for a query that repeats its words, and without it
    // every look for due messages would read all that were ever sent.
    private static IQueryable<OutboundMessage> StillOpen(FamilyLinkContext db) => db.OutboundMessages.AsNoTracking()
        .Where(m => m.State == OutboundState.Waiting || m.State == OutboundState.Sending || m.State == OutboundState.Unknown);

    private GatewayMessage? Open(OutboundMessage message)
    {
        var address = encryptor.DecryptIfKept(message.PersonKeyId, "message.address", message.Address);
        var body = encryptor.DecryptIfKept(message.PersonKeyId, "message.body", message.Body);
        return address is null || body is null ? null : new GatewayMessage(message.Id, address, body, message.Language);
    }

    private DateTime Now() => clock.GetUtcNow().UtcDateTime;

    [LoggerMessage(1, LogLevel.Error, "Handing over message {MessageId} failed ({Kind}); it is settled when its lease ends.")]
    private static partial void HandOverFailed(ILogger log, string kind, Guid messageId);
}
