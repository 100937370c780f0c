using FamilyLink.Dialogs.Understanding;

namespace FamilyLink.Dialogs.Conversations;

/// <summary>The service speaks first (S8): is it a good time? Nothing else is said until the person answers and is verified.</summary>
public sealed class OpeningDialog : Dialog
{
    /// <summary>Its name.</summary>
    public const string Id = "opening";

    /// <inheritdoc/>
    public override string Name => Id;

    /// <inheritdoc/>
    public override Task<DialogStatus> BeginAsync(TurnContext turn)
    {
        turn.Say("opening.news", new Choice('1', "opening.good-time"), new Choice('2', "opening.not-now"), new Choice('7', "opening.wrong"), Choices.Stop);
        return Task.FromResult(DialogStatus.Waiting);
    }

    /// <inheritdoc/>
    public override async Task<DialogStatus> ContinueAsync(TurnContext turn)
    {
        switch (turn.Reading)
        {
            case { Digit: '1' } or { Intent: Intent.Yes }:
                return await turn.StartAsync(NewsDialog.Id);

            case { Digit: '2' } or { Intent: Intent.No }:
                turn.Do(new NotNow());
                turn.Say("opening.later");
                return DialogStatus.Complete;

            case { Digit: '7' } or { Intent: Intent.WrongNumber }:
                turn.Do(new WrongNumber());
                turn.Say("opening.sorry");
                return DialogStatus.Complete;

            default:
                return DialogStatus.NotAnAnswer;
        }
    }
}
