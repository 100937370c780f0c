using FamilyLink.Dialogs.Conversations;
using FamilyLink.Dialogs.Understanding;

namespace FamilyLink.Dialogs.Rules;

/// <summary>The duress word (S7) and STOP (S3), whatever stands beside them; both, when both are said.</summary>
internal sealed class StopRule : ITurnRule
{
    public string Name => "duress and stop";

    public async Task<bool> ApplyAsync(DialogContext turn)
    {
        var duress = await StagedDisclosureDialog.HandleDuressAsync(turn);
        if (turn.Reading is not ({ Digit: '9' } or { Intent: Intent.Stop }))
        {
            return duress;
        }

        var (signal, maybe, urgent, nobodyNamed) = turn.Heard;
        StopTurn.Stop(turn, inDanger: signal is not null || maybe || duress);
        if (duress)
        {
            return true;
        }

        if (signal is not null)
        {
            turn.Do(new TaskOpened(TaskKinds.Safety, turn.Input.Text, signal, urgent));
            if (nobodyNamed)
            {
                turn.Do(new TaskOpened(TaskKinds.Safety, null, SafetySignals.Violence));
            }
        }
        else if (maybe || SmallTalk.NamesSomebodyNear(turn.Input.Text))
        {
            // "Do not call, my husband will see it": a STOP, and perhaps not their own will.
            turn.Do(new TaskOpened(TaskKinds.ReadToday, turn.Input.Text));
        }
        else if (turn.Reading.Beside)
        {
            turn.Do(new TaskOpened(TaskKinds.LeftWords, turn.Input.Text));
        }

        return true;
    }
}
