using System.Collections.Frozen;
using FamilyLink.Localization.Text;

namespace FamilyLink.Dialogs.Understanding;

/// <summary>What a short message asks for.</summary>
public enum Intent
{
    /// <summary>None of these.</summary>
    None,

    /// <summary>Write no more (S3).</summary>
    Stop,

    /// <summary>Write again (S3).</summary>
    Start,

    /// <summary>A person.</summary>
    Person,

    /// <summary>Yes.</summary>
    Yes,

    /// <summary>No.</summary>
    No,

    /// <summary>Another language.</summary>
    Language,

    /// <summary>News of a relative.</summary>
    News,

    /// <summary>Going to work safely.</summary>
    Work,

    /// <summary>Law and court.</summary>
    Law,

    /// <summary>A visit.</summary>
    Visit,

    /// <summary>Somebody asks for money.</summary>
    Money,

    /// <summary>Looking for somebody.</summary>
    LookingFor,

    /// <summary>Wrong number, not me.</summary>
    WrongNumber,

    /// <summary>I am fine; a greeting too, outside a check-in.</summary>
    Fine,
}

/// <summary>How a message was read.</summary>
/// <param name="Digit">The menu digit it consists of, in whatever script, or null.</param>
/// <param name="Intent">The word it consists of.</param>
public sealed record ControlReading(char? Digit, Intent Intent);

/// <summary>
/// Reads digits and control words: exact word lists in Lao, Thai, Lao in Thai letters and Latin letters, never a sound-alike key, because
/// ເຊົາ (stop) sounds like ສາວ (girl) and เลิก (stop) like ลูก (child). The lists are <c>ControlWords.tsv</c>.
/// </summary>
public static class ControlWords
{
    private static readonly FrozenDictionary<string, Intent> Whole = ControlWordList.Whole;
    private static readonly string[] StopPhrases = ControlWordList.StopPhrases;
    private static readonly FrozenDictionary<string, char> NumberWords = ControlWordList.NumberWords;

    private static readonly char[] SentenceEnds = ['.', ',', ';', ':', '!', '\n', '\r'];

    // Politeness at the end of a message, longest first: it never changes what is asked.
    private static readonly string[] Particles = ControlWordList.Particles;

    /// <summary>Reads one message. The whole message decides, except STOP, which counts inside a sentence too (S3).</summary>
    public static ControlReading Read(string text)
    {
        var folded = ScriptText.Fold(text);
        if (folded.Length == 0)
        {
            return new(null, Intent.None);
        }

        if (folded.Length == 1 && char.IsAsciiDigit(folded[0]))
        {
            return new(folded[0], Intent.None);
        }

        var bare = WithoutParticles(folded);
        if (bare.Length == 1 && char.IsAsciiDigit(bare[0]))
        {
            return new(bare[0], Intent.None);
        }

        if (NumberWords.TryGetValue(bare, out var digit))
        {
            return new(digit, Intent.None);
        }

        if (Whole.TryGetValue(folded, out var intent) || Whole.TryGetValue(bare, out intent))
        {
            return new(null, intent);
        }

        return new(null, StopInside(folded) || StopAlone(text) ? Intent.Stop : Intent.None);
    }

    // "STOP. He is here again": a word of its own before or behind a sentence, and not "make him stop hitting me".
    private static bool StopAlone(string text)
    {
        var parts = text.Split(SentenceEnds, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return parts.Length > 1 && (IsStop(parts[0]) || IsStop(parts[^1]));
    }

    private static bool IsStop(string part) => Whole.TryGetValue(WithoutParticles(ScriptText.Fold(part)), out var intent) && intent == Intent.Stop;

    // A phrase counts inside a sentence when it stands on word edges: for Latin letters by spaces, for Lao and Thai, which have none,
    // when it neither starts inside a syllable nor ends before a mark that belongs to it.
    private static bool StopInside(string folded)
    {
        foreach (var phrase in StopPhrases)
        {
            for (var at = folded.IndexOf(phrase, StringComparison.Ordinal); at >= 0; at = folded.IndexOf(phrase, at + 1, StringComparison.Ordinal))
            {
                if (OnEdges(folded, at, phrase.Length))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool OnEdges(string text, int at, int length)
    {
        var end = at + length;
        if (char.IsAsciiLetter(text[at]))
        {
            return (at == 0 || !char.IsAsciiLetter(text[at - 1])) && (end == text.Length || !char.IsAsciiLetter(text[end]));
        }

        return (at == 0 || !ScriptText.IsLeadingVowel(text[at - 1])) && (end == text.Length || !ScriptText.IsMark(text[end]));
    }

    private static string WithoutParticles(string folded)
    {
        var text = folded;
        var again = true;
        while (again)
        {
            again = false;
            foreach (var particle in Particles)
            {
                if (text.Length > particle.Length && text.EndsWith(particle, StringComparison.Ordinal))
                {
                    var rest = text[..^particle.Length];
                    if (char.IsAsciiLetter(particle[0]) && rest[^1] != ' ')
                    {
                        continue;
                    }

                    text = rest.TrimEnd();
                    again = text.Length > 0;
                    break;
                }
            }
        }

        return text.Length == 0 ? folded : text;
    }
}
