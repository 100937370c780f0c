using FamilyLink.Data.Encryption;

namespace FamilyLink.Data.Court;

/// <summary>A file of results that was read in and waits for somebody to look at it. It sends nothing; its content is gone once it was entered or given up.</summary>
public sealed class CourtImport
{
    /// <summary>Its id.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Who read it in; only they enter it.</summary>
    public required Guid UploadedBy { get; init; }

    /// <summary>When, UTC.</summary>
    public required DateTime UploadedAt { get; init; }

    /// <summary>True for a spreadsheet, false for lines of text.</summary>
    public required bool IsSpreadsheet { get; init; }

    /// <summary>The key that seals the content: destroyed with it.</summary>
    public required Guid PersonKeyId { get; init; }

    /// <summary>The file as it came, sealed as <c>court.import</c>; empty once it was entered or given up.</summary>
    public EncryptedValue Content { get; set; }

    /// <summary>How many lines were entered from it.</summary>
    public int Entered { get; set; }

    /// <summary>When it was entered or given up, UTC.</summary>
    public DateTime? DoneAt { get; set; }
}
