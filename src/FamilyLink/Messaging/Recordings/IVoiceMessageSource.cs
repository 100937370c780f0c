namespace FamilyLink.Messaging.Recordings;

/// <summary>What became of asking a provider for a caller's words.</summary>
public abstract record FetchedSound
{
    /// <summary>Here it is.</summary>
    public sealed record Found(byte[] Content) : FetchedSound;

    /// <summary>Not now: the provider is away, or still prepares it.</summary>
    public sealed record NotYet : FetchedSound;

    /// <summary>Larger than any message can be.</summary>
    public sealed record TooLarge : FetchedSound;
}

/// <summary>Where a gateway keeps what callers said until it is fetched.</summary>
public interface IVoiceMessageSource
{
    /// <summary>The largest sound that is taken, in bytes: three minutes of 8 kHz, 16 bit, are under 3 MB.</summary>
    const int Largest = 8_000_000;

    /// <summary>Whether an id is one of this gateway's.</summary>
    bool Owns(string recordingId);

    /// <summary>Fetches a sound.</summary>
    Task<FetchedSound> FetchAsync(string recordingId, CancellationToken cancellation);

    /// <summary>Deletes the gateway's copy; false when it must be tried again.</summary>
    Task<bool> DeleteAsync(string recordingId, CancellationToken cancellation);
}

/// <summary>The kinds of sound files that gateways and browsers record, by their first bytes: nothing else is ever given to a browser as a sound.</summary>
public static class SoundType
{
    /// <summary>The media type; null for what is no such sound.</summary>
    public static string? Of(ReadOnlySpan<byte> content) =>
        content.Length > 44 && content.StartsWith("RIFF"u8) && content[8..].StartsWith("WAVE"u8) ? "audio/wav"
        : content.StartsWith((ReadOnlySpan<byte>)[0x1A, 0x45, 0xDF, 0xA3]) ? "audio/webm"
        : content.StartsWith("OggS"u8) ? "audio/ogg"
        : content.Length > 12 && content[4..].StartsWith("ftyp"u8) ? "audio/mp4"
        : null;
}
