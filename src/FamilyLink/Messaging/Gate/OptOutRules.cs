using FamilyLink.Data;
using FamilyLink.Data.Audit;
using FamilyLink.Data.Messages;
using FamilyLink.Data.Notices;
using FamilyLink.Data.People;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Messaging.Gate;

/// <summary>"This person wants nothing", whoever tells us so, and the one way back (S3).</summary>
public static class OptOutRules
{
    /// <summary>The kind of task that says that approved news waits for somebody who asked for no more messages.</summary>
    public const string UpdateStopped = "update-stopped";

    /// <summary>The kind of task that asks a caseworker to find out whose number it is.</summary>
    public const string NumberToConfirm = "number-to-confirm";

    /// <summary>
    /// Somebody on this address wants no more messages: said to us, or to the provider, who tells us in an answer or in a report. Every way to everybody
    /// reached there is closed and what waits is cancelled; on a shared phone too, because on a doubt the service falls silent.
    /// </summary>
    /// <param name="session">The transaction.</param>
    /// <param name="addressHash">The address.</param>
    /// <param name="reason"><c>stop</c> or <c>gateway</c>.</param>
    /// <param name="subject">What the audit entry is about.</param>
    /// <param name="now">UTC.</param>
    /// <param name="keepAnswers">True keeps a caseworker's answers to somebody who also told of danger.</param>
    public static async Task WantsNothingAsync(WriteSession session, byte[] addressHash, string reason, string subject, DateTime now, bool keepAnswers = false)
    {
        var db = session.Db;
        var contacts = await db.ContactAddresses.Where(a => a.AddressHash == addressHash && a.State != AddressState.Retired).Select(a => a.ContactId).Distinct().ToListAsync();
        var theirs = await db.ContactAddresses.Where(a => contacts.Contains(a.ContactId) && a.State != AddressState.Retired).Select(a => a.AddressHash).ToListAsync();
        foreach (var address in theirs.Append(addressHash).DistinctBy(Convert.ToHexString))
        {
            if (!await db.Suppressions.AnyAsync(s => s.AddressHash == address))
            {
                db.Suppressions.Add(new Suppression { AddressHash = address, Reason = reason, Since = now });
            }
        }

        await db.Contacts.Where(c => contacts.Contains(c.Id)).ExecuteUpdateAsync(c => c.SetProperty(x => x.OptedOutAt, now));
        await CancelWaitingAsync(db, contacts, addressHash, "stop", now, keepAnswers);
        await TellOfUpdatesAsync(db, contacts, now);
        session.Audit(subject.StartsWith("conversation:", StringComparison.Ordinal) ? new AuditFact(subject, "optout." + reason, subject) : AuditFact.Service("optout." + reason, subject));
    }

    // What two people approved would lie there and look as if it would still leave: a caseworker finds another way, or withdraws it.
    private static async Task TellOfUpdatesAsync(FamilyLinkContext db, List<Guid> contacts, DateTime now)
    {
        var waiting = await (
            from notice in db.Set<Notice>()
            join contact in db.Contacts on notice.ContactId equals contact.Id
            where contacts.Contains(notice.ContactId) && notice.State == NoticeState.Approved && notice.ExpiresAt > now
                && !db.StaffTasks.Any(t => t.Kind == UpdateStopped && t.ContactId == notice.ContactId && t.DoneAt == null)
            select new { notice.ContactId, notice.CaseId, contact.AgencyId }).ToListAsync();
        foreach (var one in waiting.DistinctBy(w => w.ContactId))
        {
            await db.OpenTaskAsync(UpdateStopped, Urgency.Today, now, new(one.CaseId, one.ContactId, AgencyId: one.AgencyId));
        }
    }

    /// <summary>Cancels what waits for an address and for everybody reached there.</summary>
    public static Task<int> CancelWaitingAsync(FamilyLinkContext db, List<Guid> contacts, byte[] addressHash, string code, DateTime now, bool keepAnswers = false) =>
        db.OutboundMessages
            .Where(m => m.State == OutboundState.Waiting && m.CauseKind != StopConfirmed && m.Purpose != OutboundPurpose.DutyAlert
                && !(keepAnswers && m.Purpose == OutboundPurpose.StaffAnswer) && (m.AddressHash == addressHash || (m.ContactId != null && contacts.Contains(m.ContactId.Value))))
            .ExecuteUpdateAsync(m => m
                .SetProperty(x => x.State, OutboundState.Cancelled)
                .SetProperty(x => x.OutcomeCode, code)
                .SetProperty(x => x.StateAt, now));

    /// <summary>The cause kind of the one answer that follows a STOP: it says that nothing more will come, and leaves however long it had to wait.</summary>
    public const string StopConfirmed = "stop";

    /// <summary>Whether somebody who asked for no more messages has agreed anew since: only then may a caseworker reopen.</summary>
    public static Task<bool> HasFreshConsentAsync(FamilyLinkContext db, Guid contactId, DateTime stopped, DateTime now, CancellationToken cancellation) => db.Consents.AnyAsync(
        c => c.ContactId == contactId && c.Decision == ConsentDecision.Given && c.GivenAt > stopped && c.ExpiresAt > now,
        cancellation);

    /// <summary>Since when nothing goes to somebody because they, or anybody on a number of theirs, asked for no more messages; null when nobody did. UTC.</summary>
    public static async Task<DateTime?> StoppedAtAsync(FamilyLinkContext db, Guid contactId, CancellationToken cancellation)
    {
        var theirs = db.ContactAddresses.Where(a => a.ContactId == contactId && a.State != AddressState.Retired).Select(a => a.AddressHash);
        var ofNumbers = await db.Suppressions.Where(s => theirs.Contains(s.AddressHash) && (s.Reason == "stop" || s.Reason == "gateway")).Select(s => (DateTime?)s.Since).MaxAsync(cancellation);
        var own = await db.Contacts.Where(c => c.Id == contactId).Select(c => c.OptedOutAt).SingleAsync(cancellation);
        return own is null || own < ofNumbers ? ofNumbers : own;
    }

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
        await db.Suppressions.Where(s => theirs.Contains(s.AddressHash) && !others.Contains(s.AddressHash) && (s.Reason == "stop" || s.Reason == "gateway")).ExecuteDeleteAsync();
    }
}
