using System.Buffers;
using System.Runtime.InteropServices;

namespace FamilyLink.Dialogs.Understanding.Matching;

/// <summary>One feature of a message: its hash, the part of the text it was read from, and how much it counts beside others.</summary>
internal readonly record struct Feature(uint Hash, int Start, int End, float Value = 1);

/// <summary>
/// The parts of a message that count: runs of two to six sounds, in three degrees of exactness, and Latin words. Each counts once.
/// </summary>
internal static class Features
{
    /// <summary>Longest text read for a topic; what is longer is a story for a person.</summary>
    public const int Longest = 600;

    // A known word counts for this many runs of sounds; two of them count together when this near each other.
    private const float WordValue = 7;
    private const int WordsApart = 8;

    // The same for classes of danger words: chosen on sentences held back, where little depends on them (5 to 12 and 3 to 8 are much alike).
    private const float ClassValue = 8;
    private const float ClassPairValue = 6;

    [ThreadStatic]
    private static List<Feature>? _gathered;

    public static List<Feature> Of(SoundStreams streams) => Of(streams, out _);

    /// <summary>The same, with the words of danger that were found on the way.</summary>
    public static List<Feature> Of(SoundStreams streams, out List<FoundWord> words)
    {
        // A message has a thousand parts and more: what they are gathered in is used again for the next.
        var features = _gathered ??= [];
        features.Clear();
        Grams(streams.Exact, 2, 6, 1, features);
        Grams(streams.Loose, 3, 6, 2, features);
        Grams(streams.Skeleton, 3, 5, 3, features);
        Words(streams.Latin, features);
        Edges(streams.Loose, features);
        Known(streams, features);
        words = Classes(streams, features);
        return Distinct(CollectionsMarshal.AsSpan(features));
    }

    // Each part once, where it stands first, in the order of the hashes. They are sorted by one byte of the hash after the other, several times faster than by comparing them.
    private static List<Feature> Distinct(ReadOnlySpan<Feature> found)
    {
        var pool = ArrayPool<ulong>.Shared;
        var (keys, other) = (pool.Rent(found.Length), pool.Rent(found.Length));
        Span<int> starts = stackalloc int[4 * 256];
        starts.Clear();
        for (var i = 0; i < found.Length; i++)
        {
            var hash = found[i].Hash;
            keys[i] = ((ulong)hash << 32) | (uint)i;
            starts[(int)(hash & 0xFF)]++;
            starts[256 + (int)((hash >> 8) & 0xFF)]++;
            starts[512 + (int)((hash >> 16) & 0xFF)]++;
            starts[768 + (int)(hash >> 24)]++;
        }

        for (var digit = 0; digit < 4; digit++)
        {
            var counts = starts.Slice(256 * digit, 256);
            var sum = 0;
            for (var value = 0; value < counts.Length; value++)
            {
                (counts[value], sum) = (sum, sum + counts[value]);
            }

            foreach (var key in keys.AsSpan(0, found.Length))
            {
                other[counts[(int)(key >> (32 + (8 * digit))) & 0xFF]++] = key;
            }

            (keys, other) = (other, keys);
        }

        var distinct = new List<Feature>(found.Length);
        for (var i = 0; i < found.Length; i++)
        {
            ref readonly var feature = ref found[(int)(uint)keys[i]];
            if (distinct.Count == 0 || distinct[^1].Hash != feature.Hash)
            {
                distinct.Add(feature);
            }
            else if (feature.Start < distinct[^1].Start)
            {
                distinct[^1] = feature;
            }
        }

        pool.Return(keys);
        pool.Return(other);
        return distinct;
    }

    /// <summary>The words of known classes alone, and how they stand together: what a message is about, whatever its spelling.</summary>
    public static List<Feature> Meaning(List<Feature> features) => features.FindAll(static f => f.Value > 1);

    private static void Grams(SymbolStream stream, int shortest, int longest, uint kind, List<Feature> into)
    {
        var symbols = stream.Symbols;
        for (var start = 0; start < symbols.Length; start++)
        {
            var hash = Mix(2166136261u, (char)kind);
            for (var n = 1; n <= longest && start + n <= symbols.Length; n++)
            {
                hash = Mix(hash, symbols[start + n - 1]);
                if (n >= shortest)
                {
                    into.Add(new(Spread(hash), stream.Source(start), stream.Source(start + n - 1) + 1));
                }
            }
        }
    }

    // How a message begins and ends says much: a question word, a request.
    private static void Edges(SymbolStream stream, List<Feature> into)
    {
        var symbols = stream.Symbols;
        for (var n = 2; n <= 5 && n <= symbols.Length; n++)
        {
            into.Add(new(Spread(Hash(10, symbols[..n])), stream.Source(0), stream.Source(n - 1) + 1));
            into.Add(new(Spread(Hash(11, symbols[^n..])), stream.Source(symbols.Length - n), stream.Source(symbols.Length - 1) + 1));
        }
    }

    private static void Words(SymbolStream stream, List<Feature> into)
    {
        var symbols = stream.Symbols;
        var previous = -1;
        var at = 0;
        while (at < symbols.Length)
        {
            var length = symbols[at..].IndexOf(' ');
            length = length < 0 ? symbols.Length - at : length;
            var word = symbols.Slice(at, length);
            if (length > 0)
            {
                var end = stream.Source(at + length - 1) + 1;
                into.Add(new(Spread(Hash(20, word)), stream.Source(at), end));
                if (previous >= 0)
                {
                    into.Add(new(Spread(Hash(21, symbols[previous..(at + length)])), stream.Source(previous), end));
                }

                for (var n = 3; n <= 5; n++)
                {
                    for (var start = 0; start + n <= length; start++)
                    {
                        var gram = word.Slice(start, n);
                        into.Add(new(Spread(Hash(22, gram)), stream.Source(at + start), stream.Source(at + start + n - 1) + 1));
                    }
                }
            }

            previous = at;
            at += length + 1;
        }
    }

    // Words whose other wordings are known too, alone and two by two in their order.
    private static void Known(SoundStreams streams, List<Feature> into)
    {
        var words = new List<FoundWord>();
        Lexicon.Questions.Find(streams, words);
        Compose(words, 30, WordValue, WordValue, into);
    }

    // Who does what to whom: the classes alone, and two by two in their order, which tells "never beat" from "beat".
    private static List<FoundWord> Classes(SoundStreams streams, List<Feature> into)
    {
        var words = new List<FoundWord>();
        Lexicon.Danger.FindAll(streams, words);
        Compose(words, 40, ClassValue, ClassPairValue, into);
        return words;
    }

    private static void Compose(List<FoundWord> words, uint kind, float alone, float together, List<Feature> into)
    {
        for (var i = 0; i < words.Count; i++)
        {
            into.Add(new(Spread(Hash(kind, [(char)words[i].Class])), words[i].Start, words[i].End, alone));
            for (var j = i + 1; j < words.Count && j < i + WordsApart; j++)
            {
                into.Add(new(Spread(Hash(kind + 1, [(char)words[i].Class, (char)words[j].Class])), words[i].Start, words[j].End, together));
            }
        }
    }

    private static uint Hash(uint kind, ReadOnlySpan<char> symbols)
    {
        var hash = Mix(2166136261u, (char)kind);
        foreach (var symbol in symbols)
        {
            hash = Mix(hash, symbol);
        }

        return hash;
    }

    private static uint Mix(uint hash, char symbol) => (hash ^ symbol) * 16777619u;

    private static uint Spread(uint hash)
    {
        hash ^= hash >> 16;
        hash *= 0x7feb352d;
        hash ^= hash >> 15;
        hash *= 0x846ca68b;
        return hash ^ (hash >> 16);
    }
}
