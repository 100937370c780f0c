using System.Globalization;
using FamilyLink.Data;
using FamilyLink.Data.Audit;
using FamilyLink.Data.Notices;
using FamilyLink.Dialogs;
using FamilyLink.Localization.Text;
using FamilyLink.Messaging.Approval;
using FamilyLink.Messaging.Recordings;
using FamilyLink.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.Notices;

/// <summary>One notice exactly as its recipient will read it, with approve, hold and withdraw.</summary>
public sealed class DetailsModel(FamilyLinkContext db, ApprovalDigest digests, RecipientReview recipients, NoticeService service, ReviewTokens pages, TimeProvider clock, PromptLibrary library, ConsoleText text) : PageModel
{
    public ApprovableNotice Read { get; private set; } = null!;

    public RecipientFacts To { get; private set; } = null!;

    public string Code { get; private set; } = "";

    public string? Message { get; private set; }

    public string Seen { get; private set; } = "";

    public bool MayApprove { get; private set; }

    public string? WhyNotApprove { get; private set; }

    public List<string> Steps { get; private set; } = [];

    public Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellation) => ShowAsync(id, cancellation);

    public Task<IActionResult> OnPostApproveAsync(Guid id, string? seen, CancellationToken cancellation) =>
        DoAsync(id, "Your approval is sealed to exactly these words.", () => service.ApproveAsync(id, User.StaffId(), User.IsInRole(StaffRoles.Approver), pages.SealOf(seen, id, User.StaffId()), cancellation), cancellation);

    public Task<IActionResult> OnPostHoldAsync(Guid id, CancellationToken cancellation) =>
        DoAsync(id, "It is held back. Nothing of it is told until somebody lets it go.", () => service.HoldAsync(id, User.StaffId(), true, cancellation), cancellation);

    public Task<IActionResult> OnPostReleaseAsync(Guid id, CancellationToken cancellation) =>
        DoAsync(id, "It may be told again.", () => service.HoldAsync(id, User.StaffId(), false, cancellation), cancellation);

    public Task<IActionResult> OnPostWithdrawAsync(Guid id, CancellationToken cancellation) =>
        DoAsync(id, "It is withdrawn.", () => service.WithdrawAsync(id, User.StaffId(), cancellation), cancellation);

    /// <summary>A part exactly as the phone shows it, with what may be answered.</summary>
    public string AsRead(string part, bool last) => ApprovalDigest.AsRead(NoticeSubject.Shelter, part, last, Read.Notice.Language, null);

    /// <summary>The recording a part is told by on a call; null when a person has to tell it.</summary>
    public Spoken.Recording? Sound(string part) => library.Find(VoiceRenderer.Approved(part, Read.Notice.Language)) as Spoken.Recording;

    public string Segments(string words)
    {
        var count = SmsSegments.Count(words);
        return text[count.Parts == 1 ? "{0} letters, {1} SMS part ({2})" : "{0} letters, {1} SMS parts ({2})", count.Units, count.Parts, count.Encoding];
    }

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
            ModelState.AddModelError("", "Somebody else changed this notice at the same moment. Read it again.");
        }

        db.ChangeTracker.Clear();
        return await ShowAsync(id, cancellation);
    }

    private Task<bool> VisibleAsync(Guid id, CancellationToken cancellation)
    {
        var cases = db.VisibleCases(User).Select(c => c.Id);
        return db.Set<Notice>().AnyAsync(n => n.Id == id && n.Subject == NoticeSubject.Shelter && cases.Contains(n.CaseId), cancellation);
    }

    private async Task<IActionResult> ShowAsync(Guid id, CancellationToken cancellation)
    {
        if (!await VisibleAsync(id, cancellation) || await digests.ReadAsync(db, id, clock.GetUtcNow().UtcDateTime, cancellation) is not { } read)
        {
            return NotFound();
        }

        Read = read;
        To = await recipients.OfAsync(read.Notice, clock.GetUtcNow().UtcDateTime, cancellation);
        Seen = pages.Of(read, User.StaffId());
        Code = await db.Cases.Where(c => c.Id == read.Notice.CaseId).Select(c => c.Code).SingleAsync(cancellation);
        var me = User.StaffId();
        WhyNotApprove =
            ApprovalDigest.WroteOrEdited(read.Notice, me) ? "You wrote or edited it; two others approve it."
            : read.ApprovedBy.Contains(me) ? "You have approved it."
            : read.Notice.State is not (NoticeState.InReview or NoticeState.Approved) || (read.Notice.State == NoticeState.Approved && read.WhyNot is null) ? "It is not waiting for approval."
            : null;
        MayApprove = WhyNotApprove is null;
        await TellStepsAsync(read, cancellation);
        db.Audit(AuditFact.Staff(me, "notice.read", $"notice:{id:N}"));
        await db.SaveChangesAsync(cancellation);
        return Page();
    }

    private async Task TellStepsAsync(ApprovableNotice read, CancellationToken cancellation)
    {
        var approvals = await db.Set<NoticeApproval>().AsNoTracking().Where(a => a.NoticeId == read.Notice.Id).OrderBy(a => a.At).ToListAsync(cancellation);
        var names = await db.Users.AsNoTracking().ToDictionaryAsync(u => u.Id, u => u.DisplayName, cancellation);
        string Name(Guid id) => names.TryGetValue(id, out var name) ? name : text["somebody who left"];
        Steps.Add(text["{0} wrote it, {1}", Name(read.Notice.WrittenBy), When(read.Notice.CreatedAt)]);
        foreach (var approval in approvals)
        {
            var holds = approval.Digest.AsSpan().SequenceEqual(read.Digest);
            Steps.Add(text["{0} approved it", Name(approval.ApprovedBy)]
                + (approval.AsApprover ? text[" as approver"] : "")
                + (StaffMember.IsNew(approval.ApprovedBy, approval.At) ? text[" (a new account)"] : "")
                + $", {When(approval.At)}"
                + (holds ? "" : text[" – void: {0}", text["it was changed since"]]));
        }
    }

    private string When(DateTime at) => text.Moment(at);
}
