using FamilyLink.Conversations;
using FamilyLink.Dialogs.Understanding;

namespace FamilyLink.Features.Answers;

/// <summary>One taught sentence in the form in which messages are compared with it.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Label">The sign or the topic.</param>
/// <param name="Sounds">How it sounds, see <see cref="TaughtSounds.Of"/>.</param>
public sealed record TaughtMark(TaughtKind Kind, string Label, string Sounds);

/// <summary>
/// Likeness by sound: the consonants and the vowels that every script writes, as for the duress word, so that Lao, the same in Thai letters and in Latin
/// ones come out alike, and one slip in eight sounds is forgiven.
/// </summary>
public static class TaughtSounds
{
    /// <summary>Fewer sounds than this are heard in other words.</summary>
    public const int Fewest = 8;

    private const int SoundsForASlip = 8;
    private const int MostSlips = 4;

    // A message is read in overlapping stretches, each longer than two taught sentences.
    private const int Stretch = 500;
    private const int Longest = 4_000;

    // The vowel a is written in one script and not in another.
    private const char Unwritten = 'A';

    /// <summary>The sounds of a text, one symbol a sound; of a long one, in stretches.</summary>
    public static IReadOnlyList<string> Stretches(string text)
    {
        if (text.Length <= Stretch)
        {
            return [Of(text)];
        }

        var stretches = new List<string>();
        for (var start = 0; start < Math.Min(text.Length, Longest); start += Stretch / 2)
        {
            stretches.Add(Of(text[start..Math.Min(text.Length, start + Stretch)]));
        }

        return stretches;
    }

    /// <summary>The sounds of a short text, one symbol a sound.</summary>
    public static string Of(string text)
    {
        var sounds = SecretForm.SoundOf(text);
        Span<char> kept = stackalloc char[Math.Min(sounds.Length, 2 * Stretch)];
        var length = 0;
        foreach (var sound in sounds.AsSpan(0, kept.Length))
        {
            if (sound != Unwritten && (length == 0 || kept[length - 1] != sound))
            {
                kept[length++] = sound;
            }
        }

        return kept[..length].ToString();
    }

    /// <summary>
    /// Whether a message is like a taught sentence. A sign is heard anywhere in it; a topic is at least half of it; noise is all of it, because whatever
    /// else somebody wrote is for a person to read (S14).
    /// </summary>
    public static bool IsLike(TaughtMark mark, IReadOnlyList<string> stretches)
    {
        switch (mark.Kind)
        {
            case TaughtKind.Sign:
                foreach (var stretch in stretches)
                {
                    if (Holds(stretch, mark.Sounds, anywhere: true))
                    {
                        return true;
                    }
                }

                return false;
            case TaughtKind.Topic:
                return stretches is [var one] && one.Length <= 2 * mark.Sounds.Length && Holds(one, mark.Sounds, anywhere: true);
            default:
                return stretches is [var all] && Holds(all, mark.Sounds, anywhere: false);
        }
    }

    // The fewest slips between the sought sounds and the text, or the stretch of it that fits best.
    private static bool Holds(string text, string sought, bool anywhere)
    {
        var slips = Math.Min(MostSlips, sought.Length / SoundsForASlip);
        if (sought.Length < Fewest || text.Length < sought.Length - slips || (!anywhere && text.Length > sought.Length + slips) || !SharesAPiece(text, sought, slips))
        {
            return false;
        }

        Span<int> column = stackalloc int[sought.Length + 1];
        for (var i = 0; i <= sought.Length; i++)
        {
            column[i] = i;
        }

        for (var at = 0; at < text.Length; at++)
        {
            var diagonal = column[0];
            column[0] = anywhere ? 0 : at + 1;
            for (var i = 1; i <= sought.Length; i++)
            {
                var before = column[i];
                column[i] = Math.Min(Math.Min(before, column[i - 1]) + 1, diagonal + (sought[i - 1] == text[at] ? 0 : 1));
                diagonal = before;
            }

            if (anywhere && column[^1] <= slips)
            {
                return true;
            }
        }

        return column[^1] <= slips;
    }

    // Cut into one piece more than there may be slips, at least one piece is there as it is: most messages end here.
    private static bool SharesAPiece(string text, string sought, int slips)
    {
        var pieces = slips + 1;
        for (var piece = 0; piece < pieces; piece++)
        {
            var start = sought.Length * piece / pieces;
            if (text.AsSpan().Contains(sought.AsSpan(start, (sought.Length * (piece + 1) / pieces) - start), StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
