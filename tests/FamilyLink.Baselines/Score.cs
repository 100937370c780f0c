using System.Globalization;
using FamilyLink.Training;

namespace FamilyLink.Baselines;

/// <summary>How many sentences were understood rightly: the F1 of a task, in all and in those that are not written plainly.</summary>
internal static class Score
{
    /// <summary>The score from which an opinion counts, such that the sentences which were kept back are understood best.</summary>
    public static double Threshold(IReadOnlyList<Sentence> sentences, IReadOnlyList<(string Label, double Score)> opinions, Func<Sentence, string> right, string none) =>
        opinions.Select(o => o.Score).Append(0).Distinct().MaxBy(t => F1(sentences, [.. opinions.Select(o => o.Score >= t ? o.Label : none)], right, none));

    /// <summary>F1: precision of what was said, and recall of what should have been.</summary>
    public static double F1(IReadOnlyList<Sentence> sentences, IReadOnlyList<string> said, Func<Sentence, string> right, string none)
    {
        var (good, given, wanted) = (0, 0, 0);
        for (var i = 0; i < sentences.Count; i++)
        {
            given += said[i] != none ? 1 : 0;
            wanted += right(sentences[i]) != none ? 1 : 0;
            good += said[i] != none && said[i] == right(sentences[i]) ? 1 : 0;
        }

        return given + wanted == 0 ? 1 : 2d * good / (given + wanted);
    }

    /// <summary>One line of the table.</summary>
    public static string Row(string name, IReadOnlyList<Sentence> sentences, IReadOnlyList<string> topics, IReadOnlyList<bool> signs, TimeSpan each)
    {
        var other = Enumerable.Range(0, sentences.Count).Where(i => sentences[i].Style != "plain").ToList();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-40} {Topics(Enumerable.Range(0, sentences.Count)),8:0.0} {Topics(other),10:0.0} {Signs(Enumerable.Range(0, sentences.Count)),8:0.0} {Signs(other),10:0.0} {each.TotalMicroseconds,9:0}");

        // A sign of danger is not a question, whatever else it asks: the signs are measured beside.
        double Topics(IEnumerable<int> of)
        {
            var asked = of.Where(i => !sentences[i].IsDanger).ToList();
            return 100 * F1([.. asked.Select(i => sentences[i])], [.. asked.Select(i => topics[i])], s => s.Topic, "none");
        }

        double Signs(IEnumerable<int> of)
        {
            var list = of.ToList();
            return 100 * F1([.. list.Select(i => sentences[i])], [.. list.Select(i => signs[i] ? "sign" : "no")], s => s.IsDanger ? "sign" : "no", "no");
        }
    }
}
