using System.Globalization;
using FamilyLink.Data;
using FamilyLink.Data.Audit;
using FamilyLink.Data.Court;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.Notices;
using FamilyLink.Messaging.Approval;
using FamilyLink.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.CourtUpdates;

/// <summary>One court update exactly as its recipient will read it, with confirm, approve, hold and withdraw.</summary>
public sealed class DetailsModel(FamilyLinkContext db, FieldEncryptor encryptor, ApprovalDigest digests, RecipientReview recipients, ApprovalService approvals, CourtUpdateService service, ReviewTokens pages, TimeProvider clock, ConsoleText text) : PageModel
{
    public ApprovableNotice Read { get; private set; } = null!;

    public RecipientFacts To { get; private set; } = null!;

    public string Code { get; private set; } = "";

    public string? Recipient { get; private set; }

    public string? Message { get; private set; }

    public string Seen { get; private set; } = "";

    public bool MayApprove { get; private set; }

    public bool MayConfirm { get; private set; }

    public string? WhyNot { get; private set; }

    public string? WhyNotApprove { get; private set; }

    public int Others { get; private set; }

    public List<string> Steps { get; private set; } = [];

    public Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellation) => ShowAsync(id, cancellation);

    public Task<IActionResult> OnPostApproveAsync(Guid id, string? seen, CancellationToken cancellation) =>
        DoAsync(id, "Your approval is sealed to exactly these words.", () => approvals.ApproveAsync(id, Me, User.IsInRole(StaffRoles.Approver), pages.SealOf(seen, id, Me), cancellation), cancellation);

    public Task<IActionResult> OnPostConfirmAsync(Guid id, string? seen, CancellationToken cancellation) =>
        DoAsync(id, "Both languages say the same: it is written down.", () => service.ConfirmSameAsync(id, Me, pages.SealOf(seen, id, Me), cancellation), cancellation);

    public Task<IActionResult> OnPostHoldAsync(Guid id, CancellationToken cancellation) =>
        DoAsync(id, "It is held back. Nothing of it is told until somebody lets it go.", () => approvals.HoldAsync(id, Me, true, cancellation), cancellation);

    public Task<IActionResult> OnPostReleaseAsync(Guid id, CancellationToken cancellation) =>
        DoAsync(id, "It may be told again.", () => approvals.HoldAsync(id, Me, false, cancellation), cancellation);

    public Task<IActionResult> OnPostToldAsync(Guid id, CancellationToken cancellation) =>
        DoAsync(id, "It is written down that you told them.", () => service.ToldByPersonAsync(id, Me, cancellation), cancellation);

    public Task<IActionResult> OnPostWithdrawAsync(Guid id, CancellationToken cancellation) =>
        DoAsync(id, "It is withdrawn.", () => approvals.WithdrawAsync(id, Me, cancellation), cancellation);

    /// <summary>What the person said, in the words of the console.</summary>
    public static string Say(CourtAnswer answer) => answer switch
    {
        CourtAnswer.Understood => "They said: I understood.",
        CourtAnswer.Question => "They have a question.",
        CourtAnswer.PartMissing => "They say that part of the money is missing.",
        CourtAnswer.CallMe => "They want to be called.",
        _ => "",
    };

    /// <summary>Why an update cannot be told, in the words of the console; null when it can, or nobody has approved it yet.</summary>
    public static string? Explain(ApprovableNotice read) => read.WhyNot switch
    {
        _ when read.RecordProblem is CourtContradictions.Code => "The court record says two things that cannot both be true. Somebody settles on its page which one is right.",
        null or "not-approved" => read.Notice.State == NoticeState.InReview && read.Changed.Count > 0
            ? $"Approvals given before do not hold any more: {string.Join(", ", read.Changed.Select(DigestParts.Say))}." : null,
        ApprovalDigest.HeldAll => "Everything is held back.",
        "held" => "It is held back.",
        "withdrawn" => "It was withdrawn.",
        "expired" => "Its time is over.",
        "erased" => "The person asked to be forgotten. Nothing of it can be read or told.",
        "languages-not-confirmed" => "Nobody has confirmed that both languages say the same.",
        _ => $"The approvals do not hold any more: {(read.Changed.Count == 0 ? "too few are left" : string.Join(", ", read.Changed.Select(DigestParts.Say)))}. Two people must approve it again.",
    };

    /// <summary>Why this person cannot approve it; null when they can.</summary>
    public static string? WhyNotApproveFor(ApprovableNotice read, Guid me) =>
        ApprovalDigest.WroteOrEdited(read.Notice, me) ? "You wrote or edited it; two others approve it."
        : read.RecordProblem is CourtContradictions.Code ? "First somebody settles which line of the court record is right."
        : read.RecordProblem is not null ? "The line of the court record that this tells was corrected. Write about the new one."
        : read.ApprovedBy.Contains(me) ? "You have approved it."
        : !ApprovalDigest.SameConfirmed(read.Court!, read.Words) ? "First somebody confirms that both languages say the same."
        : read.Notice.State is not (NoticeState.InReview or NoticeState.Approved) || (read.Notice.State == NoticeState.Approved && read.WhyNot is null) ? "It is not waiting for approval."
        : null;

    private Guid Me => User.StaffId();

    private async Task<IActionResult> DoAsync(Guid id, string done, Func<Task> act, CancellationToken cancellation)
    {
        if (!await VisibleAsync(id, cancellation))
        {
            return NotFound();
        }

        try
        {
            await act();
            Message = done;
        }
        catch (NoticeRefusedException refused)
        {
            ModelState.AddModelError("", refused.Message);
        }
        catch (DbUpdateException)
        {
            ModelState.AddModelError("", "Somebody else changed it at the same moment. Read it again.");
        }

        db.ChangeTracker.Clear();
        return await ShowAsync(id, cancellation);
    }

    private Task<bool> VisibleAsync(Guid id, CancellationToken cancellation)
    {
        var cases = db.VisibleCases(User).Select(c => c.Id);
        return db.Set<Notice>().AnyAsync(n => n.Id == id && n.Subject == NoticeSubject.CourtOutcome && cases.Contains(n.CaseId), cancellation);
    }

    private async Task<IActionResult> ShowAsync(Guid id, CancellationToken cancellation)
    {
        if (!await VisibleAsync(id, cancellation) || await digests.ReadAsync(db, id, clock.GetUtcNow().UtcDateTime, cancellation) is not { Court: not null } read)
        {
            return NotFound();
        }

        Read = read;
        To = await recipients.OfAsync(read.Notice, clock.GetUtcNow().UtcDateTime, cancellation);
        Seen = pages.Of(read, Me);
        Code = await db.Cases.Where(c => c.Id == read.Notice.CaseId).Select(c => c.Code).SingleAsync(cancellation);
        var contact = await db.Contacts.AsNoTracking().SingleAsync(c => c.Id == read.Notice.ContactId, cancellation);
        Recipient = encryptor.DecryptIfKept(contact.PersonKeyId, "contact.name", contact.Name);
        WhyNot = Explain(read);
        WhyNotApprove = WhyNotApproveFor(read, Me);
        MayApprove = WhyNotApprove is null;
        MayConfirm = read.Court.SecondLanguage is not null && !ApprovalDigest.SameConfirmed(read.Court, read.Words) && !ApprovalDigest.WroteOrEdited(read.Notice, Me);
        Others = await db.OfSameJudgment(User, read.Court.EntryId).CountAsync(n => n.Id != id, cancellation);
        await TellStepsAsync(read, cancellation);
        db.Audit(AuditFact.Staff(Me, "court-update.read", $"court-update:{id:N}"));
        await db.SaveChangesAsync(cancellation);
        return Page();
    }

    private async Task TellStepsAsync(ApprovableNotice read, CancellationToken cancellation)
    {
        var given = await db.Set<NoticeApproval>().AsNoTracking().Where(a => a.NoticeId == read.Notice.Id).OrderBy(a => a.At).ToListAsync(cancellation);
        var names = await db.Users.AsNoTracking().ToDictionaryAsync(u => u.Id, u => u.DisplayName, cancellation);
        string Name(Guid id) => names.TryGetValue(id, out var name) ? name : text["somebody who left"];
        Steps.Add(text["{0} wrote it, {1}", Name(read.Notice.WrittenBy), When(read.Notice.CreatedAt)]);
        Steps.AddRange(read.Notice.Editors.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(editor => text["{0} edited it", Name(Guid.Parse(editor))]));
        if (read.Court!.SameConfirmedBy is { } confirmed)
        {
            Steps.Add(text["{0} confirmed that both languages say the same", Name(confirmed)] + (ApprovalDigest.SameConfirmed(read.Court, read.Words) ? "" : text[" – void: {0}", text["the words changed"]]));
        }

        foreach (var approval in given)
        {
            var holds = approval.Digest.AsSpan().SequenceEqual(read.Digest);
            var changed = holds ? [] : read.Pieces.ChangedSince(approval.Pieces);
            Steps.Add(text["{0} approved it", Name(approval.ApprovedBy)]
                + (approval.AsApprover ? text[" as approver"] : "")
                + (StaffMember.IsNew(approval.ApprovedBy, approval.At) ? text[" (a new account)"] : "")
                + $", {When(approval.At)}"
                + (holds ? "" : text[" – void: {0}", string.Join(", ", changed.Select(part => text[DigestParts.Say(part)]))]));
        }
    }

    private string When(DateTime at) => text.Moment(at);
}
