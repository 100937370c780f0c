using FamilyLink.Data.Encryption;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FamilyLink.Data.Messages;

/// <summary>Where the sound of a voice message is.</summary>
public enum VoiceMessageState
{
    /// <summary>At the provider, to be fetched.</summary>
    AtProvider,

    /// <summary>Here; <see cref="VoiceMessage.DueAt"/> says whether the provider still has a copy to delete.</summary>
    Kept,

    /// <summary>It could not be fetched or is no sound: the person is asked again.</summary>
    Lost,
}

/// <summary>What a caller said after the tone. Encrypted with the conversation's key, so that erasing the person erases it (S20, S22); never transcribed.</summary>
public sealed class VoiceMessage
{
    /// <summary>Its id.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The message of the conversation that it is.</summary>
    public required Guid InboundId { get; init; }

    /// <summary>The conversation.</summary>
    public required Guid ConversationId { get; init; }

    /// <summary>The conversation's key.</summary>
    public required Guid PersonKeyId { get; init; }

    /// <summary>The provider's id of the recording.</summary>
    public required string RecordingId { get; init; }

    /// <summary>When it was left, UTC.</summary>
    public required DateTime ReceivedAt { get; init; }

    /// <summary>Where the sound is.</summary>
    public VoiceMessageState State { get; set; }

    /// <summary>The sound as the provider gave it, encrypted as <c>voice-message.sound</c>.</summary>
    public EncryptedValue Sound { get; set; }

    /// <summary>How often fetching or deleting was tried in vain.</summary>
    public int Tries { get; set; }

    /// <summary>When it is next fetched, or deleted at the provider, UTC; null when nothing is left to do.</summary>
    public DateTime? DueAt { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<VoiceMessage>
    {
        public void Configure(EntityTypeBuilder<VoiceMessage> builder)
        {
            builder.ToTable("voice_messages");
            builder.HasIndex(m => m.RecordingId).IsUnique();
            builder.HasIndex(m => m.ConversationId);
            builder.HasIndex(m => m.DueAt);
        }
    }
}
