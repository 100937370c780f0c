namespace FamilyLink.Dialogs.Understanding.Matching;

/// <summary>
/// What was learned about signs of danger (S14): which sign the sounds and words of a message speak for, and its known words alone, how likely it is
/// that there is any, and from which likelihood on it is a sign, or reason to ask.
/// </summary>
internal sealed class DangerModel(LinearModel sounds, LinearModel meaning, BoostedTrees trees, float sign, float maybe)
{
    /// <summary>The class of messages without any sign.</summary>
    public const string Harmless = "harmless";

    /// <summary>From here on it is a sign.</summary>
    public float Sign => sign;

    /// <summary>From here on the person is asked.</summary>
    public float Maybe => maybe;

    /// <summary>The likeliest sign in one stretch of text, and how likely it is that there is any; null for text too short to say anything.</summary>
    public (string Signal, float Danger)? Read(string text, bool phrase, bool isPart = false)
    {
        var read = isPart ? MessageReading.OfPart(text) : MessageReading.Of(text);
        var (streams, features, words) = (read.Streams, read.Features, read.Words);
        if (streams.Loose.Length < 3)
        {
            return null;
        }

        var probabilities = sounds.Probabilities(features, out _);
        var danger = trees.Probability(DangerEvidence.Of(streams, words, probabilities, meaning.Probabilities(Features.Meaning(features), out _), phrase));
        probabilities[Array.IndexOf(sounds.Classes, Harmless)] = 0;
        return (sounds.Classes[probabilities.AsSpan().IndexOf(probabilities.Max())], danger);
    }

    public void Save(BinaryWriter writer)
    {
        sounds.Save(writer);
        meaning.Save(writer);
        writer.Write(sign);
        writer.Write(maybe);
        trees.Save(writer);
    }

    public static DangerModel Load(BinaryReader reader)
    {
        var sounds = LinearModel.Load(reader);
        var meaning = LinearModel.Load(reader);
        var (sign, maybe) = (reader.ReadSingle(), reader.ReadSingle());
        return new DangerModel(sounds, meaning, BoostedTrees.Load(reader), sign, maybe);
    }
}
