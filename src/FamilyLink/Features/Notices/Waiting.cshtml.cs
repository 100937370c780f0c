using FamilyLink.Data;
using FamilyLink.Data.Messages;
using FamilyLink.Data.Notices;
using FamilyLink.Security;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.Notices;

/// <summary>What two people approved and of which nobody knows yet that it arrived: notices and court updates of visible cases, the longest waiting first.</summary>
public sealed class WaitingModel(FamilyLinkContext db, TimeProvider clock) : PageModel
{
    private const int MostRows = 200;

    public List<Row> Rows { get; private set; } = [];

    /// <summary>Whether there are more than are shown.</summary>
    public bool Cut { get; private set; }

    public DateTime Now { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellation)
    {
        Now = clock.GetUtcNow().UtcDateTime;
        var rows = await (
            from notice in NotKnownToHaveArrived(db, Now)
            join about in db.VisibleCases(User) on notice.CaseId equals about.Id
            let approved = db.Set<NoticeApproval>().Where(a => a.NoticeId == notice.Id).Max(a => (DateTime?)a.At)
            orderby approved
            select new { notice.Id, notice.Subject, notice.ContactId, about.Code, Approved = approved ?? notice.CreatedAt }).Take(MostRows + 1).ToListAsync(cancellation);
        Cut = rows.Count > MostRows;
        foreach (var row in rows.Take(MostRows))
        {
            var message = await db.OutboundMessages.AsNoTracking().Where(m => m.CauseId == row.Id && m.ContactId == row.ContactId && m.Purpose != OutboundPurpose.Reply)
                .OrderByDescending(m => m.CreatedAt).FirstOrDefaultAsync(cancellation);
            var stopped = await db.Contacts.AnyAsync(c => c.Id == row.ContactId && c.OptedOutAt != null, cancellation);
            Rows.Add(new(row.Subject == NoticeSubject.CourtOutcome, row.Subject == NoticeSubject.CourtOutcome ? $"/court/updates/{row.Id}" : $"/notices/{row.Id}", row.Code, row.Approved, message, stopped));
        }
    }

    /// <summary>Approved, not over, read by nobody, and no message of it known to have arrived.</summary>
    public static IQueryable<Notice> NotKnownToHaveArrived(FamilyLinkContext db, DateTime now) => db.Set<Notice>().AsNoTracking()
        .Where(n => n.State == NoticeState.Approved && n.ExpiresAt > now && n.PartsTold == 0 && !db.OutboundMessages.Any(m => m.CauseId == n.Id && m.State == OutboundState.Delivered));

    /// <summary>One line.</summary>
    public sealed record Row(bool Court, string Href, string Code, DateTime Approved, OutboundMessage? Message, bool Stopped);
}
