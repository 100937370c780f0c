using System.Collections.Concurrent;
using FamilyLink.Data.People;
using FamilyLink.Messaging;

namespace FamilyLink.Channels.Simulator;

/// <summary>Demo mode's gateway for calls: the simulator's telephone rings until it is answered or not.</summary>
public sealed class SimulatorVoiceGateway : IMessageGateway
{
    private readonly ConcurrentDictionary<Guid, string> _ringing = new();
    private readonly ConcurrentDictionary<Guid, byte> _taken = new();

    /// <inheritdoc/>
    public string Provider => "simulator";

    /// <inheritdoc/>
    public Channel Channel => Channel.Voice;

    /// <summary>The call that rings at a number, or null.</summary>
    public Guid? RingingAt(string address) => _ringing.Where(r => r.Value == address).Select(r => (Guid?)r.Key).FirstOrDefault();

    /// <summary>Stops the ringing; false when it does not ring.</summary>
    public bool Stop(Guid message) => _ringing.TryRemove(message, out _);

    /// <summary>The provider's id of the call of a message.</summary>
    public static string CallOf(Guid message) => "SIMCALL" + message.ToString("N");

    /// <inheritdoc/>
    public Task<SendOutcome> SendAsync(GatewayMessage message, CancellationToken cancellation)
    {
        if (_taken.TryAdd(message.Id, 0))
        {
            _ringing[message.Id] = message.Address;
        }

        return Task.FromResult<SendOutcome>(new SendOutcome.Accepted(CallOf(message.Id)));
    }

    /// <inheritdoc/>
    public Task<Settlement> SettleAsync(GatewayMessage message, DateTime since, Func<string, Task<bool>> isAnothers, CancellationToken cancellation) =>
        Task.FromResult<Settlement>(_taken.ContainsKey(message.Id) ? new Settlement.Received(CallOf(message.Id)) : new Settlement.NotReceived());
}
