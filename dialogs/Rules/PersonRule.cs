using FamilyLink.Dialogs.Conversations;
using FamilyLink.Dialogs.Understanding;

namespace FamilyLink.Dialogs.Rules;

/// <summary>0, or the wish for a person in words, in every state.</summary>
internal sealed class PersonRule : ITurnRule
{
    public string Name => "a person";

    public async Task<bool> ApplyAsync(DialogContext turn)
    {
        if (turn.Reading is not ({ Digit: '0' } or { Intent: Intent.Person }))
        {
            return false;
        }

        turn.Understood();
        var dialog = turn.CurrentDialog;
        if (dialog is not null)
        {
            await dialog.PersonAskedForAsync(turn);
        }

        PersonTurn.Call(turn, dialog?.CallTask ?? TaskKinds.CallBack);
        return true;
    }
}
