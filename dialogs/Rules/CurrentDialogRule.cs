namespace FamilyLink.Dialogs.Rules;

/// <summary>The dialog in progress, when what was said is an answer to it.</summary>
internal sealed class CurrentDialogRule : ITurnRule
{
    public string Name => "current dialog";

    public async Task<bool> ApplyAsync(DialogContext turn) => await ContinueAsync(turn) && turn.Understood();

    /// <summary>Gives the words to the dialog in progress; false when there is none or they are no answer to it.</summary>
    public static async Task<bool> ContinueAsync(DialogContext turn)
    {
        if (turn.CurrentDialog is not { } dialog)
        {
            // Empty, or left by a version of the service whose dialog is gone: the menu is always a safe place.
            turn.State = turn.State with { Stack = [] };
            return false;
        }

        var status = await dialog.ContinueAsync(turn);
        if (status == DialogStatus.Complete)
        {
            turn.EndDialog();
        }

        return status != DialogStatus.NotAnAnswer;
    }
}
