namespace FamilyLink.Data.Encryption;

/// <summary>One person's data key, wrapped by the service's key ring. Destroying it erases everything sealed with it (S21, S22).</summary>
public sealed class PersonKey
{
    /// <summary>Its id, which rows carry instead of a name.</summary>
    public Guid Id { get; init; }

    /// <summary>The wrapped key; empty once erased.</summary>
    public byte[] Wrapped { get; set; } = [];

    /// <summary>When it was destroyed, UTC.</summary>
    public DateTime? ErasedAt { get; set; }
}
