using FamilyLink.Data.Encryption;

namespace FamilyLink.Data.People;

/// <summary>What a consent is for; each purpose is agreed by itself (S2).</summary>
public enum ConsentPurpose
{
    /// <summary>News of a relative.</summary>
    NewsOfRelative,

    /// <summary>Being asked how one is.</summary>
    CheckIns,

    /// <summary>Outcomes of one's court case.</summary>
    CourtUpdates,

    /// <summary>Being called by telephone.</summary>
    Voice,

    /// <summary>Sharing with a named agency.</summary>
    SharingWithAgency,
}

/// <summary>In what role somebody spoke when they agreed or refused.</summary>
public enum ConsentVoice
{
    /// <summary>The person the case is about.</summary>
    Subject,

    /// <summary>The contact, for being contacted themselves.</summary>
    Contact,

    /// <summary>A caregiver; counts only when a caseworker has checked the role (D.5).</summary>
    Caregiver,

    /// <summary>The caseworker, in the child's best interests, reasons written down (F.5).</summary>
    Caseworker,
}

/// <summary>Consent is the law's word, assent the child's own (F.5).</summary>
public enum ConsentKind
{
    /// <summary>Consent.</summary>
    Consent,

    /// <summary>A child's own yes.</summary>
    Assent,
}

/// <summary>What was said.</summary>
public enum ConsentDecision
{
    /// <summary>Yes.</summary>
    Given,

    /// <summary>No. A child's no wins over everybody's yes.</summary>
    Refused,

    /// <summary>Taken back.</summary>
    Withdrawn,
}

/// <summary>One decision about one purpose. Rows are only ever added; the newest of each voice and kind counts (S2). The database refuses changes.</summary>
public sealed class Consent
{
    /// <summary>Its id, in order of time.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The case it is about.</summary>
    public required Guid CaseId { get; init; }

    /// <summary>The contact it allows to be told, or null when it is about every contact.</summary>
    public Guid? ContactId { get; init; }

    /// <summary>What for.</summary>
    public required ConsentPurpose Purpose { get; init; }

    /// <summary>The agency that <see cref="ConsentPurpose.SharingWithAgency"/> names; a no without one is a no to all.</summary>
    public Guid? AgencyId { get; init; }

    /// <summary>Who spoke.</summary>
    public required ConsentVoice Voice { get; init; }

    /// <summary>Consent or assent.</summary>
    public required ConsentKind Kind { get; init; }

    /// <summary>Yes, no, or taken back.</summary>
    public required ConsentDecision Decision { get; init; }

    /// <summary>The contact who spoke as caregiver, whose role must be checked.</summary>
    public Guid? CaregiverContactId { get; init; }

    /// <summary>The staff member who explained it.</summary>
    public required Guid ExplainedBy { get; init; }

    /// <summary>The language it was explained in.</summary>
    public required string Language { get; init; }

    /// <summary>Which wording was read out.</summary>
    public required string WordingVersion { get; init; }

    /// <summary>When, UTC.</summary>
    public required DateTime GivenAt { get; init; }

    /// <summary>When it ends by itself, UTC.</summary>
    public required DateTime ExpiresAt { get; init; }

    /// <summary>Reasons and remarks, sealed as <c>consent.note</c> with the case's key.</summary>
    public EncryptedValue Note { get; init; }
}

/// <summary>Whether somebody else may pick up the phone.</summary>
public enum SharedPhone
{
    /// <summary>Not asked yet; counts as yes (S1).</summary>
    Unknown,

    /// <summary>Others read or answer it.</summary>
    Yes,

    /// <summary>Only this person uses it.</summary>
    No,
}

/// <summary>What to do when a call or chat breaks off (S18).</summary>
public enum OnDrop
{
    /// <summary>Nothing: the default.</summary>
    Nothing,

    /// <summary>The person calls again.</summary>
    PersonCalls,

    /// <summary>We call once in the next safe window.</summary>
    WeCallOnce,
}

/// <summary>How, when and on whose terms a contact may be reached (S1). Rows are only added; the newest counts, and after it expires nothing goes out.</summary>
public sealed class SafeContactPolicy
{
    /// <summary>Its id, in order of time.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Whose policy it is.</summary>
    public required Guid ContactId { get; init; }

    /// <summary>Text messages allowed.</summary>
    public required bool AllowSms { get; init; }

    /// <summary>Calls allowed.</summary>
    public required bool AllowVoice { get; init; }

    /// <summary>Messenger allowed.</summary>
    public required bool AllowMessenger { get; init; }

    /// <summary>Start of the safe hours, minutes after midnight in <see cref="TimeZone"/>.</summary>
    public required int FromMinute { get; init; }

    /// <summary>End of the safe hours, minutes after midnight in <see cref="TimeZone"/>; larger than <see cref="FromMinute"/>.</summary>
    public required int ToMinute { get; init; }

    /// <summary>Safe days as bits, Sunday = 1, Monday = 2 … Saturday = 64.</summary>
    public int Days { get; init; } = 127;

    /// <summary>The IANA zone of the place where the phone is.</summary>
    public required string TimeZone { get; init; }

    /// <summary>Whether others use the phone.</summary>
    public required SharedPhone Shared { get; init; }

    /// <summary>Who else may answer and what to say then, sealed as <c>policy.answer</c> with the contact's key.</summary>
    public EncryptedValue WhoMayAnswer { get; init; }

    /// <summary>What to do when the line drops.</summary>
    public OnDrop OnDrop { get; init; }

    /// <summary>When it was agreed, UTC.</summary>
    public required DateTime AgreedAt { get; init; }

    /// <summary>When it ends, UTC; asked again by then (90 days by default).</summary>
    public required DateTime ExpiresAt { get; init; }

    /// <summary>The staff member who wrote it down.</summary>
    public required Guid RecordedBy { get; init; }
}
