namespace FamilyLink.Dialogs.Conversations;

/// <summary>How a family asks for a visit (B.3), one step at a time: the message nobody else gives them.</summary>
public sealed class VisitDialog : Dialog
{
    /// <summary>Its name.</summary>
    public const string Id = "visit";

    private static readonly string[] Steps = ["visit.letter", "visit.interview", "visit.wait", "money.warning"];

    /// <inheritdoc/>
    public override string Name => Id;

    /// <inheritdoc/>
    public override Task<DialogStatus> BeginAsync(DialogContext turn) => Task.FromResult(Tell(turn, 0));

    /// <inheritdoc/>
    public override Task<DialogStatus> ContinueAsync(DialogContext turn) =>
        Task.FromResult(turn.Reading is { Digit: '1' } or { Intent: Understanding.Intent.Yes }
            ? Tell(turn, turn.Frame.Step + 1)
            : DialogStatus.NotAnAnswer);

    /// <inheritdoc/>
    public override Task<DialogStatus> AgainAsync(DialogContext turn) => Task.FromResult(Tell(turn, turn.Frame.Step));

    private static DialogStatus Tell(DialogContext turn, int step)
    {
        var last = step >= Steps.Length - 1;
        turn.Ask(Steps[Math.Min(step, Steps.Length - 1)], last ? [] : [Choices.More]);
        turn.MoveTo(step);
        return last ? DialogStatus.Complete : DialogStatus.Waiting;
    }
}
