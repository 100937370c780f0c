namespace FamilyLink.Features.Inbox;

/// <summary>Something in the inbox could not be done as asked; the message is for the person at the desk.</summary>
public sealed class InboxRefusedException(string message) : Exception(message);

/// <summary>Who has a conversation after somebody tried to claim it.</summary>
/// <param name="Won">True when it is theirs.</param>
/// <param name="OwnerId">Whose it is.</param>
public sealed record ClaimOutcome(bool Won, Guid OwnerId);
