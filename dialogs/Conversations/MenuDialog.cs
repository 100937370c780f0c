namespace FamilyLink.Dialogs.Conversations;

/// <summary>The menu: four choices, a person, and no more messages. The digits are fixed and mean the same everywhere.</summary>
public sealed class MenuDialog : Dialog
{
    /// <summary>Its name.</summary>
    public const string Id = "menu";

    /// <summary>Its four choices.</summary>
    internal static IReadOnlyList<Choice> Digits { get; } = [new('1', "menu.news"), new('2', "menu.work"), new('3', "menu.law"), new('8', "menu.language")];

    /// <inheritdoc/>
    public override string Name => Id;

    /// <inheritdoc/>
    public override Task<DialogStatus> BeginAsync(DialogContext turn)
    {
        if (turn.Messages.Count == 0)
        {
            turn.Ask("menu.ask", Digits);
        }
        else
        {
            // Something was said before it: the choices follow without another greeting.
            turn.Offer(Digits);
        }

        return Task.FromResult(DialogStatus.Complete);
    }

    /// <inheritdoc/>
    public override Task<DialogStatus> ContinueAsync(DialogContext turn) => Task.FromResult(DialogStatus.NotAnAnswer);
}
