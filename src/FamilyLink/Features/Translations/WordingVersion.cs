using FamilyLink.Localization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FamilyLink.Features.Translations;

/// <summary>One edition of a wording that a site wrote instead of the shipped one. Never changed or deleted: going back is a new edition.</summary>
public sealed class WordingVersion
{
    /// <summary>Its id, in order of time.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The key of the wording.</summary>
    public required string Key { get; init; }

    /// <summary>The language it is in.</summary>
    public required string Language { get; init; }

    /// <summary>Read or heard.</summary>
    public required WordingMedium Medium { get; init; }

    /// <summary>1 for the first edition of this site.</summary>
    public required int Number { get; init; }

    /// <summary>The words.</summary>
    public required string Text { get; init; }

    /// <summary>The hash that reviews are bound to.</summary>
    public required string Hash { get; init; }

    /// <summary>True when this edition means: whatever is shipped.</summary>
    public bool AsShipped { get; init; }

    /// <summary>Who wrote, imported or brought it back.</summary>
    public required Guid WrittenBy { get; init; }

    /// <summary>When, UTC.</summary>
    public required DateTime WrittenAt { get; init; }

    internal sealed class Configuration :
        IEntityTypeConfiguration<WordingVersion>,
        IEntityTypeConfiguration<WordingReview>,
        IEntityTypeConfiguration<WordingComment>
    {
        // Two people saving the same wording at once cannot both write its next edition.
        public void Configure(EntityTypeBuilder<WordingVersion> builder)
        {
            builder.ToTable("wording_versions");
            builder.HasIndex(v => new { v.Key, v.Language, v.Medium, v.Number }).IsUnique();
        }

        public void Configure(EntityTypeBuilder<WordingReview> builder)
        {
            builder.ToTable("wording_reviews");
            builder.HasIndex(r => new { r.Key, r.Language, r.Medium });
        }

        public void Configure(EntityTypeBuilder<WordingComment> builder)
        {
            builder.ToTable("wording_comments");
            builder.HasIndex(c => new { c.Key, c.Language });
        }
    }
}

/// <summary>What a reviewer decided about some very words; the last decision about the same words counts.</summary>
public sealed class WordingReview
{
    /// <summary>Its id, in order of time.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The key of the wording.</summary>
    public required string Key { get; init; }

    /// <summary>Its language.</summary>
    public required string Language { get; init; }

    /// <summary>Read or heard.</summary>
    public required WordingMedium Medium { get; init; }

    /// <summary>The hash of the words that were looked at.</summary>
    public required string Hash { get; init; }

    /// <summary>In review, signed off, or a draft again.</summary>
    public required ReviewState State { get; init; }

    /// <summary>Who decided.</summary>
    public required Guid By { get; init; }

    /// <summary>The language the reviewer grew up with, as an administrator wrote it down; empty for who only asked for a review.</summary>
    public required string NativeSpeakerOf { get; init; }

    /// <summary>When, UTC.</summary>
    public required DateTime At { get; init; }
}

/// <summary>What translators and reviewers tell each other about a wording.</summary>
public sealed class WordingComment
{
    /// <summary>Its id, in order of time.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The key of the wording.</summary>
    public required string Key { get; init; }

    /// <summary>Its language.</summary>
    public required string Language { get; init; }

    /// <summary>What was said.</summary>
    public required string Text { get; init; }

    /// <summary>Who said it.</summary>
    public required Guid By { get; init; }

    /// <summary>When, UTC.</summary>
    public required DateTime At { get; init; }
}
