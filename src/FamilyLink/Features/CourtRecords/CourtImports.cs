using FamilyLink.Data;
using FamilyLink.Data.Audit;
using FamilyLink.Data.Court;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.People;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.CourtRecords;

/// <summary>What reading a file in would do.</summary>
/// <param name="Import">The file.</param>
/// <param name="Good">The rows that can be entered, with the case they belong to.</param>
/// <param name="Problems">The rows that cannot, and why.</param>
public sealed record ImportPreview(CourtImport Import, IReadOnlyList<(ResultRow Row, Guid CaseId)> Good, IReadOnlyList<RowProblem> Problems);

/// <summary>
/// Reads files of results in: looked at first, entered by the same person's second click, row by row with its problems. Cases are matched by code alone,
/// among those the person may see (S23). Reading in sends nothing and approves nothing; it only adds lines to records.
/// </summary>
public sealed class CourtImports(FamilyLinkContext db, CourtRecord record, Vault vault, Lookup lookup, TimeProvider clock)
{
    private const int EnteredAtOnce = 500;
    private static readonly TimeSpan Life = TimeSpan.FromDays(1);

    /// <summary>Keeps a file, sealed, until somebody has looked at it.</summary>
    /// <exception cref="FileRefusedException">It cannot be read.</exception>
    public async Task<Guid> KeepAsync(byte[] content, Guid staff, CancellationToken cancellation)
    {
        ResultRows.Read(ResultFile.Read(content), Today());
        await ForgetOldAsync(cancellation);
        var key = vault.NewKey();
        var import = new CourtImport
        {
            UploadedBy = staff,
            UploadedAt = Now(),
            IsSpreadsheet = ResultFile.IsSpreadsheet(content),
            PersonKeyId = key.Id,
            Content = vault.Seal(key.Id, "court.import", Convert.ToBase64String(content)),
        };
        db.Add(key);
        db.Add(import);
        db.Audit(AuditFact.Staff(staff, "court-import.kept", $"court-import:{import.Id:N}"));
        await db.SaveChangesAsync(cancellation);
        return import.Id;
    }

    /// <summary>What entering it would do now; null when there is no such file of this person, or it is done.</summary>
    public async Task<ImportPreview?> PreviewAsync(Guid importId, Guid staff, IQueryable<Case> visible, CancellationToken cancellation)
    {
        var import = await db.Set<CourtImport>().SingleOrDefaultAsync(i => i.Id == importId && i.UploadedBy == staff && i.DoneAt == null, cancellation);
        if (import is null || import.UploadedAt + Life <= Now() || vault.OpenIfKept(import.PersonKeyId, "court.import", import.Content) is not { } content)
        {
            return null;
        }

        var (rows, problems) = ResultRows.Read(ResultFile.Read(Convert.FromBase64String(content)), Today());
        var cases = await visible.Select(c => new { c.Id, c.Code, c.ClosedAt }).ToDictionaryAsync(c => c.Code.ToUpperInvariant(), cancellation);
        var known = (await db.CurrentCourtEntries().AsNoTracking()
            .Where(e => visible.Any(c => c.Id == e.CaseId))
            .Select(e => new { e.CaseId, e.Stage, e.Outcome, e.Date, e.SourceHash })
            .ToListAsync(cancellation)).Select(e => (e.CaseId, e.Stage, e.Outcome, e.Date, Convert.ToHexString(e.SourceHash))).ToHashSet();
        var good = new List<(ResultRow, Guid)>();
        var wrong = problems.ToList();
        var seen = new Dictionary<(Guid, CourtStage, CourtOutcome, DateOnly?, string), int>();
        foreach (var row in rows)
        {
            if (!cases.TryGetValue(row.Code, out var about))
            {
                wrong.Add(new RowProblem(row.Number, "There is no case with this code that you may see."));
                continue;
            }

            var key = (about.Id, row.Line.Stage, row.Line.Outcome, row.Line.Date.Date, Convert.ToHexString(CourtRecord.HashOfSource(lookup, row.Line.Source)));
            if (about.ClosedAt is not null)
            {
                wrong.Add(new RowProblem(row.Number, "The case is closed."));
            }
            else if (known.Contains(key))
            {
                wrong.Add(new RowProblem(row.Number, "It is in the record already."));
            }
            else if (!seen.TryAdd(key, row.Number))
            {
                wrong.Add(new RowProblem(row.Number, $"It says the same as row {seen[key]}."));
            }
            else
            {
                good.Add((row, about.Id));
            }
        }

        return new ImportPreview(import, good, [.. wrong.OrderBy(w => w.Number)]);
    }

    /// <summary>Enters the rows that can be entered and forgets the file. A call that broke off in the middle can be made again: what is in the record already is not entered twice.</summary>
    /// <returns>How many lines were entered, or null when there is no such file.</returns>
    /// <exception cref="CourtLineRefusedException">Somebody else changed one of the cases at the same moment.</exception>
    public async Task<int?> EnterAsync(Guid importId, Guid staff, IQueryable<Case> visible, CancellationToken cancellation)
    {
        if (await PreviewAsync(importId, staff, visible, cancellation) is not { } preview)
        {
            return null;
        }

        var import = preview.Import;
        foreach (var some in preview.Good.Chunk(EnteredAtOnce))
        {
            var ids = some.Select(g => g.CaseId).Distinct().ToList();
            var cases = await db.Cases.Where(c => ids.Contains(c.Id)).ToDictionaryAsync(c => c.Id, cancellation);
            foreach (var (row, caseId) in some)
            {
                var entry = record.Enter(cases[caseId], row.Line, staff, from: (import.Id, row.Number));
                db.Audit(AuditFact.Staff(staff, "court.entered", $"case:{caseId:N}", $"court-entry:{entry.Id:N}"));
            }

            import.Entered += some.Length;
            await SaveAsync(cancellation);
            db.ChangeTracker.Clear();
            db.Attach(import);
        }

        await ForgetAsync(import, cancellation);
        db.Audit(AuditFact.Staff(staff, "court-import.entered", $"court-import:{import.Id:N}", $"{import.Entered} lines"));
        await SaveAsync(cancellation);
        return import.Entered;
    }

    /// <summary>Gives a file up without entering anything.</summary>
    public async Task GiveUpAsync(Guid importId, Guid staff, CancellationToken cancellation)
    {
        if (await db.Set<CourtImport>().SingleOrDefaultAsync(i => i.Id == importId && i.UploadedBy == staff && i.DoneAt == null, cancellation) is { } import)
        {
            await ForgetAsync(import, cancellation);
            db.Audit(AuditFact.Staff(staff, "court-import.given-up", $"court-import:{importId:N}"));
            await db.SaveChangesAsync(cancellation);
        }
    }

    private async Task SaveAsync(CancellationToken cancellation)
    {
        try
        {
            await db.SaveChangesAsync(cancellation);
        }
        catch (DbUpdateException)
        {
            throw new CourtLineRefusedException("Somebody else changed one of these cases at the same moment. Look at the file again; nothing is entered twice.");
        }
    }

    private async Task ForgetOldAsync(CancellationToken cancellation)
    {
        var limit = Now() - Life;
        foreach (var old in await db.Set<CourtImport>().Where(i => i.DoneAt == null && i.UploadedAt < limit).ToListAsync(cancellation))
        {
            await ForgetAsync(old, cancellation);
        }
    }

    private async Task ForgetAsync(CourtImport import, CancellationToken cancellation)
    {
        import.Content = Sealed.Nothing;
        import.DoneAt = Now();
        var key = await db.PersonKeys.SingleAsync(k => k.Id == import.PersonKeyId, cancellation);
        key.ErasedAt = Now();
        key.Wrapped = [];
        vault.Forget(key.Id);
    }

    private DateOnly Today() => DateOnly.FromDateTime(Now());

    private DateTime Now() => clock.GetUtcNow().UtcDateTime;
}
