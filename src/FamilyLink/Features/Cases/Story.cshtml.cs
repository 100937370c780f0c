using System.Globalization;
using FamilyLink.Data;
using FamilyLink.Data.Audit;
using FamilyLink.Data.Encryption;
using FamilyLink.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.Cases;

/// <summary>What happened in a case, for the agency whose case it is.</summary>
public sealed class StoryModel(FamilyLinkContext db, FieldEncryptor encryptor, TimeProvider clock) : PageModel
{
    public Guid Id { get; private set; }

    public string Code { get; private set; } = "";

    public List<StoryLine> Lines { get; private set; } = [];

    /// <summary>Where the next page goes on, as its address says it; null on the last.</summary>
    public string? Earlier { get; private set; }

    public DateTime Now { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid id, string? before, CancellationToken cancellation)
    {
        var agency = User.AgencyId();
        if (await db.VisibleCases(User).AsNoTracking().SingleOrDefaultAsync(c => c.Id == id && c.AgencyId == agency, cancellation) is not { } about)
        {
            return NotFound();
        }

        (Id, Code, Now) = (id, about.Code, clock.GetUtcNow().UtcDateTime);

        // An address that was typed wrongly begins at the newest.
        var from = DateTime.TryParseExact(before, "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var moment) ? moment : Now.AddMinutes(1);
        (Lines, var earlier) = await new CaseStory(db, encryptor).ReadAsync(id, from, cancellation);
        Earlier = earlier?.ToString("O", CultureInfo.InvariantCulture);
        db.Audit(AuditFact.Staff(User.StaffId(), "case.read", $"case:{id:N}"));
        await db.SaveChangesAsync(cancellation);
        return Page();
    }
}
