using System.Globalization;
using FamilyLink.Data;
using FamilyLink.Data.Audit;
using FamilyLink.Data.Court;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.Notices;
using FamilyLink.Data.People;
using FamilyLink.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.CourtRecords;

/// <summary>A line as it is typed.</summary>
public sealed class LineForm
{
    public CourtStage Stage { get; set; } = CourtStage.Court;

    public CourtOutcome Outcome { get; set; }

    public string? When { get; set; }

    public string? Source { get; set; }

    /// <summary>Makes the ids of one form among several on a page its own.</summary>
    public string Suffix { get; set; } = "";
}

/// <summary>The court record of one case: every line that was ever entered, what counts, and what was told.</summary>
public sealed class RecordModel(FamilyLinkContext db, FieldEncryptor encryptor, CourtRecord record, TimeProvider clock) : PageModel
{
    public Case About { get; private set; } = null!;

    public List<RecordLine> Lines { get; private set; } = [];

    public List<DisclosureRecipient> Contacts { get; private set; } = [];

    public HashSet<Guid> Contradicted { get; private set; } = [];

    public string? Message { get; private set; }

    [BindProperty]
    public LineForm Line { get; set; } = new();

    public Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellation)
    {
        ModelState.Clear();
        return ShowAsync(id, cancellation);
    }

    public Task<IActionResult> OnPostAddAsync(Guid id, CancellationToken cancellation) =>
        DoAsync(id, "It is written down. What was approved for this case before must be approved again.", () => record.AddAsync(id, Typed(), User.StaffId(), cancellation), cancellation);

    public Task<IActionResult> OnPostCorrectAsync(Guid id, Guid entryId, string? reason, CancellationToken cancellation) =>
        DoOnLineAsync(id, entryId, "The line is replaced; the old one stays readable.", () => record.CorrectAsync(entryId, Typed(), reason, User.StaffId(), cancellation), cancellation);

    public Task<IActionResult> OnPostTakeBackAsync(Guid id, Guid entryId, string? reason, CancellationToken cancellation) =>
        DoOnLineAsync(id, entryId, "The line is taken back; it stays readable.", () => record.CorrectAsync(entryId, null, reason, User.StaffId(), cancellation), cancellation);

    private CourtLine Typed() => new(Line.Stage, Line.Outcome, CourtDate.Read(Line.When, DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime)), Line.Source ?? "");

    private async Task<IActionResult> DoOnLineAsync(Guid id, Guid entryId, string done, Func<Task> act, CancellationToken cancellation) =>
        !await db.Set<CourtEntry>().AnyAsync(e => e.Id == entryId && e.CaseId == id, cancellation) ? NotFound()
        : await DoAsync(id, done, async () =>
        {
            if (!await db.OwnsCaseAsync(User, id, cancellation))
            {
                throw new CourtLineRefusedException("Only the agency of the case changes what stands in its court record. You can add a line.");
            }

            await act();
        }, cancellation);

    private async Task<IActionResult> DoAsync(Guid id, string done, Func<Task> act, CancellationToken cancellation)
    {
        if (!User.IsInRole(StaffRoles.Caseworker))
        {
            return Forbid();
        }

        if (!await db.VisibleCases(User).AnyAsync(c => c.Id == id, cancellation))
        {
            return NotFound();
        }

        if (ModelState.IsValid)
        {
            try
            {
                await act();
                Message = done;
                Line = new LineForm();
                ModelState.Clear();
            }
            catch (CourtLineRefusedException refused)
            {
                ModelState.AddModelError("", refused.Message);
            }
            catch (DbUpdateConcurrencyException)
            {
                ModelState.AddModelError("", "Somebody else changed this case at the same moment. Please try again.");
            }
        }

        db.ChangeTracker.Clear();
        return await ShowAsync(id, cancellation);
    }

    private async Task<IActionResult> ShowAsync(Guid id, CancellationToken cancellation)
    {
        if (await db.VisibleCases(User).AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, cancellation) is not { } about)
        {
            return NotFound();
        }

        About = about;
        var names = await db.Users.AsNoTracking().ToDictionaryAsync(u => u.Id, u => u.DisplayName, cancellation);
        var current = (await db.CurrentCourtEntries().Where(e => e.CaseId == id).Select(e => e.Id).ToListAsync(cancellation)).ToHashSet();
        var facts = await db.CourtFactsAsync(encryptor, [id], cancellation);
        Contradicted = [.. facts.Where(f => facts.Values.Any(f.Value.Contradicts)).Select(f => f.Key)];
        var told = await (
            from update in db.Set<CourtUpdate>()
            join notice in db.Set<Notice>() on update.NoticeId equals notice.Id
            where notice.CaseId == id && notice.State == NoticeState.Told
            select update.EntryId).ToListAsync(cancellation);
        foreach (var entry in await db.Set<CourtEntry>().AsNoTracking().Where(e => e.CaseId == id).OrderBy(e => e.Id).ToListAsync(cancellation))
        {
            Lines.Add(new RecordLine(
                entry,
                current.Contains(entry.Id),
                told.Contains(entry.Id),
                encryptor.DecryptIfKept(about.PersonKeyId, "court.source", entry.Source),
                encryptor.DecryptIfKept(about.PersonKeyId, "court.reason", entry.Reason),
                names.GetValueOrDefault(entry.EnteredBy, "somebody who left")));
        }

        var contacts = await (
            from link in db.CaseContacts.AsNoTracking()
            join contact in db.Contacts.AsNoTracking() on link.ContactId equals contact.Id
            where link.CaseId == id
            orderby link.Relation
            select contact).ToListAsync(cancellation);
        Contacts = contacts.ConvertAll(c => new DisclosureRecipient(c.Id, encryptor.DecryptIfKept(c.PersonKeyId, "contact.name", c.Name)));
        db.Audit(AuditFact.Staff(User.StaffId(), "court.read", $"case:{id:N}"));
        await db.SaveChangesAsync(cancellation);
        return Page();
    }

    /// <summary>One line as it is shown.</summary>
    public sealed record RecordLine(CourtEntry Entry, bool Current, bool Told, string? Source, string? Reason, string By)
    {
        /// <summary>The date as it can be typed again.</summary>
        public string When => (Entry.Date, Entry.Certainty) switch
        {
            ({ } day, DateCertainty.Day) => day.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture),
            ({ } month, DateCertainty.Month) => month.ToString("MM/yyyy", CultureInfo.InvariantCulture),
            ({ } year, DateCertainty.Year) => year.ToString("yyyy", CultureInfo.InvariantCulture),
            _ => "",
        };
    }

    /// <summary>Somebody an update can be written to.</summary>
    public sealed record DisclosureRecipient(Guid Id, string? Name);
}
