using System.Collections.Concurrent;
using FamilyLink.Data.People;
using FamilyLink.Messaging;

namespace FamilyLink.Channels.Simulator;

/// <summary>Demo mode's gateway: takes every message, so that the simulator's phones can show it. Idempotent by the row's id, like a good provider.</summary>
public sealed class SimulatorGateway : IMessageGateway
{
    private readonly ConcurrentDictionary<Guid, byte> _taken = new();

    /// <inheritdoc/>
    public string Provider => "simulator";

    /// <inheritdoc/>
    public Channel Channel => Channel.Sms;

    /// <inheritdoc/>
    public Task<SendOutcome> SendAsync(GatewayMessage message, CancellationToken cancellation)
    {
        _taken.TryAdd(message.Id, 0);
        return Task.FromResult<SendOutcome>(new SendOutcome.Accepted("SIM" + message.Id.ToString("N")));
    }

    /// <inheritdoc/>
    public Task<Settlement> SettleAsync(GatewayMessage message, DateTime since, Func<string, Task<bool>> isAnothers, CancellationToken cancellation) =>
        Task.FromResult<Settlement>(_taken.ContainsKey(message.Id) ? new Settlement.Received("SIM" + message.Id.ToString("N")) : new Settlement.NotReceived());
}
