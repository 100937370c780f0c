using System.Globalization;
using FamilyLink.Dialogs.Understanding;
using FamilyLink.Localization.Text;

namespace FamilyLink.Dialogs.Conversations;

/// <summary>
/// Approved words told in stages: first the secret, asked of everybody in the same words (S5), then the parts one by one as the person asks for more (S8).
/// What may be told is asked anew before every part (S4), so that a withdrawn notice stops in the middle.
/// </summary>
public abstract class StagedDisclosureDialog : Dialog
{
    private const int AwaitingSecret = 1;

    private const string PartsTold = "told";

    /// <summary>The step in which parts are told.</summary>
    protected const int Disclosing = 2;

    /// <inheritdoc/>
    public override async Task<DialogStatus> BeginAsync(DialogContext turn)
    {
        // A code is tried by whomever it comes from: it may be the one that says that somebody is being forced (S7).
        if (LooksLikeCode(turn.Input.Text) || turn.IsSecretWord)
        {
            return await TryAsync(turn);
        }

        return turn.Ports.Verified ? await TellAsync(turn, 0) : AskForSecret(turn);
    }

    /// <inheritdoc/>
    public override async Task<DialogStatus> AgainAsync(DialogContext turn)
    {
        var told = int.Parse(turn.Frame.Values.GetValueOrDefault(PartsTold, "0"), CultureInfo.InvariantCulture);
        return turn.Frame.Step == AwaitingSecret || !turn.Ports.Verified ? AskForSecret(turn) : await TellAsync(turn, Math.Max(0, told - 1));
    }

    /// <inheritdoc/>
    public override async Task<DialogStatus> ContinueAsync(DialogContext turn)
    {
        if (turn.Frame.Step == AwaitingSecret)
        {
            if (turn.Reading is not { Digit: null, Intent: Intent.None })
            {
                return DialogStatus.NotAnAnswer;
            }

            if (LooksLikeCode(turn.Input.Text))
            {
                return await TryAsync(turn);
            }

            if (IsDigits(turn.Input.Text))
            {
                // Wrong length: not a code, so it does not count as a try (S6).
                return AskForSecret(turn);
            }

            if (SecretForm.IsWord(turn.Input.Text))
            {
                turn.Tried = await turn.Ports.CheckSecretAsync(turn.Input.Text, turn.Cancellation);
                if (turn.Tried.Outcome != SecretOutcome.Refused)
                {
                    return await TriedAsync(turn, turn.Tried);
                }
            }

            // May be a question or greeting; only words that nothing else understands count as a try.
            return DialogStatus.NotAnAnswer;
        }

        if (turn.Reading is { Digit: '1' } or { Intent: Intent.Yes } && !turn.Ports.Verified)
        {
            // Half an hour of silence: whoever holds the phone now proves it again (S6).
            return AskForSecret(turn);
        }

        return await AnsweredAsync(turn, int.Parse(turn.Frame.Values.GetValueOrDefault(PartsTold, "0"), CultureInfo.InvariantCulture));
    }

    /// <inheritdoc/>
    public override bool AcceptsWords(DialogContext turn)
    {
        if (turn.Frame.Step != AwaitingSecret || turn.Tried is not { } check)
        {
            return false;
        }

        // They may have been no secret but a cry that nothing here knows. They are kept nowhere (S6), so somebody asks (S14).
        turn.Do(new TaskOpened(TaskKinds.WordsForSecret));
        Refuse(turn, check);
        return true;
    }

    /// <summary>A code, alone or with the words that people put beside one: somebody sends it, asked or not.</summary>
    internal static bool LooksLikeCode(string text) => SecretForm.CodeIn(text) is not null;

    /// <summary>A link number and a code as they stand on the card, six digits and six: no account number.</summary>
    internal static bool LooksLikeCard(string text) =>
        ScriptText.Fold(text).Split(' ', StringSplitOptions.RemoveEmptyEntries) is [{ Length: SecretForm.CodeLength } link, { Length: SecretForm.CodeLength } code]
            && link.All(char.IsAsciiDigit) && code.All(char.IsAsciiDigit);

    /// <summary>True while the secret is asked for, whatever is written.</summary>
    internal static bool AsksForSecret(ConversationState state) =>
        !state.Stack.IsEmpty && state.Stack[^1] is { Step: AwaitingSecret, Dialog: NewsDialog.Id or CourtUpdateDialog.Id };

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
                turn.Offer();
                return DialogStatus.Complete;

            case NewsKind.Tell when told < news.Parts!.Count:
                turn.Say(PartOf(news, told));
                turn.Do(new NoticeTold(news.NoticeId!.Value, told + 1, told + 1 == news.Parts.Count));
                turn.MoveTo(Disclosing, turn.Frame.Values.SetItem(PartsTold, (told + 1).ToString(CultureInfo.InvariantCulture)));
                return DialogStatus.Waiting;

            case NewsKind.Tell:
                return End(turn, news);

            default:
                return await NothingAsync(turn);
        }
    }

    private static DialogStatus AskForSecret(DialogContext turn)
    {
        turn.MoveTo(AwaitingSecret);
        turn.Ask("verify.ask", Choices.LookingFor);
        turn.AwaitSecret();
        return DialogStatus.Waiting;
    }

    /// <summary>
    /// The duress word, wherever it is said (S7): a person is told, and the talk looks like one in which there is nothing to tell. Nothing is said where
    /// nothing else would be: while a person answers.
    /// </summary>
    internal static async Task<bool> HandleDuressAsync(DialogContext turn)
    {
        if (WordsToHear(turn) is not { } words)
        {
            return false;
        }

        var heard = await turn.Ports.HearAgreedWordsAsync(words, turn.Cancellation);
        turn.SecretSound = heard.SecretSound;
        if (heard.Duress is not { } check)
        {
            return false;
        }

        turn.Do(new SecretTried(check));
        turn.State = turn.State with { Stack = [], Misunderstood = 0 };
        if (!turn.State.HumanActive)
        {
            Bland(turn);
        }

        return true;
    }

    // A single key is never an agreed word; six keys in a row of a call may be the duress number.
    private static string? WordsToHear(DialogContext turn)
    {
        if (turn.Input.Medium != Medium.Voice || !IsKeys(turn.Input.Text))
        {
            // A code alone is tried as one, and known as the duress number there: asking twice would take longer for a number on file (S5).
            return turn.Reading is { Digit: null } && SecretForm.CodeIn(turn.Input.Text) is not { Length: SecretForm.CodeLength } ? turn.Input.Text : null;
        }

        if (turn.Input.Text.Length > 1)
        {
            // A code, whole or in part, is kept nowhere (S6).
            turn.State = turn.State with { Keys = null };
            return null;
        }

        var keys = turn.State.Keys + turn.Input.Text;
        turn.State = turn.State with { Keys = keys.Length >= SecretForm.CodeLength ? keys[^(SecretForm.CodeLength - 1)..] : keys };
        return keys.Length >= SecretForm.CodeLength ? keys[^SecretForm.CodeLength..] : null;
    }

    private static bool IsKeys(string text) => text.Length > 0 && text.All(char.IsAsciiDigit);

    /// <summary>While a person answers, a code is tried without a word: they asked for it.</summary>
    internal static async Task TrySilentlyAsync(DialogContext turn) =>
        turn.Do(new SecretTried(await turn.Ports.CheckSecretAsync(SecretForm.CodeIn(turn.Input.Text) ?? turn.Input.Text, turn.Cancellation)));

    // Exactly the reply and choices of somebody for whom nothing waits.
    private static void Bland(DialogContext turn) => turn.Ask("news.nothing", Choices.LookingFor);

    private static void Refuse(DialogContext turn, SecretCheck check)
    {
        turn.Do(new SecretTried(check));
        turn.MoveTo(AwaitingSecret);
        turn.Ask("verify.refused", Choices.LookingFor);
        turn.AwaitSecret();
    }

    private static bool IsDigits(string text) => ScriptText.Fold(text).Replace(" ", "", StringComparison.Ordinal) is { Length: > 1 } digits && digits.All(char.IsAsciiDigit);

    private async Task<DialogStatus> TryAsync(DialogContext turn) => await TriedAsync(turn, await turn.Ports.CheckSecretAsync(SecretForm.CodeIn(turn.Input.Text) ?? turn.Input.Text, turn.Cancellation));

    private async Task<DialogStatus> TriedAsync(DialogContext turn, SecretCheck check)
    {
        switch (check.Outcome)
        {
            case SecretOutcome.Accepted:
                turn.Do(new SecretTried(check));
                return await TellAsync(turn, 0);
            case SecretOutcome.Duress:
                // Looks like a successful check with no news (S7).
                turn.Do(new SecretTried(check));
                Bland(turn);
                return DialogStatus.Complete;
            default:
                Refuse(turn, check);
                return DialogStatus.Waiting;
        }
    }
}
