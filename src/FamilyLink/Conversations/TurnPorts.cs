using System.Collections.Immutable;
using FamilyLink.Data.Notices;
using FamilyLink.Dialogs;

namespace FamilyLink.Conversations;

/// <summary>The world as one turn sees it.</summary>
internal sealed class TurnPorts(Sender sender, ISecretCheck secrets, INewsSource news, SiteSettings site, IAnswerLibrary answers) : IConversationPorts
{
    public Guid? VerifiedContactId { get; set; }

    public bool Verified => VerifiedContactId is not null;

    public required bool OptedOut { get; init; }

    public required string? DefaultLanguage { get; init; }

    public string Language { get; set; } = "lo";

    public string? Country { get; init; }

    public bool HumanReleased { get; init; }

    public ImmutableList<string> Languages => site.Languages;

    public bool PersonOnDuty => site.PersonOnDutyAt(sender.Now);

    public int Today => site.DayOf(sender.Now).DayNumber;

    public string DutyHours => site.DutyHours;

    public async Task<SecretCheck> CheckSecretAsync(string secret, CancellationToken cancellation)
    {
        var check = await secrets.TryAsync(sender, secret, cancellation);
        if (check.Outcome != SecretOutcome.Refused)
        {
            VerifiedContactId = check.Outcome == SecretOutcome.Accepted ? check.ContactId : null;
        }

        return check;
    }

    public async Task<AgreedWords> HearAgreedWordsAsync(string words, CancellationToken cancellation)
    {
        var heard = await secrets.HearAgreedWordsAsync(sender, words, cancellation);
        if (heard.Duress is not null)
        {
            VerifiedContactId = null;
        }

        return heard;
    }

    public Task<News> NewsAsync(CancellationToken cancellation) => ForAsync(NoticeSubject.Shelter, cancellation);

    public Task<News> CourtAsync(CancellationToken cancellation) => ForAsync(NoticeSubject.CourtOutcome, cancellation);

    public Task<TopicAnswer> AnswerAsync(string topic, string language, CancellationToken cancellation) =>
        answers.FindAsync(new AnswerAsked(topic, language, sender.Medium, Country, sender.Now), cancellation);

    private Task<News> ForAsync(NoticeSubject subject, CancellationToken cancellation) =>
        VerifiedContactId is { } contact ? news.ForAsync(sender, subject, contact, Language, cancellation) : Task.FromResult(News.Nothing);
}
