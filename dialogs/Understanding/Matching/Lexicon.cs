namespace FamilyLink.Dialogs.Understanding.Matching;

/// <summary>
/// The words of <c>Words.tsv</c> found in a message, whichever of their wordings is used: neither Lao nor Thai puts spaces between words, so the
/// longest known wording at a place is the word there.
/// </summary>
internal sealed class Lexicon
{
    private const int ShortestSyllabic = 3;
    private const int ShortestLatin = 4;

    private static readonly Lazy<Lexicon> Shipped = new(() => new Lexicon(QuestionBank.Words()));

    private readonly Dictionary<string, int[]> _exact = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int[]> _loose = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int[]> _english = new(StringComparer.Ordinal);
    private readonly int _longestExact;
    private readonly int _longestLoose;
    private readonly int _longestEnglish;

    private Lexicon(IReadOnlyDictionary<string, string[][]> words)
    {
        var id = 0;
        foreach (var forms in words.OrderBy(w => w.Key, StringComparer.Ordinal).Select(w => w.Value))
        {
            foreach (var form in forms[0].Concat(forms[1]))
            {
                var streams = SoundStreams.Of(form, Features.Longest);
                Add(_exact, streams.Exact, ShortestSyllabic, id);
                Add(_loose, streams.Loose, ShortestLatin, id);
            }

            foreach (var form in forms[2])
            {
                Add(_english, SoundStreams.Of(form, Features.Longest).Latin, 3, id);
            }

            id++;
        }

        _longestExact = _exact.Keys.Max(k => k.Length);
        _longestLoose = _loose.Keys.Max(k => k.Length);
        _longestEnglish = _english.Keys.Max(k => k.Length);
    }

    public static Lexicon Default => Shipped.Value;

    /// <summary>The words in the order in which they stand, with where they stand.</summary>
    public void Find(SoundStreams streams, List<(int Word, int Start, int End)> into)
    {
        if (streams.Exact.Length > 0)
        {
            Find(_exact, _longestExact, ShortestSyllabic, streams.Exact, into, words: false);
        }
        else
        {
            Find(_english, _longestEnglish, 3, streams.Latin, into, words: true);
            Find(_loose, _longestLoose, ShortestLatin, streams.Loose, into, words: false);
        }
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

    private static void Find(Dictionary<string, int[]> forms, int longest, int shortest, SymbolStream stream, List<(int Word, int Start, int End)> into, bool words)
    {
        var lookup = forms.GetAlternateLookup<ReadOnlySpan<char>>();
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

                if (lookup.TryGetValue(symbols.Slice(i, length), out var ids))
                {
                    foreach (var id in ids)
                    {
                        into.Add((id, stream.Source(i), stream.Source(i + length - 1) + 1));
                    }

                    i += length - 1;
                    break;
                }
            }
        }
    }
}
