using FamilyLink.Data;
using FamilyLink.Data.People;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Messaging.Gate;

/// <summary>Undoing a STOP (S3).</summary>
public static class OptOutRules
{
    /// <summary>Whether somebody who asked for no more messages has agreed anew since: only then may a caseworker reopen.</summary>
    public static Task<bool> HasFreshConsentAsync(FamilyLinkContext db, Contact contact, DateTime now, CancellationToken cancellation) => db.Consents.AnyAsync(
        c => c.ContactId == contact.Id && c.Decision == ConsentDecision.Given && c.GivenAt > contact.OptedOutAt && c.ExpiresAt > now,
        cancellation);

    /// <summary>Lets one person be written to again, on every way that nobody else asked to have closed.</summary>
    public static async Task ReopenAsync(FamilyLinkContext db, Guid contactId)
    {
        await db.Contacts.Where(c => c.Id == contactId).ExecuteUpdateAsync(c => c.SetProperty(x => x.OptedOutAt, (DateTime?)null));
        var theirs = db.ContactAddresses.Where(a => a.ContactId == contactId && a.State != AddressState.Retired).Select(a => a.AddressHash);
        var others =
            from address in db.ContactAddresses
            join contact in db.Contacts on address.ContactId equals contact.Id
            where contact.Id != contactId && contact.OptedOutAt != null && address.State != AddressState.Retired
            select address.AddressHash;
        await db.Suppressions.Where(s => theirs.Contains(s.AddressHash) && !others.Contains(s.AddressHash) && s.Reason == "stop").ExecuteDeleteAsync();
    }
}
