using FamilyLink.Conversations;
using FamilyLink.Data;
using FamilyLink.Data.Audit;
using FamilyLink.Data.Court;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.Notices;
using FamilyLink.Data.People;
using FamilyLink.Localization;
using FamilyLink.Localization.Text;
using FamilyLink.Messaging.Approval;
using FamilyLink.Messaging.Gate;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.CourtUpdates;

/// <summary>A court update as it is written.</summary>
/// <param name="EntryId">The line of the court record it tells.</param>
/// <param name="ContactId">The recipient.</param>
/// <param name="Next">What the person may do next.</param>
/// <param name="FreeText">The writer's own words, in the recipient's language.</param>
/// <param name="Caller">Who will call, as the person knows them.</param>
/// <param name="SecondLanguage">A second language, or null.</param>
/// <param name="SecondFreeText">The writer's own words in it.</param>
/// <param name="Meaning">What the own words mean, for an approver who does not read their language.</param>
public sealed record CourtUpdateForm(
    Guid EntryId,
    Guid ContactId,
    IReadOnlyCollection<string> Next,
    string? FreeText,
    string? Caller,
    string? SecondLanguage = null,
    string? SecondFreeText = null,
    string? Meaning = null);

/// <summary>Writing court updates; approval, holding and sending are the same as for every notice (<see cref="ApprovalService"/>).</summary>
public sealed class CourtUpdateService(FamilyLinkContext db, ApprovalService approvals, ApprovalDigest digests, FieldEncryptor encryptor, TimeProvider clock)
{
    /// <summary>How long an approved update may be told unless the writer says less.</summary>
    public static readonly TimeSpan DefaultLife = TimeSpan.FromDays(30);

    private const int LongestCaller = 40;

    /// <summary>What is wrong with a form, each as a sentence beside the field it belongs to; empty when nothing is.</summary>
    public static IReadOnlyList<(string Field, string Problem)> Problems(CourtUpdateForm form, CourtOutcome outcome, string language)
    {
        var problems = new List<(string, string)>();
        var shown = language == Languages.Khmu ? Languages.Lao : language;
        problems.AddRange(StaffWordRules.Problems(form.FreeText ?? "", shown).Select(p => (nameof(form.FreeText), p)));
        foreach (var (field, words) in new[] { (nameof(form.FreeText), form.FreeText), (nameof(form.SecondFreeText), form.SecondFreeText) })
        {
            if (words is not null && CourtOutcomeWords.Contradiction(words, outcome) is { } other)
            {
                problems.Add((field, $"“{other}” says something else than the outcome on record. Correct the words, or the record first."));
            }
        }

        if (!form.Next.Any(CourtBlocks.Next.Contains))
        {
            problems.Add((nameof(form.Next), "Say what the person may do next."));
        }

        if (string.IsNullOrWhiteSpace(form.Caller) || form.Caller.Trim().Length > LongestCaller || form.Caller.Any(char.IsDigit))
        {
            problems.Add((nameof(form.Caller), $"Write who will call, as the person knows them: at most {LongestCaller} letters, no number."));
        }
        else
        {
            problems.AddRange(StaffWordRules.Problems(form.Caller.Trim(), shown).Select(p => (nameof(form.Caller), p)));
        }

        if (outcome == CourtOutcome.NeedsDecision && string.IsNullOrWhiteSpace(form.FreeText))
        {
            problems.Add((nameof(form.FreeText), "Say what there is to decide."));
        }

        if (form.SecondLanguage is { } second)
        {
            if (second is not (Languages.Lao or Languages.Thai or Languages.English) || second == shown)
            {
                problems.Add((nameof(form.SecondLanguage), "Choose another language."));
            }
            else if (string.IsNullOrWhiteSpace(form.FreeText) != string.IsNullOrWhiteSpace(form.SecondFreeText))
            {
                problems.Add((nameof(form.SecondFreeText), "Both languages must say the same: write your own words in both, or in neither."));
            }
            else
            {
                problems.AddRange(StaffWordRules.Problems(form.SecondFreeText ?? "", second).Select(p => (nameof(form.SecondFreeText), p)));
            }
        }

        return problems;
    }

    /// <summary>Writes a new update, or a new edition of one; every approval given before is void (S11).</summary>
    /// <exception cref="NoticeRefusedException">The line was corrected, the contact is not linked, or something is wrong with the form.</exception>
    public async Task<Notice> WriteAsync(Guid? noticeId, CourtUpdateForm form, Guid writer, TimeSpan life, CancellationToken cancellation)
    {
        var entry = await db.CurrentCourtEntries().AsNoTracking().SingleOrDefaultAsync(e => e.Id == form.EntryId, cancellation)
            ?? throw new NoticeRefusedException("This line of the court record was corrected. Write about the new one.");
        if (await db.IsContradictedAsync(encryptor, entry.CaseId, entry.Id, cancellation))
        {
            throw new NoticeRefusedException("The court record says two things that cannot both be true. Settle on its page first which one is right.");
        }

        var language = await db.Contacts.Where(c => c.Id == form.ContactId).Select(c => c.Language).SingleAsync(cancellation);
        if (Problems(form, entry.Outcome, language) is [var first, ..])
        {
            throw new NoticeRefusedException(first.Problem);
        }

        var words = new List<NoticeWords> { Words(form, entry.Outcome, language, form.FreeText) };
        if (form.SecondLanguage is { } second)
        {
            words.Add(Words(form, entry.Outcome, second, form.SecondFreeText));
        }

        var draft = new NoticeDraft(NoticeSubject.CourtOutcome, noticeId, entry.CaseId, form.ContactId, writer, [.. form.Next], form.FreeText, words, life, form.Meaning);
        return await approvals.WriteAsync(
            draft,
            async (notice, about) =>
            {
                var update = noticeId is null ? null : await db.Set<CourtUpdate>().SingleAsync(u => u.NoticeId == notice.Id, cancellation);
                if (update is null)
                {
                    update = new CourtUpdate { NoticeId = notice.Id, EntryId = entry.Id, Outcome = entry.Outcome };
                    db.Add(update);
                }

                (update.EntryId, update.Outcome) = (entry.Id, entry.Outcome);
                update.Caller = encryptor.Encrypt(about.PersonKeyId, "court.caller", form.Caller!.Trim());
                update.SecondLanguage = form.SecondLanguage;
                update.SecondFreeText = encryptor.Encrypt(about.PersonKeyId, "court.second-free", form.SecondLanguage is null ? null : form.SecondFreeText);
                (update.SameConfirmedBy, update.SameConfirmedHash) = (null, null);
                (update.Answer, update.AnsweredAt, update.CallTaskId) = (CourtAnswer.None, null, null);
            },
            cancellation);
    }

    /// <summary>Somebody other than the writer, who reads both languages, confirms that they say the same.</summary>
    /// <param name="noticeId">The update.</param>
    /// <param name="staff">Who read both.</param>
    /// <param name="sealSeen">The hash of what was on their screen.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="NoticeRefusedException">They wrote or edited it, there is one language, or it changed since they saw it.</exception>
    public async Task ConfirmSameAsync(Guid noticeId, Guid staff, byte[] digestSeen, CancellationToken cancellation)
    {
        var read = await digests.ReadAsync(db, noticeId, Now(), cancellation);
        if (read?.Court?.SecondLanguage is null)
        {
            throw new NoticeRefusedException("There is only one language.");
        }

        if (ApprovalDigest.WroteOrEdited(read.Notice, staff))
        {
            throw new NoticeRefusedException("You wrote or edited it. Somebody else must read both languages.");
        }

        foreach (var language in new[] { read.Notice.Language, read.Court.SecondLanguage })
        {
            if (!await db.SpeaksAsync(staff, language, cancellation))
            {
                throw new NoticeRefusedException("Only a native speaker of both languages can say that they say the same. An administrator writes down who is one.");
            }
        }

        if (!read.Digest.AsSpan().SequenceEqual(digestSeen))
        {
            throw new NoticeRefusedException("It has changed since you opened this page. Read it again.");
        }

        var update = await db.Set<CourtUpdate>().SingleAsync(u => u.NoticeId == noticeId, cancellation);
        (update.SameConfirmedBy, update.SameConfirmedHash) = (staff, read.WordsHash);
        db.Audit(AuditFact.Staff(staff, "court-update.languages-confirmed", $"court-update:{noticeId:N}", Convert.ToHexStringLower(read.WordsHash)[..16]));
        await db.SaveChangesAsync(cancellation);
    }

    /// <summary>Somebody told exactly what was approved by telephone or face to face.</summary>
    /// <exception cref="NoticeRefusedException">It may not be told now.</exception>
    public async Task ToldByPersonAsync(Guid noticeId, Guid staff, CancellationToken cancellation)
    {
        var read = await digests.ReadAsync(db, noticeId, Now(), cancellation);
        if (read is null || read.WhyNot is not null
            || await Permissions.WhyNotAsync(db, read.Notice.CaseId, read.Notice.ContactId, ConsentPurpose.CourtUpdates, Now(), cancellation) is not null)
        {
            throw new NoticeRefusedException("It may not be told: approval or consent does not hold.");
        }

        var notice = await db.Set<Notice>().SingleAsync(n => n.Id == noticeId, cancellation);
        notice.State = NoticeState.Told;
        notice.ToldAt = Now();
        db.Audit(AuditFact.Staff(staff, "court-update.told-by-person", $"court-update:{noticeId:N}"));
        await ApprovalService.CancelQueuedAsync(db, noticeId, "told-by-person", Now(), cancellation);
        await db.SaveChangesAsync(cancellation);
    }

    private static NoticeWords Words(CourtUpdateForm form, CourtOutcome outcome, string language, string? freeText) =>
        new(Channel.Sms, language, ConversationOpener.OpeningText(language), CourtBlocks.Parts(outcome, form.Next, freeText, form.Caller!, language));

    private DateTime Now() => clock.GetUtcNow().UtcDateTime;
}
