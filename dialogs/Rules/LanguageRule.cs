using FamilyLink.Dialogs.Conversations;
using FamilyLink.Dialogs.Understanding;

namespace FamilyLink.Dialogs.Rules;

/// <summary>The choice of a language: by its name, by 8, or because none is known yet.</summary>
internal sealed class LanguageRule : ITurnRule
{
    public string Name => "language";

    public async Task<bool> ApplyAsync(DialogContext turn)
    {
        // Whoever is being asked for a language answers with a digit, which is in no language.
        var choosing = !turn.LanguageKnown && !turn.State.Stack.IsEmpty && turn.Frame.Dialog == LanguageDialog.Id && await CurrentDialogRule.ContinueAsync(turn);
        if (choosing || await SmallTalkTurn.TryLanguageAsync(turn))
        {
            return turn.Understood();
        }

        if (turn.Reading is { Digit: '8' } or { Intent: Intent.Language } || (!turn.LanguageKnown && !turn.IsFromTheCard))
        {
            turn.Understood();
            await turn.StartAsync(LanguageDialog.Id);
            return true;
        }

        return false;
    }
}
