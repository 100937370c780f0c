using FamilyLink.Data;
using FamilyLink.Data.Notices;
using FamilyLink.Security;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.Notices;

/// <summary>The notices of visible cases, those waiting for somebody first.</summary>
public sealed class IndexModel(FamilyLinkContext db) : PageModel
{
    private const int MostRows = 200;

    public List<Row> Rows { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellation)
    {
        var rows = await (
            from notice in db.Set<Notice>().AsNoTracking()
            join about in db.VisibleCases(User) on notice.CaseId equals about.Id
            where notice.Subject == NoticeSubject.Shelter
            orderby notice.State == NoticeState.InReview descending, notice.CreatedAt descending
            select new Row(notice.Id, about.Code, notice.Language, notice.State, db.Set<NoticeApproval>().Where(a => a.NoticeId == notice.Id).Select(a => a.ApprovedBy).Distinct().Count(), notice.CreatedAt))
            .Take(MostRows).ToListAsync(cancellation);
        Rows = rows;
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

    /// <summary>One line.</summary>
    public sealed record Row(Guid Id, string Code, string Language, NoticeState State, int Approvals, DateTime CreatedAt);
}
