using FamilyLink.Conversations;
using FamilyLink.Data;
using FamilyLink.Data.Notices;
using FamilyLink.Data.People;
using FamilyLink.Dialogs;
using FamilyLink.Messaging.Gate;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.Notices;

/// <summary>What a verified contact may be told: the newest approved notice for them, every rule checked at this very moment (S1, S2, S4, S8, S11, S12).</summary>
public sealed class NewsFromNotices(IDbContextFactory<FamilyLinkContext> contexts, NoticeSeal seals) : INewsSource
{
    /// <inheritdoc/>
    public async Task<News> ForAsync(Speaker speaker, Guid contactId, string language, CancellationToken cancellation)
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
            .Where(n => n.ContactId == contactId && (n.State == NoticeState.Approved || n.State == NoticeState.Told) && n.ExpiresAt > speaker.Now)
            .OrderByDescending(n => n.CreatedAt)
            .ToListAsync(cancellation);
        foreach (var notice in notices)
        {
            var read = await seals.ReadAsync(db, notice.Id, speaker.Now, cancellation);
            if (read is null || read.WhyNot is not null
                || await Permissions.WhyNotAsync(db, notice.CaseId, contactId, ConsentPurpose.NewsOfRelative, speaker.Now, cancellation) is not null)
            {
                continue;
            }

            if (!SafeContactGate.Allows(policy, speaker.Channel))
            {
                return new News(NewsKind.ByVoiceOnly, notice.Id);
            }

            var words = read.Words.FirstOrDefault(w => w.Channel == speaker.Channel);
            return words is null ? new News(NewsKind.ByVoiceOnly, notice.Id) : new News(NewsKind.Tell, notice.Id, [.. words.Parts]);
        }

        return News.Nothing;
    }
}
