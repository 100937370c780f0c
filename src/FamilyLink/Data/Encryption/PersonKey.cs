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

/// <summary>A secret of the service itself (the look-up pepper, the secret pepper), wrapped by the key ring.</summary>
public sealed class ServiceSecret
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The wrapped secret.</summary>
    public required byte[] Wrapped { get; init; }
}
