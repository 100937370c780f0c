using System.Globalization;
using System.Text.RegularExpressions;

namespace FamilyLink.Localization;

/// <summary>
/// Finds the phrase with places (<c>{0}</c>) that an English sentence was made from, so that a refusal with a number or a name in it is said in the
/// reader's language although the service that refuses knows no languages.
/// </summary>
internal static partial class ConsolePhrases
{
    // A phrase that is nearly all places would take any sentence for its own.
    private const int FewestLetters = 7;
    private static readonly Lazy<Phrase[]> All = new(() => [.. ConsoleTexts.Keys(Languages.Lao).Select(Read).OfType<Phrase>().OrderByDescending(p => p.Letters).ThenByDescending(p => p.Places)]);

    /// <summary>The sentence in a language, or null when it was made from no known phrase.</summary>
    public static string? Fill(string sentence, string language)
    {
        foreach (var phrase in All.Value)
        {
            if (sentence.StartsWith(phrase.Begins, StringComparison.Ordinal) && phrase.Form.Match(sentence) is { Success: true } match
                && ConsoleTexts.Exactly(phrase.English, language) is { } said)
            {
                return string.Format(CultureInfo.InvariantCulture, said, [.. Enumerable.Range(0, phrase.Places).Select(place => (object)SayValue(match.Groups["p" + place].Value, language))]);
            }
        }

        return null;
    }

    // A value may itself be a phrase, or several with commas between.
    private static string SayValue(string value, string language) =>
        ConsoleTexts.Exactly(value, language) ?? Fill(value, language) ?? string.Join(", ", value.Split(", ").Select(part => ConsoleTexts.Exactly(part, language) ?? part));

    private static Phrase? Read(string english)
    {
        var parts = Place().Split(english);
        var places = Place().Count(english);
        var letters = parts.Where((_, i) => i % 2 == 0).Sum(part => part.Count(char.IsLetter));
        if (places == 0 || letters < FewestLetters || Enumerable.Range(0, places).Any(place => parts.Count(part => part == place.ToString(CultureInfo.InvariantCulture)) != 1))
        {
            return null;
        }

        var form = string.Concat(parts.Select((part, i) => i % 2 == 0 ? Regex.Escape(part) : $"(?<p{part}>.+?)"));
        return new Phrase(english, parts[0], letters, places, new Regex($"^{form}$", RegexOptions.CultureInvariant | RegexOptions.Singleline, TimeSpan.FromSeconds(1)));
    }

    [GeneratedRegex(@"\{(\d)\}")]
    private static partial Regex Place();

    private sealed record Phrase(string English, string Begins, int Letters, int Places, Regex Form);
}
