using FamilyLink.Dialogs.Understanding;

namespace FamilyLink.Dialogs.Conversations;

/// <summary>The service speaks first (S8): is it a good time? Nothing else is said until the person answers and is verified.</summary>
public sealed class OpeningDialog : Dialog
{
    /// <summary>Its name.</summary>
    public const string Id = "opening";

    private const string About = "about";

    /// <summary>The neutral first message, exactly as it is said: what people approve together with what follows it (S11).</summary>
    public static Utterance Opening { get; } = Utterance.Of("opening.news") with
    {
        Choices = [new Choice('1', "opening.good-time"), new Choice('2', "opening.not-now"), new Choice('7', "opening.wrong"), Dialogs.Choices.Stop],
    };

    /// <inheritdoc/>
    public override string Name => Id;

    /// <inheritdoc/>
    public override Task<DialogStatus> BeginAsync(DialogContext turn)
    {
        turn.Say(Opening.Key, Opening.Choices);
        turn.MoveTo(0, turn.Frame.Values.SetItem(About, turn.Input.Opening ?? turn.Frame.Values.GetValueOrDefault(About, Openings.News)));
        return Task.FromResult(DialogStatus.Waiting);
    }

    /// <inheritdoc/>
    public override async Task<DialogStatus> ContinueAsync(DialogContext turn)
    {
        switch (turn.Reading)
        {
            case { Digit: '1' } or { Intent: Intent.Yes }:
                return await turn.StartAsync(turn.Frame.Values.GetValueOrDefault(About) == Openings.Court ? CourtUpdateDialog.Id : NewsDialog.Id);

            case { Digit: '2' } or { Intent: Intent.No }:
                turn.Do(new Postponed());
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
