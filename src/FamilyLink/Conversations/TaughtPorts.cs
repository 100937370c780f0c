using FamilyLink.Dialogs;
using FamilyLink.Dialogs.Understanding;

namespace FamilyLink.Conversations;

/// <summary>What staff say that words are.</summary>
public enum TaughtKind
{
    /// <summary>A sign of danger.</summary>
    Sign,

    /// <summary>A question about a topic.</summary>
    Topic,

    /// <summary>What a machine sent: an advert, a code, an automatic reply.</summary>
    Noise,
}

/// <summary>What staff taught since the models were learned; implemented where answers live.</summary>
public interface ITaughtWords
{
    /// <summary>Reads again what was published or withdrawn, by this process or another one; at most once a minute.</summary>
    ValueTask FreshenAsync(CancellationToken cancellation);

    /// <summary>The sign or topic that a message was taught to be, <c>noise</c> for noise, or null. Never throws, whatever the text.</summary>
    string? Find(TaughtKind kind, string text);
}

/// <summary>Hears what was learned, and where that is no sign, what was taught: teaching adds signs and never takes one away (S14).</summary>
internal sealed class TaughtSignalDetector(ISignalDetector learned, ITaughtWords taught) : ISignalDetector
{
    /// <inheritdoc/>
    public DetectedSignal Detect(string text)
    {
        var heard = learned.Detect(text);
        return heard.Certainty != Certainty.Sign && taught.Find(TaughtKind.Sign, text) is { } signal ? new(Certainty.Sign, signal) : heard;
    }
}

/// <summary>Guesses the topic that was taught, where nothing of danger is heard (S14), else the one that was learned.</summary>
internal sealed class TaughtTopicClassifier(ITopicClassifier learned, ISignalDetector detector, ITaughtWords taught) : ITopicClassifier
{
    /// <inheritdoc/>
    public TopicMatch Classify(string language, string text) =>
        taught.Find(TaughtKind.Topic, text) is { } topic && detector.Detect(text).Certainty == Certainty.No
            ? new(topic, 1, [new(topic, 1)])
            : learned.Classify(language, text);
}

/// <summary>Meets noise that was taught as noise that is known: once, then with silence, and nobody is called to read it.</summary>
internal static class TaughtNoise
{
    /// <summary>
    /// The turn as it is for noise. Only what nothing understood can be noise: a sign, a maybe, a topic and a dialog in progress have answered before (S14).
    /// </summary>
    public static TurnResult Quiet(TurnResult turn, TurnInput input, int misunderstoodBefore, ITaughtWords taught)
    {
        // Voice must always answer.
        if (input.Medium != Medium.Text || !turn.Effects.Any(e => e is QuestionUnanswered) || taught.Find(TaughtKind.Noise, input.Text) is null)
        {
            return turn;
        }

        return turn with
        {
            State = turn.State with { Misunderstood = misunderstoodBefore + 1 },
            Messages = [.. turn.Messages.Where(m => m.Key != "misunderstood.person").Select(m => m.Key == "words.read" ? Utterance.Of("misunderstood.once") : m)],

            // A machine has not said how anybody is: the check-in still waits for its person (S17).
            Effects = [.. turn.Effects.Where(e => e is not (QuestionUnanswered or TaskOpened { Kind: TaskKinds.NotUnderstood, Signal: null } or CheckInAnswered { Answer: CheckInAnswer.Words }))],
        };
    }
}
