using FamilyLink.Dialogs.Conversations;
using FamilyLink.Dialogs.Understanding;

namespace FamilyLink.Dialogs.Rules;

/// <summary>While a caseworker answers by hand the service keeps quiet and the words reach them; afterwards it says that it answers again.</summary>
internal sealed class HandoffRule : ITurnRule
{
    public string Name => "handoff";

    public async Task<bool> ApplyAsync(DialogContext turn)
    {
        if (turn.State.HumanActive && turn.Input.Medium == Medium.Text)
        {
            if (StagedDisclosureDialog.LooksLikeCode(turn.Input.Text) || turn.IsSecretWord)
            {
                // A code is tried, and kept nowhere.
                await StagedDisclosureDialog.TrySilentlyAsync(turn);
                turn.Do(new TaskOpened(TaskKinds.LeftWords));
                return true;
            }

            if (turn.Reading.Intent == Intent.WrongNumber)
            {
                // Not the caseworker's to notice among other words: nothing more goes there, theirs neither (S19).
                turn.Do(new WrongNumber());
                turn.Say("opening.sorry");
            }

            turn.Do(new TaskOpened(turn.Heard.Maybe ? TaskKinds.ReadToday : TaskKinds.LeftWords, turn.Input.Text));
            return true;
        }

        if (turn.Ports.HumanReleased)
        {
            turn.Do(new HumanReleased());
            turn.Say("person.back");
        }

        return false;
    }
}
