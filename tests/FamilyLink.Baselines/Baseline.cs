namespace FamilyLink.Baselines;

/// <summary>What something says a message asks about and is a sign of, and how sure of each it is, on a scale of its own.</summary>
/// <param name="Topic">A topic, or <c>none</c>.</param>
/// <param name="TopicScore">From what score it counts is found on sentences that it did not learn from.</param>
/// <param name="Signal">A sign of danger, or <c>-</c>.</param>
/// <param name="SignalScore">As for the topic.</param>
internal sealed record Opinion(string Topic, double TopicScore, string Signal, double SignalScore);

/// <summary>One way of understanding messages that anybody could have taken instead of ours.</summary>
internal abstract class Baseline
{
    /// <summary>How often all are asked when time is taken: of the last turn, when what is run is compiled.</summary>
    public const int Turns = 8;

    /// <summary>What it is called in the table.</summary>
    public abstract string Name { get; }

    /// <summary>Learns some sentences and says of others what they are; with the mean time that one of those took.</summary>
    public abstract (IReadOnlyList<Opinion> Opinions, TimeSpan Each) Ask(IReadOnlyList<FamilyLink.Training.Sentence> learned, IReadOnlyList<string> asked, int turns);

    /// <summary>The label that the nearest learned sentences give together, each with its score as weight; the sum is how sure it is.</summary>
    protected static (string Label, double Score) Vote(IEnumerable<(string Label, double Score)> nearest, string none) =>
        nearest.GroupBy(n => n.Label, StringComparer.Ordinal).Select(g => (g.Key, Score: g.Sum(n => n.Score))).OrderByDescending(g => g.Score).DefaultIfEmpty((none, 0)).First();
}
