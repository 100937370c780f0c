using System.Collections.Immutable;
using System.Globalization;
using FamilyLink.Dialogs.Understanding;

namespace FamilyLink.Dialogs.Conversations;

/// <summary>
/// A reviewed answer, one part a message, with "more" until it ends and then what is related (S13). Two likely topics become a choice.
/// Without an answer in the person's language a person takes over, never another language.
/// </summary>
public sealed class AnswerDialog : Dialog
{
    /// <summary>Its name.</summary>
    public const string Id = "answer";

    private const int Disclosing = 1;
    private const int Choosing = 2;
    private const int MostChoices = 4;

    /// <inheritdoc/>
    public override string Name => Id;

    /// <summary>One part of an answer as it is said, with what may be answered.</summary>
    public static Utterance Part(string words, bool more) => Utterance.Of("answer.part") with
    {
        Verbatim = words,
        Choices = more ? [Choices.More, Choices.Person, Choices.Stop] : [Choices.Person, Choices.Stop],
    };

    /// <inheritdoc/>
    public override Task<DialogStatus> BeginAsync(DialogContext turn)
    {
        // Begun without a topic, as after an update of the service: the menu is always a safe place.
        return turn.StartAsync(MenuDialog.Id);
    }

    /// <inheritdoc/>
    public override async Task<DialogStatus> ContinueAsync(DialogContext turn)
    {
        if (turn.Frame.Step == Choosing)
        {
            var listed = turn.Frame.Values.GetValueOrDefault("choices", "").Split(',', StringSplitOptions.RemoveEmptyEntries);
            return turn.Reading.Digit - '1' is { } place && place >= 0 && place < listed.Length
                ? await TopicTurn.TellAsync(turn, listed[place])
                : DialogStatus.NotAnAnswer;
        }

        if (turn.Reading is not ({ Digit: '1' } or { Intent: Intent.Yes }))
        {
            return DialogStatus.NotAnAnswer;
        }

        var topic = turn.Frame.Values.GetValueOrDefault("topic", "");
        var answer = await turn.Ports.AnswerAsync(topic, turn.Language, turn.Cancellation);
        var next = int.Parse(turn.Frame.Values.GetValueOrDefault("part", "0"), CultureInfo.InvariantCulture) + 1;
        return next < answer.Parts.Count ? Tell(turn, topic, answer, next)
            : answer.Related.IsEmpty ? DialogStatus.NotAnAnswer
            : Choose(turn, answer.Related);
    }

    /// <inheritdoc/>
    public override async Task<DialogStatus> AgainAsync(DialogContext turn)
    {
        if (turn.Frame.Step == Choosing)
        {
            return Choose(turn, turn.Frame.Values.GetValueOrDefault("choices", "").Split(',', StringSplitOptions.RemoveEmptyEntries));
        }

        var topic = turn.Frame.Values.GetValueOrDefault("topic", "");
        var part = int.Parse(turn.Frame.Values.GetValueOrDefault("part", "0"), CultureInfo.InvariantCulture);
        var answer = await turn.Ports.AnswerAsync(topic, turn.Language, turn.Cancellation);
        return part < answer.Parts.Count ? Tell(turn, topic, answer, part) : await turn.StartAsync(MenuDialog.Id);
    }

    internal static DialogStatus Tell(DialogContext turn, string topic, TopicAnswer answer, int part)
    {
        var more = part + 1 < answer.Parts.Count || !answer.Related.IsEmpty;
        turn.Say(Part(answer.Parts[part], more));
        Stand(turn, Disclosing, ImmutableDictionary<string, string>.Empty.Add("topic", topic).Add("part", part.ToString(CultureInfo.InvariantCulture)));
        return DialogStatus.Waiting;
    }

    internal static DialogStatus Choose(DialogContext turn, IEnumerable<string> topics)
    {
        var listed = topics.Take(MostChoices).ToList();
        turn.Ask("answer.which", listed.Select((topic, place) => new Choice((char)('1' + place), "topic." + topic)));
        Stand(turn, Choosing, ImmutableDictionary<string, string>.Empty.Add("choices", string.Join(',', listed)));
        return DialogStatus.Waiting;
    }

    private static void Stand(DialogContext turn, int step, ImmutableDictionary<string, string> values) =>
        turn.State = turn.State with { Stack = [new DialogFrame(Id, step, values)] };
}
