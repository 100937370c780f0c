namespace FamilyLink.Dialogs.Rules;

/// <summary>
/// One rule of the order of safety (<see cref="ConversationEngine"/>). Rules are asked one after the other until one has ended the turn; one that only
/// notes or says something lets the next go on.
/// </summary>
internal interface ITurnRule
{
    /// <summary>Its name, as traces show it.</summary>
    string Name { get; }

    /// <summary>Does what the rule is for; true when the turn ends with it.</summary>
    Task<bool> ApplyAsync(DialogContext turn);
}

/// <summary>What was heard in the words of a turn before anything else was looked at (S14).</summary>
/// <param name="Signal">The sign of danger, or null.</param>
/// <param name="Maybe">Words that may mean danger.</param>
/// <param name="Urgent">Somebody is needed now, whatever the sign says.</param>
internal sealed record Heard(string? Signal = null, bool Maybe = false, bool Urgent = false, bool NobodyNamed = false);
