using FamilyLink.Dialogs.Understanding;

namespace FamilyLink.Dialogs.Rules;

/// <summary>A sign of danger rings, and is met calmly; after STOP nothing is said (S3, S14).</summary>
internal sealed class DangerRule : ITurnRule
{
    public string Name => "danger";

    public Task<bool> ApplyAsync(DialogContext turn)
    {
        if (turn.Heard.Signal is { } signal)
        {
            turn.Do(new TaskOpened(TaskKinds.Safety, turn.Input.Text, signal, turn.Heard.Urgent));
            if (turn.Heard.NobodyNamed)
            {
                turn.Do(new TaskOpened(TaskKinds.Safety, null, SafetySignals.Violence));
            }

            turn.State = turn.State with { Misunderstood = 0 };
            if (!turn.Ports.OptedOut && !FloodTurn.IsOverTheDay(turn))
            {
                turn.Ask("safety.calm");
            }

            return Task.FromResult(true);
        }

        if (turn.Heard.Maybe && turn.Ports.OptedOut)
        {
            // Whoever asked us to write no more is heard, and answered by a person in the way that is safe (S3).
            turn.Do(new TaskOpened(TaskKinds.ReadToday, turn.Input.Text));
            return Task.FromResult(true);
        }

        return Task.FromResult(false);
    }
}
