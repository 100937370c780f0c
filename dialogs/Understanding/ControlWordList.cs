using System.Collections.Frozen;
using FamilyLink.Localization.Text;

namespace FamilyLink.Dialogs.Understanding;

/// <summary>Loads the control words; the file is where a word is added.</summary>
internal static class ControlWordList
{
    static ControlWordList()
    {
        var whole = new Dictionary<string, Intent>(StringComparer.Ordinal);
        var numbers = new Dictionary<string, char>(StringComparer.Ordinal);
        var stops = new List<string>();
        var particles = new List<string>();
        var (before, behind, goOn, wrong, digitBefore) = (new List<string>(), new List<string>(), new List<string>(), new List<string>(), new List<string>());
        var lists = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        var spellings = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var line in Lines())
        {
            var columns = line.Split('\t');
            if (columns[0] == "spelling")
            {
                var words = columns[1].Split('|');
                spellings[words[0]] = words;
                continue;
            }

            foreach (var word in columns[1].Split('|').SelectMany(w => Spelled(w, spellings)))
            {
                var folded = ScriptText.Fold(word);
                switch (columns[0])
                {
                    case "stop-inside":
                        stops.Add(folded);
                        whole.TryAdd(folded, Intent.Stop);
                        break;
                    case "particle":
                        particles.Add(folded);
                        break;
                    case "stop-before":
                        before.Add(folded);
                        break;
                    case "stop-behind":
                        behind.Add(folded);
                        break;
                    case "go-on":
                        goOn.Add(folded);
                        break;
                    case "wrong-inside":
                        wrong.Add(folded);
                        break;
                    case "digit-before":
                        digitBefore.Add(folded);
                        break;
                    case "greeting" or "thanks" or "who" or "small" or "code-word" or "code-beside" or "stop-edge" or "stop-object" or "nine-unit" or "nine-before" or "cry" or "our-staff" or "staff-first" or "other-doers" or "others-in-power" or "asks-help" or "stop-not-before" or "stop-manners" or "stop-last-not" or "staff-wrong" or "cry-beside" or ['l', 'a', 'n', 'g', '-', ..]:
                        (lists.TryGetValue(columns[0], out var list) ? list : lists[columns[0]] = []).Add(folded);
                        break;
                    case ['d', '-', var digit]:
                        numbers.TryAdd(folded, digit);
                        break;
                    default:
                        whole.TryAdd(folded, Enum.Parse<Intent>(columns[0]));
                        break;
                }
            }
        }

        Whole = whole.ToFrozenDictionary(StringComparer.Ordinal);
        NumberWords = numbers.ToFrozenDictionary(StringComparer.Ordinal);
        StopPhrases = [.. stops];
        Particles = Longest(particles);
        StopBefore = Longest(before);
        StopBehind = Longest(behind.Concat(particles));
        GoOn = Longest(goOn);
        DigitBefore = Longest(digitBefore);
        Lists = lists.ToFrozenDictionary(l => l.Key, l => Longest(l.Value), StringComparer.Ordinal);
        WrongNumberPhrases = [.. wrong];
        StopWords = Longest(whole.Where(w => w.Value == Intent.Stop).Select(w => w.Key));
    }

    public static FrozenDictionary<string, Intent> Whole { get; }

    public static FrozenDictionary<string, char> NumberWords { get; }

    public static string[] StopPhrases { get; }

    public static string[] Particles { get; }

    public static string[] StopWords { get; }

    public static string[] StopBefore { get; }

    public static string[] StopBehind { get; }

    public static string[] GoOn { get; }

    public static string[] WrongNumberPhrases { get; }

    public static string[] DigitBefore { get; }

    /// <summary>Words of small talk, of languages and around a code, by the name they have in the file.</summary>
    public static FrozenDictionary<string, string[]> Lists { get; }

    private static string[] Longest(IEnumerable<string> words) => [.. words.OrderByDescending(w => w.Length)];

    // "{bo} tong {song}": Lao has no one spelling in Latin letters, so that each word in braces stands for all that are listed for it.
    private static IEnumerable<string> Spelled(string word, Dictionary<string, string[]> spellings)
    {
        var (open, close) = (word.IndexOf('{', StringComparison.Ordinal), word.IndexOf('}', StringComparison.Ordinal));
        return open < 0
            ? [word]
            : spellings[word[(open + 1)..close]].SelectMany(s => Spelled($"{word[..open]}{s}{word[(close + 1)..]}", spellings));
    }

    private static IEnumerable<string> Lines()
    {
        using var stream = typeof(ControlWordList).Assembly.GetManifestResourceStream("ControlWords.tsv")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
            {
                yield return line;
            }
        }
    }
}
