using FamilyLink.Data;
using FamilyLink.Data.Court;
using FamilyLink.Data.Notices;
using FamilyLink.Messaging.Approval;
using FamilyLink.Security;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.CourtUpdates;

/// <summary>The court updates of visible cases, those waiting for somebody first, and the button that stops everything (S12).</summary>
public sealed class IndexModel(FamilyLinkContext db, EmergencyHolds holds) : PageModel
{
    private const int MostRows = 200;

    public List<Row> Rows { get; private set; } = [];

    public EmergencyHold? Hold { get; private set; }

    public string? Message { get; private set; }

    public Task OnGetAsync(CancellationToken cancellation) => ShowAsync(cancellation);

    public async Task OnPostHoldAllAsync(CancellationToken cancellation)
    {
        await holds.HoldAsync(User.StaffId(), cancellation);
        Message = "Everything is held back.";
        await ShowAsync(cancellation);
    }

    public async Task OnPostReleaseAllAsync(CancellationToken cancellation)
    {
        try
        {
            await holds.ReleaseAsync(User.StaffId(), cancellation);
            Message = "Everything may be told again.";
        }
        catch (NoticeRefusedException refused)
        {
            ModelState.AddModelError("", refused.Message);
        }

        await ShowAsync(cancellation);
    }

    /// <summary>A state in the words of the console.</summary>
    public static string Say(NoticeState state) => state switch
    {
        NoticeState.Draft => "draft",
        NoticeState.InReview => "waits for approval",
        NoticeState.Approved => "approved",
        NoticeState.Held => "held back",
        NoticeState.Withdrawn => "withdrawn",
        _ => "told",
    };

    private async Task ShowAsync(CancellationToken cancellation)
    {
        Hold = await holds.CurrentAsync(cancellation);
        Rows = await (
            from notice in db.Set<Notice>().AsNoTracking()
            join update in db.Set<CourtUpdate>().AsNoTracking() on notice.Id equals update.NoticeId
            join about in db.VisibleCases(User) on notice.CaseId equals about.Id
            orderby notice.State == NoticeState.InReview descending, notice.CreatedAt descending
            select new Row(
                notice.Id,
                about.Code,
                update.Outcome,
                notice.State,
                db.Set<NoticeApproval>().Where(a => a.NoticeId == notice.Id).Select(a => a.ApprovedBy).Distinct().Count(),
                update.Answer,
                update.EntryId)).Take(MostRows).ToListAsync(cancellation);
    }

    /// <summary>One line.</summary>
    public sealed record Row(Guid Id, string Code, CourtOutcome Outcome, NoticeState State, int Approvals, CourtAnswer Answer, Guid EntryId);
}
