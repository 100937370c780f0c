using FamilyLink.Dialogs.Conversations;
using FamilyLink.Dialogs.Understanding;

namespace FamilyLink.Dialogs.Rules;

/// <summary>A digit of the menu, or its meaning in words, begins a dialog.</summary>
internal sealed class NewDialogRule : ITurnRule
{
    public string Name => "new dialog";

    public async Task<bool> ApplyAsync(DialogContext turn)
    {
        var dialog = turn.Reading switch
        {
            { Digit: '1' } or { Intent: Intent.News } => NewsDialog.Id,
            { Digit: '2' } or { Intent: Intent.Work } => WorkDialog.Id,
            { Digit: '3' } or { Intent: Intent.Law } => LawDialog.Id,
            { Digit: '4' } or { Intent: Intent.LookingFor } => LookingForDialog.Id,
            { Digit: '5' } or { Intent: Intent.Visit } => VisitDialog.Id,
            { Digit: '6' } or { Intent: Intent.Money } => MoneyDialog.Id,
            { Digit: '7' } => null,
            _ when NewsDialog.LooksLikeCode(turn.Input.Text) => NewsDialog.Id,
            _ => null,
        };
        if (dialog == LawDialog.Id && turn.Ports.Verified && (await turn.Ports.CourtAsync(turn.Cancellation)).Kind != NewsKind.Nothing)
        {
            // 3 is law and court for everybody; for somebody verified whose own result waits, it is that.
            dialog = CourtUpdateDialog.Id;
        }

        if (dialog is null)
        {
            return false;
        }

        await turn.StartAsync(dialog);
        return turn.Understood();
    }
}
