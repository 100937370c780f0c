using FamilyLink.Data;
using FamilyLink.Data.Court;
using FamilyLink.Data.Notices;
using FamilyLink.Data.People;
using FamilyLink.Security;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.CourtRecords;

/// <summary>The closure list: cases whose outcome is known here and was told to nobody, the longest wait first. The number this exists to bring to zero.</summary>
public sealed class IndexModel(FamilyLinkContext db, TimeProvider clock) : PageModel
{
    private const int MostRows = 200;

    public List<Row> Rows { get; private set; } = [];

    public int Total { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var untold = db.UntoldCourtEntries().AsNoTracking().Join(db.VisibleCases(User).Where(c => c.ClosedAt == null), e => e.CaseId, c => c.Id, (e, c) => new { Entry = e, c.Code });
        Total = await untold.Select(u => u.Entry.CaseId).Distinct().CountAsync(cancellation);
        var oldest = await untold.GroupBy(u => u.Entry.CaseId).Select(g => new { CaseId = g.Key, Since = g.Min(u => u.Entry.EnteredAt) })
            .OrderBy(g => g.Since).Take(MostRows).ToListAsync(cancellation);
        var ids = oldest.ConvertAll(o => o.CaseId);
        var lines = (await untold.Where(u => ids.Contains(u.Entry.CaseId)).ToListAsync(cancellation)).ToLookup(u => u.Entry.CaseId);
        var inHand = await db.Set<Notice>().AsNoTracking()
            .Where(n => ids.Contains(n.CaseId) && n.Subject == NoticeSubject.CourtOutcome && n.State != NoticeState.Withdrawn && n.State != NoticeState.Told)
            .Select(n => n.CaseId).Distinct().ToListAsync(cancellation);
        var said = (await db.Consents.AsNoTracking()
            .Where(c => ids.Contains(c.CaseId) && c.Purpose == ConsentPurpose.CourtUpdates && c.Voice == ConsentVoice.Subject)
            .Select(c => new { c.CaseId, c.GivenAt, c.Id, c.Decision })
            .ToListAsync(cancellation)).GroupBy(c => c.CaseId).ToDictionary(g => g.Key, g => g.MaxBy(c => (c.GivenAt, c.Id))!.Decision);
        Rows = oldest.ConvertAll(o => new Row(
            o.CaseId,
            lines[o.CaseId].First().Code,
            o.Since,
            (int)(now - o.Since).TotalDays,
            [.. lines[o.CaseId].OrderBy(l => l.Entry.Id).Select(l => l.Entry.Outcome)],
            inHand.Contains(o.CaseId),
            said.TryGetValue(o.CaseId, out var decision) && decision != ConsentDecision.Given));
    }

    /// <summary>One case.</summary>
    public sealed record Row(Guid CaseId, string Code, DateTime Since, int Days, IReadOnlyList<CourtOutcome> Outcomes, bool InHand, bool SaidNo);
}
