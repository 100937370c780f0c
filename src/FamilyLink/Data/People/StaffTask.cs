using FamilyLink.Data.Encryption;

namespace FamilyLink.Data.People;

/// <summary>How soon a person must act.</summary>
public enum Urgency
{
    /// <summary>In the ordinary course of work.</summary>
    Normal,

    /// <summary>Today.</summary>
    Today,

    /// <summary>Now.</summary>
    Now,
}

/// <summary>Something a caseworker has to do, with an owner and a due date.</summary>
public sealed class StaffTask
{
    /// <summary>Its id.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>What kind of work; the ids are those of the dialogs plus those of the service.</summary>
    public required string Kind { get; init; }

    /// <summary>How soon.</summary>
    public required Urgency Urgency { get; set; }

    /// <summary>The agency whose staff see it; null: everybody on duty.</summary>
    public Guid? AgencyId { get; set; }

    /// <summary>The case, when there is one.</summary>
    public Guid? CaseId { get; init; }

    /// <summary>The contact, when known.</summary>
    public Guid? ContactId { get; init; }

    /// <summary>The conversation it came from.</summary>
    public Guid? ConversationId { get; init; }

    /// <summary>The outbound message it is about.</summary>
    public Guid? OutboundId { get; init; }

    /// <summary>The key that seals <see cref="Detail"/>.</summary>
    public Guid? PersonKeyId { get; init; }

    /// <summary>What the person wrote or what happened, sealed as <c>task.detail</c>.</summary>
    public EncryptedValue Detail { get; set; }

    /// <summary>A safety signal's id, when one was heard.</summary>
    public string? Signal { get; init; }

    /// <summary>When it was opened, UTC.</summary>
    public required DateTime OpenedAt { get; init; }

    /// <summary>When it should be done, UTC.</summary>
    public required DateTime DueAt { get; set; }

    /// <summary>Who took it.</summary>
    public Guid? ClaimedBy { get; set; }

    /// <summary>When it was taken, UTC.</summary>
    public DateTime? ClaimedAt { get; set; }

    /// <summary>Until when whoever put it off does not want to see it among what waits, UTC; never for a danger to somebody.</summary>
    public DateTime? SnoozedUntil { get; set; }

    /// <summary>When it was put off, UTC: whatever the person writes after that brings it back.</summary>
    public DateTime? SnoozedAt { get; set; }

    /// <summary>When it was done, UTC.</summary>
    public DateTime? DoneAt { get; set; }

    /// <summary>Who closed it.</summary>
    public Guid? DoneBy { get; set; }

    /// <summary>How it ended, one of <see cref="TaskOutcomes.All"/>; null while it is open, and for what ended with a conversation.</summary>
    public string? Outcome { get; set; }

    /// <summary>The key that seals <see cref="Note"/>.</summary>
    public Guid? NoteKeyId { get; set; }

    /// <summary>What whoever closed it wrote about it, sealed as <c>task.note</c>.</summary>
    public EncryptedValue Note { get; set; }
}

/// <summary>How a task can end.</summary>
public static class TaskOutcomes
{
    /// <summary>The codes, in the order of the list.</summary>
    public static IReadOnlyList<string> All { get; } = ["spoke", "handed-over", "not-reached", "done", "not-needed"];
}

/// <summary>
/// A number that must not be contacted, kept as nothing but its keyed hash so that it outlives erasure (S3, S22).
/// </summary>
public sealed class Suppression
{
    /// <summary>The look-up hash of the address.</summary>
    public required byte[] AddressHash { get; init; }

    /// <summary>Why: <c>stop</c>, <c>erased</c>, <c>wrong-number</c>, <c>gateway</c>.</summary>
    public required string Reason { get; set; }

    /// <summary>Since when, UTC.</summary>
    public required DateTime Since { get; set; }
}
