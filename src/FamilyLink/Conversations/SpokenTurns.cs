using FamilyLink.Dialogs;
using FamilyLink.Messaging.Recordings;
using Microsoft.Extensions.Options;

namespace FamilyLink.Conversations;

/// <summary>
/// Makes a turn ready to be heard. When anything in it has no recording, nothing of it counts as told: the caller hears that a person
/// takes over, and a person gets the task.
/// </summary>
public sealed class SpokenTurns(PromptLibrary library, IOptions<VoiceOptions> options)
{
    private const string OnDuty = "person.on-duty";

    private readonly bool _connects = !string.IsNullOrWhiteSpace(options.Value.DutyPhone);

    /// <summary>The turn as it is stored, and the page to play.</summary>
    public (TurnResult Turn, VoicePage Page) Speak(TurnResult turn, string language)
    {
        var page = _connects && turn.Messages.Any(m => m.Key == OnDuty)
            ? new VoicePage(VoiceInput.Person, [VoiceRenderer.Prompt("voice.connecting", language)])
            : VoiceRenderer.Render(turn.Messages, language);
        if (page.Prompts.All(p => library.Find(p) is not null))
        {
            return (turn, page);
        }

        Utterance instead = Utterance.Of("voice.gap") with { Choices = [Choices.Person, Choices.Stop] };
        var effects = turn.Effects.RemoveAll(e => e is NoticeTold or CourtReplied or QuestionAnswered).Add(new TaskOpened(TaskKinds.TellByVoice));
        var left = turn with { State = turn.State with { Stack = [] }, Messages = [instead], Effects = effects };

        // Whatever of this small page is recorded is played; its keys work in any case.
        return (left, VoiceRenderer.Render(left.Messages, language));
    }
}
