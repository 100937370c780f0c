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
/// <param name="Notes">What was left unread, and what is hidden.</param>
/// <param name="Contradictions">The rows of which not all can be true, with what is on record beside them: a person decides.</param>
public sealed record ImportPreview(
    CourtImport Import,
    IReadOnlyList<(ResultRow Row, Guid CaseId, Guid? Replaces)> Good,
    IReadOnlyList<RowProblem> Problems,
    IReadOnlyList<string> Notes,
    IReadOnlyList<Contradiction> Contradictions);

/// <summary>Rows of one case that cannot all be true.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="Rows">The rows.</param>
/// <param name="OnRecord">The lines on record that contradict one of them.</param>
public sealed record Contradiction(Guid CaseId, IReadOnlyList<ResultRow> Rows, IReadOnlyList<CourtFact> OnRecord);

/// <summary>What a person decided about a file.</summary>
/// <param name="Meanings">What words mean that are not known here.</param>
/// <param name="Right">The rows that are right where rows contradict each other or the record.</param>
public sealed record ImportChoices(IReadOnlyDictionary<UnknownOutcome, CourtOutcome> Meanings, IReadOnlySet<int> Right)
{
    /// <summary>Nothing was decided.</summary>
    public static ImportChoices None { get; } = new(new Dictionary<UnknownOutcome, CourtOutcome>(), new HashSet<int>());
}

/// <summary>
/// Reads files of results in: looked at first, entered by the same person's second click, row by row with its problems. Cases are matched by code alone,
/// among those the person may see (S23). Reading in sends nothing and approves nothing; it only adds lines to records.
/// </summary>
public sealed class CourtImports(FamilyLinkContext db, CourtRecord record, FieldEncryptor encryptor, KeyedHasher hasher, TimeProvider clock)
{
    private const int EnteredAtOnce = 500;
    private static readonly TimeSpan Life = TimeSpan.FromDays(1);

    /// <summary>Keeps a file, sealed, until somebody has looked at it.</summary>
    /// <exception cref="FileRefusedException">It cannot be read.</exception>
    public async Task<Guid> KeepAsync(byte[] content, Guid staff, CancellationToken cancellation)
    {
        ResultRows.Read(ResultFile.Read(content), Today());
        await ForgetOldAsync(cancellation);
        var key = encryptor.NewKey();
        var import = new CourtImport
        {
            UploadedBy = staff,
            UploadedAt = Now(),
            IsSpreadsheet = ResultFile.IsSpreadsheet(content),
            PersonKeyId = key.Id,
            Content = encryptor.Encrypt(key.Id, "court.import", Convert.ToBase64String(content)),
        };
        db.Add(key);
        db.Add(import);
        db.Audit(AuditFact.Staff(staff, "court-import.kept", $"court-import:{import.Id:N}"));
        await db.SaveChangesAsync(cancellation);
        return import.Id;
    }

    /// <summary>What entering it would do now; null when there is no such file of this person, or it is done.</summary>
    public Task<ImportPreview?> PreviewAsync(Guid importId, Guid staff, IQueryable<Case> visible, CancellationToken cancellation) =>
        PreviewAsync(importId, staff, visible, ImportChoices.None, cancellation);

    /// <summary>What entering it would do now, with what a person decided; null when there is no such file of this person, or it is done.</summary>
    public async Task<ImportPreview?> PreviewAsync(Guid importId, Guid staff, IQueryable<Case> visible, ImportChoices choices, CancellationToken cancellation)
    {
        var import = await db.Set<CourtImport>().SingleOrDefaultAsync(i => i.Id == importId && i.UploadedBy == staff && i.DoneAt == null, cancellation);
        if (import is null || import.UploadedAt + Life <= Now() || encryptor.DecryptIfKept(import.PersonKeyId, "court.import", import.Content) is not { } content)
        {
            return null;
        }

        var notes = new List<string>();
        var (rows, problems) = ResultRows.Read(ResultFile.Read(Convert.FromBase64String(content), notes), Today(), choices.Meanings);
        var cases = (await visible.Select(c => new { c.Id, c.Code, c.ClosedAt }).ToListAsync(cancellation)).ToLookup(c => CaseCode.Read(c.Code), StringComparer.Ordinal);
        var known = (await db.CurrentCourtEntries().AsNoTracking()
            .Where(e => visible.Any(c => c.Id == e.CaseId))
            .Select(e => new { e.CaseId, e.Stage, e.Outcome, e.Date, e.SourceHash })
            .ToListAsync(cancellation)).Select(e => (e.CaseId, e.Stage, e.Outcome, e.Date, Convert.ToHexString(e.SourceHash))).ToHashSet();
        var good = new List<(ResultRow, Guid)>();
        var wrong = problems.ToList();
        var seen = new Dictionary<(Guid, CourtStage, CourtOutcome, DateOnly?, string), int>();
        foreach (var row in rows)
        {
            if (cases[row.Code].Take(2).ToList() is not [var about])
            {
                wrong.Add(new RowProblem(row.Number, cases.Contains(row.Code) ? "Two cases have codes that are written almost alike." : "There is no case with this code that you may see."));
                continue;
            }

            var key = (about.Id, row.Line.Stage, row.Line.Outcome, row.Line.Date.Date, Convert.ToHexString(CourtRecord.HashOfSource(hasher, row.Line.Source)));
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

        var (kept, contradictions) = await SettleAsync(good, choices, cancellation);
        return new ImportPreview(import, kept, [.. wrong.OrderBy(w => w.Number)], notes, contradictions);
    }

    /// <summary>Enters the rows that can be entered and forgets the file.</summary>
    /// <returns>How many lines were entered, or null when there is no such file.</returns>
    /// <exception cref="CourtLineRefusedException">Somebody else changed one of the cases at the same moment.</exception>
    public Task<int?> EnterAsync(Guid importId, Guid staff, IQueryable<Case> visible, CancellationToken cancellation) =>
        EnterAsync(importId, staff, visible, ImportChoices.None, cancellation);

    /// <summary>Enters the rows that can be entered and forgets the file, unless rows contradict each other that nobody has decided about: it waits for that. A call that broke off in the middle can be made again: what is in the record already is not entered twice.</summary>
    /// <returns>How many lines were entered, or null when there is no such file.</returns>
    /// <exception cref="CourtLineRefusedException">Somebody else changed one of the cases at the same moment.</exception>
    public async Task<int?> EnterAsync(Guid importId, Guid staff, IQueryable<Case> visible, ImportChoices choices, CancellationToken cancellation)
    {
        if (await PreviewAsync(importId, staff, visible, choices, cancellation) is not { } preview)
        {
            return null;
        }

        var import = preview.Import;
        foreach (var some in preview.Good.Chunk(EnteredAtOnce))
        {
            var ids = some.Select(g => g.CaseId).Distinct().ToList();
            var cases = await db.Cases.Where(c => ids.Contains(c.Id)).ToDictionaryAsync(c => c.Id, cancellation);
            foreach (var (row, caseId, replaces) in some)
            {
                var reason = replaces is null ? null : $"Decided when a file was read in: its row {row.Number} is right.";
                var entry = record.Enter(cases[caseId], row.Line, staff, replaces, reason: reason, from: (import.Id, row.Number));
                db.Audit(AuditFact.Staff(staff, replaces is null ? "court.entered" : "court.corrected", $"case:{caseId:N}", $"court-entry:{replaces ?? entry.Id:N}"));
            }

            import.Entered += some.Length;
            await SaveAsync(cancellation);
            db.ChangeTracker.Clear();
            db.Attach(import);
        }

        if (preview.Contradictions.Count > 0)
        {
            return import.Entered;
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

    // Rows that cannot all be true, by themselves or beside the record, wait for a person; a row that a person called right replaces the line it contradicts.
    private async Task<(List<(ResultRow, Guid, Guid?)> Good, List<Contradiction> Contradictions)> SettleAsync(List<(ResultRow Row, Guid CaseId)> rows, ImportChoices choices, CancellationToken cancellation)
    {
        var facts = await db.CourtFactsAsync(encryptor, [.. rows.Select(r => r.CaseId).Distinct()], cancellation);
        var known = facts.ToLookup(f => (f.Value.CaseId, f.Value.Stage, f.Value.Document));
        var good = new List<(ResultRow Row, Guid CaseId, Guid? Replaces)>();
        var contradictions = new List<Contradiction>();
        var replaced = new HashSet<Guid>();
        foreach (var group in rows.Select(r => (r.Row, r.CaseId, Fact: Fact(r.Row, r.CaseId))).GroupBy(r => (r.Fact.CaseId, r.Fact.Stage, r.Fact.Document)))
        {
            var outcomes = group.Select(r => r.Fact).Distinct().ToList();
            var onRecord = known[group.Key].Where(k => outcomes.Any(k.Value.Contradicts)).ToList();
            bool Disputed(CourtFact fact) => outcomes.Any(fact.Contradicts) || onRecord.Any(k => fact.Contradicts(k.Value));
            var disputed = group.Where(r => Disputed(r.Fact)).ToList();
            good.AddRange(group.Where(r => !Disputed(r.Fact)).Select(r => (r.Row, r.CaseId, (Guid?)null)));
            var right = disputed.Where(r => choices.Right.Contains(r.Row.Number)).ToList();

            // A choice that leaves the contradiction, or a record that contradicts itself already, is no decision.
            if (right.Count > 0 && !right.Any(r => right.Any(other => r.Fact.Contradicts(other.Fact)) || onRecord.Count(k => r.Fact.Contradicts(k.Value)) > 1))
            {
                good.AddRange(right.Select(r => (r.Row, r.CaseId, onRecord.Where(k => r.Fact.Contradicts(k.Value) && replaced.Add(k.Key)).Select(k => (Guid?)k.Key).FirstOrDefault())));
            }
            else if (disputed.Count > 0)
            {
                contradictions.Add(new Contradiction(group.Key.CaseId, [.. disputed.Select(r => r.Row)], [.. onRecord.Select(k => k.Value)]));
            }
        }

        return ([.. good.OrderBy(g => g.Row.Number)], contradictions);
    }

    private static CourtFact Fact(ResultRow row, Guid caseId) =>
        new(caseId, row.Line.Stage, row.Line.Outcome, row.Line.Date.Date, row.Line.Date.Certainty, CourtContradictions.Document(row.Line.Source));

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
        import.Content = EncryptedValue.Empty;
        import.DoneAt = Now();
        var key = await db.PersonKeys.SingleAsync(k => k.Id == import.PersonKeyId, cancellation);
        key.ErasedAt = Now();
        key.Wrapped = [];
        encryptor.Forget(key.Id);
    }

    private DateOnly Today() => DateOnly.FromDateTime(Now());

    private DateTime Now() => clock.GetUtcNow().UtcDateTime;
}
