using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace FamilyLink.Channels.BotFramework;

/// <summary>A key that signs tokens, and the channels it may sign for.</summary>
/// <param name="Key">The public key.</param>
/// <param name="Endorsements">The channel ids it is endorsed for.</param>
internal sealed record SigningKey(SecurityKey Key, FrozenSet<string> Endorsements);

/// <summary>The signing keys cannot be had right now: nobody can be let in, and nobody can be called a liar.</summary>
internal sealed class SigningKeysUnavailableException(Exception inner) : Exception("The signing keys could not be read.", inner);

/// <summary>
/// The signing keys that an OpenID metadata document points to. Read once a day; an unknown key id reads them again, because keys are
/// replaced without notice, but not more often than every five minutes, because anybody can invent key ids.
/// </summary>
internal sealed class SigningKeys(string metadataUrl, IHttpClientFactory http, TimeProvider clock) : IDisposable
{
    /// <summary>The name of the HTTP client that reads metadata.</summary>
    public const string Client = "bot-metadata";

    /// <summary>How long keys are good without being read again.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(1);

    /// <summary>The least time between two readings that unknown key ids cause.</summary>
    public static readonly TimeSpan BetweenReadings = TimeSpan.FromMinutes(5);

    private const int LongestDocument = 1024 * 1024;
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _reading = new(1, 1);
    private volatile CachedKeys? _cached;
    private DateTimeOffset _nextReading = DateTimeOffset.MinValue;

    /// <summary>The key of an id, or null when there is none.</summary>
    /// <exception cref="SigningKeysUnavailableException">No keys were ever read, and they cannot be read now.</exception>
    public async Task<SigningKey?> FindAsync(string id, CancellationToken cancellation)
    {
        if (Known(id) is { } known)
        {
            return known;
        }

        await _reading.WaitAsync(cancellation);
        try
        {
            // Whoever waited here finds what the one before has read.
            if (Known(id) is { } fresh)
            {
                return fresh;
            }

            if (clock.GetUtcNow() >= _nextReading)
            {
                await ReadAsync(cancellation);
            }

            // Yesterday's keys are better than none while today's cannot be had.
            return _cached is { } held ? held.Keys.GetValueOrDefault(id) : throw new SigningKeysUnavailableException(new InvalidOperationException("They were asked for a moment ago."));
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _reading.Dispose();

    private SigningKey? Known(string id) => _cached is { } held && clock.GetUtcNow() - held.At < Life ? held.Keys.GetValueOrDefault(id) : null;

    private async Task ReadAsync(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        try
        {
            using var metadata = await GetAsync(metadataUrl, cancellation);
            using var keys = await GetAsync(metadata.RootElement.GetProperty("jwks_uri").GetString()!, cancellation);
            _cached = new CachedKeys(Parse(keys.RootElement), now);
            _nextReading = now + BetweenReadings;
        }
        catch (Exception failed) when (failed is HttpRequestException or JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException
            or FormatException or CryptographicException || (failed is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            _nextReading = now + AfterFailure;
            if (_cached is null)
            {
                throw new SigningKeysUnavailableException(failed);
            }
        }
    }

    private async Task<JsonDocument> GetAsync(string url, CancellationToken cancellation)
    {
        using var client = http.CreateClient(Client);
        client.MaxResponseContentBufferSize = LongestDocument;
        return JsonDocument.Parse(await client.GetByteArrayAsync(new Uri(url), cancellation));
    }

    private static FrozenDictionary<string, SigningKey> Parse(JsonElement document)
    {
        var keys = new Dictionary<string, SigningKey>(StringComparer.Ordinal);
        foreach (var item in document.GetProperty("keys").EnumerateArray())
        {
            if (Text(item, "kty") != "RSA" || Text(item, "use") is not (null or "sig") || Text(item, "kid") is not { Length: > 0 } id
                || Text(item, "n") is not { } modulus || Text(item, "e") is not { } exponent)
            {
                continue;
            }

            var key = new RsaSecurityKey(new RSAParameters { Modulus = Base64UrlEncoder.DecodeBytes(modulus), Exponent = Base64UrlEncoder.DecodeBytes(exponent) }) { KeyId = id };
            var endorsements = item.TryGetProperty("endorsements", out var list) && list.ValueKind == JsonValueKind.Array
                ? list.EnumerateArray().Where(e => e.ValueKind == JsonValueKind.String).Select(e => e.GetString()!)
                : [];
            keys[id] = new SigningKey(key, endorsements.ToFrozenSet(StringComparer.Ordinal));
        }

        return keys.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static string? Text(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private sealed record CachedKeys(FrozenDictionary<string, SigningKey> Keys, DateTimeOffset At);
}
