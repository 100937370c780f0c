using FamilyLink.Dialogs.Understanding;

namespace FamilyLink.Dialogs.Rules;

/// <summary>START after STOP opens the service again (S3).</summary>
internal sealed class StartAgainRule : ITurnRule
{
    public string Name => "start again";

    public Task<bool> ApplyAsync(DialogContext turn)
    {
        if (turn.Reading.Intent != Intent.Start || !turn.Ports.OptedOut)
        {
            return Task.FromResult(false);
        }

        turn.Do(new OptedIn());
        turn.State = turn.State with { Stack = [], Misunderstood = 0 };
        turn.Say("start.done");
        return Task.FromResult(true);
    }
}
