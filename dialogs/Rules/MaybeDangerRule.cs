using FamilyLink.Dialogs.Conversations;

namespace FamilyLink.Dialogs.Rules;

/// <summary>Words that may mean danger are asked about with one key (S14).</summary>
internal sealed class MaybeDangerRule(ITopicClassifier classifier) : ITurnRule
{
    public string Name => "maybe danger";

    public async Task<bool> ApplyAsync(DialogContext turn)
    {
        if (!turn.Heard.Maybe)
        {
            return false;
        }

        if (AccountNumberRule.IsAccountNumber(turn))
        {
            // Told at once that nobody needs such numbers; what else the words mean is for a person to read.
            turn.Do(new TaskOpened(TaskKinds.ReadToday, turn.Input.Text));
            return false;
        }

        return await SafetyQuestionDialog.TryAskAsync(turn, classifier) && turn.Understood();
    }
}
