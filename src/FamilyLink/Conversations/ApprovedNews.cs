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
public sealed class ApprovedNews(IDbContextFactory<FamilyLinkContext> contexts, ApprovalDigest digests, SiteSettings site) : INewsSource
{
    /// <inheritdoc/>
    public async Task<News> ForAsync(Sender sender, NoticeSubject subject, Guid contactId, string language, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var contact = await db.Contacts.AsNoTracking().SingleOrDefaultAsync(c => c.Id == contactId, cancellation);
        var address = await db.ContactAddresses.AsNoTracking().AnyAsync(
            a => a.ContactId == contactId && a.AddressHash == sender.AddressHash && a.State == AddressState.Active,
            cancellation);
        var policy = await SafeContactGate.CurrentPolicyAsync(db, contactId, cancellation);
        if (contact is null || !address || contact.OptedOutAt is not null || contact.HeldForDuressAt is not null || policy is null || policy.ExpiresAt <= sender.Now
            || await NumberRules.IsHeldForDuressAsync(db, sender.AddressHash, cancellation))
        {
            return News.Nothing;
        }

        var others = await NumberRules.PoliciesBesideAsync(db, [sender.AddressHash], contactId, sender.Now, cancellation);
        var mayTell = SafeContactGate.Allows(policy, sender.Channel) && others.TrueForAll(o => SafeContactGate.Allows(o, sender.Channel));
        var notices = await db.Set<Notice>().AsNoTracking()
            .Where(n => n.ContactId == contactId && n.Subject == subject && (n.State == NoticeState.Approved || n.State == NoticeState.Told) && n.ExpiresAt > sender.Now)
            .OrderByDescending(n => n.CreatedAt)
            .ToListAsync(cancellation);
        var later = News.Nothing;
        foreach (var notice in notices)
        {
            var read = await digests.ReadAsync(db, notice.Id, sender.Now, cancellation);
            if (read is null || read.WhyNot is not null
                || await Permissions.WhyNotAsync(db, notice.CaseId, contactId, ApprovalDigest.ConsentFor(subject), sender.Now, cancellation) is not null)
            {
                continue;
            }

            var news = Tell(read, mayTell, sender, language);
            if (news.Kind != NewsKind.WhenSomebodyCanAnswer)
            {
                return news;
            }

            // Hard news waits for duty hours; it does not delay other news.
            later = later.Kind == NewsKind.Nothing ? news : later;
        }

        return later;
    }

    private News Tell(ApprovableNotice read, bool mayTell, Sender sender, string language)
    {
        var id = read.Notice.Id;
        if (!mayTell)
        {
            return new News(NewsKind.ByVoiceOnly, id);
        }

        if (read.Court is { } court && CourtUpdate.IsHard(court.Outcome) && !site.PersonOnDutyAt(sender.Now))
        {
            return new News(NewsKind.WhenSomebodyCanAnswer, id);
        }

        // The language the talk is in when there is an approved version in it, else the recipient's own; nothing is translated on the way (S13).
        var words = read.Words.FirstOrDefault(w => w.Channel == sender.Channel && w.Language == language)
            ?? read.Words.FirstOrDefault(w => w.Channel == sender.Channel && w.Language == read.Notice.Language);
        return words is null
            ? new News(NewsKind.ByVoiceOnly, id)
            : new News(NewsKind.Tell, id, [.. words.Parts], read.Court is { } update && CourtUpdate.IsAboutMoney(update.Outcome));
    }
}
