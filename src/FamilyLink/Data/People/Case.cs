using FamilyLink.Data.Encryption;

namespace FamilyLink.Data.People;

/// <summary>An organisation whose caseworkers use the console. People of one agency do not see another's cases (S23).</summary>
public sealed class Agency
{
    /// <summary>Its id.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Its name, for staff only; never part of a message (S8).</summary>
    public required string Name { get; set; }
}

/// <summary>What is known of somebody's age. Unknown counts as a child (S2).</summary>
public enum AgeGroup
{
    /// <summary>Not known, or papers that contradict each other.</summary>
    Unknown,

    /// <summary>Under 18.</summary>
    Child,

    /// <summary>18 or older, checked.</summary>
    Adult,
}

/// <summary>One person in protection or come home, and what staff need to act for them.</summary>
public sealed class Case
{
    /// <summary>Its id; what logs and audit entries carry.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The code staff speak of, such as <c>FL-0001</c>. It says nothing about the person.</summary>
    public required string Code { get; set; }

    /// <summary>The agency that owns it (S23).</summary>
    public required Guid AgencyId { get; set; }

    /// <summary>The caseworker responsible.</summary>
    public Guid? CaseworkerId { get; set; }

    /// <summary>The key that seals this person's fields.</summary>
    public required Guid PersonKeyId { get; init; }

    /// <summary>What the person is called, sealed as <c>case.name</c>.</summary>
    public EncryptedValue Name { get; set; }

    /// <summary>What is known of the person's age.</summary>
    public AgeGroup Age { get; set; }

    /// <summary>Counts every change; an approval is bound to the version it saw (S11).</summary>
    public int Version { get; set; } = 1;

    /// <summary>When it was opened, UTC.</summary>
    public required DateTime OpenedAt { get; init; }

    /// <summary>When it was closed, UTC.</summary>
    public DateTime? ClosedAt { get; set; }
}

/// <summary>Another agency that may see a case, by the person's consent to share it with that agency (S2, S23).</summary>
public sealed class CaseShare
{
    /// <summary>Its id.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The case.</summary>
    public required Guid CaseId { get; init; }

    /// <summary>The agency it is shared with.</summary>
    public required Guid AgencyId { get; init; }

    /// <summary>Since when, UTC.</summary>
    public required DateTime SharedAt { get; init; }

    /// <summary>The member of staff who shared it.</summary>
    public required Guid SharedBy { get; init; }

    /// <summary>When it ends by itself, UTC; never later than the consent.</summary>
    public required DateTime Until { get; set; }

    /// <summary>When it was ended before that, UTC.</summary>
    public DateTime? EndedAt { get; set; }
}
