namespace FamilyLink.Dialogs.Conversations;

/// <summary>Somebody asks the family for money (D.4): the plain warning, and a person is told today.</summary>
public sealed class MoneyDialog : Dialog
{
    /// <summary>Its name.</summary>
    public const string Id = "money";

    /// <inheritdoc/>
    public override string Name => Id;

    /// <inheritdoc/>
    public override Task<DialogStatus> BeginAsync(DialogContext turn)
    {
        turn.Do(new TaskOpened(TaskKinds.Safety, turn.Input.Text, "danger.money-demand"));
        turn.Ask("money.warning", Choices.Visit);
        return Task.FromResult(DialogStatus.Complete);
    }

    /// <inheritdoc/>
    public override Task<DialogStatus> ContinueAsync(DialogContext turn) => Task.FromResult(DialogStatus.NotAnAnswer);
}
