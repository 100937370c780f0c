namespace FamilyLink.Data.Notices;

/// <summary>Somebody stopped everything with one button (S12): while one of these is not released, no notice and no update leaves or is told.</summary>
public sealed class EmergencyHold
{
    /// <summary>Its id.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Who pressed the button.</summary>
    public required Guid HeldBy { get; init; }

    /// <summary>When, UTC.</summary>
    public required DateTime HeldAt { get; init; }

    /// <summary>Who released it; never the one who held.</summary>
    public Guid? ReleasedBy { get; set; }

    /// <summary>When, UTC; null while it is on.</summary>
    public DateTime? ReleasedAt { get; set; }
}
