using FamilyLink.Dialogs.Understanding;
using FamilyLink.Localization.Text;

namespace FamilyLink.Dialogs.Conversations;

/// <summary>
/// What became of the person's own court case: told in parts, read again with 3, and then one of "I understood", "I have a question",
/// "part of it is missing" and "call me about this". Every answer but the first leaves work for somebody.
/// </summary>
public sealed class CourtUpdateDialog : StagedDisclosureDialog
{
    /// <summary>Its name.</summary>
    public const string Id = "court-update";

    private const int AskedForQuestion = 3;
    private const int LongestQuestion = 400;
    private const string NoticeId = "notice";

    private static readonly Choice CallMe = new('0', "court.choice-call");

    /// <inheritdoc/>
    public override string Name => Id;

    /// <inheritdoc/>
    public override string CallTask => TaskKinds.CourtCall;

    /// <summary>One approved part as it is said, with what may be answered: what the console shows to those who approve is this.</summary>
    public static Utterance Part(string words, bool last, bool aboutMoney) => Utterance.Of("court.part") with
    {
        Verbatim = words,
        Choices =
        [
            .. last ? (Choice[])[new('1', "court.choice-understood"), new('2', "court.choice-question"), new('3', "court.choice-again")] : [Choices.More],
            .. last && aboutMoney ? (Choice[])[new('6', "court.choice-missing")] : [],
            CallMe,
            Choices.Stop,
        ],
    };

    /// <inheritdoc/>
    public override async Task<DialogStatus> ContinueAsync(DialogContext turn)
    {
        if (turn.Frame.Step != AskedForQuestion)
        {
            return await base.ContinueAsync(turn);
        }

        if (turn.Reading is not { Digit: null, Intent: Intent.None })
        {
            return DialogStatus.NotAnAnswer;
        }

        turn.Do(new TaskOpened(TaskKinds.CourtQuestion, ScriptText.Cut(turn.Input.Text.Trim(), LongestQuestion)));
        turn.Ask("looking.done");
        return DialogStatus.Complete;
    }

    /// <inheritdoc/>
    public override Task PersonAskedForAsync(DialogContext turn)
    {
        if (turn.Frame.Values.TryGetValue(NoticeId, out var id))
        {
            turn.Do(new CourtReplied(Guid.Parse(id), CourtReply.CallMe));
        }

        return Task.CompletedTask;
    }

    private protected override async Task<News> WaitingAsync(DialogContext turn)
    {
        var news = await turn.Ports.CourtAsync(turn.Cancellation);
        if (news.NoticeId is { } id)
        {
            turn.MoveTo(turn.Frame.Step, turn.Frame.Values.SetItem(NoticeId, id.ToString("N")));
        }

        return news;
    }

    private protected override Utterance PartOf(News news, int part)
    {
        var last = part + 1 == news.Parts!.Count;
        return Part(news.Parts[part], last, news.AboutMoney);
    }

    private protected override async Task<DialogStatus> AnsweredAsync(DialogContext turn, int told)
    {
        if (!turn.Ports.Verified)
        {
            return DialogStatus.NotAnAnswer;
        }

        var news = await turn.Ports.CourtAsync(turn.Cancellation);
        var all = news.Kind == NewsKind.Tell && told >= news.Parts!.Count;
        switch (turn.Reading)
        {
            case { Digit: '1' } or { Intent: Intent.Yes } when !all:
                return await TellAsync(turn, told);

            case { Digit: '1' } or { Intent: Intent.Yes }:
                return End(turn, news);

            case { Digit: '2' } when all:
                // The task is there at once: somebody who stops answering here is called back all the same.
                turn.Do(new CourtReplied(news.NoticeId!.Value, CourtReply.Question));
                turn.Do(new TaskOpened(TaskKinds.CourtQuestion));
                if (turn.Input.Medium == Medium.Voice)
                {
                    turn.Ask("looking.done");
                    return DialogStatus.Complete;
                }

                turn.MoveTo(AskedForQuestion);
                turn.Ask("court.ask-question");
                return DialogStatus.Waiting;

            case { Digit: '3' } or { Intent: Intent.Law }:
                return await TellAsync(turn, 0);

            case { Digit: '6' } or { Intent: Intent.Money } when all && news.AboutMoney:
                turn.Do(new CourtReplied(news.NoticeId!.Value, CourtReply.PartMissing));
                turn.Do(new TaskOpened(TaskKinds.CourtMoneyMissing));
                turn.Ask("court.missing-noted");
                return DialogStatus.Complete;

            default:
                return DialogStatus.NotAnAnswer;
        }
    }

    private protected override Task<DialogStatus> NothingAsync(DialogContext turn)
    {
        turn.Ask("news.nothing", new Choice('3', "menu.law"));
        return Task.FromResult(DialogStatus.Complete);
    }

    private protected override DialogStatus End(DialogContext turn, News news)
    {
        turn.Do(new CourtReplied(news.NoticeId!.Value, CourtReply.Understood));
        turn.Ask("court.thanks", new Choice('3', "court.choice-again"));
        return DialogStatus.Complete;
    }
}
