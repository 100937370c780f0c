using FamilyLink.Data.Encryption;
using FamilyLink.Data.People;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FamilyLink.Data.Notices;

/// <summary>What a notice is about. Each has its own consent (S2), its own words and its own page; approval and telling are the same for all.</summary>
public enum NoticeSubject
{
    /// <summary>A relative is in shelter protection.</summary>
    Shelter,

    /// <summary>What became of a court case; see <see cref="Court.CourtUpdate"/>.</summary>
    CourtOutcome,
}

/// <summary>Where a notice stands.</summary>
public enum NoticeState
{
    /// <summary>Being written.</summary>
    Draft,

    /// <summary>Waiting for two people to approve the exact words.</summary>
    InReview,

    /// <summary>Approved and sealed; it may be told.</summary>
    Approved,

    /// <summary>Held back by a person; can be released again.</summary>
    Held,

    /// <summary>Taken back for good.</summary>
    Withdrawn,

    /// <summary>All parts were told.</summary>
    Told,
}

/// <summary>What a caseworker wants one contact to learn about one case, in the exact words that two others approve (S11).</summary>
public sealed class Notice
{
    /// <summary>Its id.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>What it is about.</summary>
    public NoticeSubject Subject { get; init; }

    /// <summary>The case.</summary>
    public required Guid CaseId { get; init; }

    /// <summary>The one contact it is for.</summary>
    public required Guid ContactId { get; init; }

    /// <summary>The language of the texts, the contact's own.</summary>
    public required string Language { get; set; }

    /// <summary>Who wrote it.</summary>
    public required Guid WrittenBy { get; init; }

    /// <summary>Everybody who edited it besides the writer, comma-separated ids: none of them approves (S11).</summary>
    public string Editors { get; set; } = "";

    /// <summary>Where it stands.</summary>
    public NoticeState State { get; set; } = NoticeState.Draft;

    /// <summary>The building blocks chosen, comma-separated ids.</summary>
    public string Blocks { get; set; } = "";

    /// <summary>The writer's own words added to the blocks, sealed as <c>notice.free</c> with the case's key.</summary>
    public EncryptedValue FreeText { get; set; }

    /// <summary>What those words mean, for an approver who does not read their language; sealed as <c>notice.meaning</c> with the case's key. Never told.</summary>
    public EncryptedValue Meaning { get; set; }

    /// <summary>Counts edits; an approval is of one edition.</summary>
    public int Edition { get; set; } = 1;

    /// <summary>When it was first written, UTC.</summary>
    public required DateTime CreatedAt { get; init; }

    /// <summary>After this nothing of it is told, UTC (S12).</summary>
    public required DateTime ExpiresAt { get; set; }

    /// <summary>How many parts were told so far.</summary>
    public int PartsTold { get; set; }

    /// <summary>When the last part was told, UTC.</summary>
    public DateTime? ToldAt { get; set; }

    internal sealed class Configuration :
        IEntityTypeConfiguration<Notice>,
        IEntityTypeConfiguration<NoticeText>,
        IEntityTypeConfiguration<NoticeApproval>,
        IEntityTypeConfiguration<EmergencyHold>
    {
        public void Configure(EntityTypeBuilder<Notice> builder)
        {
            builder.Property(n => n.Subject).HasDefaultValue(NoticeSubject.Shelter);
            builder.HasIndex(n => n.CaseId);
            builder.HasIndex(n => n.ContactId);
            builder.Property(n => n.Edition).IsConcurrencyToken();
            builder.Property(n => n.State).IsConcurrencyToken();
        }

        public void Configure(EntityTypeBuilder<NoticeText> builder) => builder.HasIndex(t => new { t.NoticeId, t.Channel, t.Language }).IsUnique();

        public void Configure(EntityTypeBuilder<NoticeApproval> builder) => builder.HasIndex(a => new { a.NoticeId, a.ApprovedBy, a.Digest }).IsUnique();

        // Asked at every hand-off: the index holds nothing but holds that are on.
        public void Configure(EntityTypeBuilder<EmergencyHold> builder) => builder.HasIndex(h => h.ReleasedAt).HasFilter("released_at IS NULL");
    }
}

/// <summary>The exact words of a notice on one channel and in one language: the neutral opening and the parts told after verification.</summary>
public sealed class NoticeText
{
    /// <summary>Its id.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The notice.</summary>
    public required Guid NoticeId { get; init; }

    /// <summary>The channel these words are for.</summary>
    public required Channel Channel { get; init; }

    /// <summary>The language of these words; empty for the notice's own.</summary>
    public string Language { get; init; } = "";

    /// <summary>The neutral first message (S8), sealed as <c>notice.opening</c> with the case's key.</summary>
    public required EncryptedValue Opening { get; set; }

    /// <summary>The parts as a JSON array of strings, sealed as <c>notice.parts</c> with the case's key.</summary>
    public required EncryptedValue Parts { get; set; }
}

/// <summary>One person's approval of the exact words (S11), sealed to a hash of everything that was seen.</summary>
public sealed class NoticeApproval
{
    /// <summary>Its id.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The notice.</summary>
    public required Guid NoticeId { get; init; }

    /// <summary>Who approved.</summary>
    public required Guid ApprovedBy { get; init; }

    /// <summary>Whether they held the approver role then.</summary>
    public required bool AsApprover { get; init; }

    /// <summary>The hash over recipient, address, channels, languages, all texts as they are rendered, case version and contact version.</summary>
    public required byte[] Digest { get; init; }

    /// <summary>A short hash of each thing the seal covers, so that a void approval can say what has changed since.</summary>
    public string? Pieces { get; init; }

    /// <summary>When, UTC.</summary>
    public required DateTime At { get; init; }
}
