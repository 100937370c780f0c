using System.Globalization;
using FamilyLink.Dialogs.Understanding;
using FamilyLink.Localization.Text;

namespace FamilyLink.Dialogs.Conversations;

/// <summary>
/// Approved words told in stages: first the secret, asked of everybody in the same words (S5), then the parts one by one as the person asks for more (S8).
/// What may be told is asked anew before every part (S4), so that a withdrawn notice stops in the middle.
/// </summary>
public abstract class ToldInParts : Dialog
{
    private const int AskedForSecret = 1;
    private const int LongestWord = 24;
    private const int ShortestCode = 5;
    private const int LongestCode = 8;

    // In a chat that is not on file yet: six digits that say whose code it is, then the code.
    private const int LinkAndCode = 12;
    private const string ToldSoFar = "told";

    /// <summary>The step in which parts are told.</summary>
    protected const int Telling = 2;

    /// <inheritdoc/>
    public override async Task<DialogStatus> BeginAsync(DialogContext turn)
    {
        if (turn.Ports.Verified)
        {
            return await TellAsync(turn, 0);
        }

        if (LooksLikeCode(turn.Input.Text))
        {
            return await TryAsync(turn);
        }

        return AskForSecret(turn);
    }

    /// <inheritdoc/>
    public override async Task<DialogStatus> AgainAsync(DialogContext turn)
    {
        var told = int.Parse(turn.Frame.Values.GetValueOrDefault(ToldSoFar, "0"), CultureInfo.InvariantCulture);
        return turn.Frame.Step == AskedForSecret || !turn.Ports.Verified ? AskForSecret(turn) : await TellAsync(turn, Math.Max(0, told - 1));
    }

    /// <inheritdoc/>
    public override async Task<DialogStatus> ContinueAsync(DialogContext turn)
    {
        if (turn.Frame.Step == AskedForSecret)
        {
            if (turn.Reading is { Digit: null, Intent: Intent.None } && (LooksLikeCode(turn.Input.Text) || LooksLikeWord(turn.Input.Text)))
            {
                return await TryAsync(turn);
            }

            return DialogStatus.NotAnAnswer;
        }

        if (turn.Reading is { Digit: '1' } or { Intent: Intent.Yes } && !turn.Ports.Verified)
        {
            // Half an hour of silence: whoever holds the phone now proves it again (S6).
            return AskForSecret(turn);
        }

        return await AnsweredAsync(turn, int.Parse(turn.Frame.Values.GetValueOrDefault(ToldSoFar, "0"), CultureInfo.InvariantCulture));
    }

    /// <summary>A message that is nothing but a handful of digits: somebody sends a code without being asked.</summary>
    internal static bool LooksLikeCode(string text)
    {
        var folded = ScriptText.Fold(text).Replace(" ", "", StringComparison.Ordinal);
        return folded.Length is (>= ShortestCode and <= LongestCode) or LinkAndCode && folded.All(char.IsAsciiDigit);
    }

    /// <summary>True while the secret is asked for, whatever is written.</summary>
    internal static bool AsksForSecret(ConversationState state) =>
        !state.Stack.IsEmpty && state.Stack[^1] is { Step: AskedForSecret, Dialog: NewsDialog.Id or CourtUpdateDialog.Id };

    /// <summary>Nothing but digits, right after the secret was asked for: the code, or the link number and the code. No account number was asked for or is meant.</summary>
    internal static bool IsAnswerToSecret(DialogContext turn) =>
        AsksForSecret(turn.State) && LooksLikeCode(turn.Input.Text);

    /// <summary>What may be told now.</summary>
    private protected abstract Task<News> WaitingAsync(DialogContext turn);

    /// <summary>One approved part as it is said.</summary>
    private protected abstract Utterance PartOf(News news, int part);

    /// <summary>Takes an answer while parts are told.</summary>
    private protected abstract Task<DialogStatus> AnsweredAsync(DialogContext turn, int told);

    /// <summary>There is nothing of this kind to tell.</summary>
    private protected abstract Task<DialogStatus> NothingAsync(DialogContext turn);

    /// <summary>All parts were told before.</summary>
    private protected abstract DialogStatus End(DialogContext turn, News news);

    /// <summary>Tells the part after those told so far.</summary>
    private protected async Task<DialogStatus> TellAsync(DialogContext turn, int told)
    {
        var news = await WaitingAsync(turn);
        switch (news.Kind)
        {
            case NewsKind.ByVoiceOnly:
                turn.Do(new TaskOpened(TaskKinds.TellByVoice));
                turn.Ask("news.by-voice");
                return DialogStatus.Complete;

            case NewsKind.WhenSomebodyCanAnswer:
                turn.Do(new TaskOpened(TaskKinds.CourtCall));
                turn.SayWith("court.later", "hours", turn.Ports.DutyHours);
                return DialogStatus.Complete;

            case NewsKind.Tell when told < news.Parts!.Count:
                turn.Say(PartOf(news, told));
                turn.Do(new NoticeTold(news.NoticeId!.Value, told + 1, told + 1 == news.Parts.Count));
                turn.MoveTo(Telling, turn.Frame.Values.SetItem(ToldSoFar, (told + 1).ToString(CultureInfo.InvariantCulture)));
                return DialogStatus.Waiting;

            case NewsKind.Tell:
                return End(turn, news);

            default:
                return await NothingAsync(turn);
        }
    }

    private static DialogStatus AskForSecret(DialogContext turn)
    {
        turn.MoveTo(AskedForSecret);
        turn.Ask("verify.ask", Choices.LookingFor);
        turn.AwaitSecret();
        return DialogStatus.Waiting;
    }

    /// <summary>Somebody who is verified already and then writes the duress word is heard too (S7). Any other word is left to whoever understands it and counts as no failure.</summary>
    internal static async Task<bool> HeardDuressAsync(DialogContext turn)
    {
        if (!turn.Ports.Verified || turn.Reading is not { Digit: null, Intent: Intent.None } || !LooksLikeWord(turn.Input.Text))
        {
            return false;
        }

        var check = await turn.Ports.CheckSecretAsync(turn.Input.Text, turn.Cancellation);
        if (check.Outcome != SecretOutcome.Duress)
        {
            return false;
        }

        turn.Do(new SecretTried(check));
        turn.State = turn.State with { Stack = [] };
        turn.Ask("news.nothing", new Choice('2', "menu.work"), new Choice('3', "menu.law"));
        return true;
    }

    private static bool LooksLikeWord(string text)
    {
        var folded = ScriptText.Fold(text);
        return folded.Length is > 1 and <= LongestWord && folded.Count(c => c == ' ') <= 1 && folded.Any(char.IsLetter);
    }

    private async Task<DialogStatus> TryAsync(DialogContext turn)
    {
        var check = await turn.Ports.CheckSecretAsync(turn.Input.Text, turn.Cancellation);
        turn.Do(new SecretTried(check));
        switch (check.Outcome)
        {
            case SecretOutcome.Accepted:
                return await TellAsync(turn, 0);
            case SecretOutcome.Duress:
                // Looks like a talk that went well and has nothing in it (S7).
                turn.Ask("news.nothing", new Choice('2', "menu.work"), new Choice('3', "menu.law"));
                return DialogStatus.Complete;
            default:
                turn.MoveTo(AskedForSecret);
                turn.Ask("verify.refused", Choices.LookingFor);
                turn.AwaitSecret();
                return DialogStatus.Waiting;
        }
    }
}
