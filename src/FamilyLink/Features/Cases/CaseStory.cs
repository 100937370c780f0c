using System.Globalization;
using FamilyLink.Data;
using FamilyLink.Data.CheckIns;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.Messages;
using FamilyLink.Data.Notices;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.Cases;

/// <summary>One thing that happened in a case.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="What">What, as a phrase of the console.</param>
/// <param name="About">The contact it is about, by name; null when it is about the case.</param>
/// <param name="By">Who did it; null for the service, and for the person themselves.</param>
/// <param name="Href">Where it can be read; null when it is all there is.</param>
/// <param name="Message">The message that went out, when it is one.</param>
/// <param name="Count">How many there were on that day.</param>
public sealed record StoryLine(DateTime At, string What, string? About, string? By, string? Href, OutboundMessage? Message = null, int Count = 1);

/// <summary>
/// Tells what happened in a case, the newest first, in one list: what staff did, from the trail that nobody can change (S21), what went out and what came
/// of it, and on which days people wrote. No words of anybody are in it.
/// </summary>
public sealed class CaseStory(FamilyLinkContext db, FieldEncryptor encryptor)
{
    /// <summary>Lines on one page.</summary>
    public const int PerPage = 60;

    // What is not named here, such as that somebody read the case, is in the trail itself.
    private static readonly Dictionary<string, string> Phrases = new(StringComparer.Ordinal)
    {
        ["case.opened"] = "The case was opened",
        ["case.renamed"] = "The name was changed",
        ["case.closed"] = "The case was closed",
        ["case.reopened"] = "The case was opened again",
        ["case.caseworker-changed"] = "Another caseworker looks after it",
        ["case.shared"] = "Shared with another agency",
        ["case.handed-over"] = "Handed over to another agency",
        ["case.share-ended"] = "The sharing was ended",
        ["court.entered"] = "A line of the court record was written",
        ["court.corrected"] = "The court record was corrected",
        ["contact.added"] = "Added as a contact",
        ["contact.role-checked"] = "Their role was checked",
        ["consent.recorded"] = "What they decided was written down",
        ["policy.agreed"] = "A safe-contact policy was agreed on",
        ["contact.enrolled"] = "A secret was handed over",
        ["contact.verified"] = "They proved who they are",
        ["contact.duress"] = "The duress word was used",
        ["contact.hold-lifted"] = "The hold for duress was lifted",
        ["contact.reopened"] = "They can be written to again",
        ["contact.erased"] = "They were erased",
        ["address.quarantined"] = "Their number is quarantined",
        ["address.confirmed"] = "Their number was confirmed",
        ["account.linked"] = "Their Messenger account was linked",
        ["check-in-plan.started"] = "Check-ins were agreed on",
        ["check-in-plan.paused"] = "The check-ins rest",
        ["check-in-plan.rests"] = "The check-ins rest",
        ["check-in.answered"] = "They answered a check-in",
        ["check-in.silent"] = "They did not answer a check-in",
        ["notice.written"] = "A notice was written",
        ["notice.edited"] = "A notice was changed",
        ["notice.approved"] = "A notice was approved by one person",
        ["notice.sealed"] = "A notice was approved by two people",
        ["notice.held"] = "A notice was held back",
        ["notice.released"] = "A notice was let go again",
        ["notice.withdrawn"] = "A notice was withdrawn",
        ["notice.told"] = "A notice was told",
        ["court-update.written"] = "A court update was written",
        ["court-update.edited"] = "A court update was changed",
        ["court-update.approved"] = "A court update was approved by one person",
        ["court-update.sealed"] = "A court update was approved by two people",
        ["court-update.held"] = "A court update was held back",
        ["court-update.released"] = "A court update was let go again",
        ["court-update.withdrawn"] = "A court update was withdrawn",
        ["court-update.told"] = "A court update was told",
        ["court-update.told-by-person"] = "A court update was told by a person",
        ["court-update.answered"] = "They answered a court update",
    };

    /// <summary>What happened before a moment (UTC), and the moment to go on from; null when that is all.</summary>
    public async Task<(List<StoryLine> Lines, DateTime? Earlier)> ReadAsync(Guid caseId, DateTime before, CancellationToken cancellation)
    {
        var contacts = await (
            from link in db.CaseContacts.AsNoTracking()
            join contact in db.Contacts.AsNoTracking() on link.ContactId equals contact.Id
            where link.CaseId == caseId
            select new { contact.Id, contact.PersonKeyId, contact.Name }).ToListAsync(cancellation);
        var names = contacts.ToDictionary(c => c.Id, c => encryptor.DecryptIfKept(c.PersonKeyId, "contact.name", c.Name));
        var notices = await db.Set<Notice>().AsNoTracking().Where(n => n.CaseId == caseId).Select(n => new { n.Id, n.Subject, n.ContactId }).ToListAsync(cancellation);
        var plans = await db.Set<CheckInPlan>().AsNoTracking().Where(p => p.CaseId == caseId).Select(p => new { p.Id, p.ContactId }).ToListAsync(cancellation);
        var planIds = plans.ConvertAll(p => p.Id);
        var checkIns = await db.Set<CheckIn>().AsNoTracking().Where(c => planIds.Contains(c.PlanId)).Select(c => new { c.Id, c.PlanId }).ToListAsync(cancellation);

        // What each subject of the trail is about, and where it is read.
        var subjects = new Dictionary<string, (Guid? Contact, string? Href)>(StringComparer.Ordinal) { [$"case:{caseId:N}"] = (null, null) };
        contacts.ForEach(c => subjects[$"contact:{c.Id:N}"] = (c.Id, $"/contacts/{c.Id}?caseId={caseId}"));
        notices.ForEach(n => subjects[n.Subject == NoticeSubject.CourtOutcome ? $"court-update:{n.Id:N}" : $"notice:{n.Id:N}"] = (n.ContactId, n.Subject == NoticeSubject.CourtOutcome ? $"/court/updates/{n.Id}" : $"/notices/{n.Id}"));
        plans.ForEach(p => subjects[$"plan:{p.Id:N}"] = (p.ContactId, $"/check-ins/{p.Id}"));
        checkIns.ForEach(c => subjects[$"check-in:{c.Id:N}"] = (plans.Find(p => p.Id == c.PlanId)?.ContactId, $"/check-ins/{c.PlanId}"));
        string? NameOf(Guid? contact) => contact is { } id ? names.GetValueOrDefault(id) : null;

        var lines = new List<StoryLine>();
        var (keys, actions, ticks) = (subjects.Keys.ToList(), Phrases.Keys.ToList(), before.Ticks);
        var entries = await db.AuditEntries.AsNoTracking()
            .Where(e => keys.Contains(e.Subject) && actions.Contains(e.Action) && e.AtTicks < ticks)
            .OrderByDescending(e => e.Sequence).Take(PerPage + 1).ToListAsync(cancellation);
        var staff = await db.Users.AsNoTracking().Select(u => new { u.Id, u.DisplayName }).ToDictionaryAsync(u => $"staff:{u.Id:N}", u => u.DisplayName, cancellation);
        lines.AddRange(entries.Select(e => new StoryLine(e.At, Phrases[e.Action], NameOf(subjects[e.Subject].Contact), staff.GetValueOrDefault(e.Actor), subjects[e.Subject].Href)));

        var (ids, causes) = (contacts.ConvertAll(c => (Guid?)c.Id), notices.ConvertAll(n => (Guid?)n.Id).Concat(checkIns.Select(c => (Guid?)c.Id)).ToList());
        var messages = await db.OutboundMessages.AsNoTracking()
            .Where(m => ids.Contains(m.ContactId) && causes.Contains(m.CauseId) && m.Purpose != OutboundPurpose.Reply && m.CreatedAt < before)
            .OrderByDescending(m => m.CreatedAt).Take(PerPage + 1).ToListAsync(cancellation);
        lines.AddRange(messages.Select(m => new StoryLine(m.CreatedAt, "A message to them", NameOf(m.ContactId), null, null, m)));

        var written = await db.InboundMessages.AsNoTracking()
            .Where(m => ids.Contains(m.ContactId) && m.ReceivedAt < before)
            .OrderByDescending(m => m.ReceivedAt).Take(MostWritten)
            .Select(m => new { m.ContactId, m.ConversationId, m.ReceivedAt }).ToListAsync(cancellation);
        lines.AddRange(written.GroupBy(m => (m.ContactId, m.ConversationId, m.ReceivedAt.Date))
            .Select(g => new StoryLine(g.Max(m => m.ReceivedAt), "They wrote or called", NameOf(g.Key.ContactId), null, string.Create(CultureInfo.InvariantCulture, $"/inbox/{g.Key.ConversationId}"), Count: g.Count())));

        // What happened at one moment stays on one page.
        var newest = lines.OrderByDescending(l => l.At).ToList();
        var page = newest.TakeWhile((l, n) => n < PerPage || l.At == newest[PerPage - 1].At).ToList();
        return (page, newest.Count > page.Count ? page[^1].At : null);
    }

    // Many messages are one line for their day.
    private const int MostWritten = 1_000;
}
