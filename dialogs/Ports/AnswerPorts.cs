using System.Collections.Immutable;

namespace FamilyLink.Dialogs;

/// <summary>What a dialog may ask of the library of answers and of the inbox during one turn.</summary>
public interface IAnswerPorts
{
    /// <summary>The reviewed answer to a topic in a language, for the medium of this turn (S13); never another language's, but Lao text for Khmu.</summary>
    Task<TopicAnswer> AnswerAsync(string topic, string language, CancellationToken cancellation);

    /// <summary>True in the one turn in which the service answers again after a person had taken over: it says so before anything else.</summary>
    bool PersonLeft { get; }
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
public interface ITopicGuess
{
    /// <summary>The likely topics, the likeliest first; none when nothing is likely enough to be said.</summary>
    TopicGuess Guess(string language, string text);
}

/// <summary>Guesses nothing: questions in somebody's own words go to the menu and then to a person.</summary>
public sealed class NoGuess : ITopicGuess
{
    /// <inheritdoc/>
    public TopicGuess Guess(string language, string text) => TopicGuess.None;
}

/// <summary>The likely topics of a question.</summary>
/// <param name="Likely">The likeliest first.</param>
public sealed record TopicGuess(ImmutableList<LikelyTopic> Likely)
{
    /// <summary>An honest "none".</summary>
    public static TopicGuess None { get; } = new([]);
}

/// <summary>One topic and how sure the guess is.</summary>
/// <param name="Topic">An id such as <c>migration.passport</c>.</param>
/// <param name="Confidence">From 0 to 1.</param>
public sealed record LikelyTopic(string Topic, double Confidence);
