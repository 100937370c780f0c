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
    public bool IsIn(string name) => IsIn(NameForms.Of(name));

    /// <summary>Whether it is part of a name.</summary>
    public bool IsIn(NameForms name) =>
        !IsEmpty
        && (name.Letters.Contains(_letters, StringComparison.Ordinal)
            || (_sound.Length >= SoundsOfAPart
                ? name.Sound.Contains(_sound, StringComparison.Ordinal)
                : _sound.Length >= SoundsOfAWord && name.Words.Contains(_sound, StringComparer.Ordinal)));

    // Lao and Thai are written with and without spaces.
    internal static string Letters(string text) => ScriptText.Fold(text).Replace(" ", "", StringComparison.Ordinal);

    internal static List<string> Words(string name) => [.. ScriptText.Fold(name).Split(' ', StringSplitOptions.RemoveEmptyEntries)];

    // The vowel a is written in one script and not in another, and y is written for i.
    internal static string Sound(string text)
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

/// <summary>A name as it is compared with what is sought: its letters without spaces, and how the whole and each word sound.</summary>
/// <param name="Letters">Its letters, folded.</param>
/// <param name="Sound">How it sounds.</param>
/// <param name="Words">How each of its words sounds.</param>
public sealed record NameForms(string Letters, string Sound, IReadOnlyList<string> Words)
{
    /// <summary>Makes them.</summary>
    public static NameForms Of(string name) => new(SoughtName.Letters(name), SoughtName.Sound(name), [.. SoughtName.Words(name).Select(SoughtName.Sound)]);
}
