using System.Text;
using FamilyLink.Dialogs.Understanding;
using FamilyLink.Localization.Text;

namespace FamilyLink.Features.Cases;

/// <summary>Part of a name as somebody writes it who may have heard it only: found by its letters, and by its sound in whatever script it was written down.</summary>
public sealed class SoughtName
{
    // Two sounds are part of many names: they are sought as a whole word.
    private const int SoundsOfAPart = 3;
    private const int SoundsOfAWord = 2;

    private readonly string _letters;
    private readonly string _sound;

    /// <summary>Reads what is sought.</summary>
    public SoughtName(string words)
    {
        _letters = Letters(words);

        // Digits all sound alike: what holds some is a code or a number, and no name.
        _sound = _letters.Any(char.IsAsciiDigit) ? "" : Sound(words);
    }

    /// <summary>Whether nothing is sought: no letter and no digit was written.</summary>
    public bool IsEmpty => _letters.Length == 0;

    /// <summary>Whether it is part of a name.</summary>
    public bool IsIn(string name) =>
        !IsEmpty
        && (Letters(name).Contains(_letters, StringComparison.Ordinal)
            || (_sound.Length >= SoundsOfAPart
                ? Sound(name).Contains(_sound, StringComparison.Ordinal)
                : _sound.Length >= SoundsOfAWord && Words(name).Exists(w => Sound(w) == _sound)));

    // Lao and Thai are written with and without spaces.
    private static string Letters(string text) => ScriptText.Fold(text).Replace(" ", "", StringComparison.Ordinal);

    private static List<string> Words(string name) => [.. ScriptText.Fold(name).Split(' ', StringSplitOptions.RemoveEmptyEntries)];

    // The vowel a is written in one script and not in another, and y is written for i.
    private static string Sound(string text)
    {
        var sounds = new StringBuilder();
        foreach (var sound in SecretForm.SoundOf(text))
        {
            var one = sound == 'I' ? 'y' : sound;
            if (one != 'A' && (sounds.Length == 0 || sounds[^1] != one))
            {
                sounds.Append(one);
            }
        }

        return sounds.ToString();
    }
}
