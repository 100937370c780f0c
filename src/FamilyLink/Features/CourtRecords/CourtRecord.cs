using FamilyLink.Data;
using FamilyLink.Data.Audit;
using FamilyLink.Data.Court;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.People;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.CourtRecords;

/// <summary>A line of a court record as somebody enters it.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Date">The date as far as it is known.</param>
/// <param name="Source">The document it comes from.</param>
public sealed record CourtLine(CourtStage Stage, CourtOutcome Outcome, CourtDate Date, string Source);

/// <summary>A line could not be entered; the message is for the person at the desk.</summary>
public sealed class CourtLineRefusedException(string message) : Exception(message);

/// <summary>
/// Enters and corrects lines of court records. Nothing is ever changed or removed; every line counts the case's version up, so that no update
/// approved before it can still leave (S11). Lines are never added up to say what comes next (S10).
/// </summary>
public sealed class CourtRecord(FamilyLinkContext db, FieldEncryptor encryptor, KeyedHasher hasher, TimeProvider clock)
{
    /// <summary>The most letters of a document's reference.</summary>
    public const int LongestSource = 120;

    private const int LongestReason = 400;

    /// <summary>The outcomes a stage can have.</summary>
    public static IReadOnlyList<CourtOutcome> OutcomesOf(CourtStage stage) => stage switch
    {
        CourtStage.Police or CourtStage.Prosecutor =>
            [CourtOutcome.StillRunning, CourtOutcome.ChargesDropped, CourtOutcome.NeedsDecision, CourtOutcome.NothingNew],
        CourtStage.Court or CourtStage.Appeal =>
            [CourtOutcome.StillRunning, CourtOutcome.Convicted, CourtOutcome.Acquitted, CourtOutcome.ChargesDropped, CourtOutcome.NeedsDecision, CourtOutcome.NothingNew],
        CourtStage.CompensationOrdered =>
            [CourtOutcome.CompensationOrdered, CourtOutcome.NoCompensation, CourtOutcome.StillRunning, CourtOutcome.NeedsDecision, CourtOutcome.NothingNew],
        _ => [CourtOutcome.CompensationPaid, CourtOutcome.CompensationNotPaid, CourtOutcome.NeedsDecision, CourtOutcome.NothingNew],
    };

    /// <summary>What is wrong with a line, or null.</summary>
    public static string? Problem(CourtLine line) =>
        !OutcomesOf(line.Stage).Contains(line.Outcome) ? $"“{CourtEntries.Say(line.Outcome)}” is no outcome of the stage “{CourtEntries.Say(line.Stage)}”."
        : string.IsNullOrWhiteSpace(line.Source) ? "Write the reference of the document this comes from."
        : line.Source.Length > LongestSource ? $"The reference of the document has at most {LongestSource} letters."
        : line.Date.Problem;

    /// <summary>Enters a line.</summary>
    /// <exception cref="CourtLineRefusedException">Something is wrong with it.</exception>
    public async Task<CourtEntry> AddAsync(Guid caseId, CourtLine line, Guid staff, CancellationToken cancellation)
    {
        Refuse(Problem(line));
        var about = await db.Cases.SingleAsync(c => c.Id == caseId, cancellation);
        var entry = Enter(about, line, staff);
        db.Audit(AuditFact.Staff(staff, "court.entered", $"case:{caseId:N}", $"court-entry:{entry.Id:N}"));
        await db.SaveChangesAsync(cancellation);
        return entry;
    }

    /// <summary>Replaces a line by a better one, or takes it back; the old one stays readable.</summary>
    /// <exception cref="CourtLineRefusedException">It was replaced already, no reason was given, or something is wrong with the new line.</exception>
    public async Task<CourtEntry> CorrectAsync(Guid entryId, CourtLine? better, string? reason, Guid staff, CancellationToken cancellation)
    {
        Refuse(string.IsNullOrWhiteSpace(reason) ? "Write why it is corrected." : reason.Length > LongestReason ? $"Use at most {LongestReason} letters for the reason." : null);
        Refuse(better is null ? null : Problem(better));
        var old = await db.CurrentCourtEntries().AsNoTracking().SingleOrDefaultAsync(e => e.Id == entryId, cancellation)
            ?? throw new CourtLineRefusedException("Somebody has corrected this line already. Read the record again.");
        var about = await db.Cases.SingleAsync(c => c.Id == old.CaseId, cancellation);
        var line = better ?? new CourtLine(old.Stage, old.Outcome, new CourtDate(old.Date, old.Certainty), encryptor.DecryptIfKept(about.PersonKeyId, "court.source", old.Source) ?? "(erased)");
        var entry = Enter(about, line, staff, old.Id, better is null, reason!.Trim());
        db.Audit(AuditFact.Staff(staff, better is null ? "court.taken-back" : "court.corrected", $"case:{old.CaseId:N}", $"court-entry:{old.Id:N}"));
        try
        {
            await db.SaveChangesAsync(cancellation);
        }
        catch (DbUpdateException)
        {
            throw new CourtLineRefusedException("Somebody has corrected this line already. Read the record again.");
        }

        return entry;
    }

    /// <summary>The hash that finds lines of one document.</summary>
    public static byte[] HashOfSource(KeyedHasher hasher, string source) => hasher.OfAddress("court-source:" + source.Trim().ToUpperInvariant());

    /// <summary>Puts a line into the context; the caller saves it with its audit entry.</summary>
    internal CourtEntry Enter(Case about, CourtLine line, Guid staff, Guid? replaces = null, bool takenBack = false, string? reason = null, (Guid Import, int Row)? from = null)
    {
        about.Version++;
        var entry = new CourtEntry
        {
            CaseId = about.Id,
            Stage = line.Stage,
            Outcome = line.Outcome,
            Date = line.Date.Date,
            Certainty = line.Date.Certainty,
            Source = encryptor.Encrypt(about.PersonKeyId, "court.source", line.Source.Trim()),
            SourceHash = HashOfSource(hasher, line.Source),
            Replaces = replaces,
            TakenBack = takenBack,
            Reason = encryptor.Encrypt(about.PersonKeyId, "court.reason", reason),
            EnteredBy = staff,
            EnteredAt = clock.GetUtcNow().UtcDateTime,
            ImportId = from?.Import,
            ImportRow = from?.Row,
        };
        db.Add(entry);
        return entry;
    }

    private static void Refuse(string? problem)
    {
        if (problem is not null)
        {
            throw new CourtLineRefusedException(problem);
        }
    }
}
