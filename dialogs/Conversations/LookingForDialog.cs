using FamilyLink.Localization.Text;

namespace FamilyLink.Dialogs.Conversations;

/// <summary>
/// "I am looking for my child": the least needed to call back, each question may be left out, nothing about what happened (S16),
/// and what comes next in plain words. The answers go into the task, not into the conversation's state.
/// </summary>
public sealed class LookingForDialog : Dialog
{
    /// <summary>Its name.</summary>
    public const string Id = "looking-for";

    private const int AskedName = 1;
    private const int AskedTime = 2;
    private const int LongestAnswer = 160;

    /// <inheritdoc/>
    public override string Name => Id;

    /// <inheritdoc/>
    public override Task<DialogStatus> BeginAsync(DialogContext turn)
    {
        // The task is opened at once: somebody who stops answering here is called back all the same.
        turn.Do(new TaskOpened(TaskKinds.LookingFor));
        if (turn.Input.Medium == Medium.Voice || turn.Ports.Verified)
        {
            // Keys cannot say a name; whoever calls back asks. Of somebody verified it is on file (S16).
            turn.Say("looking.done");
            turn.Ask("money.warning");
            return Task.FromResult(DialogStatus.Complete);
        }

        turn.MoveTo(AskedName);
        turn.Ask("looking.ask-name", new Choice('1', "choice.skip"));
        return Task.FromResult(DialogStatus.Waiting);
    }

    /// <inheritdoc/>
    public override Task<DialogStatus> ContinueAsync(DialogContext turn)
    {
        if (turn.Reading.Digit is not null and not '1')
        {
            return Task.FromResult(DialogStatus.NotAnAnswer);
        }

        if (turn.Reading.Digit is null)
        {
            var what = turn.Frame.Step == AskedName ? "name: " : "time: ";
            turn.Do(new TaskOpened(TaskKinds.LookingFor, what + ScriptText.Cut(turn.Input.Text.Trim(), LongestAnswer)));
        }

        if (turn.Frame.Step == AskedName)
        {
            turn.MoveTo(AskedTime);
            turn.Ask("looking.ask-time", new Choice('1', "choice.skip"));
            return Task.FromResult(DialogStatus.Waiting);
        }

        turn.Say("looking.done");
        turn.Ask("money.warning");
        return Task.FromResult(DialogStatus.Complete);
    }
}
