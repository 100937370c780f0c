using FamilyLink.Dialogs.Conversations;
using FamilyLink.Dialogs.Understanding;
using FamilyLink.Localization;
using FamilyLink.Localization.Text;

namespace FamilyLink.Dialogs;

/// <summary>
/// Runs one turn of a conversation. The order is the order of safety: the duress word, STOP, signs of danger, a person, the dialog in progress,
/// then the menu, and only then "not understood". One file past 300 lines: that order is the rule, and is read from top to bottom.
/// </summary>
public sealed class ConversationEngine(ITopicGuess guess, ISignalHearing hearing)
{
    private const int MisunderstoodBeforePerson = 2;
    private const int LongEnoughToHide = 50;
    private const int ShortestSentence = 8;
    private const int MostSentences = 40;

    private readonly DialogSet _dialogs = DialogSet.All;

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
        if (input.Kind == InputKind.Opening)
        {
            await turn.StartAsync(Openings.IsCheckIn(input.Opening) ? CheckInDialog.Id : OpeningDialog.Id);
            VoiceTurn.Close(turn);
            return Result(turn);
        }

        if (input.Kind == InputKind.Attachment)
        {
            // A spoken message may be a cry for help: it is not kept, and a person asks what it was.
            turn.Do(new TaskOpened(TaskKinds.LeftAttachment));
            if (!turn.State.WithPerson)
            {
                turn.Ask("attachment.refused");
            }

            return Result(turn);
        }

        var checkIn = CheckInDialog.IsAsked(turn.State);
        if (!await VoiceTurn.BeforeAsync(turn, languageKnown: language is not null))
        {
            await RunAsync(turn, languageKnown: language is not null);
            if (checkIn && !turn.Effects.Any(e => e is CheckInAnswered or OptedOut or WrongNumber) && !turn.Messages.Any(m => m.Key == "misunderstood.once"))
            {
                // A question, a sign of danger, a change of language: whoever writes anything is not silent (S17).
                turn.Do(new CheckInAnswered(CheckInAnswer.Words));
            }
        }

        VoiceTurn.Close(turn);
        return Result(turn);
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
        turn.Effects.Any(e => e is SecretTried) ? TurnResult.SecretMark : Kept(turn, turn.Input.Text));

    private static string Kept(DialogContext turn, string words) =>
        AccountNumbers.Mask(turn.SecretSound is { } sound ? SecretForm.Without(words, sound, TurnResult.SecretMark) ?? words : words);

    private async Task RunAsync(DialogContext turn, bool languageKnown)
    {
        var heard = hearing.Hear(turn.Input.Text);
        var signal = heard.Certainty == Certainty.Sign ? heard.Signal : null;
        var maybe = (heard.Certainty == Certainty.Maybe && !Noise.IsNoise(turn.Input.Text)) || (signal is null && (SmallTalk.IsCry(turn.Input.Text) || HoldsASign(turn.Input.Text)));
        var urgent = false;
        if ((signal is not null || maybe) && SmallTalk.SpeaksOfOurStaff(turn.Input.Text))
        {
            // Whatever was done: who did it decides who reads it (S23), and what was done how soon.
            (urgent, signal, maybe) = (signal is not null and not SafetySignals.StaffAbuse, SafetySignals.StaffAbuse, false);
        }

        var duress = await ToldInParts.HeardDuressAsync(turn);
        if (turn.Reading is { Digit: '9' } or { Intent: Intent.Stop })
        {
            StopTurn.Stop(turn, inDanger: signal is not null || maybe || duress);
            if (duress)
            {
                return;
            }

            if (signal is not null)
            {
                turn.Do(new TaskOpened(TaskKinds.Safety, turn.Input.Text, signal, urgent));
            }
            else if (maybe)
            {
                turn.Do(new TaskOpened(TaskKinds.ReadToday, turn.Input.Text));
            }
            else if (turn.Reading.Beside)
            {
                turn.Do(new TaskOpened(TaskKinds.LeftWords, turn.Input.Text));
            }

            return;
        }

        if (duress)
        {
            return;
        }

        if (signal is not null)
        {
            turn.Do(new TaskOpened(TaskKinds.Safety, turn.Input.Text, signal, urgent));
            turn.State = turn.State with { Misunderstood = 0 };
            if (!turn.Ports.OptedOut && !FloodTurn.IsOverTheDay(turn))
            {
                turn.Ask("safety.calm");
            }

            return;
        }

        if (maybe && turn.Ports.OptedOut)
        {
            // Whoever asked us to write no more is heard, and answered by a person in the way that is safe (S3).
            turn.Do(new TaskOpened(TaskKinds.ReadToday, turn.Input.Text));
            return;
        }

        if (turn.Reading.Intent == Intent.Start && turn.Ports.OptedOut)
        {
            turn.Do(new OptedIn());
            turn.State = turn.State with { Stack = [], Misunderstood = 0 };
            turn.Say("start.done");
            return;
        }

        if (FloodTurn.Silence(turn))
        {
            return;
        }

        if (turn.State.WithPerson && turn.Input.Medium == Medium.Text)
        {
            // A caseworker is answering by hand: the service keeps quiet, and the words reach them; a code is tried, and kept nowhere.
            if (ToldInParts.LooksLikeCode(turn.Input.Text) || turn.IsSecretWord)
            {
                await ToldInParts.TrySilentlyAsync(turn);
                turn.Do(new TaskOpened(TaskKinds.LeftWords));
                return;
            }

            turn.Do(new TaskOpened(maybe ? TaskKinds.ReadToday : TaskKinds.LeftWords, turn.Input.Text));
            return;
        }

        if (turn.Ports.PersonLeft)
        {
            turn.Do(new PersonGone());
            turn.Say("person.back");
        }

        var account = AccountNumbers.Found(turn.Input.Text) && !ToldInParts.IsAnswerToSecret(turn) && !ToldInParts.LooksLikeCard(turn.Input.Text);
        if (maybe && account)
        {
            // Told at once that nobody needs such numbers; what else the words mean is for a person to read.
            turn.Do(new TaskOpened(TaskKinds.ReadToday, turn.Input.Text));
        }
        else if (maybe && await SafetyQuestionDialog.TryAskAsync(turn, guess))
        {
            Understood(turn);
            return;
        }

        if (turn.Input.Kind == InputKind.Started)
        {
            Understood(turn);
            turn.State = turn.State with { Stack = [] };
            await turn.StartAsync(languageKnown ? MenuDialog.Id : LanguageDialog.Id);
            return;
        }

        // The numbers of the card, as the very first words of a new account: they are in no language, and need none to be understood.
        var fromTheCard = !languageKnown && NewsDialog.LooksLikeCode(turn.Input.Text);
        if (fromTheCard)
        {
            turn.State = turn.State with { Language = turn.Language };
        }

        if (!fromTheCard && account)
        {
            Understood(turn);
            turn.Say("court.no-account");
            if (!await ContinueAsync(turn))
            {
                turn.Offer();
            }

            return;
        }

        if (turn.Reading is { Digit: '0' } or { Intent: Intent.Person })
        {
            Understood(turn);
            await AskForPersonAsync(turn);
            return;
        }

        // Whoever is being asked for a language answers with a digit, which is in no language.
        var choosing = !languageKnown && !turn.State.Stack.IsEmpty && turn.Frame.Dialog == LanguageDialog.Id && await ContinueAsync(turn);
        if (choosing)
        {
            Understood(turn);
            return;
        }

        if (await SmallTalkTurn.TryLanguageAsync(turn))
        {
            Understood(turn);
            return;
        }

        if (turn.Reading is { Digit: '8' } or { Intent: Intent.Language } || (!languageKnown && !fromTheCard))
        {
            Understood(turn);
            await turn.StartAsync(LanguageDialog.Id);
            return;
        }

        if ((ToldInParts.LooksLikeCode(turn.Input.Text) || turn.IsSecretWord) && !ToldInParts.AsksForSecret(turn.State))
        {
            // Whatever was asked, a name or a time: six digits are a code, their own word is their secret; both are tried and kept nowhere (S6, S7).
            Understood(turn);
            await turn.StartAsync(NewsDialog.Id);
            return;
        }

        if (await ContinueAsync(turn) || SaidWrongNumber(turn) || await SmallTalkTurn.TryAsync(turn) || await BeginAsync(turn) || await TopicTurn.TryAsync(turn, guess) is not null || TakesWords(turn))
        {
            Understood(turn);
            return;
        }

        await NotUnderstoodAsync(turn);
    }

    // A sentence of danger among everyday ones: read by itself it is a sign, and in the whole it may be lost. Then it is asked about.
    private bool HoldsASign(string text)
    {
        if (text.Length < LongEnoughToHide || Noise.IsNoise(text))
        {
            return false;
        }

        return text.Split([' ', '.', ',', ';', '\n', '!', '?'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(part => part.Length >= ShortestSentence && !char.IsAsciiLetter(part[0])).Take(MostSentences).Any(part => hearing.Hear(part).Certainty == Certainty.Sign);
    }

    private async Task AskForPersonAsync(DialogContext turn)
    {
        var dialog = turn.State.Stack.IsEmpty || !_dialogs.Has(turn.Frame.Dialog) ? null : _dialogs[turn.Frame.Dialog];
        if (dialog is not null)
        {
            await dialog.PersonAskedForAsync(turn);
        }

        PersonTurn.Call(turn, dialog?.CallTask ?? TaskKinds.CallBack);
    }

    private static void Understood(DialogContext turn) => turn.State = turn.State with { Misunderstood = 0 };

    private async Task<bool> ContinueAsync(DialogContext turn)
    {
        if (turn.State.Stack.IsEmpty || !_dialogs.Has(turn.Frame.Dialog))
        {
            // Empty, or left by a version of the service whose dialog is gone: the menu is always a safe place.
            turn.State = turn.State with { Stack = [] };
            return false;
        }

        var status = await _dialogs[turn.Frame.Dialog].ContinueAsync(turn);
        if (status == DialogStatus.Complete)
        {
            turn.EndDialog();
        }

        return status != DialogStatus.NotAnAnswer;
    }

    private bool TakesWords(DialogContext turn) => !turn.State.Stack.IsEmpty && _dialogs.Has(turn.Frame.Dialog) && _dialogs[turn.Frame.Dialog].TakesWords(turn);

    // In any state, and to anybody in the same words: nothing more goes to this number until a caseworker has looked (S19).
    private static bool SaidWrongNumber(DialogContext turn)
    {
        if (turn.Reading.Intent != Intent.WrongNumber)
        {
            return false;
        }

        turn.Do(new WrongNumber());
        turn.State = turn.State with { Stack = [] };
        turn.Say("opening.sorry");
        return true;
    }

    private static async Task<bool> BeginAsync(DialogContext turn)
    {
        var dialog = turn.Reading switch
        {
            { Digit: '1' } or { Intent: Intent.News } => NewsDialog.Id,
            { Digit: '2' } or { Intent: Intent.Work } => WorkDialog.Id,
            { Digit: '3' } or { Intent: Intent.Law } => LawDialog.Id,
            { Digit: '4' } or { Intent: Intent.LookingFor } => LookingForDialog.Id,
            { Digit: '5' } or { Intent: Intent.Visit } => VisitDialog.Id,
            { Digit: '6' } or { Intent: Intent.Money } => MoneyDialog.Id,
            { Digit: '7' } => null,
            _ when NewsDialog.LooksLikeCode(turn.Input.Text) => NewsDialog.Id,
            _ => null,
        };
        if (dialog == LawDialog.Id && turn.Ports.Verified && (await turn.Ports.CourtAsync(turn.Cancellation)).Kind != NewsKind.Nothing)
        {
            // 3 is law and court for everybody; for somebody verified whose own result waits, it is that.
            dialog = CourtUpdateDialog.Id;
        }

        if (dialog is null)
        {
            return false;
        }

        await turn.StartAsync(dialog);
        return true;
    }

    private static async Task NotUnderstoodAsync(DialogContext turn)
    {
        var count = turn.State.Misunderstood + 1;
        if (Noise.IsNoise(turn.Input.Text))
        {
            // A machine that answers every message would be answered for ever: once, and then silence.
            turn.State = turn.State with { Misunderstood = count, Stack = [] };
            if (count == 1)
            {
                turn.Say("misunderstood.once");
                await turn.StartAsync(MenuDialog.Id);
            }

            return;
        }

        turn.Do(new QuestionUnanswered(turn.Input.Text, turn.Language));
        if (count >= MisunderstoodBeforePerson)
        {
            turn.State = turn.State with { Misunderstood = 0, Stack = [] };
            turn.Do(new TaskOpened(TaskKinds.NotUnderstood, turn.Input.Text));
            turn.Say("misunderstood.person");
            return;
        }

        turn.State = turn.State with { Misunderstood = count };
        if (Noise.IsForAPerson(turn.Input.Text))
        {
            // "Not understood" alone is no answer to somebody's sentence.
            turn.Do(new TaskOpened(TaskKinds.NotUnderstood, turn.Input.Text));
            turn.Say("words.read");
        }
        else
        {
            turn.Say("misunderstood.once");
        }

        turn.State = turn.State with { Stack = [] };
        await turn.StartAsync(MenuDialog.Id);
    }
}
