using FamilyLink.Messaging.Recordings;
using Twilio.Rest.Api.V2010.Account;

namespace FamilyLink.Channels.Twilio.Voice;

/// <summary>What callers said, at Twilio (https://www.twilio.com/docs/voice/api/recording): fetched as WAVE, then deleted there.</summary>
public sealed class TwilioRecordings(TwilioApi api) : IVoiceMessageSource
{
    private const int LongestId = 64;

    /// <summary>Whether it is an id of a recording.</summary>
    public static bool IsId(string id) => id.Length is > 2 and <= LongestId && id.StartsWith("RE", StringComparison.Ordinal) && id.All(char.IsAsciiLetterOrDigit);

    /// <inheritdoc/>
    public bool Owns(string recordingId) => IsId(recordingId);

    /// <inheritdoc/>
    public Task<FetchedSound> FetchAsync(string recordingId, CancellationToken cancellation) => api.DownloadAsync($"Recordings/{recordingId}.wav", IVoiceMessageSource.Largest, cancellation);

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(string recordingId, CancellationToken cancellation) => api.DeleteAsync(client => RecordingResource.DeleteAsync(recordingId, client: client), cancellation);
}
