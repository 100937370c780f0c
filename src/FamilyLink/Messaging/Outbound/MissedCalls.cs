using FamilyLink.Data;
using FamilyLink.Data.Audit;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.Messages;
using FamilyLink.Data.People;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Messaging.Outbound;

/// <summary>
/// A call that is refused unanswered and called back: the caller pays nothing. Everybody is called back at once, whether or not anybody is on file with
/// that number and whatever is agreed with them (S5): they have just rung, and hear the same general menu. How often is limited, and only numbers of the
/// countries served are called.
/// </summary>
public sealed class MissedCalls(GroupCommit commits, FieldEncryptor encryptor, KeyedHasher hasher, DispatchSchedule schedule, TimeProvider clock)
{
    /// <summary>The cause kind of a call back.</summary>
    public const string Kind = "missed-call";

    private const int MostADay = 4;
    private const int MostOfAllAnHour = 120;
    private static readonly TimeSpan BetweenTwo = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(30);

    /// <summary>Notes a call; true when it is to be refused, false when it is to be answered instead: decided by the number's country alone.</summary>
    /// <param name="provider">The gateway.</param>
    /// <param name="call">Its id for the call; the same again changes nothing.</param>
    /// <param name="address">The caller's canonical address.</param>
    /// <param name="language">The language of the number's country; null for a country that is not served.</param>
    public async Task<bool> RefuseAsync(string provider, string call, string address, string? language)
    {
        if (language is null)
        {
            return false;
        }

        var hash = hasher.OfAddress(address);
        await commits.CommitAsync(session => NoteAsync(session, $"{Kind}:{provider}:{call}", address, hash, language), CancellationToken.None);
        schedule.Wake();
        return true;
    }

    private async Task NoteAsync(WriteSession session, string sendKey, string address, byte[] hash, string language)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var db = session.Db;
        var since = now.AddDays(-1);
        var earlier = await db.OutboundMessages.Where(m => m.AddressHash == hash && m.CauseKind == Kind && m.CreatedAt > since).Select(m => new { m.SendKey, m.CreatedAt }).ToListAsync();
        var lastHour = now.AddHours(-1);
        if (earlier.Any(m => m.SendKey == sendKey || m.CreatedAt > now - BetweenTwo) || earlier.Count >= MostADay
            || await db.OutboundMessages.CountAsync(m => m.CauseKind == Kind && m.CreatedAt > lastHour) >= MostOfAllAnHour)
        {
            return;
        }

        var conversation = await db.Conversations.SingleOrDefaultAsync(c => c.AddressHash == hash && c.Channel == Channel.Voice);
        var key = conversation?.PersonKeyId;
        if (key is null)
        {
            var fresh = encryptor.NewKey();
            db.PersonKeys.Add(fresh);
            key = fresh.Id;
        }

        db.OutboundMessages.Add(new OutboundMessage
        {
            SendKey = sendKey,
            Channel = Channel.Voice,
            ConversationId = conversation?.Id,
            AddressHash = hash,
            Address = encryptor.Encrypt(key.Value, "message.address", address),
            PersonKeyId = key.Value,
            Body = encryptor.Encrypt(key.Value, "message.body", "(call)"),
            Language = language,
            Purpose = OutboundPurpose.Reply,
            Priority = (int)OutboundPurpose.Reply,
            CauseKind = Kind,
            NotBefore = now,
            ExpiresAt = now + Life,
            CreatedAt = now,
            State = OutboundState.Waiting,
            StateAt = now,
        });
        session.Audit(AuditFact.Service("call.refused", Kind));
        await session.SaveAsync();
    }
}
