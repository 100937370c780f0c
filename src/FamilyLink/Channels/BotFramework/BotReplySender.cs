using System.Threading.Channels;
using FamilyLink.Data.Hosts;
using FamilyLink.Data.Messages;
using FamilyLink.Data.People;
using FamilyLink.Messaging;
using FamilyLink.Messaging.Outbound;
using Microsoft.Bot.Schema;

namespace FamilyLink.Channels.BotFramework;

/// <summary>
/// Carries fresh replies to their connector as soon as their turn is stored, so that the channel is answered at once and need not wait for a slow connector.
/// Each reply is an outbound row that this process holds a lease on: what is not carried in time is settled or sent by the dispatcher.
/// Replies of one conversation keep their order.
/// </summary>
internal sealed partial class BotReplySender : BackgroundService
{
    /// <summary>How long a reply is this process's own.</summary>
    public static readonly TimeSpan Lease = Dispatcher.Lease;

    private const int Partitions = 64;
    private const int WaitingInALane = 256;

    private readonly Channel<Fresh>[] _partitions = [.. Enumerable.Range(0, Partitions).Select(_ => System.Threading.Channels.Channel.CreateBounded<Fresh>(WaitingInALane))];
    private readonly BotGateway _gateway;
    private readonly OutcomeWriter _outcomes;
    private readonly Dispatcher _dispatcher;
    private readonly DispatchSchedule _schedule;
    private readonly TimeProvider _clock;
    private readonly ILogger<BotReplySender> _log;

    public BotReplySender(BotGateway gateway, OutcomeWriter outcomes, Dispatcher dispatcher, DispatchSchedule schedule, HostPresence host, TimeProvider clock, ILogger<BotReplySender> log)
    {
        Name = $"{host.Id}/bot";
        _gateway = gateway;
        _outcomes = outcomes;
        _dispatcher = dispatcher;
        _schedule = schedule;
        _clock = clock;
        _log = log;
    }

    /// <summary>Who holds the leases.</summary>
    public string Name { get; }

    /// <summary>Takes a reply that was just stored under <see cref="Name"/>'s lease.</summary>
    public async Task EnqueueAsync(Fresh reply)
    {
        if (!_partitions[(uint)StringComparer.Ordinal.GetHashCode(reply.Reference.Conversation.Id) % Partitions].Writer.TryWrite(reply))
        {
            await _outcomes.WaitAsync(reply.Row(Name), _clock.GetUtcNow().UtcDateTime, "bot:busy");
        }
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(_partitions.Select(lane => RunAsync(lane, stoppingToken)));

    private async Task RunAsync(Channel<Fresh> lane, CancellationToken stopping)
    {
        await foreach (var reply in lane.Reader.ReadAllAsync(stopping))
        {
            try
            {
                await SendAsync(reply);
            }
            catch (Exception failed) when (failed is not OutOfMemoryException)
            {
                // The row keeps its lease; when that runs out, the dispatcher finds out what happened.
                Failed(_log, failed.GetType().Name, reply.Id);
            }
        }
    }

    private async Task SendAsync(Fresh reply)
    {
        var row = reply.Row(Name);
        if (await _dispatcher.IsBehindAsync(row, CancellationToken.None))
        {
            // An earlier answer was asked to wait: the dispatcher sends both, in their order.
            await _outcomes.WaitAsync(row, _clock.GetUtcNow().UtcDateTime, "bot:in-order");
            _schedule.Wake();
            return;
        }

        if (!await _dispatcher.MayLeaveAsync(row, CancellationToken.None))
        {
            return;
        }

        var outcome = await _gateway.SendAsync(reply.Reference, reply.Body, CancellationToken.None);
        await _outcomes.WriteAsync(row, BotGateway.Name, outcome, _ => Task.CompletedTask);
        if (outcome is SendOutcome.RetryLater later)
        {
            _schedule.WakeAt(_clock.GetUtcNow().UtcDateTime + later.After);
        }
    }

    [LoggerMessage(1, LogLevel.Error, "Carrying reply {MessageId} failed ({Kind}); it is settled when its lease ends.")]
    private static partial void Failed(ILogger log, string kind, Guid messageId);

    /// <summary>A reply that was just stored.</summary>
    /// <param name="Id">Its row.</param>
    /// <param name="AddressHash">The hash of the address it goes to.</param>
    /// <param name="Reference">Where it goes, and the activity it answers.</param>
    /// <param name="Body">The words.</param>
    /// <param name="LeasedAt">Since when it is ours, UTC.</param>
    internal sealed record Fresh(Guid Id, byte[] AddressHash, ConversationReference Reference, string Body, DateTime LeasedAt)
    {
        /// <summary>What the outcome's writer needs to know of the row.</summary>
        public OutboundMessage Row(string lease) => new()
        {
            Id = Id,
            SendKey = "",
            Channel = Data.People.Channel.Messenger,
            AddressHash = AddressHash,
            Address = default,
            PersonKeyId = Guid.Empty,
            Body = default,
            Language = "",
            Purpose = OutboundPurpose.Reply,
            Priority = 0,
            CauseKind = "inbound",
            NotBefore = LeasedAt,
            ExpiresAt = LeasedAt,
            CreatedAt = LeasedAt,
            State = OutboundState.Sending,
            LeasedBy = lease,
            LeasedAt = LeasedAt,
            Attempts = 1,
        };
    }
}
