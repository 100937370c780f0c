using System.Buffers.Text;
using System.Collections.Frozen;
using FamilyLink.Data;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.Recordings;
using FamilyLink.Dialogs;
using FamilyLink.Localization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace FamilyLink.Messaging.Recordings;

/// <summary>How one prompt can be said to a caller.</summary>
public abstract record Spoken
{
    /// <summary>By a recording.</summary>
    /// <param name="Token">The unguessable name it is fetched by.</param>
    /// <param name="Language">The language it is in, which is Lao where the caller's own is missing.</param>
    /// <param name="Placeholder">True for a tone of Demo mode.</param>
    public sealed record Recording(string Token, string Language, bool Placeholder) : Spoken;

    /// <summary>By the provider's synthetic Thai voice, which the operator allowed.</summary>
    public sealed record Synthetic(string Words) : Spoken;
}

/// <summary>
/// Which recordings there are. The caller's language first, then Lao, never Thai for anybody else (S13); where there is none, the answer is null and a
/// person takes over. Lao and Khmu are never said by a synthetic voice. Live plays only what a second native speaker has signed; Demo plays the
/// last one signed, else what was recorded last, and a tone where nothing was.
/// </summary>
public sealed class PromptLibrary : IDisposable
{
    // A sentence is some 30 KB; what is played often is decrypted once.
    private const long MostRemembered = 64 << 20;

    private readonly bool _sayThai;
    private readonly bool _live;
    private readonly KeyedHasher _hasher;
    private readonly FieldEncryptor _encryptor;
    private readonly IDbContextFactory<FamilyLinkContext> _contexts;
    private readonly MemoryCache _sounds = new(new MemoryCacheOptions { SizeLimit = MostRemembered });
    private readonly Lazy<List<Entry>> _tones;
    private Contents? _contents;

    /// <summary>Makes the library; it is empty, or in Demo full of tones, until <see cref="RefreshAsync"/> has read what was recorded.</summary>
    public PromptLibrary(KeyedHasher hasher, FieldEncryptor encryptor, IDbContextFactory<FamilyLinkContext> contexts, IOptions<VoiceOptions> voice, IOptions<FamilyLinkOptions> service)
    {
        (_hasher, _encryptor, _contexts) = (hasher, encryptor, contexts);
        _sayThai = voice.Value.SayThai;
        _live = service.Value.Mode == ServiceMode.Live;
        _tones = new(() => _live ? [] : [.. Tones()]);
    }

    private Contents Current => _contents ??= Contents.Of(_tones.Value);

    /// <summary>Reads what was recorded, signed and taken back; after a change, and at the start.</summary>
    public async Task RefreshAsync(CancellationToken cancellation)
    {
        await using var db = await _contexts.CreateDbContextAsync(cancellation);
        var rows = await db.Set<VoiceRecording>().AsNoTracking()
            .Where(r => r.WithdrawnAt == null && (!_live || r.SignedAt != null))
            .Select(r => new { r.Id, r.Key, r.Language, r.WordsHash, r.SoundHash, Signed = r.SignedAt != null })
            .ToListAsync(cancellation);
        var recorded = rows
            .Where(r => Languages.Known(r.Language)
                && (r.Key.StartsWith(VoiceRenderer.WordsPrefix, StringComparison.Ordinal) || (VoiceKeys.All.Contains(r.Key) && ReviewLedger.HashOf(Texts.Spoken(r.Key, r.Language).Text) == r.WordsHash)))
            .GroupBy(r => (r.Key, r.Language))
            .Select(same => same.MaxBy(r => (r.Signed, r.Id))!)
            .Select(r => new Entry(r.Key, r.Language, new Spoken.Recording(Token(r.Key, r.Language, Convert.ToHexString(r.SoundHash)), r.Language, false), r.Id, null));
        _contents = Contents.Of(_tones.Value.Concat(recorded));
    }

    /// <summary>How a prompt can be said; null when it cannot.</summary>
    public Spoken? Find(VoicePrompt prompt)
    {
        var byKey = Current.ByKey;
        if (byKey.TryGetValue((prompt.Key, prompt.Language), out var own))
        {
            return own.Spoken;
        }

        if (prompt.Language == Languages.Thai && _sayThai)
        {
            return new Spoken.Synthetic(prompt.Words);
        }

        return byKey.TryGetValue((prompt.Key, Languages.Lao), out var lao) ? lao.Spoken : null;
    }

    /// <summary>What changes when a prompt is said by another recording; null when it is said by none. Part of what people approve (S11).</summary>
    public string? MarkOf(VoicePrompt prompt) => Find(prompt) switch
    {
        Spoken.Recording recording => recording.Token,
        Spoken.Synthetic => "synthetic",
        _ => null,
    };

    /// <summary>The sound behind a token, as a WAVE file; null when there is none.</summary>
    public async Task<byte[]?> OpenAsync(string token, CancellationToken cancellation)
    {
        if (!Current.ByToken.TryGetValue(token, out var entry))
        {
            return null;
        }

        if (entry.Tone is { } tone)
        {
            return tone();
        }

        if (_sounds.TryGetValue(entry.Id, out byte[]? known))
        {
            return known;
        }

        await using var db = await _contexts.CreateDbContextAsync(cancellation);
        var row = await db.Set<VoiceRecording>().AsNoTracking().Where(r => r.Id == entry.Id).Select(r => new { r.PersonKeyId, r.Sound }).SingleOrDefaultAsync(cancellation);
        if (row is null)
        {
            return null;
        }

        try
        {
            var sound = _encryptor.DecryptBytes(row.PersonKeyId, "recording.sound", row.Sound)!;
            return _sounds.Set(entry.Id, sound, new MemoryCacheEntryOptions { Size = sound.Length });
        }
        catch (ErasedPersonException)
        {
            return null;
        }
    }

    /// <summary>The keys of a language that have no recording of their own, in order: what the studio still has to record.</summary>
    public IReadOnlyList<string> Gaps(string language) =>
        [.. VoiceKeys.All.Where(key => !Current.ByKey.TryGetValue((key, language), out var entry) || entry.Spoken.Placeholder)];

    /// <inheritdoc/>
    public void Dispose() => _sounds.Dispose();

    private IEnumerable<Entry> Tones() =>
        from key in VoiceKeys.All
        from language in Languages.All
        select new Entry(key, language, new Spoken.Recording(Token(key, language, "placeholder"), language, true), Guid.Empty, () => DemoTone.Wave(key, language));

    // Keyed, so that nobody can ask for a recording by its name and learn from an address what somebody was told.
    private string Token(string key, string language, string mark) =>
        Base64Url.EncodeToString(_hasher.OfAddress($"recording:{language}:{key}:{mark}"));

    private sealed record Entry(string Key, string Language, Spoken.Recording Spoken, Guid Id, Func<byte[]>? Tone);

    private sealed record Contents(FrozenDictionary<(string Key, string Language), Entry> ByKey, FrozenDictionary<string, Entry> ByToken)
    {
        // Later entries take the place of earlier ones: a recording that of a tone.
        public static Contents Of(IEnumerable<Entry> entries)
        {
            var all = entries.GroupBy(e => (e.Key, e.Language)).Select(same => same.Last()).ToList();
            return new Contents(
                all.ToFrozenDictionary(e => (e.Key, e.Language)),
                all.ToFrozenDictionary(e => e.Spoken.Token, StringComparer.Ordinal));
        }
    }
}
