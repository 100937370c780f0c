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
/// <param name="Beside">True when more was said beside a STOP: a person reads it.</param>
public sealed record ControlReading(char? Digit, Intent Intent, bool Beside = false);

/// <summary>
/// Reads digits and control words: exact word lists in Lao, Thai, Lao in Thai letters and Latin letters, never a sound-alike key, because
/// ເຊົາ (stop) sounds like ສາວ (girl) and เลิก (stop) like ลูก (child). The lists are <c>ControlWords.tsv</c>.
/// One file past 300 lines: the order in which a message is read is the rule, and each step of it is short.
/// </summary>
public static class ControlWords
{
    private static readonly FrozenDictionary<string, Intent> Whole = ControlWordList.Whole;
    private static readonly string[] StopPhrases = ControlWordList.StopPhrases;
    private static readonly FrozenDictionary<string, char> NumberWords = ControlWordList.NumberWords;

    // A longer message that speaks of a wrong number tells of something else.
    private const int LongestWrongNumber = 60;

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

        if (DigitAfter(bare) is { } pressed)
        {
            return new(pressed, Intent.None);
        }

        if (Whole.TryGetValue(folded, out var intent) || Whole.TryGetValue(bare, out intent))
        {
            return new(null, intent);
        }

        if (StopInside(folded) || IsStop(folded) || IsStop(WithoutPoliteness(folded)) || IsStop(Plain(folded)) || StopAlone(text) || (folded.StartsWith("9 ", StringComparison.Ordinal) && IsStop(folded[2..])))
        {
            return new(null, Intent.Stop);
        }

        if (Repeated(folded) is { } once)
        {
            return Read(once);
        }

        if (StopAtTheEdge(folded) || NineAtTheEdge(folded))
        {
            return new(null, Intent.Stop, Beside: true);
        }

        return new(null, SaysWrongNumber(folded) ? Intent.WrongNumber : Intent.None);
    }

    /// <summary>"Do not stop": a word of stopping that is turned round, which no guess may take for a wish to stop.</summary>
    public static bool AsksToGoOn(string text)
    {
        var folded = ScriptText.Fold(text);
        foreach (var stop in ControlWordList.StopWords)
        {
            for (var at = folded.IndexOf(stop, StringComparison.Ordinal); at >= 0; at = folded.IndexOf(stop, at + 1, StringComparison.Ordinal))
            {
                if (OnEdges(folded, at, stop.Length) && IsTurnedRound(folded, at))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>"Stop them", "please stop the wedding": somebody else is to stop, which no guess may take for a wish to hear no more.</summary>
    public static bool AsksSomebodyElseToStop(string text)
    {
        var words = ScriptText.Fold(text).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var (edge, objects) = (ControlWordList.Lists["stop-edge"], ControlWordList.Lists["stop-object"]);
        return Enumerable.Range(0, Math.Max(0, words.Length - 1)).Any(i => edge.Contains(words[i], StringComparer.Ordinal) && objects.Contains(words[i + 1], StringComparer.Ordinal));
    }

    // "STOOOOP", "ຢຸດດດ", "ຢຸ ດ", and Latin words in Cyrillic letters that look the same.
    private static string Plain(string folded)
    {
        const string Cyrillic = "аеорсхутѕікмнв";
        const string Latin = "aeopcxytsikmhb";
        var plain = new System.Text.StringBuilder(folded.Length);
        foreach (var character in folded)
        {
            var letter = Cyrillic.IndexOf(character, StringComparison.Ordinal) is var place and >= 0 ? Latin[place] : character;
            if (letter != ' ' && (plain.Length == 0 || plain[^1] != letter))
            {
                plain.Append(letter);
            }
        }

        return plain.Length <= LongestPlain ? plain.ToString() : "";
    }

    private const int LongestPlain = 12;
    private const int MostBeforeStop = 3;

    // "STOP he is reading my phone", "ບໍ່ຢາກໄດ້ ຢຸດ": the plain word first or last decides, unless it is somebody else who is to stop. On a doubt the service
    // falls silent, and a person reads the rest (S3, S14).
    private static bool StopAtTheEdge(string folded)
    {
        var words = folded.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 2)
        {
            return false;
        }

        var edge = ControlWordList.Lists["stop-edge"];
        if (edge.Contains(words[0], StringComparer.Ordinal))
        {
            var next = words[1];
            return !char.IsAsciiDigit(next[0]) && !next.EndsWith("ing", StringComparison.Ordinal) && !ControlWordList.Lists["stop-object"].Any(o => char.IsAsciiLetter(o[0]) ? next == o : next.StartsWith(o, StringComparison.Ordinal));
        }

        // In Latin letters a last "stop" is mostly what somebody else should do: "make him stop". Not so in "mother stop", "we want stop".
        var last = words[^1];
        if (last == "stop" && words.Length <= MostBeforeStop && !IsTurnedRound(folded, folded.Length - last.Length))
        {
            return !ControlWordList.Lists["stop-last-not"].Any(w => $" {folded} ".Contains($" {w} ", StringComparison.Ordinal));
        }

        return !char.IsAsciiLetter(last[0]) && edge.Contains(last, StringComparer.Ordinal) && !IsTurnedRound(folded, folded.Length - last.Length);
    }

    // "9 ລາວຕີຂ້ອຍ", "ບໍ່ເອົາແລ້ວ 9": the key of STOP by itself, and no number of anything.
    private static bool NineAtTheEdge(string folded)
    {
        var words = folded.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (folded is "0 9" or "9 0")
        {
            return true;
        }

        if (words.Length < 2 || words.Count(w => w.Any(char.IsAsciiDigit)) != 1)
        {
            return false;
        }

        return (words[0] == "9" && !ControlWordList.Lists["nine-unit"].Any(u => char.IsAsciiLetter(u[0]) ? words[1] == u : words[1].StartsWith(u, StringComparison.Ordinal)))
            || (words[^1] == "9" && !ControlWordList.Lists["nine-before"].Any(b => char.IsAsciiLetter(b[0]) ? words[^2] == b : words[^2].EndsWith(b, StringComparison.Ordinal)));
    }

    // "Press 9", "number nine".
    private static char? DigitAfter(string bare)
    {
        for (var (rest, before) = (bare, ""); rest != before;)
        {
            before = rest;
            rest = Without(rest, ControlWordList.DigitBefore, inFront: true);
            if (rest != bare && rest.Length == 1 && char.IsAsciiDigit(rest[0]))
            {
                return rest[0];
            }

            if (rest != bare && NumberWords.TryGetValue(rest, out var digit))
            {
                return digit;
            }
        }

        return null;
    }

    // "Hello stop", "thank you, stop", "yes stop": what is said first for manners takes nothing of it back.
    private static string WithoutPoliteness(string folded)
    {
        for (var rest = folded; ;)
        {
            if (Array.Find(BeforeStop, w => rest.Length > w.Length && SmallTalk.IsInFront(rest, w)) is not { } word)
            {
                return rest;
            }

            rest = rest[word.Length..].TrimStart();
        }
    }

    private static readonly string[] BeforeStop =
    [
        .. ControlWordList.Lists["greeting"].Concat(ControlWordList.Lists["thanks"]).Concat(ControlWordList.Lists["small"]).Concat(ControlWordList.Lists["stop-manners"]).OrderByDescending(w => w.Length),
    ];

    // "9 9", "stop stop stop": said more than once, meant once.
    private static string? Repeated(string folded)
    {
        var words = folded.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length is > 1 and < 10 && words.All(w => w == words[0]) ? words[0] : null;
    }

    private static bool SaysWrongNumber(string folded) =>
        folded.Length <= LongestWrongNumber && ControlWordList.WrongNumberPhrases.Any(p => folded.IndexOf(p, StringComparison.Ordinal) is >= 0 and var at && OnEdges(folded, at, p.Length));

    // "STOP. He is here again": a word of its own before or behind a sentence, and not "make him stop hitting me".
    private static bool StopAlone(string text)
    {
        var parts = text.Split(SentenceEnds, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return parts.Length > 1 && (IsStop(parts[0]) || IsStop(parts[^1]));
    }

    // The word with what is polite before it and pressing behind it, and nothing else.
    private static bool IsStop(string part)
    {
        var word = ScriptText.Fold(part);
        for (var before = ""; word.Length > 0 && word != before;)
        {
            if (Whole.TryGetValue(word, out var intent))
            {
                return intent == Intent.Stop;
            }

            before = word;
            word = Without(Without(word, ControlWordList.StopBefore, inFront: true), ControlWordList.StopBehind, inFront: false);
            if (Repeated(word) is { } once)
            {
                word = once;
            }
        }

        return false;
    }

    private static string Without(string text, string[] words, bool inFront)
    {
        foreach (var word in words)
        {
            if (text.Length > word.Length && (inFront ? text.StartsWith(word, StringComparison.Ordinal) : text.EndsWith(word, StringComparison.Ordinal)))
            {
                var (rest, edge) = inFront ? (text[word.Length..], text[word.Length]) : (text[..^word.Length], text[^(word.Length + 1)]);
                if (!char.IsAsciiLetter(word[0]) || edge == ' ')
                {
                    return rest.Trim();
                }
            }
        }

        return text;
    }

    private static bool IsTurnedRound(string folded, int at)
    {
        var before = folded.AsSpan(0, at).TrimEnd();
        foreach (var word in ControlWordList.GoOn)
        {
            if (before.EndsWith(word, StringComparison.Ordinal)
                && (!char.IsAsciiLetter(word[0]) || before.Length == word.Length || before[^(word.Length + 1)] == ' '))
            {
                return true;
            }
        }

        return false;
    }

    // A phrase counts inside a sentence when it stands on word edges: for Latin letters by spaces, for Lao and Thai, which have none,
    // when it neither starts inside a syllable nor ends before a mark that belongs to it.
    private static bool StopInside(string folded)
    {
        foreach (var phrase in StopPhrases)
        {
            for (var at = folded.IndexOf(phrase, StringComparison.Ordinal); at >= 0; at = folded.IndexOf(phrase, at + 1, StringComparison.Ordinal))
            {
                // "My boss does not let me send money": what is not to be sent are no messages.
                var after = folded.AsSpan(at + phrase.Length).TrimStart();
                var other = false;
                foreach (var word in ControlWordList.Lists["stop-not-before"])
                {
                    other |= after.StartsWith(word, StringComparison.Ordinal);
                }

                if (!other && OnEdges(folded, at, phrase.Length) && !IsTurnedRound(folded, at))
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
