using FamilyLink.Dialogs.Understanding.Matching;

namespace FamilyLink.Training;

/// <summary>
/// Finds sentences that say nearly the same, whatever the script, by the runs of four consonants that they share. What is measured on
/// a sentence is worth nothing when its twin was learned from.
/// </summary>
public static class NearDuplicates
{
    private const int Run = 4;

    // Alike enough to be kept in one fold; and so alike that one is the other in other words.
    private static readonly Likeness Group = new(0.4, 3);
    private static readonly Likeness Twin = new(0.6, 6);

    // A run in more sentences than this is a common word and makes no two of them alike.
    private const int Common = 200;

    /// <summary>The number of the group that each text belongs to.</summary>
    public static int[] Groups(IReadOnlyList<string> texts)
    {
        var parent = Enumerable.Range(0, texts.Count).ToArray();
        int Root(int n)
        {
            while (parent[n] != n)
            {
                n = parent[n] = parent[parent[n]];
            }

            return n;
        }

        foreach (var (one, other) in Pairs(texts, Group))
        {
            parent[Root(one)] = Root(other);
        }

        return [.. Enumerable.Range(0, texts.Count).Select(Root)];
    }

    /// <summary>The pairs of which one is the other in other words, each once, the later one first.</summary>
    public static IEnumerable<(int One, int Other)> Twins(IReadOnlyList<string> texts) => Pairs(texts, Twin);

    private static IEnumerable<(int One, int Other)> Pairs(IReadOnlyList<string> texts, Likeness likeness)
    {
        var runs = texts.Select(RunsOf).ToList();
        var places = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        for (var n = 0; n < runs.Count; n++)
        {
            var shared = new Dictionary<int, int>();
            foreach (var run in runs[n])
            {
                if (!places.TryGetValue(run, out var others))
                {
                    places[run] = others = [];
                }

                if (others.Count <= Common)
                {
                    foreach (var other in others)
                    {
                        shared[other] = shared.GetValueOrDefault(other) + 1;
                    }
                }

                others.Add(n);
            }

            foreach (var (other, count) in shared)
            {
                if (count >= likeness.Runs && count > likeness.Share * Math.Min(runs[n].Count, runs[other].Count))
                {
                    yield return (n, other);
                }
            }
        }
    }

    /// <summary>How large a share of the shorter one's runs, and how many runs, two texts have in common.</summary>
    private sealed record Likeness(double Share, int Runs);

    private static HashSet<string> RunsOf(string text)
    {
        var symbols = SoundStreams.Of(text, Features.Longest).Skeleton.Symbols;
        var runs = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i + Run <= symbols.Length; i++)
        {
            runs.Add(symbols.Slice(i, Run).ToString());
        }

        return runs;
    }
}
