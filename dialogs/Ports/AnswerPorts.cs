using System.Collections.Immutable;
using FamilyLink.Dialogs.Understanding;

namespace FamilyLink.Dialogs;

/// <summary>What a dialog may ask of the library of answers and of the inbox during one turn.</summary>
public interface IAnswerPorts
{
    /// <summary>The reviewed answer to a topic in a language, for the medium of this turn (S13); never another language's, but Lao text for Khmu.</summary>
    Task<TopicAnswer> AnswerAsync(string topic, string language, CancellationToken cancellation);

    /// <summary>True in the one turn in which the service answers again after a person had taken over: it says so before anything else.</summary>
    bool HumanReleased { get; }
}

/// <summary>What the library has for a topic.</summary>
/// <param name="Parts">The parts in order, exact words; empty when nothing reviewed and unexpired is there: a person takes over.</param>
/// <param name="Related">Related topics, the nearest first.</param>
public sealed record TopicAnswer(ImmutableList<string> Parts, ImmutableList<string> Related)
{
    /// <summary>Nothing that may be told.</summary>
    public static TopicAnswer None { get; } = new([], []);
}

/// <summary>Guesses which topic a question in somebody's own words is about. Pure: the same text gives the same guess.</summary>
public interface ITopicClassifier
{
    /// <summary>The topic when it is certain enough, and the likely ones.</summary>
    TopicMatch Classify(string language, string text);
}

/// <summary>The guess that is learned from the question bank.</summary>
public sealed class TopicClassifier : ITopicClassifier
{
    /// <inheritdoc/>
    public TopicMatch Classify(string language, string text) => TopicMatcher.Default.Match(language, text);
}

/// <summary>Hears signs of danger in somebody's own words (S14). Pure, and never throws: the same text is heard alike.</summary>
public interface ISignalDetector
{
    /// <summary>What is heard in a text.</summary>
    DetectedSignal Detect(string text);
}

/// <summary>The hearing that is learned from the bank of sentences.</summary>
public sealed class SignalDetector : ISignalDetector
{
    /// <inheritdoc/>
    public DetectedSignal Detect(string text) => SafetySignals.Detect(text);
}
