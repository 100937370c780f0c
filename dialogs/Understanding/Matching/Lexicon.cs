using System.Numerics;

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
    private readonly Wordings _exact;
    private readonly Wordings _loose;
    private readonly Wordings _english;

    private Lexicon(string file, Shortest shortest)
    {
        (_exact, _loose, _english) = (new(shortest.Exact), new(shortest.Loose), new(shortest.English));
        var words = Read(file);
        Classes = [.. words.Keys.Order(StringComparer.Ordinal)];
        for (var id = 0; id < Classes.Count; id++)
        {
            var forms = words[Classes[id]];
            foreach (var form in forms[0].Concat(forms[1]).Where(f => f.Length > 0))
            {
                var streams = SoundStreams.Of(form, Features.Longest);
                _exact.Add(streams.Exact, id);
                _loose.Add(streams.Loose, id);
            }

            foreach (var form in forms[2].Where(f => f.Length > 0))
            {
                _english.Add(SoundStreams.Of(form, Features.Longest).Latin, id);
            }
        }
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
            _exact.Find(streams.Exact, into, words: false);
        }
        else
        {
            _english.Find(streams.Latin, into, words: true);
            _loose.Find(streams.Loose, into, words: false);
        }
    }

    /// <summary>The words of a message by spelling and by sound, in whatever scripts it mixes; a class is named once for a place.</summary>
    public void FindAll(SoundStreams streams, List<FoundWord> into)
    {
        _exact.Find(streams.Exact, into, words: false);
        _english.Find(streams.Latin, into, words: true);
        _loose.Find(streams.Loose, into, words: false);
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

    /// <summary>How many sounds, or Latin letters, a wording needs to be looked for.</summary>
    private readonly record struct Shortest(int Exact, int Loose, int English);

    // All wordings of one kind with the numbers of their classes.
    private sealed class Wordings(int shortest)
    {
        // By how a wording begins, one bit for each length that one has: hardly any place of a message needs to be looked up then. Wordings that share an entry cost time, nothing else.
        private const int Beginnings = 4096;
        private const int MostLength = 63;

        private readonly Dictionary<string, int[]> _classes = new(StringComparer.Ordinal);
        private readonly ulong[] _lengths = new ulong[Beginnings];

        public void Add(SymbolStream form, int id)
        {
            if (form.Length < shortest)
            {
                return;
            }

            var key = form.Symbols.ToString();
            if (key.Length > MostLength)
            {
                throw new InvalidDataException($"A wording of more than {MostLength} sounds is no word.");
            }

            _classes[key] = _classes.TryGetValue(key, out var ids) ? ids.Contains(id) ? ids : [.. ids, id] : [id];
            _lengths[Beginning(key)] |= 1UL << key.Length;
        }

        public void Find(SymbolStream stream, List<FoundWord> into, bool words)
        {
            var hasher = _classes.GetAlternateLookup<ReadOnlySpan<char>>();
            var symbols = stream.Symbols;
            for (var i = 0; i + shortest <= symbols.Length; i++)
            {
                if (words && i > 0 && symbols[i - 1] != ' ')
                {
                    continue;
                }

                // The longest first.
                for (var lengths = _lengths[Beginning(symbols[i..])]; lengths != 0;)
                {
                    var length = BitOperations.Log2(lengths);
                    lengths ^= 1UL << length;
                    if (i + length > symbols.Length || (words && i + length < symbols.Length && symbols[i + length] != ' '))
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

        private int Beginning(ReadOnlySpan<char> symbols)
        {
            var beginning = 0;
            foreach (var symbol in symbols[..Math.Min(shortest, 3)])
            {
                beginning = (beginning * 31) + symbol;
            }

            return beginning & (Beginnings - 1);
        }
    }
}
