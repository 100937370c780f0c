using System.Collections.Immutable;

namespace FamilyLink.Dialogs;

/// <summary>
/// Everything a conversation remembers between turns. The service stores it encrypted and hands it back; dialogs keep nothing anywhere else.
/// It holds no secret, no name and no message text.
/// </summary>
public sealed record ConversationState
{
    /// <summary>A conversation in which nothing was said yet.</summary>
    public static ConversationState New { get; } = new();

    /// <summary>The language the person chose (<c>lo</c>, <c>th</c>, <c>kjg</c>, <c>en</c>), or null until known.</summary>
    public string? Language { get; init; }

    /// <summary>The dialogs in progress, the innermost last.</summary>
    public ImmutableList<DialogFrame> Stack { get; init; } = [];

    /// <summary>How many turns in a row were not understood (S14: two offer a person).</summary>
    public int Misunderstood { get; init; }

    /// <summary>The topic answered last: a short follow-up question belongs to it.</summary>
    public string? Topic { get; init; }

    /// <summary>The provider's id of the call it is about, or null by text.</summary>
    public string? Call { get; init; }

    /// <summary>The day of the last text, counted from 1 January of year 1 in the site's zone.</summary>
    public int Day { get; init; }

    /// <summary>How many texts came on that day.</summary>
    public int Today { get; init; }

    /// <summary>The day for which a person was told that there were too many; 0 for none.</summary>
    public int DayOfTooMany { get; init; }

    /// <summary>A hash of the last text, to know it again; the text itself is not kept.</summary>
    public int Last { get; init; }

    /// <summary>How often the last text came in a row.</summary>
    public int InARow { get; init; }

    /// <summary>By telephone: the last keys of this call, five at most, because a duress number may be keyed where one key is asked for (S7).</summary>
    public string? Keys { get; init; }

    /// <summary>True while a caseworker answers by hand and the service keeps quiet.</summary>
    public bool HumanActive { get; init; }
}

/// <summary>One dialog in progress: where it stands and the few values it needs later.</summary>
/// <param name="Dialog">The dialog's name.</param>
/// <param name="Step">The waterfall step that waits for an answer.</param>
/// <param name="Values">Small values such as the number of the part told last.</param>
public sealed record DialogFrame(string Dialog, int Step, ImmutableDictionary<string, string> Values);
