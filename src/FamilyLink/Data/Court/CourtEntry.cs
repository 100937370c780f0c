using FamilyLink.Data.Encryption;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FamilyLink.Data.Court;

/// <summary>The stages of a case before the authorities. They are facts side by side: nothing adds them up or expects the next one (S10).</summary>
public enum CourtStage
{
    /// <summary>With the police.</summary>
    Police,

    /// <summary>With the prosecutor.</summary>
    Prosecutor,

    /// <summary>Before the court.</summary>
    Court,

    /// <summary>Before a higher court.</summary>
    Appeal,

    /// <summary>What the court decided about money.</summary>
    CompensationOrdered,

    /// <summary>Money was paid by the other side or the office that enforces.</summary>
    CompensationPaid,

    /// <summary>What reached the person.</summary>
    CompensationReceived,
}

/// <summary>What became of a stage.</summary>
public enum CourtOutcome
{
    /// <summary>It goes on.</summary>
    StillRunning,

    /// <summary>The other side was found to have done wrong.</summary>
    Convicted,

    /// <summary>The other side was found not guilty.</summary>
    Acquitted,

    /// <summary>It does not go on.</summary>
    ChargesDropped,

    /// <summary>Money was ordered.</summary>
    CompensationOrdered,

    /// <summary>No money was ordered.</summary>
    NoCompensation,

    /// <summary>Money was paid.</summary>
    CompensationPaid,

    /// <summary>Money that was ordered was not paid.</summary>
    CompensationNotPaid,

    /// <summary>The person has something to decide.</summary>
    NeedsDecision,

    /// <summary>Asked, and there is nothing new.</summary>
    NothingNew,
}

/// <summary>How much of a date is known. A month that is known is not turned into a day.</summary>
public enum DateCertainty
{
    /// <summary>No date.</summary>
    NotKnown,

    /// <summary>Only the year.</summary>
    Year,

    /// <summary>Year and month.</summary>
    Month,

    /// <summary>The day.</summary>
    Day,
}

/// <summary>
/// One line of a case's court record: stage, outcome, date as far as it is known, the document it comes from, who entered it. Lines are only ever added;
/// a correction is a line that replaces another and says why. The database refuses changes.
/// </summary>
public sealed class CourtEntry
{
    /// <summary>Its id, in order of time.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The case.</summary>
    public required Guid CaseId { get; init; }

    /// <summary>The stage.</summary>
    public required CourtStage Stage { get; init; }

    /// <summary>What became of it.</summary>
    public required CourtOutcome Outcome { get; init; }

    /// <summary>The date; the first of the month or year when no more is known, null when nothing is.</summary>
    public DateOnly? Date { get; init; }

    /// <summary>How much of the date is known.</summary>
    public required DateCertainty Certainty { get; init; }

    /// <summary>The document this comes from, sealed as <c>court.source</c> with the case's key.</summary>
    public required EncryptedValue Source { get; init; }

    /// <summary>A keyed hash of the document's reference: cases decided by one judgment are found together without opening any.</summary>
    public required byte[] SourceHash { get; init; }

    /// <summary>The line this one replaces; a line is replaced once.</summary>
    public Guid? Replaces { get; init; }

    /// <summary>True when it only takes the replaced line back: it was entered by mistake.</summary>
    public bool TakenBack { get; init; }

    /// <summary>Why a line was replaced, sealed as <c>court.reason</c> with the case's key.</summary>
    public EncryptedValue Reason { get; init; }

    /// <summary>Who entered it.</summary>
    public required Guid EnteredBy { get; init; }

    /// <summary>When it was entered, UTC.</summary>
    public required DateTime EnteredAt { get; init; }

    /// <summary>The import it came with, or null when it was typed.</summary>
    public Guid? ImportId { get; init; }

    /// <summary>Its row in that import's file.</summary>
    public int? ImportRow { get; init; }

    /// <summary>True for an outcome that ends something, so that somebody is to be told of it.</summary>
    public static bool IsResult(CourtOutcome outcome) => outcome is not (CourtOutcome.StillRunning or CourtOutcome.NothingNew);

    internal sealed class Configuration : IEntityTypeConfiguration<CourtEntry>, IEntityTypeConfiguration<CourtUpdate>, IEntityTypeConfiguration<CourtImport>
    {
        public void Configure(EntityTypeBuilder<CourtEntry> builder)
        {
            builder.HasIndex(e => e.CaseId);
            builder.HasIndex(e => e.SourceHash);
            builder.HasIndex(e => e.Replaces).IsUnique();
            builder.HasIndex(e => new { e.ImportId, e.ImportRow }).IsUnique();
        }

        public void Configure(EntityTypeBuilder<CourtUpdate> builder)
        {
            builder.HasKey(u => u.NoticeId);
            builder.Property(u => u.NoticeId).ValueGeneratedNever();
            builder.HasIndex(u => u.EntryId);
        }

        public void Configure(EntityTypeBuilder<CourtImport> builder) => builder.HasIndex(i => i.DoneAt);
    }
}
