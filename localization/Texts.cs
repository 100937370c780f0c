using System.Collections.Frozen;

namespace FamilyLink.Localization;

/// <summary>A wording and the language it is really in.</summary>
/// <param name="Text">The words, with <c>{placeholders}</c> still in place.</param>
/// <param name="Language">The language used, which differs from the one asked for when Khmu falls back to Lao.</param>
public sealed record Wording(string Text, string Language);

/// <summary>How a wording reaches a person; each way is reviewed by itself.</summary>
public enum WordingMedium
{
    /// <summary>Read.</summary>
    Text,

    /// <summary>Heard.</summary>
    Voice,
}

/// <summary>The languages of the service.</summary>
public static class Languages
{
    /// <summary>Lao.</summary>
    public const string Lao = "lo";

    /// <summary>Thai.</summary>
    public const string Thai = "th";

    /// <summary>Khmu.</summary>
    public const string Khmu = "kjg";

    /// <summary>English: the source of all wordings, and a console language.</summary>
    public const string English = "en";

    /// <summary>Everything that can be offered, in menu order.</summary>
    public static IReadOnlyList<string> All { get; } = [Lao, Thai, Khmu, English];

    /// <summary>True for a language of the service.</summary>
    public static bool Known(string? language) => language is Lao or Thai or Khmu or English;
}

/// <summary>
/// What the service says, by key and language: the <c>.resx</c> sets of <c>localization/Texts</c>, and over them what a site has changed
/// (<see cref="Use"/>). Khmu falls back to Lao; nothing ever falls back to Thai or English (S13).
/// A wording of the set <c>Voice</c> is what is said aloud where speech differs; every other key is said as it is written.
/// </summary>
public static class Texts
{
    private static readonly ShippedTexts Shipped = ShippedTexts.Load();
    private static volatile Catalogue _now = Catalogue.Of(Shipped, []);

    /// <summary>All keys, in no order.</summary>
    public static IReadOnlyCollection<string> Keys => Shipped.Of(Languages.English, WordingMedium.Text).Keys;

    /// <summary>The wording to be read for a key.</summary>
    /// <exception cref="MissingWordingException">There is no wording in that language, nor in the one it may fall back to.</exception>
    public static Wording Get(string key, string language) =>
        _now.Find(key, language, WordingMedium.Text) ?? throw new MissingWordingException(key, language);

    /// <summary>The wording to be said aloud for a key: its own where speech differs, else the one that is read.</summary>
    /// <exception cref="MissingWordingException">There is no wording in that language, nor in the one it may fall back to.</exception>
    public static Wording Spoken(string key, string language) =>
        _now.Find(key, language, WordingMedium.Voice) ?? throw new MissingWordingException(key, language);

    /// <summary>The wording to be read in exactly that language, or null.</summary>
    public static string? Exactly(string key, string language) => Exactly(key, language, WordingMedium.Text);

    /// <summary>The wording in exactly that language and medium, or null; speech without a wording of its own is the written one.</summary>
    public static string? Exactly(string key, string language, WordingMedium medium) =>
        _now.Find(key, language, medium) is { } wording && wording.Language == language ? wording.Text : null;

    /// <summary>The wording as this version of the service shipped it, whatever the site has changed; null when there is none.</summary>
    public static string? AsShipped(string key, string language, WordingMedium medium) =>
        (medium == WordingMedium.Voice ? Shipped.Of(language, WordingMedium.Voice).GetValueOrDefault(key) : null)
            ?? Shipped.Of(language, WordingMedium.Text).GetValueOrDefault(key);

    /// <summary>True when a key's speech has a wording of its own in the source.</summary>
    public static bool SpeechDiffers(string key) => Shipped.Of(Languages.English, WordingMedium.Voice).ContainsKey(key);

    /// <summary>Puts a site's own wordings in the place of the shipped ones, all of them at once; an empty list brings the shipped ones back.</summary>
    public static void Use(IReadOnlyCollection<SiteWording> wordings) => _now = Catalogue.Of(Shipped, wordings);
}

/// <summary>A wording that a site says instead of the shipped one.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Language">Its language.</param>
/// <param name="Medium">Read or heard.</param>
/// <param name="Text">The words.</param>
public sealed record SiteWording(string Key, string Language, WordingMedium Medium, string Text);

/// <summary>A key has no wording in the language asked for: a person takes over.</summary>
public sealed class MissingWordingException(string key, string language) : Exception($"No wording for '{key}' in '{language}'.");

/// <summary>Every answer to "what is said" worked out beforehand: one look-up and no allocation for each wording of a turn.</summary>
internal sealed class Catalogue
{
    private readonly FrozenDictionary<string, Wording>[] _read;
    private readonly FrozenDictionary<string, Wording>[] _heard;

    private Catalogue(FrozenDictionary<string, Wording>[] read, FrozenDictionary<string, Wording>[] heard) => (_read, _heard) = (read, heard);

    public static Catalogue Of(ShippedTexts shipped, IReadOnlyCollection<SiteWording> site)
    {
        var read = new FrozenDictionary<string, Wording>[Languages.All.Count];
        var heard = new FrozenDictionary<string, Wording>[Languages.All.Count];

        // Lao comes first in the list, so that Khmu finds it done.
        foreach (var language in Languages.All)
        {
            var place = Place(language);
            var fallBack = language == Languages.Khmu ? Place(Languages.Lao) : -1;
            var texts = fallBack < 0 ? [] : new Dictionary<string, Wording>(read[fallBack], StringComparer.Ordinal);
            Put(texts, shipped.Of(language, WordingMedium.Text), language);
            Put(texts, Changed(site, language, WordingMedium.Text), language);
            read[place] = texts.ToFrozenDictionary(StringComparer.Ordinal);

            var speech = new Dictionary<string, Wording>(texts, StringComparer.Ordinal);
            if (fallBack >= 0)
            {
                foreach (var (key, wording) in heard[fallBack])
                {
                    if (speech[key].Language != language)
                    {
                        speech[key] = wording;
                    }
                }
            }

            Put(speech, shipped.Of(language, WordingMedium.Voice), language);
            Put(speech, Changed(site, language, WordingMedium.Voice), language);
            heard[place] = speech.ToFrozenDictionary(StringComparer.Ordinal);
        }

        return new(read, heard);
    }

    public Wording? Find(string key, string language, WordingMedium medium) =>
        Place(language) is var place && place >= 0 && (medium == WordingMedium.Text ? _read : _heard)[place].TryGetValue(key, out var wording) ? wording : null;

    private static IEnumerable<KeyValuePair<string, string>> Changed(IReadOnlyCollection<SiteWording> site, string language, WordingMedium medium) =>
        site.Where(w => w.Language == language && w.Medium == medium).Select(w => KeyValuePair.Create(w.Key, w.Text));

    private static void Put(Dictionary<string, Wording> into, IEnumerable<KeyValuePair<string, string>> texts, string language)
    {
        foreach (var (key, text) in texts)
        {
            into[key] = new Wording(text, language);
        }
    }

    private static int Place(string language) => language switch
    {
        Languages.Lao => 0,
        Languages.Thai => 1,
        Languages.Khmu => 2,
        Languages.English => 3,
        _ => -1,
    };
}
