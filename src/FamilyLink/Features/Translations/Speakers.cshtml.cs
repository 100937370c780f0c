using FamilyLink.Data;
using FamilyLink.Data.Audit;
using FamilyLink.Localization;
using FamilyLink.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.Translations;

/// <summary>Who is a native speaker of what, for administrators.</summary>
public sealed class SpeakersModel(FamilyLinkContext db, TimeProvider clock) : PageModel
{
    [BindProperty]
    public Guid StaffId { get; set; }

    [BindProperty]
    public string Language { get; set; } = "";

    public string? Message { get; private set; }

    public List<(Guid Id, string Name)> Staff { get; private set; } = [];

    public List<Row> Rows { get; private set; } = [];

    public Task OnGetAsync(CancellationToken cancellation) => ShowAsync(cancellation);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellation)
    {
        if (!Languages.Known(Language) || !await db.Users.AnyAsync(u => u.Id == StaffId, cancellation))
        {
            ModelState.AddModelError("", "Choose a person and a language.");
        }
        else if (StaffId == User.StaffId())
        {
            // Else one administrator alone could write words and, under a second account, say that they are right.
            ModelState.AddModelError("", "Another administrator writes this down about you.");
        }
        else if (!await db.Set<NativeSpeaker>().AnyAsync(s => s.StaffId == StaffId && s.Language == Language, cancellation))
        {
            db.Set<NativeSpeaker>().Add(new() { StaffId = StaffId, Language = Language, RecordedBy = User.StaffId(), RecordedAt = clock.GetUtcNow().UtcDateTime });
            db.Audit(AuditFact.Staff(User.StaffId(), "staff.native-speaker", $"staff:{StaffId:N}", Language));
            await db.SaveChangesAsync(cancellation);
            Message = "It is written down. It counts when another administrator has confirmed it here.";
        }

        await ShowAsync(cancellation);
        return Page();
    }

    /// <summary>Another administrator confirms it: nobody alone says who may declare words right.</summary>
    public async Task<IActionResult> OnPostConfirmAsync(Guid id, CancellationToken cancellation)
    {
        ModelState.Clear();
        var me = User.StaffId();
        var row = await db.Set<NativeSpeaker>().SingleOrDefaultAsync(s => s.Id == id && s.ConfirmedBy == null, cancellation);
        if (row is not null && (row.RecordedBy == me || row.StaffId == me))
        {
            ModelState.AddModelError("", "Another administrator must confirm this: two people are needed.");
        }
        else if (row is not null)
        {
            row.ConfirmedBy = me;
            db.Audit(AuditFact.Staff(me, "staff.native-speaker-confirmed", $"staff:{row.StaffId:N}", row.Language));
            await db.SaveChangesAsync(cancellation);
            Message = "It is confirmed.";
        }

        await ShowAsync(cancellation);
        return Page();
    }

    private async Task ShowAsync(CancellationToken cancellation)
    {
        Staff = [.. (await db.Users.AsNoTracking().OrderBy(u => u.DisplayName).Select(u => new { u.Id, u.DisplayName }).ToListAsync(cancellation)).Select(u => (u.Id, u.DisplayName))];
        var me = User.StaffId();
        Rows = await (from sender in db.Set<NativeSpeaker>()
                      join member in db.Users on sender.StaffId equals member.Id
                      orderby member.DisplayName
                      select new Row(sender.Id, member.DisplayName, sender.Language, sender.RecordedAt, sender.ConfirmedBy != null, sender.ConfirmedBy == null && sender.RecordedBy != me && sender.StaffId != me)).ToListAsync(cancellation);
    }

    /// <summary>One line.</summary>
    public sealed record Row(Guid Id, string Name, string Language, DateTime At, bool Confirmed, bool MayConfirm);
}
