using System.Collections;
using System.Collections.Frozen;
using System.Resources;

namespace FamilyLink.Localization;

/// <summary>
/// The console in the languages staff read: Lao, Thai and English. The English words are the key, so that a page reads as what it says;
/// what is not translated yet is shown in English. Families never see any of it.
/// </summary>
public static class ConsoleTexts
{
    private static readonly Lazy<FrozenDictionary<string, string>> Lao = new(() => Load(Languages.Lao));
    private static readonly Lazy<FrozenDictionary<string, string>> Thai = new(() => Load(Languages.Thai));

    /// <summary>The languages of the console, each by its own name.</summary>
    public static IReadOnlyList<(string Language, string Name)> Offered { get; } = [(Languages.Lao, "ລາວ"), (Languages.Thai, "ไทย"), (Languages.English, "English")];

    /// <summary>The words in a language, or the English ones.</summary>
    public static string Say(string english, string language) => Exactly(english, language) ?? (language is Languages.Lao or Languages.Thai ? ConsolePhrases.Fill(english, language) : null) ?? english;

    /// <summary>The words in a language, or null when they are not translated.</summary>
    public static string? Exactly(string english, string language) => language switch
    {
        Languages.Lao => Lao.Value.GetValueOrDefault(english),
        Languages.Thai => Thai.Value.GetValueOrDefault(english),
        _ => null,
    };

    /// <summary>Every English phrase that is translated into a language.</summary>
    public static IReadOnlyCollection<string> Keys(string language) => language == Languages.Thai ? Thai.Value.Keys : Lao.Value.Keys;

    private static FrozenDictionary<string, string> Load(string language)
    {
        using var stream = typeof(ConsoleTexts).Assembly.GetManifestResourceStream($"Console.{language}.resources")
            ?? throw new InvalidOperationException($"The console's words in {language} are not in the assembly.");
        using var reader = new ResourceReader(stream);

        // Lao and Thai have no capitals, and resource files do not tell names apart by them.
        var texts = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry entry in reader)
        {
            texts.Add((string)entry.Key, (string)entry.Value!);
        }

        return texts.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }
}
