using System.Collections.Immutable;

namespace FamilyLink.Dialogs.Conversations;

/// <summary>
/// A caller leaves words of their own after a tone, for whoever cannot read or write. Offered when a person was asked for and nobody can talk now. What is
/// said is not transcribed and asks no question about what happened (S16).
/// </summary>
public sealed class OwnWordsDialog : Dialog
{
    /// <summary>Its name.</summary>
    public const string Id = "own-words";

    /// <inheritdoc/>
    public override string Name => Id;

    /// <summary>Offers it with what was said last.</summary>
    internal static void Offer(DialogContext turn)
    {
        turn.Offer(Choices.OwnWords);
        Stand(turn);
    }

    /// <summary>Notes what was left, and says that a person will listen.</summary>
    internal static void Take(DialogContext turn)
    {
        if (turn.Input.Text.Length == 0)
        {
            turn.Say("voice.nothing-recorded");
            Offer(turn);
            return;
        }

        turn.Do(new VoiceMessageLeft(turn.Input.Text));
        turn.Do(new TaskOpened(TaskKinds.LeftVoiceMessage));
        turn.State = turn.State with { Stack = [], Misunderstood = 0 };
        turn.SayWith("voice.message-kept", "hours", turn.Ports.DutyHours);
    }

    /// <inheritdoc/>
    public override Task<DialogStatus> BeginAsync(DialogContext turn)
    {
        turn.Say("voice.speak-now");
        turn.AwaitSpokenWords();
        Stand(turn);
        return Task.FromResult(DialogStatus.Waiting);
    }

    /// <inheritdoc/>
    public override Task<DialogStatus> AgainAsync(DialogContext turn)
    {
        // Whoever pressed nothing has not asked to be recorded.
        turn.Say("voice.nobody-answered");
        Offer(turn);
        return Task.FromResult(DialogStatus.Waiting);
    }

    /// <inheritdoc/>
    public override Task<DialogStatus> ContinueAsync(DialogContext turn) =>
        turn.Reading.Digit == Choices.OwnWords.Digit && turn.Input.Medium == Medium.Voice ? BeginAsync(turn) : Task.FromResult(DialogStatus.NotAnAnswer);

    private static void Stand(DialogContext turn) => turn.State = turn.State with { Stack = [new DialogFrame(Id, 0, ImmutableDictionary<string, string>.Empty)] };
}
