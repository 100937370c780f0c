namespace FamilyLink.Dialogs.Understanding.Matching;

/// <summary>
/// What is known of one message, as the numbers that the trees decide by: what its sounds and its known words speak for, which classes of words there are and how many,
/// whether a plain phrase of danger stands in it, how long it is and in which script.
/// </summary>
internal static class DangerEvidence
{
    private const float Least = 1e-4f;

    /// <summary>How many numbers there are for so many classes of signal.</summary>
    public static int Length(int signals) => Lexicon.Danger.Classes.Count + (2 * signals) + 5;

    /// <summary>The numbers of one message.</summary>
    public static float[] Of(SoundStreams streams, List<FoundWord> words, ReadOnlySpan<float> probabilities, ReadOnlySpan<float> meaning, bool phrase)
    {
        var classes = Lexicon.Danger.Classes.Count;
        var evidence = new float[Length(probabilities.Length)];
        foreach (var word in words)
        {
            evidence[word.Class]++;
        }

        for (var c = 0; c < probabilities.Length; c++)
        {
            evidence[classes + c] = MathF.Log((probabilities[c] + Least) / (1 - probabilities[c] + Least));
        }

        for (var c = 0; c < meaning.Length; c++)
        {
            evidence[classes + probabilities.Length + c] = MathF.Log((meaning[c] + Least) / (1 - meaning[c] + Least));
        }

        var rest = evidence.AsSpan(classes + (2 * probabilities.Length));
        rest[0] = phrase ? 1 : 0;
        rest[1] = MathF.Log(1 + streams.Loose.Length);
        rest[2] = words.Count;
        rest[3] = streams.Latin.Length / (1f + streams.Loose.Length);
        rest[4] = words.Count / (1f + streams.Loose.Length);
        return evidence;
    }
}
