using System.Security.Claims;
using FamilyLink.Conversations;
using FamilyLink.Data;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.Messages;
using FamilyLink.Data.People;
using FamilyLink.Security;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.Inbox;

/// <summary>What a row of the inbox shows of a conversation.</summary>
/// <param name="Words">The newest words the person wrote, cut; null when there are none or they are not this agency's to read.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Language">The language they chose, as a code; null when they have not.</param>
/// <param name="Codes">The codes of the cases this agency may see and whose contact has this number.</param>
public sealed record InboxPreview(string? Words, Channel Channel, string? Language, IReadOnlyList<string> Codes);

/// <summary>Reads the previews of many conversations in a few queries, whatever their number. What may be read here is what the conversation's own page shows without a word in its place (S23).</summary>
public sealed class InboxPreviews(FamilyLinkContext db, FieldEncryptor encryptor)
{
    private const int LongestWords = 120;

    /// <summary>The previews of those conversations that this person may see.</summary>
    public async Task<IReadOnlyDictionary<Guid, InboxPreview>> OfAsync(ClaimsPrincipal user, List<Guid> ids, CancellationToken cancellation)
    {
        var agency = user.AgencyId();
        var talks = await db.VisibleConversations(user).AsNoTracking().Where(c => ids.Contains(c.Id)).Select(c => new
        {
            Talk = c,
            Elsewhere = db.Set<Handoff>().Any(h => h.ConversationId == c.Id && db.Users.Any(u => u.Id == h.OwnerId && u.AgencyId != agency)),
            Complaint = db.ComplaintsForReaders().Any(t => t.ConversationId == c.Id),
        }).ToListAsync(cancellation);
        // Asked for by conversation: "the newest of each", written as one query, would number every message there is.
        var newest = db.InboundMessages.Where(m => ids.Contains(m.ConversationId)).GroupBy(m => m.ConversationId).Select(g => new { ConversationId = g.Key, ReceivedAt = g.Max(m => m.ReceivedAt) });
        var words = (await (
            from last in newest
            join message in db.InboundMessages on last equals new { message.ConversationId, message.ReceivedAt }
            select new { message.Id, message.ConversationId, message.Body, message.ContactId }).ToListAsync(cancellation))
            .GroupBy(m => m.ConversationId).ToDictionary(g => g.Key, g => g.MaxBy(m => m.Id)!);
        var contacts = words.Values.Select(m => m.ContactId).OfType<Guid>().ToList();
        var own = (await db.VisibleContacts(user).Where(c => contacts.Contains(c.Id)).Select(c => c.Id).ToListAsync(cancellation)).ToHashSet();
        var hashes = talks.ConvertAll(t => t.Talk.AddressHash);
        var codes = (await (
            from address in db.ContactAddresses
            where hashes.Contains(address.AddressHash) && address.State != AddressState.Retired
            join link in db.CaseContacts on address.ContactId equals link.ContactId
            join about in db.VisibleCases(user) on link.CaseId equals about.Id
            select new { address.AddressHash, about.Code }).Distinct().ToListAsync(cancellation)).ToLookup(c => Convert.ToHexString(c.AddressHash), c => c.Code);
        return talks.ToDictionary(t => t.Talk.Id, t =>
        {
            var last = words.GetValueOrDefault(t.Talk.Id);
            var readable = last is not null && !t.Elsewhere && !t.Complaint && (last.ContactId is not { } contact || own.Contains(contact));
            return new InboxPreview(
                readable ? Cut(encryptor.DecryptIfKept(t.Talk.PersonKeyId, "message.body", last!.Body)) : null,
                t.Talk.Channel,
                StateJson.Read(encryptor.DecryptIfKept(t.Talk.PersonKeyId, "conversation.state", t.Talk.State)).Language,
                [.. codes[Convert.ToHexString(t.Talk.AddressHash)].Order(StringComparer.Ordinal)]);
        });
    }

    // Whole letters only: a mark without its letter is unreadable in Lao and Thai.
    private static string? Cut(string? words)
    {
        if (words is null || words.Length <= LongestWords)
        {
            return words;
        }

        var letters = System.Globalization.StringInfo.ParseCombiningCharacters(words);
        return words[..letters.Last(i => i <= LongestWords)] + "…";
    }
}
