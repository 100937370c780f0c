using FamilyLink.Data.Encryption;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FamilyLink.Features.Answers;

/// <summary>
/// Words that nothing understood, without what could name somebody, so that the library can grow. It names neither conversation nor day: only the week,
/// and a hash that lets one asker count once in that week and is another one the week after.
/// </summary>
public sealed class Question
{
    /// <summary>Its id: random, because an id in order of time would tell when.</summary>
    public Guid Id { get; init; } = Guid.NewGuid();

    /// <summary>The Monday of the week, UTC.</summary>
    public required DateTime Week { get; init; }

    /// <summary>The language of the turn.</summary>
    public required string Language { get; init; }

    /// <summary>A keyed hash of asker and week.</summary>
    public required byte[] Asker { get; init; }

    /// <summary>The key that seals the words: its own, and nobody else's.</summary>
    public required Guid PersonKeyId { get; init; }

    /// <summary>The words without names and numbers, sealed as <c>question.words</c>.</summary>
    public required EncryptedValue Words { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<Question>, IEntityTypeConfiguration<TopicWeek>
    {
        public void Configure(EntityTypeBuilder<Question> builder) => builder.HasIndex(q => q.Week);

        public void Configure(EntityTypeBuilder<TopicWeek> builder) => builder.HasKey(t => new { t.Week, t.Topic });
    }
}

/// <summary>How often a topic was answered in a week, over everybody.</summary>
public sealed class TopicWeek
{
    /// <summary>The Monday of the week, UTC.</summary>
    public required DateTime Week { get; init; }

    /// <summary>The topic.</summary>
    public required string Topic { get; init; }

    /// <summary>How often.</summary>
    public required long Times { get; set; }
}
