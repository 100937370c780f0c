using FamilyLink.Localization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FamilyLink.Data;

/// <summary>That somebody grew up with a language, as an administrator wrote it down: only they may say that its wordings are right.</summary>
public sealed class NativeSpeaker
{
    /// <summary>Its id.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Whose language it is.</summary>
    public required Guid StaffId { get; init; }

    /// <summary>The language.</summary>
    public required string Language { get; init; }

    /// <summary>Who wrote it down.</summary>
    public required Guid RecordedBy { get; init; }

    /// <summary>When, UTC.</summary>
    public required DateTime RecordedAt { get; init; }

    /// <summary>The other administrator who confirmed it; null: it does not count yet.</summary>
    public Guid? ConfirmedBy { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<NativeSpeaker>
    {
        public void Configure(EntityTypeBuilder<NativeSpeaker> builder)
        {
            builder.ToTable("native_speakers");
            builder.HasIndex(s => new { s.StaffId, s.Language }).IsUnique();
        }
    }
}

/// <summary>Asks who grew up with which language.</summary>
public static class NativeSpeakers
{
    /// <summary>Whether somebody may say that words in a language are right. English is nobody's own here and everybody's to check.</summary>
    public static async Task<bool> SpeaksAsync(this FamilyLinkContext db, Guid staff, string language, CancellationToken cancellation) =>
        language == Languages.English || await db.Set<NativeSpeaker>().AnyAsync(s => s.StaffId == staff && s.ConfirmedBy != null && s.Language == (language == Languages.Khmu ? Languages.Lao : language), cancellation);
}
