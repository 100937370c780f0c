using FamilyLink.Data.Encryption;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FamilyLink.Data.Recordings;

/// <summary>
/// One wording said by a person, as it is played on the telephone. Never changed: a new recording takes the place of the one before. Its own key encrypts it,
/// so that a speaker who takes their consent back can be taken out for good.
/// </summary>
public sealed class VoiceRecording
{
    /// <summary>Its id.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The key of the wording, such as <c>menu.offer</c>.</summary>
    public required string Key { get; init; }

    /// <summary>The language it is said in.</summary>
    public required string Language { get; init; }

    /// <summary>The hash of the words that were read, as the review ledger counts it; for Khmu of the Lao words it says. Other words since then: it is played no more.</summary>
    public required string WordsHash { get; init; }

    /// <summary>SHA-256 of the sound: what a second native speaker signs, and what a notice is approved with (S11).</summary>
    public required byte[] SoundHash { get; init; }

    /// <summary>The key that encrypts the sound and the speaker's name.</summary>
    public required Guid PersonKeyId { get; init; }

    /// <summary>The sound, encrypted as <c>recording.sound</c>: WAVE, 8 kHz, µ-law, one channel.</summary>
    public required EncryptedValue Sound { get; init; }

    /// <summary>How long it is, in milliseconds.</summary>
    public required int Milliseconds { get; init; }

    /// <summary>How loud it was before it was made as loud as the others, in dB below full scale (a mean over all of it, so below zero).</summary>
    public required double Loudness { get; init; }

    /// <summary>Who speaks, encrypted as <c>recording.speaker</c>; they agreed to be heard.</summary>
    public required EncryptedValue Speaker { get; init; }

    /// <summary>The dialect, in the speaker's own word for it; empty when they gave none.</summary>
    public string Dialect { get; init; } = "";

    /// <summary>The staff member who recorded or uploaded it.</summary>
    public required Guid RecordedBy { get; init; }

    /// <summary>When, UTC.</summary>
    public required DateTime RecordedAt { get; init; }

    /// <summary>The second native speaker who heard it and found it right.</summary>
    public Guid? SignedBy { get; set; }

    /// <summary>When, UTC.</summary>
    public DateTime? SignedAt { get; set; }

    /// <summary>When it was taken back, UTC: it is not right, or the speaker wishes it.</summary>
    public DateTime? WithdrawnAt { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<VoiceRecording>
    {
        public void Configure(EntityTypeBuilder<VoiceRecording> builder)
        {
            builder.ToTable("voice_recordings");
            builder.HasIndex(r => new { r.Language, r.Key });
        }
    }
}
