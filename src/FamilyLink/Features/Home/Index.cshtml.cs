using FamilyLink.Data;
using FamilyLink.Data.Court;
using FamilyLink.Data.Notices;
using FamilyLink.Data.People;
using FamilyLink.Security;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.Home;

/// <summary>The front page: what needs a person, and in Demo mode how to see the service work.</summary>
public sealed class IndexModel(FamilyLinkContext db) : PageModel
{
    public int Tasks { get; private set; }

    public int Waiting { get; private set; }

    public int Cases { get; private set; }

    public int ToApprove { get; private set; }

    public int UpdatesToApprove { get; private set; }

    public int Untold { get; private set; }

    /// <summary>For administrators: agencies whose own unit reads what people say of its staff, because nobody else does (S23).</summary>
    public List<string> WithoutReaders { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellation)
    {
        if (User.IsInRole(StaffRoles.Administrator))
        {
            WithoutReaders = await db.AgenciesWithoutReaders().OrderBy(a => a.Name).Select(a => a.Name).ToListAsync(cancellation);
        }

        var open = db.VisibleTasks(User).Where(t => t.DoneAt == null);
        Tasks = await open.CountAsync(cancellation);
        Waiting = await open.Where(t => t.ConversationId != null && t.ClaimedAt == null).Select(t => t.ConversationId).Distinct().CountAsync(cancellation);
        Cases = await db.VisibleCases(User).CountAsync(c => c.ClosedAt == null, cancellation);
        var visible = db.VisibleCases(User);
        var waiting = await db.Set<Notice>().Where(n => n.State == NoticeState.InReview && visible.Any(c => c.Id == n.CaseId)).GroupBy(n => n.Subject).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(cancellation);
        ToApprove = waiting.Where(w => w.Key == NoticeSubject.Shelter).Sum(w => w.Count);
        UpdatesToApprove = waiting.Where(w => w.Key == NoticeSubject.CourtOutcome).Sum(w => w.Count);
        Untold = await db.UntoldCourtEntries().Where(e => visible.Any(c => c.Id == e.CaseId)).Select(e => e.CaseId).Distinct().CountAsync(cancellation);
    }
}
