using FamilyLink.Data;
using FamilyLink.Data.Court;
using FamilyLink.Data.Notices;
using FamilyLink.Data.People;
using FamilyLink.Dialogs;
using FamilyLink.Messaging.Approval;
using FamilyLink.Messaging.Gate;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Conversations;

/// <summary>What a verified contact may be told: the newest approved notice about the subject, every rule checked at this very moment (S1, S2, S4, S8, S11, S12).</summary>
public sealed class ApprovedNews(IDbContextFactory<FamilyLinkContext> contexts, NoticeSeal seals, SiteFacts site) : INewsSource
{
    /// <inheritdoc/>
    public async Task<News> ForAsync(Speaker speaker, NoticeSubject subject, Guid contactId, string language, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var contact = await db.Contacts.AsNoTracking().SingleOrDefaultAsync(c => c.Id == contactId, cancellation);
        var address = await db.ContactAddresses.AsNoTracking().AnyAsync(
            a => a.ContactId == contactId && a.AddressHash == speaker.AddressHash && a.State == AddressState.Active,
            cancellation);
        var policy = await SafeContactGate.CurrentPolicyAsync(db, contactId, cancellation);
        if (contact is null || !address || contact.OptedOutAt is not null || contact.HeldForDuressAt is not null || policy is null || policy.ExpiresAt <= speaker.Now)
        {
            return News.Nothing;
        }

        var notices = await db.Set<Notice>().AsNoTracking()
            .Where(n => n.ContactId == contactId && n.Subject == subject && (n.State == NoticeState.Approved || n.State == NoticeState.Told) && n.ExpiresAt > speaker.Now)
            .OrderByDescending(n => n.CreatedAt)
            .ToListAsync(cancellation);
        var later = News.Nothing;
        foreach (var notice in notices)
        {
            var read = await seals.ReadAsync(db, notice.Id, speaker.Now, cancellation);
            if (read is null || read.WhyNot is not null
                || await Permissions.WhyNotAsync(db, notice.CaseId, contactId, NoticeSeal.ConsentFor(subject), speaker.Now, cancellation) is not null)
            {
                continue;
            }

            var news = Tell(read, policy, speaker, language);
            if (news.Kind != NewsKind.WhenSomebodyCanAnswer)
            {
                return news;
            }

            // Hard news waits for somebody who can answer; other news does not wait for it.
            later = later.Kind == NewsKind.Nothing ? news : later;
        }

        return later;
    }

    private News Tell(SealedNotice read, SafeContactPolicy policy, Speaker speaker, string language)
    {
        var id = read.Notice.Id;
        if (!SafeContactGate.Allows(policy, speaker.Channel))
        {
            return new News(NewsKind.ByVoiceOnly, id);
        }

        if (read.Court is { } court && CourtUpdate.IsHard(court.Outcome) && !site.PersonOnDutyAt(speaker.Now))
        {
            return new News(NewsKind.WhenSomebodyCanAnswer, id);
        }

        // The language the talk is in when there is an approved version in it, else the recipient's own; nothing is translated on the way (S13).
        var words = read.Words.FirstOrDefault(w => w.Channel == speaker.Channel && w.Language == language)
            ?? read.Words.FirstOrDefault(w => w.Channel == speaker.Channel && w.Language == read.Notice.Language);
        return words is null
            ? new News(NewsKind.ByVoiceOnly, id)
            : new News(NewsKind.Tell, id, [.. words.Parts], read.Court is { } update && CourtUpdate.IsAboutMoney(update.Outcome));
    }
}
