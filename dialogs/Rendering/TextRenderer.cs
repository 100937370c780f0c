using System.Text;
using FamilyLink.Localization;
using FamilyLink.Localization.Text;

namespace FamilyLink.Dialogs;

/// <summary>Turns what a turn says into one text message: words, then the choices as numbered lines.</summary>
public static class TextRenderer
{
    /// <summary>Renders messages in a language; empty when nothing is said. Approved words pass through untouched.</summary>
    /// <exception cref="MissingWordingException">A wording is missing: the caller fetches a person.</exception>
    public static string Render(IReadOnlyList<Utterance> messages, string language)
    {
        var text = new StringBuilder();
        foreach (var message in messages)
        {
            Separate(text);
            text.Append(message.Verbatim ?? Fill(Texts.Get(message.Key, language).Text, message));
            foreach (var choice in message.Choices)
            {
                Separate(text);
                text.Append(choice.Digit).Append(' ').Append(Label(choice.Key, language));
            }
        }

        return text.ToString();
    }

    private static string Label(string key, string language) => key switch
    {
        "language.kjg" => Texts.Get("language.khmu-name", language).Text,
        ['l', 'a', 'n', 'g', 'u', 'a', 'g', 'e', '.', .. var own] when Languages.Known(own) => Texts.Get("language.name", own).Text,
        _ => Texts.Get(key, language).Text,
    };

    private static string Fill(string wording, Utterance message)
    {
        foreach (var (name, value) in message.Arguments)
        {
            wording = wording.Replace("{" + name + "}", value, StringComparison.Ordinal);
        }

        return ScriptText.ForSending(wording);
    }

    private static void Separate(StringBuilder text)
    {
        if (text.Length > 0)
        {
            text.Append('\n');
        }
    }
}
