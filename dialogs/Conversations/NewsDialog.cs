using System.Collections.Immutable;
using System.Globalization;
using FamilyLink.Dialogs.Understanding;
using FamilyLink.Localization.Text;

namespace FamilyLink.Dialogs.Conversations;

/// <summary>
/// News of a relative: first the secret, asked of everybody in the same words (S5), then the approved parts one by one as the person asks for more (S8).
/// What may be told is asked anew before every part (S4), so that a withdrawn notice stops in the middle.
/// </summary>
public sealed class NewsDialog : Dialog
{
    /// <summary>Its name.</summary>
    public const string Id = "news";

    private const int AskedForSecret = 1;
    private const int Telling = 2;
    private const int LongestWord = 24;
    private const int ShortestCode = 5;
    private const int LongestCode = 8;

    /// <inheritdoc/>
    public override string Name => Id;

    /// <summary>One approved part as it is said, with what may be answered: what the console shows to those who approve is this.</summary>
    public static Utterance Part(string words, bool last) => Utterance.Of("news.part") with
    {
        Verbatim = words,
        Choices = last ? [Choices.Visit, Choices.Money, Choices.Person, Choices.Stop] : [Choices.More, Choices.Person, Choices.Stop],
    };

    /// <summary>A message that is nothing but a handful of digits: somebody sends a code without being asked.</summary>
    internal static bool LooksLikeCode(string text)
    {
        var folded = ScriptText.Fold(text).Replace(" ", "", StringComparison.Ordinal);
        return folded.Length is >= ShortestCode and <= LongestCode && folded.All(char.IsAsciiDigit);
    }

    /// <inheritdoc/>
    public override async Task<DialogStatus> BeginAsync(TurnContext turn)
    {
        if (turn.Ports.Verified)
        {
            return await TellAsync(turn, 0);
        }

        if (LooksLikeCode(turn.Activity.Text))
        {
            return await TryAsync(turn);
        }

        turn.MoveTo(AskedForSecret);
        turn.Ask("verify.ask", Choices.LookingFor);
        return DialogStatus.Waiting;
    }

    /// <inheritdoc/>
    public override async Task<DialogStatus> ContinueAsync(TurnContext turn)
    {
        if (turn.Frame.Step == AskedForSecret)
        {
            if (turn.Reading is { Digit: null, Intent: Intent.None } && (LooksLikeCode(turn.Activity.Text) || LooksLikeWord(turn.Activity.Text)))
            {
                return await TryAsync(turn);
            }

            return DialogStatus.NotAnAnswer;
        }

        if (turn.Reading is { Digit: '1' } or { Intent: Intent.Yes })
        {
            if (!turn.Ports.Verified)
            {
                // Half an hour of silence: whoever holds the phone now proves it again (S6).
                turn.MoveTo(AskedForSecret);
                turn.Ask("verify.ask", Choices.LookingFor);
                return DialogStatus.Waiting;
            }

            var told = int.Parse(turn.Frame.Values.GetValueOrDefault("told", "0"), CultureInfo.InvariantCulture);
            return await TellAsync(turn, told);
        }

        return DialogStatus.NotAnAnswer;
    }

    private static bool LooksLikeWord(string text)
    {
        var folded = ScriptText.Fold(text);
        return folded.Length is > 1 and <= LongestWord && folded.Count(c => c == ' ') <= 1 && folded.Any(char.IsLetter);
    }

    private static async Task<DialogStatus> TryAsync(TurnContext turn)
    {
        var check = await turn.Ports.CheckSecretAsync(turn.Activity.Text, turn.Cancellation);
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
                return DialogStatus.Waiting;
        }
    }

    private static async Task<DialogStatus> TellAsync(TurnContext turn, int told)
    {
        var news = await turn.Ports.NewsAsync(turn.Cancellation);
        switch (news.Kind)
        {
            case NewsKind.ByVoiceOnly:
                turn.Do(new TaskOpened(TaskKinds.TellByVoice));
                turn.Ask("news.by-voice");
                return DialogStatus.Complete;

            case NewsKind.Tell when told < news.Parts!.Count:
                var last = told + 1 == news.Parts.Count;
                turn.Say(Part(news.Parts[told], last));
                turn.Do(new NoticeTold(news.NoticeId!.Value, told + 1, last));
                turn.MoveTo(Telling, turn.Frame.Values.SetItem("told", (told + 1).ToString(CultureInfo.InvariantCulture)));
                return DialogStatus.Waiting;

            case NewsKind.Tell:
                turn.Ask("news.end", Choices.Visit, Choices.Money);
                return DialogStatus.Complete;

            default:
                turn.Ask("news.nothing", Choices.LookingFor);
                return DialogStatus.Complete;
        }
    }
}
