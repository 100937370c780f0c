using FamilyLink.Dialogs.Understanding.Matching;

namespace FamilyLink.Dialogs.Understanding;

/// <summary>
/// Finds which of the topics a message asks about, in Lao, Thai or English, Lao in Thai or Latin letters, with slips. Pure and safe for many callers
/// at once; the cost of a question does not depend on how many wordings were learned from. What it does not know it says (S13).
/// </summary>
public sealed class TopicMatcher
{
    /// <summary>Says that no topic fits.</summary>
    public const string NoTopic = "none";

    private static readonly Lazy<TopicMatcher> Shipped = new(() => ModelFiles.Read(ModelFiles.Topics, reader => new TopicMatcher(LinearModel.Load(reader))));

    private readonly LinearModel _model;
    private readonly int _none;

    internal TopicMatcher(LinearModel model)
    {
        _model = model;
        _none = Array.IndexOf(model.Classes, NoTopic);
    }

    /// <summary>The matcher that is part of the program.</summary>
    public static TopicMatcher Default => Shipped.Value;

    /// <summary>The topics that can be found.</summary>
    public IEnumerable<string> Topics => _model.Classes.Where(c => c != NoTopic);

    /// <summary>Reads one message.</summary>
    public TopicMatch Match(string language, string text)
    {
        var read = MessageReading.Of(text);
        var (streams, features) = (read.Streams, read.Features);
        if (!Worthwhile(streams))
        {
            return new(null, 0, []);
        }

        var probabilities = _model.Probabilities(features, out var known);
        var best = -1;
        for (var c = 0; c < probabilities.Length; c++)
        {
            if (c != _none && (best < 0 || probabilities[c] > probabilities[best]))
            {
                best = c;
            }
        }

        var sure = Calibration.Confidence(probabilities[best], known);
        var given = sure >= Calibration.Threshold && probabilities[best] > probabilities[_none];
        return new(given ? _model.Classes[best] : null, sure, Likely(probabilities, known)) { Explain = () => Parts(streams.Text, features, best) };
    }

    // Marks only, one letter, digits, another script, a page of a newspaper: nothing that a topic could be read from.
    private static bool Worthwhile(SoundStreams streams) =>
        streams.Text.Length <= Features.Longest && streams.Loose.Length >= 3 && streams.Readable >= 3 && streams.Readable * 2 >= streams.Letters;

    private List<TopicGuess> Likely(float[] probabilities, float known) =>
        [.. Enumerable.Range(0, probabilities.Length).Where(c => c != _none && probabilities[c] >= 0.05f).OrderByDescending(c => probabilities[c]).Take(3)
            .Select(c => new TopicGuess(_model.Classes[c], Calibration.Confidence(probabilities[c], known)))];

    // Each letter gets what the parts that cover it speak for the topic; the stretches that got most are named.
    private List<MatchedPart> Parts(string text, List<Feature> features, int topic)
    {
        var carried = new double[text.Length];
        foreach (var feature in features)
        {
            var row = _model.Row(feature.Hash);
            var end = Math.Min(feature.End, text.Length);
            if (row >= 0 && end > feature.Start)
            {
                var weight = _model.Weight(row, topic) * feature.Value / (end - feature.Start);
                for (var i = feature.Start; i < end; i++)
                {
                    carried[i] += weight;
                }
            }
        }

        var total = carried.Where(c => c > 0).Sum();
        var mean = total / text.Length;
        var parts = new List<MatchedPart>();
        for (var i = 0; i < text.Length; i++)
        {
            if (carried[i] <= mean)
            {
                continue;
            }

            var start = i;
            var sum = 0d;
            while (i < text.Length && (carried[i] > mean || Localization.Text.ScriptText.IsMark(text[i])))
            {
                sum += Math.Max(0, carried[i++]);
            }

            start = start > 0 && Localization.Text.ScriptText.IsLeadingVowel(text[start - 1]) ? start - 1 : start;
            parts.Add(new(text[start..i].Trim(), sum / total));
        }

        return [.. parts.Where(p => p.Text.Length > 1).OrderByDescending(p => p.Share).Take(3)];
    }
}
