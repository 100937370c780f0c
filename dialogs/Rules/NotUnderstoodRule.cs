using FamilyLink.Dialogs.Conversations;
using FamilyLink.Dialogs.Understanding;

namespace FamilyLink.Dialogs.Rules;

/// <summary>The last: a person reads what nothing understood (S14). A machine that answers every message is answered once.</summary>
internal sealed class NotUnderstoodRule : ITurnRule
{
    private const int MisunderstoodBeforePerson = 2;

    public string Name => "not understood";

    public async Task<bool> ApplyAsync(DialogContext turn)
    {
        var count = turn.State.Misunderstood + 1;
        if (Noise.IsNoise(turn.Input.Text))
        {
            // A machine that answers every message would be answered for ever: once, and then silence.
            turn.State = turn.State with { Misunderstood = count, Stack = [] };
            if (count == 1)
            {
                turn.Say("misunderstood.once");
                await turn.StartAsync(MenuDialog.Id);
            }

            return true;
        }

        turn.Do(new QuestionUnanswered(turn.Input.Text, turn.Language));
        if (count >= MisunderstoodBeforePerson)
        {
            turn.State = turn.State with { Misunderstood = 0, Stack = [] };
            turn.Do(new TaskOpened(TaskKinds.NotUnderstood, turn.Input.Text));
            turn.Say("misunderstood.person");
            return true;
        }

        turn.State = turn.State with { Misunderstood = count };
        if (Noise.IsForAPerson(turn.Input.Text))
        {
            // "Not understood" alone is no answer to somebody's sentence.
            turn.Do(new TaskOpened(TaskKinds.NotUnderstood, turn.Input.Text));
            turn.Say("words.read");
        }
        else
        {
            turn.Say("misunderstood.once");
        }

        turn.State = turn.State with { Stack = [] };
        await turn.StartAsync(MenuDialog.Id);
        return true;
    }
}
