using FamilyLink.Data;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.Messages;
using FamilyLink.Data.Notices;
using FamilyLink.Data.People;
using FamilyLink.Messaging.Gate;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Messaging.Approval;

/// <summary>One message of an update, and what became of it.</summary>
/// <param name="Channel">By which way.</param>
/// <param name="State">Its state.</param>
/// <param name="Code">Why, as a code; null when there is nothing to say.</param>
/// <param name="NotBefore">When it is looked at again, UTC.</param>
/// <param name="At">When it came into this state, UTC.</param>
public sealed record MessageOfUpdate(Channel Channel, OutboundState State, string? Code, DateTime NotBefore, DateTime At);

/// <summary>To whom an update goes, and everything that stops it from leaving as things are now: what an approver answers for.</summary>
/// <param name="Name">Their name; null when it was erased.</param>
/// <param name="Language">Their language, as a code.</param>
/// <param name="Link">What they are to the person of the case, and whether somebody has checked them; null when they are not linked any more.</param>
/// <param name="CheckedBy">Who checked them, by name.</param>
/// <param name="Addresses">Their numbers and accounts that are not retired.</param>
/// <param name="VerifiedAt">When they last wrote or called as somebody verified, UTC; null when they never did.</param>
/// <param name="Policy">The safe-contact policy that counts.</param>
/// <param name="ConsentUntil">Until when the consents for this hold, UTC; null when none does.</param>
/// <param name="Stops">What stops it, each a phrase of the console; empty when nothing does.</param>
/// <param name="Messages">The messages of this update so far, oldest first.</param>
/// <param name="OwnWords">The writer's own words among the reviewed sentences; null when there are none.</param>
/// <param name="Meaning">What the writer says that they mean.</param>
public sealed record RecipientFacts(
    string? Name,
    string Language,
    CaseContact? Link,
    string? CheckedBy,
    IReadOnlyList<ContactAddress> Addresses,
    DateTime? VerifiedAt,
    SafeContactPolicy? Policy,
    DateTime? ConsentUntil,
    IReadOnlyList<string> Stops,
    IReadOnlyList<MessageOfUpdate> Messages,
    string? OwnWords,
    string? Meaning);

/// <summary>Reads what an approver must know of a recipient. It decides nothing: the gate does, at the moment of hand-off (S4).</summary>
public sealed class RecipientReview(FamilyLinkContext db, FieldEncryptor encryptor)
{
    /// <summary>The recipient of an update.</summary>
    public async Task<RecipientFacts> OfAsync(Notice notice, DateTime now, CancellationToken cancellation)
    {
        var contact = await db.Contacts.AsNoTracking().SingleAsync(c => c.Id == notice.ContactId, cancellation);
        var link = await db.CaseContacts.AsNoTracking().SingleOrDefaultAsync(l => l.CaseId == notice.CaseId && l.ContactId == contact.Id, cancellation);
        var addresses = await db.ContactAddresses.AsNoTracking().Where(a => a.ContactId == contact.Id && a.State != AddressState.Retired).OrderBy(a => a.AddedAt).ToListAsync(cancellation);
        var policy = await SafeContactGate.CurrentPolicyAsync(db, contact.Id, cancellation);
        var purpose = ApprovalDigest.ConsentFor(notice.Subject);
        var ends = await db.Consents.AsNoTracking()
            .Where(c => c.CaseId == notice.CaseId && c.Purpose == purpose && (c.ContactId == null || c.ContactId == contact.Id) && c.Decision == ConsentDecision.Given && c.ExpiresAt > now)
            .GroupBy(c => c.Voice).Select(g => g.Max(c => c.ExpiresAt)).ToListAsync(cancellation);
        var kind = ApprovalDigest.KindOf(notice.Subject);
        var messages = await db.OutboundMessages.AsNoTracking().Where(m => m.CauseId == notice.Id && m.CauseKind == kind).OrderBy(m => m.CreatedAt)
            .Select(m => new MessageOfUpdate(m.Channel, m.State, m.OutcomeCode, m.NotBefore, m.StateAt)).ToListAsync(cancellation);
        var caseKey = await db.Cases.Where(c => c.Id == notice.CaseId).Select(c => c.PersonKeyId).SingleAsync(cancellation);
        var stops = new List<string>();
        await StopsOfContactAsync(contact, addresses, stops, cancellation);
        var others = await NumberRules.PoliciesBesideAsync(db, addresses.ConvertAll(a => a.AddressHash), contact.Id, now, cancellation);
        await StopsOfPolicyAsync(policy, others, notice.CaseId, contact.Id, now, stops, cancellation);
        if (await Permissions.WhyNotAsync(db, notice.CaseId, contact.Id, purpose, now, cancellation) is { } whyNot)
        {
            stops.Add(Permissions.Explain(whyNot));
        }

        if (await db.Set<EmergencyHold>().AnyAsync(h => h.ReleasedAt == null, cancellation))
        {
            stops.Add("Everything is held back.");
        }

        return new(
            encryptor.DecryptIfKept(contact.PersonKeyId, "contact.name", contact.Name),
            contact.Language,
            link,
            link?.CheckedBy is { } by ? await db.Users.Where(u => u.Id == by).Select(u => u.DisplayName).SingleOrDefaultAsync(cancellation) : null,
            addresses,
            await VerifiedAtAsync(contact.Id, addresses, cancellation),
            policy,
            ends.Count == 0 ? null : ends.Min(),
            stops,
            messages,
            encryptor.DecryptIfKept(caseKey, "notice.free", notice.FreeText) is { Length: > 0 } words ? words : null,
            encryptor.DecryptIfKept(caseKey, "notice.meaning", notice.Meaning));
    }

    private async Task<DateTime?> VerifiedAtAsync(Guid contactId, List<ContactAddress> addresses, CancellationToken cancellation)
    {
        var hashes = addresses.ConvertAll(a => a.AddressHash);
        var talks = db.Conversations.Where(c => hashes.Contains(c.AddressHash)).Select(c => c.Id);
        return await db.InboundMessages.Where(m => talks.Contains(m.ConversationId) && m.ContactId == contactId).MaxAsync(m => (DateTime?)m.ReceivedAt, cancellation);
    }

    private async Task StopsOfContactAsync(Contact contact, List<ContactAddress> addresses, List<string> stops, CancellationToken cancellation)
    {
        var hashes = addresses.ConvertAll(a => a.AddressHash);
        if (contact.OptedOutAt is not null || await db.Suppressions.AnyAsync(s => hashes.Contains(s.AddressHash), cancellation))
        {
            stops.Add("They, or somebody on their number, asked to hear nothing more.");
        }

        if (contact.HeldForDuressAt is not null)
        {
            stops.Add("The duress word was used: everything to them is held back.");
        }
        else
        {
            foreach (var hash in hashes)
            {
                if (await NumberRules.IsHeldForDuressAsync(db, hash, cancellation))
                {
                    stops.Add("Everything to their number is held back, because of another contact with it.");
                    break;
                }
            }
        }

        if (!addresses.Exists(a => a.State == AddressState.Active))
        {
            stops.Add("No number of theirs is confirmed.");
        }
    }

    private async Task StopsOfPolicyAsync(SafeContactPolicy? policy, List<SafeContactPolicy> others, Guid caseId, Guid contactId, DateTime now, List<string> stops, CancellationToken cancellation)
    {
        if (policy is null || policy.ExpiresAt <= now)
        {
            stops.Add("There is no safe-contact policy, or it has ended.");
            return;
        }

        if (others.Exists(o => !SafeContactGate.Allows(o, Channel.Sms)))
        {
            stops.Add("Another contact has this number and agreed to less: nothing is written to it.");
        }

        var written = SafeContactGate.Allows(policy, Channel.Sms) || SafeContactGate.Allows(policy, Channel.Messenger);
        if (!written && !(policy.AllowVoice && await Permissions.AgreedToCallsAsync(db, caseId, contactId, now, cancellation)))
        {
            stops.Add("The phone is shared, or text messages are not a safe way. Tell it by telephone.");
        }

        if (SafeHours.NextSafe(policy, others, now) is null)
        {
            stops.Add("There is no safe hour before the policy ends.");
        }
    }
}
