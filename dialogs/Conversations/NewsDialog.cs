using FamilyLink.Dialogs.Understanding;

namespace FamilyLink.Dialogs.Conversations;

/// <summary>News of a relative, told in parts to whoever has proved who they are.</summary>
public sealed class NewsDialog : StagedDisclosureDialog
{
    /// <summary>Its name.</summary>
    public const string Id = "news";

    /// <inheritdoc/>
    public override string Name => Id;

    /// <summary>One approved part as it is said, with what may be answered: what the console shows to those who approve is this.</summary>
    public static Utterance Part(string words, bool last) => Utterance.Of("news.part") with
    {
        Verbatim = words,
        Choices = last ? [Choices.Visit, Choices.Money, Choices.Person, Choices.Stop] : [Choices.More, Choices.Person, Choices.Stop],
    };

    private protected override Task<News> WaitingAsync(DialogContext turn) => turn.Ports.NewsAsync(turn.Cancellation);

    private protected override Utterance PartOf(News news, int part) => Part(news.Parts![part], part + 1 == news.Parts.Count);

    private protected override async Task<DialogStatus> AnsweredAsync(DialogContext turn, int told) =>
        turn.Reading is { Digit: '1' } or { Intent: Intent.Yes } ? await TellAsync(turn, told) : DialogStatus.NotAnAnswer;

    private protected override async Task<DialogStatus> NothingAsync(DialogContext turn)
    {
        if ((await turn.Ports.CourtAsync(turn.Cancellation)).Kind != NewsKind.Nothing)
        {
            // The code was sent, or news asked for, by somebody whose own result waits: that is the news there is.
            return await turn.StartAsync(CourtUpdateDialog.Id);
        }

        turn.Ask("news.nothing", Choices.LookingFor);
        return DialogStatus.Complete;
    }

    private protected override DialogStatus End(DialogContext turn, News news)
    {
        turn.Ask("news.end", Choices.Visit, Choices.Money);
        return DialogStatus.Complete;
    }
}
