using System.Buffers.Text;
using System.Collections.Frozen;
using FamilyLink.Data.Encryption;
using FamilyLink.Dialogs;
using FamilyLink.Localization;
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
/// person takes over. Lao and Khmu are never said by a synthetic voice.
/// </summary>
public sealed class RecordingShelf
{
    private readonly bool _sayThai;
    private readonly Lazy<Contents> _contents;

    /// <summary>Makes the shelf; Demo mode has a placeholder tone for every wording.</summary>
    public RecordingShelf(Lookup lookup, IOptions<VoiceOptions> voice, IOptions<FamilyLinkOptions> service)
    {
        _sayThai = voice.Value.SayThai;
        _contents = new(() => Contents.Of(service.Value.Mode == ServiceMode.Demo ? Placeholders(lookup) : []));
    }

    /// <summary>How a prompt can be said; null when it cannot.</summary>
    public Spoken? Find(VoicePrompt prompt)
    {
        var byKey = _contents.Value.ByKey;
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
    public byte[]? Open(string token) => _contents.Value.ByToken.TryGetValue(token, out var entry) ? entry.Sound() : null;

    /// <summary>The keys of a language that have no recording of their own, in order: what the studio still has to record.</summary>
    public IReadOnlyList<string> Gaps(string language) =>
        [.. VoiceKeys.All.Where(key => !_contents.Value.ByKey.ContainsKey((key, language)))];

    private static IEnumerable<Entry> Placeholders(Lookup lookup) =>
        from key in VoiceKeys.All
        from language in Languages.All
        select new Entry(key, language, new Spoken.Recording(Token(lookup, key, language, "placeholder"), language, true), () => PlaceholderTone.Wave(key, language));

    // Keyed, so that nobody can ask for a recording by its name and learn from an address what somebody was told.
    private static string Token(Lookup lookup, string key, string language, string mark) =>
        Base64Url.EncodeToString(lookup.OfAddress($"recording:{language}:{key}:{mark}"));

    private sealed record Entry(string Key, string Language, Spoken.Recording Spoken, Func<byte[]?> Sound);

    private sealed record Contents(FrozenDictionary<(string Key, string Language), Entry> ByKey, FrozenDictionary<string, Entry> ByToken)
    {
        public static Contents Of(IEnumerable<Entry> entries)
        {
            var all = entries.ToList();
            return new Contents(
                all.ToFrozenDictionary(e => (e.Key, e.Language)),
                all.ToFrozenDictionary(e => e.Spoken.Token, StringComparer.Ordinal));
        }
    }
}
