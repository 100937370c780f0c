using System.Collections;
using System.Collections.Frozen;
using System.Resources;

namespace FamilyLink.Localization;

/// <summary>A wording and the language it is really in.</summary>
/// <param name="Text">The words, with <c>{placeholders}</c> still in place.</param>
/// <param name="Language">The language used, which differs from the one asked for when Khmu falls back to Lao.</param>
public sealed record Wording(string Text, string Language);

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
/// What the service says, by key and language, read once from the <c>.resx</c> sets in <c>localization/Texts</c>.
/// Khmu falls back to Lao; nothing ever falls back to Thai or English (S13).
/// </summary>
public static class Texts
{
    private static readonly string[] Sets = ["Conversation", "NoticeBlocks", "CourtBlocks", "Answers"];
    private static readonly FrozenDictionary<string, FrozenDictionary<string, string>> ByLanguage =
        Languages.All.ToFrozenDictionary(language => language, Load);

    /// <summary>All keys, in the order of the source.</summary>
    public static IReadOnlyCollection<string> Keys => ByLanguage[Languages.English].Keys;

    /// <summary>The wording for a key.</summary>
    /// <exception cref="MissingWordingException">There is no wording in that language, nor in the one it may fall back to.</exception>
    public static Wording Get(string key, string language)
    {
        if (ByLanguage.TryGetValue(language, out var texts) && texts.TryGetValue(key, out var text))
        {
            return new(text, language);
        }

        return language == Languages.Khmu ? Get(key, Languages.Lao) : throw new MissingWordingException(key, language);
    }

    /// <summary>The wording in exactly that language, or null.</summary>
    public static string? Exactly(string key, string language) =>
        ByLanguage.TryGetValue(language, out var texts) && texts.TryGetValue(key, out var text) ? text : null;

    private static FrozenDictionary<string, string> Load(string language)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var set in Sets)
        {
            var name = language == Languages.English ? $"{set}.resources" : $"{set}.{language}.resources";
            using var stream = typeof(Texts).Assembly.GetManifestResourceStream(name)
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

/// <summary>A key has no wording in the language asked for: a person takes over.</summary>
public sealed class MissingWordingException(string key, string language) : Exception($"No wording for '{key}' in '{language}'.");
