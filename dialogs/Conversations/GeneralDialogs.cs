namespace FamilyLink.Dialogs.Conversations;

/// <summary>Going to work safely: one reviewed general answer, then the topics of the library, and a person.</summary>
public sealed class WorkDialog : Dialog
{
    /// <summary>Its name.</summary>
    public const string Id = "work";

    /// <inheritdoc/>
    public override string Name => Id;

    /// <inheritdoc/>
    public override Task<DialogStatus> BeginAsync(DialogContext turn) => Task.FromResult(TopicTurn.Lead(turn, "work.general"));

    /// <inheritdoc/>
    public override Task<DialogStatus> ContinueAsync(DialogContext turn) =>
        Task.FromResult(TopicTurn.Led(turn, "migration.official-route", "migration.costs", "migration.check-recruiter", "migration.wages-and-rights"));
}

/// <summary>Law and court: one reviewed general answer, then the topics of the library, and a person.</summary>
public sealed class LawDialog : Dialog
{
    /// <summary>Its name.</summary>
    public const string Id = "law";

    /// <inheritdoc/>
    public override string Name => Id;

    /// <inheritdoc/>
    public override Task<DialogStatus> BeginAsync(DialogContext turn) => Task.FromResult(TopicTurn.Lead(turn, "law.general"));

    /// <inheritdoc/>
    public override Task<DialogStatus> ContinueAsync(DialogContext turn) =>
        Task.FromResult(TopicTurn.Led(turn, "court.must-she", "court.what-happens", "court.compensation", "court.unpaid-wages"));
}
