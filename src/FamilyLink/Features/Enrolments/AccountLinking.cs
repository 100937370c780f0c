using FamilyLink.Conversations;
using FamilyLink.Data;
using FamilyLink.Data.Audit;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.People;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.Enrolments;

/// <summary>
/// Puts a chat account on a contact's file when it has just proved the secret with its link number (S6). Approvals that did not know the account
/// are void from then on (S11), and a caseworker is told: whether this way is safe is for the policy to say (S1).
/// </summary>
public sealed class AccountLinking(FieldEncryptor encryptor)
{
    /// <summary>The kind of the task that a new account leaves.</summary>
    public const string LinkedTask = "account-linked";

    /// <summary>Links the account that speaks. One that is on file, in whatever state, stays as it is (S19).</summary>
    public async Task LinkAsync(Guid contactId, EffectContext context, WriteSession session)
    {
        var (db, sender) = (session.Db, context.Sender);
        var contact = await db.Contacts.SingleAsync(c => c.Id == contactId);
        if (sender.Address is null || await db.ContactAddresses.AnyAsync(a => a.ContactId == contactId && a.AddressHash == sender.AddressHash))
        {
            return;
        }

        contact.Version++;
        db.ContactAddresses.Add(new ContactAddress
        {
            ContactId = contactId,
            AddressHash = sender.AddressHash,
            Address = encryptor.Encrypt(contact.PersonKeyId, "contact.address", sender.Address),
            IsTelephone = false,
            AddedAt = sender.Now,
            ConfirmedAt = sender.Now,
            ProvedAt = sender.Now,
        });

        // One STOP for every channel, also for one that comes later (S3).
        if (contact.OptedOutAt is not null && !await db.Suppressions.AnyAsync(s => s.AddressHash == sender.AddressHash))
        {
            db.Suppressions.Add(new Suppression { AddressHash = sender.AddressHash, Reason = "stop", Since = sender.Now });
        }

        await db.OpenTaskAsync(LinkedTask, Urgency.Today, sender.Now, new(ContactId: contactId, ConversationId: sender.ConversationId));
        session.Audit(new AuditFact($"conversation:{sender.ConversationId:N}", "account.linked", $"contact:{contactId:N}"));
        await session.SaveAsync();
    }
}
