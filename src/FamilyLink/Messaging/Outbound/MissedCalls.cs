using FamilyLink.Data;
using FamilyLink.Data.Audit;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.People;
using FamilyLink.Messaging.Gate;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Messaging.Outbound;

/// <summary>
/// A call that is refused unanswered and called back: the caller pays nothing. Somebody known is called in their safe hours if they agreed to calls;
/// a stranger at once; both hear the same general menu. How often is limited, and only numbers of the countries served are called.
/// </summary>
public sealed class MissedCalls(GroupCommit commits, Vault vault, Lookup lookup, DispatchSchedule schedule, TimeProvider clock)
{
    /// <summary>The cause kind of a call back.</summary>
    public const string Kind = "missed-call";

    private const int MostADay = 4;
    private const int MostOfAllAnHour = 120;
    private static readonly TimeSpan BetweenTwo = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(30);

    /// <summary>Notes a call; true when it is to be refused, false when it is to be answered instead.</summary>
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

        var hash = lookup.OfAddress(address);
        var refuse = true;
        await commits.CommitAsync(async session => refuse = await NoteAsync(session, $"{Kind}:{provider}:{call}", address, hash, language), CancellationToken.None);
        schedule.Wake();
        return refuse;
    }

    private async Task<bool> NoteAsync(WriteSession session, string sendKey, string address, byte[] hash, string language)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var db = session.Db;
        if (await db.Suppressions.AnyAsync(s => s.AddressHash == hash))
        {
            // "You can call us at any time" was the promise; calling them is what they refused.
            return false;
        }

        var since = now.AddDays(-1);
        var earlier = await db.OutboundMessages.Where(m => m.AddressHash == hash && m.CauseKind == Kind && m.CreatedAt > since).Select(m => new { m.SendKey, m.CreatedAt }).ToListAsync();
        var lastHour = now.AddHours(-1);
        if (earlier.Any(m => m.SendKey == sendKey || m.CreatedAt > now - BetweenTwo) || earlier.Count >= MostADay
            || await db.OutboundMessages.CountAsync(m => m.CauseKind == Kind && m.CreatedAt > lastHour) >= MostOfAllAnHour)
        {
            return true;
        }

        var contact = await db.ContactAddresses.Where(a => a.AddressHash == hash && a.State == AddressState.Active).Select(a => (Guid?)a.ContactId).FirstOrDefaultAsync();
        var at = now;
        if (contact is { } known)
        {
            var policy = await SafeContactGate.CurrentPolicyAsync(db, known, CancellationToken.None);
            if (policy is null || !SafeContactGate.Allows(policy, Channel.Voice) || SafeHours.NextSafe(policy, now) is not { } safe || !await Permissions.AgreedToCallsAsync(db, known, now, CancellationToken.None))
            {
                await AddTaskAsync(session, known, now);
                return true;
            }

            at = safe;
        }

        var conversation = await db.Conversations.SingleOrDefaultAsync(c => c.AddressHash == hash && c.Channel == Channel.Voice);
        var key = conversation?.PersonKeyId;
        if (key is null)
        {
            var fresh = vault.NewKey();
            db.PersonKeys.Add(fresh);
            key = fresh.Id;
        }

        db.OutboundMessages.Add(new OutboundMessage
        {
            SendKey = sendKey,
            Channel = Channel.Voice,
            ContactId = contact,
            ConversationId = conversation?.Id,
            AddressHash = hash,
            Address = vault.Seal(key.Value, "message.address", address),
            PersonKeyId = key.Value,
            Body = vault.Seal(key.Value, "message.body", "(call)"),
            Language = language,
            Purpose = OutboundPurpose.Reply,
            Priority = (int)OutboundPurpose.Reply,
            CauseKind = Kind,
            NotBefore = at,
            ExpiresAt = at + Life,
            CreatedAt = now,
            State = OutboundState.Waiting,
            StateAt = now,
        });
        session.Audit(AuditFact.Service("call.refused", Kind));
        await session.SaveAsync();
        return true;
    }

    private static async Task AddTaskAsync(WriteSession session, Guid contact, DateTime now)
    {
        var open = await session.Db.StaffTasks.AnyAsync(t => t.Kind == "call-back" && t.ContactId == contact && t.DoneAt == null);
        if (!open)
        {
            session.Db.StaffTasks.Add(new StaffTask
            {
                Kind = "call-back",
                Urgency = Urgency.Today,
                AgencyId = await session.Db.Contacts.Where(c => c.Id == contact).Select(c => (Guid?)c.AgencyId).SingleAsync(),
                ContactId = contact,
                OpenedAt = now,
                DueAt = now.AddHours(8),
            });
        }

        await session.SaveAsync();
    }
}
