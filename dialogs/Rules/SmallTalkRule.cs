using FamilyLink.Dialogs.Conversations;

namespace FamilyLink.Dialogs.Rules;

/// <summary>Greetings, thanks, "who is this?".</summary>
internal sealed class SmallTalkRule : ITurnRule
{
    public string Name => "small talk";

    public async Task<bool> ApplyAsync(DialogContext turn) => await SmallTalkTurn.TryAsync(turn) && turn.Understood();
}
