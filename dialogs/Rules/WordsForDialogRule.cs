namespace FamilyLink.Dialogs.Rules;

/// <summary>Words that nothing else understood, where the dialog in progress takes any.</summary>
internal sealed class WordsForDialogRule : ITurnRule
{
    public string Name => "words for the dialog";

    public Task<bool> ApplyAsync(DialogContext turn) => Task.FromResult(turn.CurrentDialog?.AcceptsWords(turn) == true && turn.Understood());
}
