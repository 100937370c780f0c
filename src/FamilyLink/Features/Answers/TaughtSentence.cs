using FamilyLink.Conversations;
using FamilyLink.Data.Answers;
using FamilyLink.Data.Encryption;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FamilyLink.Features.Answers;

/// <summary>A sentence that staff say is a sign of danger, a question about a topic, or noise. It works once a second person has published it.</summary>
public sealed class TaughtSentence
{
    /// <summary>Its id.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>What it is.</summary>
    public required TaughtKind Kind { get; init; }

    /// <summary>The sign or the topic; <c>noise</c> for noise.</summary>
    public required string Label { get; init; }

    /// <summary>The language of who would write it: <c>lo</c>, <c>th</c> or <c>en</c>.</summary>
    public required string Language { get; init; }

    /// <summary>The key that seals the words: its own, and nobody else's.</summary>
    public required Guid PersonKeyId { get; init; }

    /// <summary>The words, sealed as <c>taught.words</c>: whoever rewrote them may have missed a name (S20).</summary>
    public required EncryptedValue Words { get; init; }

    /// <summary>Where it stands; never <see cref="AnswerState.Replaced"/>.</summary>
    public required AnswerState State { get; set; }

    /// <summary>Who proposed it.</summary>
    public required Guid ProposedBy { get; init; }

    /// <summary>When, UTC.</summary>
    public required DateTime ProposedAt { get; init; }

    /// <summary>Who published it: never who proposed it.</summary>
    public Guid? PublishedBy { get; set; }

    /// <summary>When, UTC.</summary>
    public DateTime? PublishedAt { get; set; }

    /// <summary>Who took it back.</summary>
    public Guid? WithdrawnBy { get; set; }

    /// <summary>When, UTC.</summary>
    public DateTime? WithdrawnAt { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<TaughtSentence>
    {
        public void Configure(EntityTypeBuilder<TaughtSentence> builder)
        {
            builder.HasIndex(t => t.State);
            builder.Property(t => t.State).IsConcurrencyToken();
        }
    }
}
