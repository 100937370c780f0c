using FamilyLink.Dialogs.Conversations;

namespace FamilyLink.Dialogs.Rules;

/// <summary>A question in somebody's own words about one of the library's topics (S13).</summary>
internal sealed class TopicRule(ITopicClassifier classifier) : ITurnRule
{
    public string Name => "topic";

    public async Task<bool> ApplyAsync(DialogContext turn) => await TopicTurn.TryAsync(turn, classifier) is not null && turn.Understood();
}
