using FamilyLink.Data;
using FamilyLink.Data.People;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Messaging.Gate;

/// <summary>
/// What holds for a number or account, whoever of the contacts on it is written to: what one of them agreed or suffers counts for all, because whoever
/// holds the phone reads everything (S1, S7, S8). It counts across agencies, and also for a contact who was added afterwards.
/// </summary>
public static class NumberRules
{
    /// <summary>Whether a duress word holds back what goes to this number, said as whatever contact (S7).</summary>
    public static Task<bool> IsHeldForDuressAsync(FamilyLinkContext db, byte[] addressHash, CancellationToken cancellation) => (
        from address in db.ContactAddresses
        join contact in db.Contacts on address.ContactId equals contact.Id
        where address.AddressHash == addressHash && address.State != AddressState.Retired && contact.HeldForDuressAt != null
        select contact.Id).AnyAsync(cancellation);

    /// <summary>Whether somebody who answered there said that it is not their number, and no caseworker has confirmed it since (S19).</summary>
    public static Task<bool> IsQuarantinedAsync(FamilyLinkContext db, byte[] addressHash, CancellationToken cancellation) =>
        db.ContactAddresses.AnyAsync(a => a.AddressHash == addressHash && a.State == AddressState.Quarantined, cancellation);

    /// <summary>The policies of the other contacts with one of these numbers that hold at <paramref name="now"/> (UTC); each only the newest.</summary>
    public static async Task<List<SafeContactPolicy>> PoliciesBesideAsync(FamilyLinkContext db, IReadOnlyCollection<byte[]> addressHashes, Guid contactId, DateTime now, CancellationToken cancellation)
    {
        var others = await db.ContactAddresses.AsNoTracking()
            .Where(a => addressHashes.Contains(a.AddressHash) && a.State != AddressState.Retired && a.ContactId != contactId)
            .Select(a => a.ContactId).Distinct().ToListAsync(cancellation);
        var policies = new List<SafeContactPolicy>();
        foreach (var other in others)
        {
            if (await SafeContactGate.CurrentPolicyAsync(db, other, cancellation) is { } policy && policy.ExpiresAt > now)
            {
                policies.Add(policy);
            }
        }

        return policies;
    }
}
