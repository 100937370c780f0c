using FamilyLink.Dialogs.Understanding;

namespace FamilyLink.Dialogs.Rules;

/// <summary>"Wrong number", in any state, and to anybody in the same words: nothing more goes there until a caseworker has looked (S19).</summary>
internal sealed class WrongNumberRule : ITurnRule
{
    public string Name => "wrong number";

    public Task<bool> ApplyAsync(DialogContext turn)
    {
        if (turn.Reading.Intent != Intent.WrongNumber)
        {
            return Task.FromResult(false);
        }

        turn.Do(new WrongNumber());
        turn.State = turn.State with { Stack = [] };
        turn.Say("opening.sorry");
        return Task.FromResult(turn.Understood());
    }
}
