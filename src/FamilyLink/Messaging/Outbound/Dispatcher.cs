using FamilyLink.Data;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.Hosts;
using FamilyLink.Data.People;
using FamilyLink.Messaging.Gate;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Messaging.Outbound;

/// <summary>Told when a message was handed to its gateway, inside the transaction that says so.</summary>
public interface IHandOffFollower
{
    /// <summary>Writes what follows from a hand-off.</summary>
    Task HandedOffAsync(OutboundMessage message, string address, WriteSession session);
}

/// <summary>
/// The way out: leases due rows, asks the gate, hands over, and writes down what became of it. A row is the truth at every moment;
/// a lease that ran out, or whose host has ended, means that the request is possibly on its way: it is settled with the provider, never repeated blindly.
/// One file past 300 lines: take back, settle, lease and hand over are one order of steps, and read best in it.
/// </summary>
public sealed partial class Dispatcher(
    IDbContextFactory<FamilyLinkContext> contexts,
    GroupCommit commits,
    SafeContactGate gate,
    Vault vault,
    IEnumerable<IMessageGateway> gateways,
    IEnumerable<IHandOffFollower> followers,
    OutcomeWriter outcomes,
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

    private const int LeaseAtOnce = 100;
    private const int HandOverAtOnce = 32;

    private readonly Dictionary<Channel, IMessageGateway> _gateways = gateways.ToDictionary(g => g.Channel);
    private readonly IHandOffFollower[] _followers = [.. followers];
    private readonly SemaphoreSlim _draining = new(1, 1);

    /// <summary>Hands over everything that is due, and returns how many rows changed state. A second call waits for the first and then looks again.</summary>
    public async Task<int> DrainAsync(CancellationToken cancellation)
    {
        await _draining.WaitAsync(cancellation);
        try
        {
            await TakeBackAsync(cancellation);
            var handled = await ExpireAsync() + await SettleAsync(cancellation);
            while (true)
            {
                var due = await LeaseAsync(cancellation);
                if (due.Count == 0)
                {
                    return handled;
                }

                await Parallel.ForEachAsync(
                    due,
                    new ParallelOptions { MaxDegreeOfParallelism = HandOverAtOnce, CancellationToken = cancellation },
                    async (message, stop) => await HandOverAsync(message, stop));
                handled += due.Count;
            }
        }
        finally
        {
            _draining.Release();
        }
    }

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
                .Where(m => m.Id == message.Id && m.State == OutboundState.HandingOff && m.LeasedBy == message.LeasedBy)
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

    /// <summary>When the next row is due that was not due yet at <paramref name="since"/>, UTC; null when none waits.</summary>
    public async Task<DateTime?> NextDueAsync(DateTime since, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await StillOpen(db)
            .Where(m => m.NotBefore > since && (m.State == OutboundState.Waiting || m.State == OutboundState.Unknown))
            .MinAsync(m => (DateTime?)m.NotBefore, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => _draining.Dispose();

    // Whose lease ran out or whose host has ended is taken from it before the provider is asked, so that it cannot leave any more while that happens.
    private async Task TakeBackAsync(CancellationToken cancellation)
    {
        var now = Now();
        List<(Guid Id, string? By, DateTime? Until)> leased;
        await using (var db = await contexts.CreateDbContextAsync(cancellation))
        {
            leased = (await StillOpen(db).Where(m => m.State == OutboundState.HandingOff).Select(m => new { m.Id, m.LeasedBy, m.LeasedUntil }).ToListAsync(cancellation))
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
                        WHERE id = @4 AND state = 'HandingOff' AND leased_by = @5
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
        var expired = 0;
        await commits.CommitAsync(
            async session => expired = await StillOpen(session.Db)
                .Where(m => m.State == OutboundState.Waiting && m.ExpiresAt <= now)
                .ExecuteUpdateAsync(m => m.SetProperty(x => x.State, OutboundState.Expired).SetProperty(x => x.OutcomeCode, "expired").SetProperty(x => x.StateAt, now)),
            CancellationToken.None);
        return expired;
    }

    private async Task<List<OutboundMessage>> LeaseAsync(CancellationToken cancellation)
    {
        var now = Now();
        var stamp = $"{host.Id}/dispatch/{Guid.NewGuid():N}";
        await commits.CommitAsync(
            session =>
            {
                // SKIP LOCKED lets any number of processes lease side by side; SQLite has one writer and needs no such word.
                var skip = session.Db.Database.IsNpgsql() ? " FOR UPDATE SKIP LOCKED" : "";
                session.Execute(
                    $"""
                    UPDATE outbound_messages SET state = 'HandingOff', leased_by = @0, leased_at = @1, leased_until = @2, attempts = attempts + 1, state_at = @1
                    WHERE id IN (SELECT id FROM outbound_messages
                                 WHERE state IN ('Waiting', 'HandingOff', 'Unknown') AND state = 'Waiting' AND not_before <= @1 ORDER BY priority, not_before LIMIT {LeaseAtOnce}{skip})
                    """,
                    stamp,
                    now,
                    now + Lease);
                return Task.CompletedTask;
            },
            cancellation);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await StillOpen(db)
            .Where(m => m.State == OutboundState.HandingOff && m.LeasedBy == stamp)
            .OrderBy(m => m.Priority).ThenBy(m => m.NotBefore)
            .ToListAsync(cancellation);
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
            await follower.HandedOffAsync(message, address, session);
        }
    }

    private async Task<int> SettleAsync(CancellationToken cancellation)
    {
        var now = Now();
        List<OutboundMessage> open;
        await using (var db = await contexts.CreateDbContextAsync(cancellation))
        {
            open = await StillOpen(db)
                .Where(m => m.State == OutboundState.Unknown && m.NotBefore <= now)
                .OrderBy(m => m.Priority)
                .Take(LeaseAtOnce)
                .ToListAsync(cancellation);
        }

        foreach (var message in open)
        {
            if (Open(message) is not { } opened || !_gateways.TryGetValue(message.Channel, out var gateway))
            {
                continue;
            }

            // Each is written before the next is asked about, so that two of the same words are never settled by one provider id. While another one is
            // being handed over to the same person, the id that the provider shows may be that one's: ask again next time.
            if (await IsAnotherOnItsWayAsync(message, now, cancellation))
            {
                continue;
            }

            var settlement = await gateway.SettleAsync(opened, message.LeasedAt ?? message.CreatedAt, id => IsAnothersAsync(message, gateway.Provider, id, cancellation), cancellation);
            await outcomes.SettleAsync(message, gateway.Provider, settlement, session => FollowAsync(message, opened.Address, session));
        }

        return open.Count;
    }

    private async Task<bool> IsAnotherOnItsWayAsync(OutboundMessage message, DateTime now, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await StillOpen(db).AnyAsync(
            m => m.AddressHash == message.AddressHash && m.Id != message.Id && m.State == OutboundState.HandingOff && m.LeasedUntil >= now, cancellation);
    }

    private async Task<bool> IsAnothersAsync(OutboundMessage message, string provider, string providerId, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await db.OutboundMessages.AnyAsync(m => m.ProviderId == providerId && m.Provider == provider && m.Id != message.Id, cancellation);
    }

    // Says exactly what the partial indexes over open messages say: SQLite uses such an index only for a query that repeats its words, and without it
    // every look for due messages would read all that were ever sent.
    private static IQueryable<OutboundMessage> StillOpen(FamilyLinkContext db) => db.OutboundMessages.AsNoTracking()
        .Where(m => m.State == OutboundState.Waiting || m.State == OutboundState.HandingOff || m.State == OutboundState.Unknown);

    private GatewayMessage? Open(OutboundMessage message)
    {
        var address = vault.OpenIfKept(message.PersonKeyId, "message.address", message.Address);
        var body = vault.OpenIfKept(message.PersonKeyId, "message.body", message.Body);
        return address is null || body is null ? null : new GatewayMessage(message.Id, address, body, message.Language);
    }

    private DateTime Now() => clock.GetUtcNow().UtcDateTime;

    [LoggerMessage(1, LogLevel.Error, "Handing over message {MessageId} failed ({Kind}); it is settled when its lease ends.")]
    private static partial void HandOverFailed(ILogger log, string kind, Guid messageId);
}
