using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FamilyLink.Features.Alarms;

/// <summary>The <c>Duty</c> section of the configuration.</summary>
public sealed class DutyOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Duty";

    /// <summary>Telephone numbers in E.164: the duty phone first, then those asked when nobody takes it.</summary>
    public IList<string> Phones { get; } = [];

    /// <summary>The language of the message that says nothing.</summary>
    public string Language { get; set; } = Localization.Languages.Lao;

    /// <summary>Minutes between two rings for what needs somebody now.</summary>
    public int RepeatMinutes { get; set; } = 5;

    /// <summary>Minutes after which one more phone is rung.</summary>
    public int EscalateMinutes { get; set; } = 10;
}

/// <summary>
/// One sign of danger on its way to a person: rings, rings again, rings more phones, until somebody has claimed it. The task is what was heard;
/// this row only says what is due.
/// </summary>
public sealed class DutyAlarm
{
    /// <summary>The task it rings for; one alarm a task.</summary>
    public required Guid TaskId { get; init; }

    /// <summary>The key that seals the messages it sends.</summary>
    public required Guid PersonKeyId { get; init; }

    /// <summary>When it began to ring, UTC; anew when the person was put back.</summary>
    public required DateTime RaisedAt { get; set; }

    /// <summary>When it rings next, UTC.</summary>
    public required DateTime NextAt { get; set; }

    /// <summary>How often it has rung.</summary>
    public int Rings { get; set; }

    /// <summary>When somebody had it, UTC; null while it rings.</summary>
    public DateTime? QuietAt { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<DutyAlarm>
    {
        public void Configure(EntityTypeBuilder<DutyAlarm> builder)
        {
            builder.HasKey(a => a.TaskId);
            builder.Property(a => a.TaskId).ValueGeneratedNever();
            builder.Property(a => a.Rings).IsConcurrencyToken();
            builder.HasIndex(a => a.NextAt).HasFilter("quiet_at IS NULL").HasDatabaseName("ix_duty_alarms_ringing");
        }
    }
}
