namespace FamilyLink.Dialogs.Understanding.Matching;

/// <summary>One word found in a message: the class it belongs to and where in the normalised text it stands.</summary>
internal readonly record struct FoundWord(int Class, int Start, int End);

/// <summary>
/// Classes of words that mean the same, such as all words for beating or for a locked room, found in a message whatever the script: neither Lao nor
/// Thai puts spaces between words, so the longest known wording at a place is the word there. A line of the file is a class, then its wordings in Lao,
/// in Thai and Isan, and in English. Lao in Latin letters and slips are found by how they sound.
/// </summary>
internal sealed class Lexicon
{
    private readonly Dictionary<string, int[]> _exact = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int[]> _loose = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int[]> _english = new(StringComparer.Ordinal);
    private readonly int _longestExact;
    private readonly int _longestLoose;
    private readonly int _longestEnglish;
    private readonly Shortest _shortest;

    private Lexicon(string file, Shortest shortest)
    {
        _shortest = shortest;
        var words = Read(file);
        Classes = [.. words.Keys.Order(StringComparer.Ordinal)];
        for (var id = 0; id < Classes.Count; id++)
        {
            var forms = words[Classes[id]];
            foreach (var form in forms[0].Concat(forms[1]).Where(f => f.Length > 0))
            {
                var streams = SoundStreams.Of(form, Features.Longest);
                Add(_exact, streams.Exact, shortest.Exact, id);
                Add(_loose, streams.Loose, shortest.Loose, id);
            }

            foreach (var form in forms[2].Where(f => f.Length > 0))
            {
                Add(_english, SoundStreams.Of(form, Features.Longest).Latin, shortest.English, id);
            }
        }

        _longestExact = _exact.Keys.Max(k => k.Length);
        _longestLoose = _loose.Keys.Max(k => k.Length);
        _longestEnglish = _english.Keys.Max(k => k.Length);
    }

    /// <summary>The words of the questions that people ask (<c>Words.tsv</c>).</summary>
    public static Lexicon Questions { get; } = new("Words.tsv", new(3, 4, 3));

    /// <summary>The words that danger, and what looks like it, is told in (<c>Classes.tsv</c>).</summary>
    public static Lexicon Danger { get; } = new("Classes.tsv", new(2, 3, 1));

    /// <summary>The classes, by number.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>The wordings of a file by class, one list for each of Lao, Thai and English.</summary>
    public static Dictionary<string, string[][]> Read(string file)
    {
        using var reader = new StreamReader(typeof(Lexicon).Assembly.GetManifestResourceStream(file)!);
        var words = new Dictionary<string, string[][]>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
            {
                var columns = line.Split('\t');
                words[columns[0]] = [.. columns.Skip(1).Select(c => c.Split('|'))];
            }
        }

        return words;
    }

    /// <summary>The words of a message in one script, in the order in which they stand.</summary>
    public void Find(SoundStreams streams, List<FoundWord> into)
    {
        if (streams.Exact.Length > 0)
        {
            Find(_exact, _longestExact, _shortest.Exact, streams.Exact, into, words: false);
        }
        else
        {
            Find(_english, _longestEnglish, _shortest.English, streams.Latin, into, words: true);
            Find(_loose, _longestLoose, _shortest.Loose, streams.Loose, into, words: false);
        }
    }

    /// <summary>The words of a message by spelling and by sound, in whatever scripts it mixes; a class is named once for a place.</summary>
    public void FindAll(SoundStreams streams, List<FoundWord> into)
    {
        Find(_exact, _longestExact, _shortest.Exact, streams.Exact, into, words: false);
        Find(_english, _longestEnglish, _shortest.English, streams.Latin, into, words: true);
        Find(_loose, _longestLoose, _shortest.Loose, streams.Loose, into, words: false);
        into.Sort(static (a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : a.Class != b.Class ? a.Class.CompareTo(b.Class) : a.End.CompareTo(b.End));
        var kept = 0;
        for (var i = 0; i < into.Count; i++)
        {
            if (kept == 0 || into[kept - 1].Class != into[i].Class || into[i].Start >= into[kept - 1].End)
            {
                into[kept++] = into[i];
            }
        }

        into.RemoveRange(kept, into.Count - kept);
    }

    private static void Add(Dictionary<string, int[]> to, SymbolStream form, int shortest, int id)
    {
        if (form.Length < shortest)
        {
            return;
        }

        var key = form.Symbols.ToString();
        to[key] = to.TryGetValue(key, out var ids) ? ids.Contains(id) ? ids : [.. ids, id] : [id];
    }

    private static void Find(Dictionary<string, int[]> forms, int longest, int shortest, SymbolStream stream, List<FoundWord> into, bool words)
    {
        var hasher = forms.GetAlternateLookup<ReadOnlySpan<char>>();
        var symbols = stream.Symbols;
        for (var i = 0; i + shortest <= symbols.Length; i++)
        {
            if (words && i > 0 && symbols[i - 1] != ' ')
            {
                continue;
            }

            for (var length = Math.Min(longest, symbols.Length - i); length >= shortest; length--)
            {
                if (words && i + length < symbols.Length && symbols[i + length] != ' ')
                {
                    continue;
                }

                if (hasher.TryGetValue(symbols.Slice(i, length), out var ids))
                {
                    foreach (var id in ids)
                    {
                        into.Add(new(id, stream.Source(i), stream.Source(i + length - 1) + 1));
                    }

                    i += length - 1;
                    break;
                }
            }
        }
    }

    /// <summary>How many sounds, or Latin letters, a wording needs to be looked for.</summary>
    private readonly record struct Shortest(int Exact, int Loose, int English);
}
