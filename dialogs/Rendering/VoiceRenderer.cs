using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FamilyLink.Localization;
using FamilyLink.Localization.Text;

namespace FamilyLink.Dialogs;

/// <summary>
/// Turns what a turn says into prompts: the words, then for each choice what it does and only then its key. Approved words
/// are found among the building blocks, so that exactly their recording is played (S11).
/// </summary>
public static class VoiceRenderer
{
    /// <summary>The most choices beside a person and "no more": nobody can hold more in mind.</summary>
    public const int MostChoices = 4;

    /// <summary>What kinds of recordings for words that are no building block are called.</summary>
    public const string WordsPrefix = "words:";

    /// <summary>Renders messages in a language.</summary>
    /// <exception cref="MissingWordingException">A wording is missing: the caller fetches a person.</exception>
    public static VoicePage Render(IReadOnlyList<Utterance> messages, string language)
    {
        var prompts = new List<VoicePrompt>();
        foreach (var message in messages)
        {
            prompts.Add(message.Verbatim is { } words ? Approved(words, language) : Prompt(message.Key, language));
            if (message.Arguments.TryGetValue("hours", out var hours))
            {
                prompts.AddRange(Hours(hours, language));
            }

            foreach (var choice in message.Choices)
            {
                var (label, spoken) = Label(choice.Key, language);
                prompts.Add(Prompt(label, spoken));
                prompts.Add(Prompt("voice.key-" + choice.Digit, spoken));
            }
        }

        var input = messages.Any(m => m.Expects == Expected.Secret) ? VoiceInput.Secret : messages.Any(m => m.Expects == Expected.SpokenWords) ? VoiceInput.SpokenWords : VoiceInput.Key;
        return new VoicePage(input, [.. prompts]);
    }

    /// <summary>The prompt of a message key, in its spoken wording.</summary>
    public static VoicePrompt Prompt(string key, string language) => new(key, language, Texts.Spoken(key, language).Text);

    /// <summary>The prompt of approved words.</summary>
    public static VoicePrompt Approved(string words, string language) => new(
        VoiceKeys.Blocks.FirstOrDefault(key => ScriptText.ForSending(Texts.Get(key, language).Text) == words)
            ?? WordsPrefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(words)).AsSpan(0, 16)),
        language,
        words);

    // Each language is named in itself, and its key is said in it too.
    private static (string Key, string Language) Label(string key, string language) => key switch
    {
        "language.kjg" => ("language.khmu-name", Languages.Khmu),
        ['l', 'a', 'n', 'g', 'u', 'a', 'g', 'e', '.', .. var own] when Languages.Known(own) => ("language.name", own),
        _ => (key, language),
    };

    private static IEnumerable<VoicePrompt> Hours(string hours, string language)
    {
        string[] between = ["voice.from", "voice.to"];
        return hours.Split('-').SelectMany((hour, place) => (IEnumerable<VoicePrompt>)
        [
            Prompt(between[Math.Min(place, 1)], language),
            .. SpokenNumber.Parts(int.Parse(hour, CultureInfo.InvariantCulture), language).Select(part => Prompt(part, language)),
            Prompt("voice.hour", language),
        ]);
    }
}
