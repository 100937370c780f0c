namespace FamilyLink.Dialogs.Conversations;

/// <summary>Going to work safely: one reviewed general answer and a person. The library of answers takes this place.</summary>
public sealed class WorkDialog : Dialog
{
    /// <summary>Its name.</summary>
    public const string Id = "work";

    /// <inheritdoc/>
    public override string Name => Id;

    /// <inheritdoc/>
    public override Task<DialogStatus> BeginAsync(TurnContext turn)
    {
        turn.Ask("work.general");
        return Task.FromResult(DialogStatus.Complete);
    }

    /// <inheritdoc/>
    public override Task<DialogStatus> ContinueAsync(TurnContext turn) => Task.FromResult(DialogStatus.NotAnAnswer);
}

/// <summary>Law and court: one reviewed general answer and a person.</summary>
public sealed class LawDialog : Dialog
{
    /// <summary>Its name.</summary>
    public const string Id = "law";

    /// <inheritdoc/>
    public override string Name => Id;

    /// <inheritdoc/>
    public override Task<DialogStatus> BeginAsync(TurnContext turn)
    {
        turn.Ask("law.general");
        return Task.FromResult(DialogStatus.Complete);
    }

    /// <inheritdoc/>
    public override Task<DialogStatus> ContinueAsync(TurnContext turn) => Task.FromResult(DialogStatus.NotAnAnswer);
}
