using FamilyLink.Dialogs.Conversations;
using FamilyLink.Dialogs.Understanding;

namespace FamilyLink.Dialogs.Rules;

/// <summary>Whoever sends what looks like an account number is told that nobody needs it (S16).</summary>
internal sealed class AccountNumberRule : ITurnRule
{
    public string Name => "account number";

    public async Task<bool> ApplyAsync(DialogContext turn)
    {
        if (turn.IsFromTheCard || !IsAccountNumber(turn))
        {
            return false;
        }

        turn.Say("court.no-account");
        if (!await CurrentDialogRule.ContinueAsync(turn))
        {
            turn.Offer();
        }

        return turn.Understood();
    }

    /// <summary>Whether the words hold one, and not the code or the card that was handed over.</summary>
    public static bool IsAccountNumber(DialogContext turn) =>
        AccountNumbers.Found(turn.Input.Text) && !StagedDisclosureDialog.IsAnswerToSecret(turn) && !StagedDisclosureDialog.LooksLikeCard(turn.Input.Text);
}
