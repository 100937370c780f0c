using System.Collections.Immutable;
using System.Text;

namespace FamilyLink.Dialogs;

/// <summary>What a page of a call waits for.</summary>
public enum VoiceInput
{
    /// <summary>One key.</summary>
    Key,

    /// <summary>The digits of a secret, ended with the hash key.</summary>
    Secret,

    /// <summary>Nothing: the call goes on to whoever is on duty.</summary>
    Person,

    /// <summary>The caller's own words, after a tone.</summary>
    SpokenWords,
}

/// <summary>One thing to play: the recording of a key in a language.</summary>
/// <param name="Key">The recording's key: a message key, or <c>words:</c> and a hash for approved words that are no building block.</param>
/// <param name="Language">The language to play it in.</param>
/// <param name="Words">The words, for who reads the talk later and for the recording's script.</param>
public sealed record VoicePrompt(string Key, string Language, string Words);

/// <summary>What a caller hears after one turn, without any vendor's words: prompts in order, then the answer waited for.</summary>
/// <param name="Input">What is waited for.</param>
/// <param name="Prompts">What is played, in order.</param>
public sealed record VoicePage(VoiceInput Input, ImmutableList<VoicePrompt> Prompts)
{
    private const string Mark = "voice ";

    /// <summary>True for a stored answer that is a page of a call.</summary>
    public static bool Is(string text) => text.StartsWith(Mark, StringComparison.Ordinal) && text.Contains('\n', StringComparison.Ordinal);

    /// <summary>A stored answer as a person reads it: of a page of a call the words that were played.</summary>
    public static string WordsOf(string text) => Is(text) ? string.Join(' ', Read(text).Prompts.Select(prompt => prompt.Words)) : text;

    /// <summary>The stored form: readable, and read back when the provider asks a second time.</summary>
    public string Write()
    {
        var text = new StringBuilder(Mark).Append(Input.ToString());
        foreach (var prompt in Prompts)
        {
            text.Append('\n').Append(prompt.Language).Append('\t').Append(prompt.Key).Append('\t').Append(prompt.Words.ReplaceLineEndings(" ").Replace('\t', ' '));
        }

        return text.ToString();
    }

    /// <summary>Reads the stored form.</summary>
    /// <exception cref="FormatException">The text is none.</exception>
    public static VoicePage Read(string text)
    {
        var lines = text.Split('\n');
        if (!lines[0].StartsWith(Mark, StringComparison.Ordinal) || !Enum.TryParse<VoiceInput>(lines[0].AsSpan(Mark.Length), out var input))
        {
            throw new FormatException("This is no page of a call.");
        }

        return new VoicePage(input, [.. lines.Skip(1).Select(line => line.Split('\t', 3)).Select(parts => new VoicePrompt(parts[1], parts[0], parts[2]))]);
    }
}
