using System.Security.Cryptography;
using FamilyLink.Data;
using FamilyLink.Data.Audit;
using FamilyLink.Data.CheckIns;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.Messages;
using FamilyLink.Data.People;
using FamilyLink.Messaging;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.Contacts;

/// <summary>
/// Erases somebody for good (S22): the keys that open their name, numbers, words and messages are destroyed, wherever copies of the rows are. What remains is
/// the audit trail, which holds no words, and the keyed hash of a number that nobody else on file has, so that it is never contacted again.
/// </summary>
public sealed class Erasure(FamilyLinkContext db, FieldEncryptor encryptor, TimeProvider clock)
{
    /// <summary>Erases a contact and the conversations of their numbers; saves.</summary>
    /// <param name="contactId">The contact.</param>
    /// <param name="by">Who asked for it, for the audit trail.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task EraseContactAsync(Guid contactId, AuditFact by, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var contact = await db.Contacts.SingleAsync(c => c.Id == contactId, cancellation);
        var addresses = await db.ContactAddresses.Where(a => a.ContactId == contactId).ToListAsync(cancellation);
        var keys = new List<Guid> { contact.PersonKeyId };
        foreach (var address in addresses)
        {
            var shared = await db.ContactAddresses.AnyAsync(a => a.AddressHash == address.AddressHash && a.ContactId != contactId && a.State != AddressState.Retired, cancellation);
            address.State = AddressState.Retired;
            if (shared)
            {
                continue;
            }

            keys.AddRange(await ForgetConversationsAsync(address.AddressHash, cancellation));
            if (!await db.Suppressions.AnyAsync(s => s.AddressHash == address.AddressHash, cancellation))
            {
                db.Suppressions.Add(new Suppression { AddressHash = address.AddressHash, Reason = "erased", Since = now });
            }
        }

        contact.OptedOutAt ??= now;
        contact.Version++;
        await db.Database.ExecuteSqlInterpolatedAsync($"UPDATE enrolment SET ended_at = {now} WHERE contact_id = {contactId} AND ended_at IS NULL", cancellation);
        await db.OutboundMessages.Where(m => m.ContactId == contactId && m.State == OutboundState.Waiting)
            .ExecuteUpdateAsync(m => m.SetProperty(x => x.State, OutboundState.Cancelled).SetProperty(x => x.OutcomeCode, "erased").SetProperty(x => x.StateAt, now), cancellation);
        await EndCheckInsAsync(contactId, cancellation);
        await DestroyAsync(keys, now, cancellation);
        db.Audit(by);
        await db.SaveChangesAsync(cancellation);
        keys.ForEach(encryptor.Forget);
    }

    // A question that was asked just before is not waited for: nobody is to look for somebody who asked to be forgotten.
    private async Task EndCheckInsAsync(Guid contactId, CancellationToken cancellation)
    {
        var plans = db.Set<CheckInPlan>().Where(p => p.ContactId == contactId && p.State != CheckInPlanState.Ended);
        await db.Set<CheckIn>().Where(c => plans.Any(p => p.Id == c.PlanId) && (c.State == CheckInState.Planned || c.State == CheckInState.Queued || c.State == CheckInState.Asked))
            .ExecuteUpdateAsync(c => c.SetProperty(x => x.State, CheckInState.NotSent).SetProperty(x => x.Code, "erased").SetProperty(x => x.LookAt, (DateTime?)null), cancellation);
        await plans.ExecuteUpdateAsync(p => p.SetProperty(x => x.State, CheckInPlanState.Ended).SetProperty(x => x.Reason, "erased").SetProperty(x => x.Version, x => x.Version + 1), cancellation);
    }

    /// <summary>Erases a conversation of somebody on no file; saves.</summary>
    public async Task EraseConversationAsync(byte[] addressHash, AuditFact by, CancellationToken cancellation)
    {
        var keys = await ForgetConversationsAsync(addressHash, cancellation);
        await DestroyAsync(keys, clock.GetUtcNow().UtcDateTime, cancellation);
        db.Audit(by);
        await db.SaveChangesAsync(cancellation);
        keys.ForEach(encryptor.Forget);
    }

    // Under another hash, so that whoever writes from this number next begins anew; with another version, so that no turn in progress goes on from the old one.
    private async Task<List<Guid>> ForgetConversationsAsync(byte[] addressHash, CancellationToken cancellation)
    {
        var keys = new List<Guid>();
        foreach (var conversation in await db.Conversations.AsNoTracking().Where(c => c.AddressHash == addressHash).ToListAsync(cancellation))
        {
            keys.Add(conversation.PersonKeyId);
            var nobody = RandomNumberGenerator.GetBytes(32);
            await db.Conversations.Where(c => c.Id == conversation.Id).ExecuteUpdateAsync(
                c => c.SetProperty(x => x.AddressHash, nobody).SetProperty(x => x.Version, x => x.Version + 1).SetProperty(x => x.VerifiedContactId, (Guid?)null),
                cancellation);
        }

        return keys;
    }

    private async Task DestroyAsync(List<Guid> keys, DateTime now, CancellationToken cancellation)
    {
        foreach (var key in await db.PersonKeys.Where(k => keys.Contains(k.Id) && k.ErasedAt == null).ToListAsync(cancellation))
        {
            (key.Wrapped, key.ErasedAt) = ([], now);
        }
    }
}
