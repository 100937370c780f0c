using FamilyLink.Dialogs.Conversations;
using FamilyLink.Dialogs.Rules;
using FamilyLink.Dialogs.Understanding;
using FamilyLink.Localization.Text;

namespace FamilyLink.Dialogs;

/// <summary>
/// Runs one turn of a conversation by rules that are asked one after the other. Their order is the order of safety, and the only place where it is written.
/// </summary>
public sealed class ConversationEngine(ITopicClassifier classifier, ISignalDetector detector)
{
    private readonly DialogSet _dialogs = DialogSet.All;

    private readonly ITurnRule[] _rules =
    [
        new ListenRule(detector),
        new StopRule(),
        new DangerRule(),
        new StartAgainRule(),
        new FloodRule(),
        new HandoffRule(),
        new MaybeDangerRule(classifier),
        new BeginningRule(),
        new AccountNumberRule(),
        new PersonRule(),
        new LanguageRule(),
        new SecretRule(),
        new CurrentDialogRule(),
        new WrongNumberRule(),
        new SmallTalkRule(),
        new NewDialogRule(),
        new TopicRule(classifier),
        new WordsForDialogRule(),
        new NotUnderstoodRule(),
    ];

    /// <summary>The names of the rules, in the order in which they are asked.</summary>
    public IEnumerable<string> Rules => _rules.Select(rule => rule.Name);

    /// <summary>Runs one turn. Pure but for what the ports do: no clock, no database, no channel.</summary>
    public async Task<TurnResult> TurnAsync(TurnInput input, ConversationState state, IConversationPorts ports, CancellationToken cancellation)
    {
        var reading = input.Kind == InputKind.Message ? ControlWords.Read(input.Text) : new ControlReading(null, Intent.None);
        var language = state.Language ?? ScriptText.LanguageOf(input.Text) ?? ports.DefaultLanguage;
        if (language is not null && !ports.Languages.Contains(language))
        {
            language = ports.Languages[0];
        }

        var turn = new DialogContext(input, reading, ports, FloodTurn.Count(state, input, ports.Today) with { Language = language }, language ?? ports.Languages[0], _dialogs, cancellation);
        switch (input.Kind)
        {
            case InputKind.Opening:
                turn.Rule = "opening";
                await turn.StartAsync(Openings.IsCheckIn(input.Opening) ? CheckInDialog.Id : OpeningDialog.Id);
                VoiceTurn.Close(turn);
                return Result(turn);
            case InputKind.Attachment:
                turn.Rule = "attachment";
                TakeAttachment(turn);
                return Result(turn);
        }

        var checkIn = CheckInDialog.IsAsked(turn.State);
        if (await VoiceTurn.BeforeAsync(turn))
        {
            turn.Rule = "telephone";
        }
        else
        {
            await RunAsync(turn);
            if (checkIn && !turn.Effects.Any(e => e is CheckInAnswered or OptedOut or WrongNumber) && !turn.Messages.Any(m => m.Key == "misunderstood.once"))
            {
                // A question, a sign of danger, a change of language: whoever writes anything is not silent (S17).
                turn.Do(new CheckInAnswered(CheckInAnswer.Words));
            }

            if (checkIn && turn.Rule is not ("small talk" or "language") && input.Text.Any(char.IsLetter)
                && !turn.Effects.Any(e => e is TaskOpened or OptedOut or WrongNumber or CheckInAnswered { Answer: CheckInAnswer.Fine or CheckInAnswer.CallMe }))
            {
                // "Not well" in somebody's own words, whatever it was answered with: a person reads it (S14, S17).
                turn.Do(new TaskOpened(TaskKinds.CheckInWords, input.Text));
            }
        }

        VoiceTurn.Close(turn);
        return Result(turn);
    }

    private async Task RunAsync(DialogContext turn)
    {
        foreach (var rule in _rules)
        {
            if (await rule.ApplyAsync(turn))
            {
                turn.Rule = rule.Name;
                return;
            }
        }
    }

    // A spoken message may be a cry for help: it is not kept, and a person asks what it was.
    private static void TakeAttachment(DialogContext turn)
    {
        turn.Do(new TaskOpened(TaskKinds.LeftAttachment));
        if (!turn.State.HumanActive)
        {
            turn.Ask("attachment.refused");
        }
    }

    // What looks like an account number (S16), and a secret (S6), goes into no task and no row: it is hidden before anything leaves the turn.
    private static TurnResult Result(DialogContext turn) => new(
        turn.State,
        [.. turn.Messages],
        [
            .. turn.Effects.Select(effect => effect switch
            {
                TaskOpened { Detail: { } detail } task => task with { Detail = Kept(turn, detail) },
                QuestionUnanswered question => question with { Words = Kept(turn, question.Words) },
                _ => effect,
            }),
        ],
        turn.Effects.Any(e => e is SecretTried) ? TurnResult.SecretMark : turn.Input.Kind == InputKind.Recorded ? "" : Kept(turn, turn.Input.Text))
    {
        Rule = turn.Rule,
    };

    private static string Kept(DialogContext turn, string words) =>
        AccountNumbers.Mask(SecretForm.WithoutCodes(turn.SecretSound is { } sound ? SecretForm.Without(words, sound, TurnResult.SecretMark) ?? words : words, TurnResult.SecretMark));
}
