using System.Collections.Immutable;
using FamilyLink.Dialogs.Understanding;

namespace FamilyLink.Dialogs.Conversations;

/// <summary>
/// What was written may mean danger, or not: the person is asked, calmly and with keys, and a caseworker has the words already (S14). The words are not
/// kept here, only what they seemed to ask.
/// </summary>
public sealed class SafetyQuestionDialog : Dialog
{
    /// <summary>Its name.</summary>
    public const string Id = "safety-question";

    private const string Topic = "topic";

    /// <inheritdoc/>
    public override string Name => Id;

    /// <summary>
    /// Asks, and puts the words before a caseworker today; also while a secret is asked for, because none may sound like danger.
    /// </summary>
    internal static async Task<bool> TryAskAsync(DialogContext turn, ITopicClassifier classifier)
    {
        turn.Do(new TaskOpened(TaskKinds.ReadToday, turn.Input.Text));
        await turn.StartAsync(Id);
        if (classifier.Classify(turn.Language, turn.Input.Text).Topic is { } topic)
        {
            turn.MoveTo(0, ImmutableDictionary<string, string>.Empty.Add(Topic, topic));
        }

        return true;
    }

    /// <inheritdoc/>
    public override Task<DialogStatus> BeginAsync(DialogContext turn)
    {
        turn.Ask("safety.ask", new Choice('1', "safety.yes"), new Choice('2', "safety.no"));
        return Task.FromResult(DialogStatus.Waiting);
    }

    /// <inheritdoc/>
    public override async Task<DialogStatus> ContinueAsync(DialogContext turn)
    {
        switch (turn.Reading)
        {
            case { Digit: '1' } or { Intent: Intent.Yes }:
                // Whatever the words seemed to mean: the person says that it is now.
                turn.Do(new TaskOpened(TaskKinds.Safety, null, TaskKinds.SaidUnsafe));
                turn.State = turn.State with { Stack = [] };
                turn.Ask("safety.calm");
                return DialogStatus.Waiting;
            case { Digit: '2' } or { Intent: Intent.No }:
                if (turn.Frame.Values.TryGetValue(Topic, out var topic))
                {
                    return await TopicTurn.TellAsync(turn, topic);
                }

                turn.State = turn.State with { Stack = [] };
                turn.Say("check-in.read");
                return await turn.StartAsync(MenuDialog.Id);
            default:
                return DialogStatus.NotAnAnswer;
        }
    }
}
