using FamilyLink.Data;
using FamilyLink.Data.People;
using FamilyLink.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.Cases;

/// <summary>The open cases of one's agency; codes only, so the list shows nobody's name.</summary>
public sealed class IndexModel(FamilyLinkContext db) : PageModel
{
    private const int MostRows = 200;

    [BindProperty(SupportsGet = true)]
    public string? Code { get; set; }

    public List<Row> Rows { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellation)
    {
        var code = CaseCode.Read(Code);
        var tasks = db.TasksOfUnits();
        Rows = await db.VisibleCases(User)
            .Where(c => c.ClosedAt == null && (code.Length == 0 || c.Code == code))
            .OrderBy(c => c.Code)
            .Take(MostRows)
            .Select(c => new Row(c.Id, c.Code, c.Age, c.OpenedAt, tasks.Count(t => t.DoneAt == null
                && (t.CaseId == c.Id || db.CaseContacts.Any(l => l.CaseId == c.Id && l.ContactId == t.ContactId)))))
            .ToListAsync(cancellation);
    }

    /// <summary>One line.</summary>
    public sealed record Row(Guid Id, string Code, AgeGroup Age, DateTime OpenedAt, int Tasks);
}
