using FamilyLink.Dialogs.Conversations;

namespace FamilyLink.Dialogs.Rules;

/// <summary>A chat that was opened and in which nothing was said yet: the menu, or first the language.</summary>
internal sealed class BeginningRule : ITurnRule
{
    public string Name => "beginning";

    public async Task<bool> ApplyAsync(DialogContext turn)
    {
        if (turn.Input.Kind == InputKind.Started)
        {
            turn.Understood();
            turn.State = turn.State with { Stack = [] };
            await turn.StartAsync(turn.LanguageKnown ? MenuDialog.Id : LanguageDialog.Id);
            return true;
        }

        if (turn.IsFromTheCard)
        {
            // The numbers of the card, as the very first words of a new account: they are in no language, and need none to be understood.
            turn.State = turn.State with { Language = turn.Language };
        }

        return false;
    }
}
