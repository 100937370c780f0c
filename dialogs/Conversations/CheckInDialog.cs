using FamilyLink.Dialogs.Understanding;

namespace FamilyLink.Dialogs.Conversations;

/// <summary>
/// "How are you?", as agreed. One key answers it; nothing is asked about the past (S16), and nothing is told. The person can have it less often, leave it
/// for a month, or end it with one key after each answer.
/// </summary>
public sealed class CheckInDialog : Dialog
{
    /// <summary>Its name.</summary>
    public const string Id = "check-in";

    private const string Variant = "variant";
    private const int Asked = 0;
    private const int AskedAbout = 1;
    private const int AskedAboutMore = 2;
    private const int AskedHowOften = 3;
    private const int AskedToGoOn = 4;
    private const int AskedSecondWay = 5;

    private static readonly Choice[] Answers = [new('1', "check-in.fine"), new('2', "check-in.need"), new('3', "check-in.call")];
    private static readonly (Choice Choice, string Need)[] First = [(new('1', "check-in.health"), "health"), (new('2', "check-in.money"), "money"), (new('3', "check-in.school"), "school")];
    private static readonly (Choice Choice, string Need)[] Second =
        [(new('1', "check-in.work"), "work"), (new('2', "check-in.papers"), "papers"), (new('3', "check-in.family"), "family"), (new('4', "check-in.safety"), "safety")];

    /// <inheritdoc/>
    public override string Name => Id;

    /// <summary>The question, exactly as it is sent (S8): neutral, one SMS segment in every language.</summary>
    /// <param name="opening">One of the check-in <see cref="Openings"/>; each third time stopping is offered in other words.</param>
    public static Utterance Question(string opening) => opening == Openings.CheckInThird
        ? Utterance.Of("check-in.ask-third") with { Choices = [.. Answers] }
        : Utterance.Of("check-in.ask") with { Choices = [.. Answers, Choices.Stop] };

    /// <summary>True while the question itself waits for its answer.</summary>
    public static bool IsAsked(ConversationState state) => !state.Stack.IsEmpty && state.Stack[^1] is { Dialog: Id, Step: Asked };

    /// <inheritdoc/>
    public override Task<DialogStatus> BeginAsync(DialogContext turn)
    {
        var variant = turn.Input.Opening ?? turn.Frame.Values.GetValueOrDefault(Variant, Openings.CheckIn);
        turn.MoveTo(Asked, turn.Frame.Values.SetItem(Variant, variant));
        Ask(turn);
        return Task.FromResult(DialogStatus.Waiting);
    }

    /// <inheritdoc/>
    public override Task<DialogStatus> AgainAsync(DialogContext turn)
    {
        switch (turn.Frame.Step)
        {
            case AskedAbout:
                About(turn);
                break;
            case AskedAboutMore:
                turn.Ask("check-in.about", Second.Select(n => n.Choice));
                break;
            case AskedHowOften:
                HowOften(turn);
                break;
            case AskedToGoOn:
                GoOn(turn);
                break;
            case AskedSecondWay:
                SecondWay(turn);
                break;
            default:
                Ask(turn);
                break;
        }

        return Task.FromResult(DialogStatus.Waiting);
    }

    /// <inheritdoc/>
    public override Task PersonAskedForAsync(DialogContext turn)
    {
        if (turn.Frame.Step == Asked)
        {
            turn.Do(new CheckInAnswered(CheckInAnswer.Words));
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task<DialogStatus> ContinueAsync(DialogContext turn) => Task.FromResult(turn.Frame.Step switch
    {
        AskedAbout => Named(turn, First),
        AskedAboutMore => Named(turn, Second),
        AskedHowOften => Wished(turn),
        AskedToGoOn => GoesOn(turn),
        AskedSecondWay => KnowsSecondWay(turn),
        _ => Answered(turn),
    });

    /// <inheritdoc/>
    public override bool AcceptsWords(DialogContext turn)
    {
        if (turn.Frame.Step != Asked)
        {
            return false;
        }

        if (turn.Input.Text.Any(char.IsLetter))
        {
            // Whatever it means, a person reads it (S14).
            turn.Do(new TaskOpened(TaskKinds.CheckInWords, turn.Input.Text));
            turn.State = turn.State with { Stack = [] };
            turn.Ask("check-in.read");
            return true;
        }

        turn.Say("misunderstood.once");
        Ask(turn);
        return true;
    }

    private static DialogStatus Answered(DialogContext turn)
    {
        switch (turn.Reading)
        {
            case { Digit: '1' } or { Intent: Intent.Fine or Intent.Yes }:
                turn.Do(new CheckInAnswered(CheckInAnswer.Fine));
                turn.Say("check-in.thanks");
                switch (turn.Frame.Values.GetValueOrDefault(Variant))
                {
                    case Openings.CheckInLast:
                        GoOn(turn);
                        break;
                    case Openings.CheckInFirst:
                        SecondWay(turn);
                        break;
                    default:
                        HowOften(turn);
                        break;
                }

                return DialogStatus.Waiting;

            case { Digit: '2' } or { Intent: Intent.No }:
                turn.Do(new CheckInAnswered(CheckInAnswer.Need));
                About(turn);
                return DialogStatus.Waiting;

            case { Digit: '3' }:
                turn.Do(new CheckInAnswered(CheckInAnswer.CallMe));
                PersonTurn.Say(turn);
                return DialogStatus.Complete;

            case { Digit: '7' } or { Intent: Intent.WrongNumber }:
                turn.Do(new WrongNumber());
                turn.Say("opening.sorry");
                return DialogStatus.Complete;

            default:
                return DialogStatus.NotAnAnswer;
        }
    }

    private static DialogStatus Named(DialogContext turn, (Choice Choice, string Need)[] needs)
    {
        if (turn.Frame.Step == AskedAbout && turn.Reading.Digit == '4')
        {
            turn.MoveTo(AskedAboutMore);
            turn.Ask("check-in.about", Second.Select(n => n.Choice));
            return DialogStatus.Waiting;
        }

        if (Array.Find(needs, n => n.Choice.Digit == turn.Reading.Digit).Need is not { } need)
        {
            return DialogStatus.NotAnAnswer;
        }

        turn.Do(new CheckInNeedNamed(need));
        if (need == "safety")
        {
            turn.Do(new TaskOpened(TaskKinds.Safety, null, TaskKinds.SaidUnsafe));
            turn.Ask("safety.calm");
        }
        else
        {
            turn.Ask("check-in.read");
        }

        return DialogStatus.Complete;
    }

    private static DialogStatus Wished(DialogContext turn)
    {
        CheckInWish? wish = turn.Reading.Digit switch { '4' => CheckInWish.LessOften, '5' => CheckInWish.PauseAMonth, '6' => CheckInWish.End, _ => null };
        return wish is { } clear ? Note(turn, clear) : DialogStatus.NotAnAnswer;
    }

    // Numbers go stale; a second way is asked for while the first still works (G), and only whether there is one: which, a person asks.
    private static DialogStatus KnowsSecondWay(DialogContext turn)
    {
        switch (turn.Reading)
        {
            case { Digit: '1' } or { Intent: Intent.Yes }:
                turn.Do(new TaskOpened(TaskKinds.CheckInSecondWay));
                break;
            case { Digit: '2' } or { Intent: Intent.No }:
                break;
            default:
                return DialogStatus.NotAnAnswer;
        }

        HowOften(turn);
        return DialogStatus.Waiting;
    }

    private static DialogStatus GoesOn(DialogContext turn) => turn.Reading switch
    {
        { Digit: '1' } or { Intent: Intent.Yes } => Note(turn, CheckInWish.GoOn),
        { Digit: '2' } or { Intent: Intent.No } => Note(turn, CheckInWish.End),
        _ => DialogStatus.NotAnAnswer,
    };

    private static DialogStatus Note(DialogContext turn, CheckInWish wish)
    {
        turn.Do(new CheckInWished(wish));
        turn.Ask("check-in.noted");
        return DialogStatus.Complete;
    }

    private static void Ask(DialogContext turn)
    {
        var question = Question(turn.Frame.Values.GetValueOrDefault(Variant, Openings.CheckIn));
        turn.Say(question.Key, question.Choices);
    }

    private static void About(DialogContext turn)
    {
        turn.MoveTo(AskedAbout);
        turn.Ask("check-in.about", [.. First.Select(n => n.Choice), new Choice('4', "check-in.more")]);
    }

    private static void HowOften(DialogContext turn)
    {
        turn.MoveTo(AskedHowOften);
        turn.Ask("check-in.how-often", new Choice('4', "check-in.less"), new Choice('5', "check-in.pause"), new Choice('6', "check-in.end"));
    }

    private static void SecondWay(DialogContext turn)
    {
        turn.MoveTo(AskedSecondWay);
        turn.Ask("check-in.second-way", new Choice('1', "check-in.ask-me"), new Choice('2', "check-in.no-other"));
    }

    private static void GoOn(DialogContext turn)
    {
        turn.MoveTo(AskedToGoOn);
        turn.Ask("check-in.go-on", new Choice('1', "check-in.yes"), new Choice('2', "check-in.no"));
    }
}
