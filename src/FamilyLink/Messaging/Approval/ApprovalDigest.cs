using System.Text.Json;
using FamilyLink.Data;
using FamilyLink.Data.Court;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.Notices;
using FamilyLink.Data.People;
using FamilyLink.Dialogs;
using FamilyLink.Dialogs.Conversations;
using FamilyLink.Messaging.Recordings;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Messaging.Approval;

/// <summary>The exact words of a notice on one channel and in one language, opened.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Language">The language.</param>
/// <param name="Opening">The neutral first message.</param>
/// <param name="Parts">The parts told after verification.</param>
public sealed record NoticeWords(Channel Channel, string Language, string Opening, IReadOnlyList<string> Parts);

/// <summary>Everything that an approval of a notice covers, and whether approval holds now (S11, S12).</summary>
/// <param name="Notice">The notice.</param>
/// <param name="Court">What it has beside, when it is a court update.</param>
/// <param name="Words">The words on each channel and in each language.</param>
/// <param name="Pieces">What the seal is made of.</param>
/// <param name="WhyNot">Null when it may be told now; else the reason as a code.</param>
/// <param name="ApprovedBy">Who has approved exactly this.</param>
/// <param name="Changed">What has changed since approvals that do not hold any more were given.</param>
/// <param name="RecordProblem">Why the line of the court record that it tells may not be told, as a code, or null.</param>
/// <param name="Enough">Whether the approvals are enough: two people, one of them an approver, one of them of the case's agency.</param>
/// <param name="ApprovedByCasesAgency">Whether one of those who approved is of the case's agency.</param>
public sealed record ApprovableNotice(
    Notice Notice,
    CourtUpdate? Court,
    IReadOnlyList<NoticeWords> Words,
    DigestParts Pieces,
    string? WhyNot,
    IReadOnlyList<Guid> ApprovedBy,
    IReadOnlyList<string> Changed,
    string? RecordProblem,
    bool Enough,
    bool ApprovedByCasesAgency)
{
    /// <summary>The hash of it all as it stands now.</summary>
    public byte[] Digest { get; } = Pieces.Digest();

    /// <summary>The hash of the words alone: what somebody confirmed who read both languages.</summary>
    public byte[] WordsHash { get; } = DigestParts.OfWords(Words);
}

/// <summary>
/// Computes what people approve. The hash covers recipient, every active address, channels, languages, every word of every part as it is rendered now,
/// expiry, and the versions of the case, the contact and the notice: change one letter or one number and no approval fits any more (S11).
/// </summary>
public sealed class ApprovalDigest(FieldEncryptor encryptor, PromptLibrary? library = null)
{
    /// <summary>The cause kind of messages that a shelter notice writes.</summary>
    public const string Kind = "notice";

    /// <summary>The cause kind of messages that a court update writes.</summary>
    public const string CourtKind = "court-update";

    /// <summary>The reason given while an emergency hold is on.</summary>
    public const string HeldAll = "held-all";

    /// <summary>The reason given when too few approvals fit what is there now; what has changed follows after a colon.</summary>
    public const string Void = "approval-void";

    /// <summary>The record problem of an update whose line was corrected since it was written.</summary>
    public const string Corrected = "corrected";

    private const int ApprovalsNeeded = 2;

    /// <summary>The cause kind, and the word in the audit trail, for a subject.</summary>
    public static string KindOf(NoticeSubject subject) => subject == NoticeSubject.CourtOutcome ? CourtKind : Kind;

    /// <summary>The consent that telling about a subject needs (S2).</summary>
    public static ConsentPurpose ConsentFor(NoticeSubject subject) =>
        subject == NoticeSubject.CourtOutcome ? ConsentPurpose.CourtUpdates : ConsentPurpose.NewsOfRelative;

    /// <summary>Reads a notice with its seal recomputed from what is stored now; null when there is none.</summary>
    public async Task<ApprovableNotice?> ReadAsync(FamilyLinkContext db, Guid noticeId, DateTime now, CancellationToken cancellation)
    {
        var found = await (
            from n in db.Set<Notice>().AsNoTracking()
            join c in db.Cases.AsNoTracking() on n.CaseId equals c.Id
            join p in db.Contacts.AsNoTracking() on n.ContactId equals p.Id
            where n.Id == noticeId
            select new
            {
                Notice = n,
                About = c,
                Contact = p,
                Erased = db.PersonKeys.Any(k => (k.Id == c.PersonKeyId || k.Id == p.PersonKeyId) && k.ErasedAt != null),
                Held = db.Set<EmergencyHold>().Any(h => h.ReleasedAt == null),
            }).SingleOrDefaultAsync(cancellation);
        if (found is null)
        {
            return null;
        }

        var (notice, about, contact) = (found.Notice, found.About, found.Contact);
        var court = notice.Subject == NoticeSubject.CourtOutcome
            ? await db.Set<CourtUpdate>().AsNoTracking().SingleOrDefaultAsync(u => u.NoticeId == noticeId, cancellation)
            : null;
        var texts = await db.Set<NoticeText>().AsNoTracking().Where(t => t.NoticeId == noticeId).ToListAsync(cancellation);
        var words = texts.Select(t => new NoticeWords(
                t.Channel,
                t.Language.Length == 0 ? notice.Language : t.Language,
                found.Erased ? "" : encryptor.DecryptIfKept(about.PersonKeyId, "notice.opening", t.Opening) ?? "",
                JsonSerializer.Deserialize<string[]>((found.Erased ? null : encryptor.DecryptIfKept(about.PersonKeyId, "notice.parts", t.Parts)) ?? "[]")!))
            .OrderBy(w => w.Channel).ThenBy(w => w.Language, StringComparer.Ordinal).ToList();
        var pieces = new DigestParts();
        pieces.Add("notice", notice.Id.ToString("N"), notice.Edition, notice.Language);
        pieces.Add("recipient", contact.Id.ToString("N"), contact.Version);
        pieces.Add("case", about.Id.ToString("N"), about.Version);
        pieces.Add("end", notice.ExpiresAt.Ticks);
        pieces.Add("phone", [.. (await db.ContactAddresses.AsNoTracking()
            .Where(a => a.ContactId == contact.Id && a.State != AddressState.Retired)
            .Select(a => a.AddressHash)
            .ToListAsync(cancellation)).Select(Convert.ToHexString).Order(StringComparer.Ordinal)]);
        if (notice.Subject == NoticeSubject.CourtOutcome)
        {
            await AddCourtAsync(pieces, db, notice, court, cancellation);
        }

        foreach (var text in words)
        {
            pieces.Add("text", [text.Channel.ToString(), text.Language, text.Opening, .. text.Parts]);
            pieces.Add("wording", [.. Rendered(notice.Subject, text, court?.Outcome)]);
            if (text.Channel == Channel.Voice)
            {
                // What is heard is approved, not only what is read: another recording of the same words is another approval.
                pieces.Add("recording", [.. text.Parts.Select(part => library?.MarkOf(VoiceRenderer.Approved(part, text.Language)) ?? "")]);
            }
        }

        var digest = pieces.Digest();
        var shares = db.SharesThatHold();
        var approvals = await (
            from approval in db.Set<NoticeApproval>().AsNoTracking()
            join staff in db.Users on approval.ApprovedBy equals staff.Id
            where approval.NoticeId == noticeId
            select new GivenApproval(approval, staff.AgencyId == about.AgencyId, staff.AgencyId == about.AgencyId || shares.Any(s => s.CaseId == about.Id && s.AgencyId == staff.AgencyId), staff.LockoutEnd == null)).ToListAsync(cancellation);
        var holding = approvals.Where(a => a.SeesCase && (a.AccountOn || notice.State != NoticeState.InReview) && a.Approval.Digest.AsSpan().SequenceEqual(digest) && !WroteOrEdited(notice, a.Approval.ApprovedBy)).ToList();
        var approvedBy = holding.Select(a => a.Approval.ApprovedBy).Distinct().ToList();
        var changed = pieces.ChangedSince(approvals.Where(a => !a.Approval.Digest.AsSpan().SequenceEqual(digest)).MaxBy(a => a.Approval.At)?.Approval.Pieces);
        var problem = court is null ? null : await RecordProblemAsync(db, notice.CaseId, court.EntryId, cancellation);
        var whyNot = found.Erased ? "erased" : found.Held ? HeldAll : WhyNot(notice, court, words, holding, changed, now, problem);
        return new ApprovableNotice(notice, court, words, pieces, whyNot, approvedBy, changed, problem, Enough(holding), holding.Exists(a => a.OfCasesAgency));
    }

    // An agency with which the case is shared may write and approve, but not alone: whoever looks after the case has read it too (S11, S23).
    private static bool Enough(List<GivenApproval> holding) =>
        holding.Select(a => a.Approval.ApprovedBy).Distinct().Count() >= ApprovalsNeeded && holding.Exists(a => a.Approval.AsApprover) && holding.Exists(a => a.OfCasesAgency);

    /// <summary>True when a person wrote or edited the notice, and so cannot approve it.</summary>
    public static bool WroteOrEdited(Notice notice, Guid staff) =>
        notice.WrittenBy == staff || notice.Editors.Contains(staff.ToString("N"), StringComparison.Ordinal);

    /// <summary>Every message of a notice exactly as a phone shows it: the opening, then each part with what may be answered.</summary>
    public static IEnumerable<string> Rendered(NoticeSubject subject, NoticeWords words, CourtOutcome? outcome)
    {
        if (words.Channel == Channel.Voice)
        {
            yield return VoiceRenderer.Render([OpeningDialog.Opening], words.Language).Write();
            for (var i = 0; i < words.Parts.Count; i++)
            {
                yield return VoiceRenderer.Render([Part(subject, words.Parts[i], i == words.Parts.Count - 1, outcome)], words.Language).Write();
            }

            yield break;
        }

        yield return TextRenderer.Render([OpeningDialog.Opening], words.Language);
        for (var i = 0; i < words.Parts.Count; i++)
        {
            yield return AsRead(subject, words.Parts[i], i == words.Parts.Count - 1, words.Language, outcome);
        }
    }

    /// <summary>One part exactly as a phone shows it.</summary>
    public static string AsRead(NoticeSubject subject, string part, bool last, string language, CourtOutcome? outcome) =>
        TextRenderer.Render([Part(subject, part, last, outcome)], language);

    private static Utterance Part(NoticeSubject subject, string part, bool last, CourtOutcome? outcome) =>
        subject == NoticeSubject.CourtOutcome ? CourtUpdateDialog.Part(part, last, outcome is { } o && CourtUpdate.IsAboutMoney(o)) : NewsDialog.Part(part, last);

    // A line that was replaced is told by nobody, and of two that cannot both be true none is (S11).
    private async Task<string?> RecordProblemAsync(FamilyLinkContext db, Guid caseId, Guid entryId, CancellationToken cancellation) =>
        await db.IsContradictedAsync(encryptor, caseId, entryId, cancellation) ? CourtContradictions.Code
        : await db.Set<CourtEntry>().AnyAsync(e => e.Replaces == entryId, cancellation) ? Corrected
        : null;

    private static async Task AddCourtAsync(DigestParts pieces, FamilyLinkContext db, Notice notice, CourtUpdate? court, CancellationToken cancellation)
    {
        // Includes the consent rows themselves, so that any later consent decision voids the approval.
        pieces.Add("consent", [.. (await db.Consents.AsNoTracking()
            .Where(c => c.CaseId == notice.CaseId && c.Purpose == ConsentPurpose.CourtUpdates && (c.ContactId == null || c.ContactId == notice.ContactId))
            .Select(c => c.Id)
            .ToListAsync(cancellation)).Select(id => id.ToString("N")).Order(StringComparer.Ordinal)]);
        pieces.Add("result", court?.EntryId.ToString("N") ?? "", court?.Outcome.ToString() ?? "", court?.SecondLanguage ?? "");
    }

    private sealed record GivenApproval(NoticeApproval Approval, bool OfCasesAgency, bool SeesCase, bool AccountOn);

    private static string? WhyNot(Notice notice, CourtUpdate? court, List<NoticeWords> words, List<GivenApproval> holding, IReadOnlyList<string> changed, DateTime now, string? recordProblem) =>
        notice.State switch
        {
            NoticeState.Held => "held",
            NoticeState.Withdrawn => "withdrawn",
            NoticeState.Draft or NoticeState.InReview => "not-approved",
            _ when notice.ExpiresAt <= now => "expired",
            _ when words.Count == 0 || (notice.Subject == NoticeSubject.CourtOutcome && court is null) => "no-words",
            _ when recordProblem is CourtContradictions.Code => recordProblem,
            _ when court?.SecondLanguage is not null && !SameConfirmed(court, words) => "languages-not-confirmed",
            _ when !Enough(holding) => changed.Count == 0 ? Void : $"{Void}:{string.Join('+', changed)}",
            _ => null,
        };

    /// <summary>Whether somebody other than its writer confirmed that both languages say the same, and neither has changed since.</summary>
    public static bool SameConfirmed(CourtUpdate court, IReadOnlyList<NoticeWords> words) =>
        court.SecondLanguage is null || (court.SameConfirmedHash is { } hash && hash.AsSpan().SequenceEqual(DigestParts.OfWords(words)));
}
