using FamilyLink.Data.Encryption;

namespace FamilyLink.Data.Court;

/// <summary>What the person said after they had read an update.</summary>
public enum CourtAnswer
{
    /// <summary>Nothing yet.</summary>
    None,

    /// <summary>They understood.</summary>
    Understood,

    /// <summary>They have a question; a task is open.</summary>
    Question,

    /// <summary>Part of the money is missing; a task is open.</summary>
    PartMissing,

    /// <summary>They want to be called about it; a task is open.</summary>
    CallMe,
}

/// <summary>What a court update has beside the notice it is: the result it tells, a second language, and what the person answered.</summary>
public sealed class CourtUpdate
{
    /// <summary>The notice: words, approvals and state are there.</summary>
    public required Guid NoticeId { get; init; }

    /// <summary>The line of the court record that it tells.</summary>
    public required Guid EntryId { get; set; }

    /// <summary>The outcome as the line had it when this was written.</summary>
    public required CourtOutcome Outcome { get; set; }

    /// <summary>What the person who will call is called, sealed as <c>court.caller</c> with the case's key.</summary>
    public EncryptedValue Caller { get; set; }

    /// <summary>A second language in which the same may be read, or null.</summary>
    public string? SecondLanguage { get; set; }

    /// <summary>The writer's own words in that language, sealed as <c>court.second-free</c> with the case's key.</summary>
    public EncryptedValue SecondFreeText { get; set; }

    /// <summary>Who confirmed that both languages say the same; never the writer.</summary>
    public Guid? SameConfirmedBy { get; set; }

    /// <summary>The hash of both wordings that was confirmed: one letter changed and it must be confirmed again.</summary>
    public byte[]? SameConfirmedHash { get; set; }

    /// <summary>The call task that hard news opened, or null.</summary>
    public Guid? CallTaskId { get; set; }

    /// <summary>What the person said.</summary>
    public CourtAnswer Answer { get; set; }

    /// <summary>When, UTC.</summary>
    public DateTime? AnsweredAt { get; set; }

    /// <summary>News that may only reach somebody while a person can answer: acquitted, dropped, no money (S8).</summary>
    public static bool IsHard(CourtOutcome outcome) =>
        outcome is CourtOutcome.Acquitted or CourtOutcome.ChargesDropped or CourtOutcome.NoCompensation or CourtOutcome.CompensationNotPaid;

    /// <summary>News about money: the warning about other people's accounts goes with it.</summary>
    public static bool IsAboutMoney(CourtOutcome outcome) =>
        outcome is CourtOutcome.CompensationOrdered or CourtOutcome.CompensationPaid or CourtOutcome.CompensationNotPaid;
}
