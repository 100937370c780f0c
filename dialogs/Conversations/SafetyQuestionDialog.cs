using System.Collections.Immutable;
using FamilyLink.Dialogs.Understanding;

namespace FamilyLink.Dialogs.Conversations;

/// <summary>
/// What was written may mean danger, or not: the person is asked, calmly and with keys, and a caseworker has the words already (S14). The words are not
/// kept here, only what they may mean and what they seemed to ask.
/// </summary>
public sealed class SafetyQuestionDialog : Dialog
{
    /// <summary>Its name.</summary>
    public const string Id = "safety-question";

    private const string Signal = "signal";
    private const string Topic = "topic";

    /// <inheritdoc/>
    public override string Name => Id;

    /// <summary>Asks, and puts the words before a caseworker today.</summary>
    internal static async Task AskAsync(DialogContext turn, string signal, string? topic)
    {
        turn.Do(new TaskOpened(TaskKinds.ReadToday, turn.Input.Text));
        await turn.StartAsync(Id);
        var values = ImmutableDictionary<string, string>.Empty.Add(Signal, signal);
        turn.MoveTo(0, topic is null ? values : values.Add(Topic, topic));
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
                turn.Do(new TaskOpened(TaskKinds.Safety, null, turn.Frame.Values.GetValueOrDefault(Signal, TaskKinds.SaidUnsafe)));
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
