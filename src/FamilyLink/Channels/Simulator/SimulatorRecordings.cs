using System.Collections.Concurrent;
using FamilyLink.Messaging.Recordings;

namespace FamilyLink.Channels.Simulator;

/// <summary>What was said into the simulator's telephones, until it is fetched and deleted, as a provider keeps it.</summary>
public sealed class SimulatorRecordings : IVoiceMessageSource
{
    private const string Prefix = "SIMREC";
    private const int Most = 50;

    private readonly ConcurrentDictionary<string, byte[]> _sounds = new(StringComparer.Ordinal);

    /// <summary>Keeps a sound; null when too much lies here already.</summary>
    public string? Keep(byte[] sound)
    {
        var id = Prefix + Guid.NewGuid().ToString("N");
        return _sounds.Count < Most && _sounds.TryAdd(id, sound) ? id : null;
    }

    /// <inheritdoc/>
    public bool Owns(string recordingId) => recordingId.StartsWith(Prefix, StringComparison.Ordinal);

    /// <inheritdoc/>
    public Task<FetchedSound> FetchAsync(string recordingId, CancellationToken cancellation) =>
        Task.FromResult<FetchedSound>(_sounds.TryGetValue(recordingId, out var sound) ? new FetchedSound.Found(sound) : new FetchedSound.NotYet());

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(string recordingId, CancellationToken cancellation)
    {
        _sounds.TryRemove(recordingId, out _);
        return Task.FromResult(true);
    }
}
