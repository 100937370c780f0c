using FamilyLink.Dialogs.Conversations;

namespace FamilyLink.Dialogs.Rules;

/// <summary>Whatever was asked, a name or a time: six digits are a code, their own word is their secret; both are tried and kept nowhere (S6, S7).</summary>
internal sealed class SecretRule : ITurnRule
{
    public string Name => "secret";

    public async Task<bool> ApplyAsync(DialogContext turn)
    {
        if (!(StagedDisclosureDialog.LooksLikeCode(turn.Input.Text) || turn.IsSecretWord) || StagedDisclosureDialog.AsksForSecret(turn.State))
        {
            return false;
        }

        turn.Understood();
        await turn.StartAsync(NewsDialog.Id);
        return true;
    }
}
