namespace FamilyLink.Dialogs.Understanding;

/// <summary>What a message asks about (S13: an honest none rather than a guess).</summary>
/// <param name="Topic">The topic it is answered with, or null when nothing is certain enough.</param>
/// <param name="Confidence">How likely the likeliest topic is right, 0 to 1, as measured on questions that were not learned from; of <see cref="Topic"/>, or of the likeliest when that is null.</param>
/// <param name="Likely">The likeliest topics, best first, the given one included: two near each other are a choice to offer.</param>
public sealed record TopicMatch(string? Topic, double Confidence, IReadOnlyList<TopicGuess> Likely)
{
    /// <summary>Which parts of the message spoke most for it; worked out when asked for, which no conversation does.</summary>
    public IReadOnlyList<MatchedPart> Parts => Explain();

    internal Func<IReadOnlyList<MatchedPart>> Explain { get; init; } = () => [];
}

/// <summary>A topic and how likely it is.</summary>
public sealed record TopicGuess(string Topic, double Confidence);

/// <summary>A part of a message, as it was read, and how much of the decision it carries, 0 to 1.</summary>
public sealed record MatchedPart(string Text, double Share);

/// <summary>A way of asking that staff added in the console.</summary>
/// <param name="Topic">An id of the topic list, or <c>none</c>.</param>
/// <param name="Language"><c>lo</c>, <c>th</c>, <c>kjg</c> or <c>en</c>.</param>
/// <param name="Text">The words.</param>
public sealed record Phrasing(string Topic, string Language, string Text);

/// <summary>A question of the bank that one matcher answers otherwise than another; null is no answer.</summary>
public sealed record ChangedAnswer(string Text, string Language, string? Expected, string? Before, string? After);
