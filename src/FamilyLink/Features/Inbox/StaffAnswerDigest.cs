using System.Security.Cryptography;
using FamilyLink.Conversations;
using FamilyLink.Data;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.Messages;
using FamilyLink.Localization;
using FamilyLink.Messaging;
using FamilyLink.Messaging.Gate;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.Inbox;

/// <summary>
/// Checks a caseworker's answer at the moment it leaves (S4): the words are exactly those that were written, a reviewed text is still the reviewed text,
/// and words meant for a verified person leave only while that person is verified in this conversation (S5, S6).
/// </summary>
public sealed class StaffAnswerDigest(KeyedHasher hasher, IAnswerLibrary answers) : IContentDigest
{
    /// <summary>The cause kind of messages that a caseworker's answer writes.</summary>
    public const string Kind = "staff-answer";

    /// <inheritdoc/>
    public string CauseKind => Kind;

    /// <summary>The keyed hash of an answer's words.</summary>
    public byte[] HashOf(Guid answer, string words) => hasher.OfAddress($"staff-answer:{answer:N}:{words}");

    /// <summary>The words of a reviewed text now, or null when it may not be sent any more.</summary>
    public async Task<string?> SnippetAsync(string id, string language, string? country, DateTime now, CancellationToken cancellation)
    {
        if (id.StartsWith("text:", StringComparison.Ordinal))
        {
            return FixedTexts.Contains(id["text:".Length..]) ? Texts.Get(id["text:".Length..], language).Text : null;
        }

        return (await answers.SnippetsAsync(language, country, now, cancellation)).FirstOrDefault(s => IdOf(s) == id)?.Words;
    }

    /// <summary>The id of a snippet of the library.</summary>
    public static string IdOf(Snippet snippet) => $"answer:{snippet.Topic}:{snippet.Part}";

    /// <summary>The fixed wordings that a caseworker may send; each would be told to a stranger in the same words.</summary>
    public static IReadOnlyList<string> FixedTexts { get; } =
        ["staff.hello", "staff.call-when", "staff.what-can-we-do", "verify.ask", "looking.ask-time", "money.warning", "visit.letter", "visit.interview", "visit.wait", "safety.calm", "person.on-duty"];

    /// <inheritdoc/>
    public async Task<(string? WhyNot, Guid CaseId)> CheckAsync(FamilyLinkContext db, OutboundMessage message, string body, DateTime now, CancellationToken cancellation)
    {
        var answer = await db.Set<StaffAnswer>().AsNoTracking().SingleOrDefaultAsync(a => a.Id == message.CauseId, cancellation);
        var conversation = await db.Conversations.AsNoTracking().SingleOrDefaultAsync(c => c.Id == message.ConversationId, cancellation);
        if (answer is null || conversation is null || answer.ConversationId != conversation.Id)
        {
            return ("no-answer", Guid.Empty);
        }

        if (!CryptographicOperations.FixedTimeEquals(answer.WordsHash, HashOf(answer.Id, body)))
        {
            return ("words-changed", Guid.Empty);
        }

        if (answer.Snippet is { } snippet && await SnippetAsync(snippet, message.Language, null, now, cancellation) != body)
        {
            return ("review-ended", Guid.Empty);
        }

        if (answer.NeedsSecond && (answer.SeenBy is null || answer.SeenBy == answer.WrittenBy || answer.Turned))
        {
            return ("no-second-person", Guid.Empty);
        }

        if (answer.OnlyFor is not { } only)
        {
            return (null, Guid.Empty);
        }

        // Words for one person: only while they are verified here, and never in writing on a phone that others read (S8).
        var verified = conversation.VerifiedUntil > now ? conversation.VerifiedContactId : null;
        var policy = await SafeContactGate.CurrentPolicyAsync(db, only, cancellation);
        return (verified != only ? "not-verified" : policy is null || !SafeContactGate.Allows(policy, message.Channel) ? "channel" : await Permissions.WhyNotOwnWordsAsync(db, only, now, cancellation), Guid.Empty);
    }
}
