using FamilyLink.Data.Encryption;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FamilyLink.Features.Inbox;

/// <summary>
/// One caseworker has one conversation. The database lets a conversation have one open hand-off at a time, so of two who claim it exactly one wins.
/// </summary>
public sealed class Handoff
{
    /// <summary>Its id.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The conversation.</summary>
    public required Guid ConversationId { get; init; }

    /// <summary>Who has it.</summary>
    public required Guid OwnerId { get; set; }

    /// <summary>Since when, UTC.</summary>
    public required DateTime Since { get; set; }

    /// <summary>The owner's last claim, answer or note, UTC: after the set silence the service answers again.</summary>
    public required DateTime LastSignAt { get; set; }

    /// <summary>When it ended, UTC.</summary>
    public DateTime? EndedAt { get; set; }

    /// <summary>How it ended: <c>closed</c>, <c>released</c> or <c>silence</c>.</summary>
    public string? EndedHow { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<Handoff>, IEntityTypeConfiguration<HandoffNote>, IEntityTypeConfiguration<StaffAnswer>
    {
        public void Configure(EntityTypeBuilder<Handoff> builder)
        {
            builder.HasIndex(h => h.ConversationId).IsUnique().HasFilter("ended_at IS NULL").HasDatabaseName("ix_handoffs_open");
            builder.Property(h => h.OwnerId).IsConcurrencyToken();
            builder.Property(h => h.LastSignAt).IsConcurrencyToken();
        }

        public void Configure(EntityTypeBuilder<HandoffNote> builder) => builder.HasIndex(n => n.ConversationId);

        public void Configure(EntityTypeBuilder<StaffAnswer> builder)
        {
            builder.HasIndex(a => a.ConversationId);
            builder.Property(a => a.SeenBy).IsConcurrencyToken();
        }
    }
}

/// <summary>A note that only staff read.</summary>
public sealed class HandoffNote
{
    /// <summary>Its id, from the form: the same form sent twice is one note.</summary>
    public required Guid Id { get; init; }

    /// <summary>The conversation.</summary>
    public required Guid ConversationId { get; init; }

    /// <summary>Who wrote it.</summary>
    public required Guid WrittenBy { get; init; }

    /// <summary>When, UTC.</summary>
    public required DateTime At { get; init; }

    /// <summary>The words, sealed as <c>handoff.note</c> with the conversation's key.</summary>
    public required EncryptedValue Words { get; init; }
}

/// <summary>What a caseworker answered, and under which condition it may leave; the words themselves are in the outbound message.</summary>
public sealed class StaffAnswer
{
    /// <summary>Its id, from the form: the same form sent twice is one answer.</summary>
    public required Guid Id { get; init; }

    /// <summary>The conversation.</summary>
    public required Guid ConversationId { get; init; }

    /// <summary>Who wrote it.</summary>
    public required Guid WrittenBy { get; init; }

    /// <summary>When, UTC.</summary>
    public required DateTime At { get; init; }

    /// <summary>A keyed hash of the exact words: the gate lets nothing else leave (S4).</summary>
    public required byte[] WordsHash { get; init; }

    /// <summary>The reviewed text it is, such as <c>answer:court.must-she:0</c> or <c>text:verify.ask</c>; null for the caseworker's own words.</summary>
    public string? Snippet { get; init; }

    /// <summary>The contact who must still be verified when it leaves (S5); null for a reviewed text.</summary>
    public Guid? OnlyFor { get; init; }

    /// <summary>True when the words speak of somebody: they wait here until a second person has looked (S10).</summary>
    public bool NeedsSecond { get; init; }

    /// <summary>The words while they wait for a second person, sealed as <c>message.body</c> with the conversation's key.</summary>
    public EncryptedValue Words { get; set; }

    /// <summary>The second person.</summary>
    public Guid? SeenBy { get; set; }

    /// <summary>When they looked, UTC.</summary>
    public DateTime? SeenAt { get; set; }

    /// <summary>True when they said no.</summary>
    public bool Turned { get; set; }
}
