using System.Collections;
using System.Collections.Frozen;
using System.Resources;
using System.Xml;
using System.Xml.Linq;

namespace FamilyLink.Localization;

/// <summary>The wordings in the assembly, read once from the <c>.resx</c> sets; a new set is found by being there.</summary>
internal sealed class ShippedTexts
{
    /// <summary>The set whose wordings are said aloud instead of the written ones.</summary>
    public const string VoiceSet = "Voice";

    private const string Suffix = ".resources";
    private readonly FrozenDictionary<(string Language, WordingMedium Medium), FrozenDictionary<string, string>> _texts;

    private ShippedTexts(FrozenDictionary<(string, WordingMedium), FrozenDictionary<string, string>> texts) => _texts = texts;

    public static ShippedTexts Load()
    {
        var texts = new Dictionary<(string, WordingMedium), FrozenDictionary<string, string>>();
        foreach (var language in Languages.All)
        {
            texts[(language, WordingMedium.Text)] = Read(language, Sets().Where(set => set != VoiceSet));
            texts[(language, WordingMedium.Voice)] = Read(language, [VoiceSet]);
        }

        return new(texts.ToFrozenDictionary());
    }

    public FrozenDictionary<string, string> Of(string language, WordingMedium medium) =>
        _texts.TryGetValue((language, medium), out var texts) ? texts : FrozenDictionary<string, string>.Empty;

    /// <summary>The names of the sets, in the order of their names.</summary>
    public static IEnumerable<string> Sets() => typeof(ShippedTexts).Assembly.GetManifestResourceNames()
        .Where(name => name.EndsWith(Suffix, StringComparison.Ordinal))
        .Select(name => name[..^Suffix.Length])
        .Where(name => !name.Contains('.', StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);

    private static FrozenDictionary<string, string> Read(string language, IEnumerable<string> sets)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var set in sets)
        {
            var name = language == Languages.English ? set + Suffix : $"{set}.{language}{Suffix}";
            using var stream = typeof(ShippedTexts).Assembly.GetManifestResourceStream(name)
                ?? throw new InvalidOperationException($"The wording file {name} is not in the assembly.");
            using var reader = new ResourceReader(stream);
            foreach (DictionaryEntry entry in reader)
            {
                if (entry.Value is string { Length: > 0 } text)
                {
                    texts.Add((string)entry.Key, text);
                }
            }
        }

        return texts.ToFrozenDictionary(StringComparer.Ordinal);
    }
}

/// <summary>A key as translators see it.</summary>
/// <param name="Key">The key.</param>
/// <param name="Set">The file it is in.</param>
/// <param name="Line">Where it stands in that file.</param>
/// <param name="English">The source wording.</param>
/// <param name="Comment">Who says it, to whom, when, and what may not be implied.</param>
public sealed record WordingSource(string Key, string Set, int Line, string English, string Comment);

/// <summary>The source wordings with the translators' comments, in the order of the files; read when somebody first asks.</summary>
public static class WordingSources
{
    private static readonly Lazy<IReadOnlyList<WordingSource>> Read = new(() => [.. ShippedTexts.Sets().Where(s => s != ShippedTexts.VoiceSet).SelectMany(In)]);
    private static readonly Lazy<IReadOnlyList<WordingSource>> Heard = new(() => [.. In(ShippedTexts.VoiceSet)]);

    private static readonly Lazy<FrozenDictionary<string, WordingSource>> ByKey =
        new(() => Read.Value.ToFrozenDictionary(source => source.Key, StringComparer.Ordinal));

    private static readonly Lazy<FrozenDictionary<string, WordingSource>> HeardByKey =
        new(() => Heard.Value.ToFrozenDictionary(source => source.Key, StringComparer.Ordinal));

    /// <summary>All keys in order.</summary>
    public static IReadOnlyList<WordingSource> All => Read.Value;

    /// <summary>The keys whose speech has a wording of its own.</summary>
    public static IReadOnlyList<WordingSource> Speech => Heard.Value;

    /// <summary>The source of a key, or null when there is no such key; for speech, the wording said aloud.</summary>
    public static WordingSource? Of(string key, WordingMedium medium = WordingMedium.Text) =>
        (medium == WordingMedium.Voice ? HeardByKey.Value.GetValueOrDefault(key) : null) ?? ByKey.Value.GetValueOrDefault(key);

    private static IEnumerable<WordingSource> In(string set)
    {
        using var stream = typeof(WordingSources).Assembly.GetManifestResourceStream(set + ".source.xml")
            ?? throw new InvalidOperationException($"The comments of {set} are not in the assembly.");
        foreach (var data in XDocument.Load(stream, LoadOptions.SetLineInfo | LoadOptions.PreserveWhitespace).Root!.Elements("data"))
        {
            yield return new WordingSource(
                data.Attribute("name")!.Value,
                set,
                ((IXmlLineInfo)data).LineNumber,
                data.Element("value")?.Value ?? "",
                (data.Element("comment")?.Value ?? "").Trim());
        }
    }
}
