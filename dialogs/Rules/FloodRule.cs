namespace FamilyLink.Dialogs.Rules;

/// <summary>The same words again and again, or very many in a day, are met with silence and one task.</summary>
internal sealed class FloodRule : ITurnRule
{
    public string Name => "flood";

    public Task<bool> ApplyAsync(DialogContext turn) => Task.FromResult(FloodTurn.Silence(turn));
}
