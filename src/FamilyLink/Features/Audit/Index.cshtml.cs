using FamilyLink.Data;
using FamilyLink.Data.Audit;
using FamilyLink.Data.Notices;
using FamilyLink.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.Audit;

/// <summary>The trail of one record for those who may see it, and the latest entries for auditors and administrators.</summary>
public sealed class IndexModel(FamilyLinkContext db) : PageModel
{
    private const int MostRows = 300;

    public string? Kind { get; private set; }

    public string? Subject { get; private set; }

    public List<Row> Rows { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(string? kind, Guid? id, CancellationToken cancellation)
    {
        var auditor = User.IsInRole(StaffRoles.Auditor) || User.IsInRole(StaffRoles.Administrator);
        if (id is null ? !auditor : !auditor && !await MaySeeAsync(kind, id.Value, cancellation))
        {
            return id is null ? Forbid() : NotFound();
        }

        Kind = kind;
        Subject = id is null ? null : $"{kind}:{id:N}";
        var entries = await db.AuditEntries.AsNoTracking()
            .Where(e => Subject == null || e.Subject == Subject)
            .OrderByDescending(e => e.Sequence)
            .Take(MostRows)
            .ToListAsync(cancellation);
        var names = await db.Users.AsNoTracking().ToDictionaryAsync(u => $"staff:{u.Id:N}", u => u.DisplayName, cancellation);
        Rows = entries.ConvertAll(e => new Row(e.Sequence, e.At, names.GetValueOrDefault(e.Actor, e.Actor), e.Action, e.Subject, e.Detail));
        db.Audit(AuditFact.Staff(User.StaffId(), "audit.read", Subject ?? "audit"));
        await db.SaveChangesAsync(cancellation);
        return Page();
    }

    private async Task<bool> MaySeeAsync(string? kind, Guid id, CancellationToken cancellation)
    {
        var cases = db.VisibleCases(User);
        return kind switch
        {
            "case" => await cases.AnyAsync(c => c.Id == id, cancellation),
            "conversation" => await db.VisibleConversations(User).AnyAsync(c => c.Id == id, cancellation),
            "contact" => await db.VisibleContacts(User).AnyAsync(c => c.Id == id, cancellation),
            "notice" or "court-update" => await db.Set<Notice>().AnyAsync(n => n.Id == id && cases.Any(c => c.Id == n.CaseId), cancellation),
            _ => false,
        };
    }

    /// <summary>One line.</summary>
    public sealed record Row(long Sequence, DateTime At, string Who, string Action, string Subject, string? Detail);
}
