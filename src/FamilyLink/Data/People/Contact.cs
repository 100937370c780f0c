using FamilyLink.Data.Encryption;

namespace FamilyLink.Data.People;

/// <summary>The ways a person can be reached.</summary>
public enum Channel
{
    /// <summary>Text messages to a telephone.</summary>
    Sms,

    /// <summary>A telephone call.</summary>
    Voice,

    /// <summary>Messenger and other Bot Framework channels.</summary>
    Messenger,
}

/// <summary>Somebody the service may talk with: a relative, or the returned person.</summary>
public sealed class Contact
{
    /// <summary>Its id.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The agency that enrolled them (S23).</summary>
    public required Guid AgencyId { get; set; }

    /// <summary>The key that seals this contact's fields.</summary>
    public required Guid PersonKeyId { get; init; }

    /// <summary>What the contact is called, sealed as <c>contact.name</c>.</summary>
    public EncryptedValue Name { get; set; }

    /// <summary>The language they want (<c>lo</c>, <c>th</c>, <c>kjg</c>, <c>en</c>).</summary>
    public required string Language { get; set; }

    /// <summary>Counts changes of language, number or policy; approvals are bound to what they saw (S11).</summary>
    public int Version { get; set; } = 1;

    /// <summary>When they asked to hear nothing more, on every channel; null when they did not (S3). UTC.</summary>
    public DateTime? OptedOutAt { get; set; }

    /// <summary>Set while a duress alarm holds back everything outbound (S7). UTC.</summary>
    public DateTime? HeldForDuressAt { get; set; }

    /// <summary>When they were enrolled, UTC.</summary>
    public required DateTime CreatedAt { get; init; }
}

/// <summary>Whether an address may be written to.</summary>
public enum AddressState
{
    /// <summary>In use.</summary>
    Active,

    /// <summary>Bounced, reassigned or answered "wrong number": nothing goes to it until a caseworker confirms it (S19).</summary>
    Quarantined,

    /// <summary>Replaced or removed.</summary>
    Retired,
}

/// <summary>A number or account of a contact. Several contacts may share one; none owns it.</summary>
public sealed class ContactAddress
{
    /// <summary>Its id.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Whose it is.</summary>
    public required Guid ContactId { get; init; }

    /// <summary>The look-up hash (S20); the same for SMS and calls to one telephone.</summary>
    public required byte[] AddressHash { get; init; }

    /// <summary>The address itself, sealed as <c>contact.address</c> with the contact's key.</summary>
    public required EncryptedValue Address { get; init; }

    /// <summary>Whether it may be used.</summary>
    public AddressState State { get; set; }

    /// <summary>Which channels it serves: <c>tel:</c> addresses serve SMS and voice.</summary>
    public required bool IsTelephone { get; init; }

    /// <summary>When it was last confirmed by the person or a caseworker, UTC.</summary>
    public required DateTime ConfirmedAt { get; set; }

    /// <summary>When it was put on file, UTC: the first to do so has its conversation until somebody proves more (S23).</summary>
    public required DateTime AddedAt { get; init; }

    /// <summary>When the secret of this contact was first accepted from this address, UTC: from then on its conversation is this contact's (S23).</summary>
    public DateTime? ProvedAt { get; set; }
}

/// <summary>How sure we are that this person is who they say and means well (D.5, F.5): a parent's word is not enough by itself.</summary>
public enum CheckedRole
{
    /// <summary>Nobody has checked.</summary>
    NotChecked,

    /// <summary>A caseworker checked who they are and found them safe for this person.</summary>
    Safe,

    /// <summary>A caseworker found that they must not be told anything.</summary>
    NotSafe,
}

/// <summary>What a contact is to the person of a case.</summary>
public enum Relation
{
    /// <summary>The person themselves.</summary>
    Self,

    /// <summary>Mother or father.</summary>
    Parent,

    /// <summary>Sister or brother.</summary>
    Sibling,

    /// <summary>Aunt, uncle, grandparent or another relative.</summary>
    Relative,

    /// <summary>Anybody else the person chose.</summary>
    Other,
}

/// <summary>The link between a case and a contact, with the role a caseworker has checked.</summary>
public sealed class CaseContact
{
    /// <summary>Its id.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The case.</summary>
    public required Guid CaseId { get; init; }

    /// <summary>The contact.</summary>
    public required Guid ContactId { get; init; }

    /// <summary>What they are to each other.</summary>
    public required Relation Relation { get; set; }

    /// <summary>What a caseworker found.</summary>
    public CheckedRole Role { get; set; }

    /// <summary>Who checked.</summary>
    public Guid? CheckedBy { get; set; }

    /// <summary>When, UTC.</summary>
    public DateTime? CheckedAt { get; set; }
}
