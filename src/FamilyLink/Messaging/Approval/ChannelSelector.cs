using FamilyLink.Data;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.Messages;
using FamilyLink.Data.Notices;
using FamilyLink.Data.People;
using FamilyLink.Messaging.Gate;
using FamilyLink.Messaging.Outbound;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Messaging.Approval;

/// <summary>
/// Chooses the way by which an approved notice is announced: of those the person's policy allows and people approved words for, the one the person wrote
/// by last; in writing where writing is safe, and by a call to a shared phone or one whose owner wants calls only, when there is something to call with.
/// When a chat refuses, the next way is taken. What may leave is still only the gate's to say (S4).
/// </summary>
public sealed class ChannelSelector(ApprovalDigest digests, FieldEncryptor encryptor, OutboundDrafts drafts, IEnumerable<IMessageGateway> gateways, TimeProvider clock) : IFallbackRoute
{
    private static readonly OutboundState[] Used = [OutboundState.Sending, OutboundState.Sent, OutboundState.Delivered, OutboundState.Undelivered, OutboundState.Refused, OutboundState.Unknown, OutboundState.NeedsPerson];

    /// <summary>The first message of a notice, to be added to the caller's transaction; null when there is no address or nothing to say on it.</summary>
    public async Task<OutboundMessage?> FirstAsync(FamilyLinkContext db, ApprovableNotice read, CancellationToken cancellation)
    {
        // If no channel is allowed, the only one is still queued: the gate refuses it and opens a caseworker's task.
        var ways = await RoutesAsync(db, read, cancellation);
        return ways.Count == 0 ? null : await DraftAsync(db, read, ways.Find(w => w.Allowed) ?? ways[0], cancellation);
    }

    /// <inheritdoc/>
    public async Task<bool> TakeAsync(WriteSession session, OutboundMessage refused)
    {
        var db = session.Db;
        if (refused.Channel != Channel.Messenger || refused.CauseId is not { } id || await digests.ReadAsync(db, id, Now(), CancellationToken.None) is not { WhyNot: null } read || ApprovalDigest.KindOf(read.Notice.Subject) != refused.CauseKind)
        {
            return false;
        }

        var prefix = Prefix(read.Notice);
        var used = await db.OutboundMessages.Where(m => m.CauseId == id && m.SendKey.StartsWith(prefix) && Used.Contains(m.State))
            .Select(m => new { m.Channel, m.AddressHash }).ToListAsync();
        var next = (await RoutesAsync(db, read, CancellationToken.None)).Find(w => w.Allowed && w.Channel != Channel.Messenger
            && !used.Exists(u => u.Channel == w.Channel && u.AddressHash.AsSpan().SequenceEqual(w.Address.AddressHash)));
        if (next is null || await DraftAsync(db, read, next, CancellationToken.None) is not { } message)
        {
            return false;
        }

        db.OutboundMessages.Add(message);
        return true;
    }

    private static string Prefix(Notice notice) => $"{ApprovalDigest.KindOf(notice.Subject)}:{notice.Id:N}:{notice.Edition}:";

    private async Task<List<Route>> RoutesAsync(FamilyLinkContext db, ApprovableNotice read, CancellationToken cancellation)
    {
        var policy = await SafeContactGate.CurrentPolicyAsync(db, read.Notice.ContactId, cancellation);
        var addresses = await db.ContactAddresses.AsNoTracking()
            .Where(a => a.ContactId == read.Notice.ContactId && a.State == AddressState.Active)
            .Select(a => new
            {
                Address = a,
                LastUsed = db.Conversations
                    .Where(c => c.AddressHash == a.AddressHash && c.Channel == (a.IsTelephone ? Channel.Sms : Channel.Messenger))
                    .Select(c => (DateTime?)c.LastInboundAt).FirstOrDefault(),
            })
            .ToListAsync(cancellation);
        var others = new Dictionary<Guid, List<SafeContactPolicy>>();
        foreach (var address in addresses.Select(a => a.Address))
        {
            others[address.Id] = await NumberRules.PoliciesBesideAsync(db, [address.AddressHash], read.Notice.ContactId, Now(), cancellation);
        }

        bool Allowed(ContactAddress address, Channel channel) =>
            policy is not null && SafeContactGate.Allows(policy, channel) && others[address.Id].TrueForAll(o => SafeContactGate.Allows(o, channel));

        var calls = gateways.Any(g => g.Channel == Channel.Voice);
        return
        [
            .. addresses
                .SelectMany(a => (a.Address.IsTelephone ? calls ? [Channel.Sms, Channel.Voice] : (Channel[])[Channel.Sms] : [Channel.Messenger])
                    .Select(channel => new Route(channel, a.Address, Allowed(a.Address, channel), channel == Channel.Voice ? null : a.LastUsed)))
                .Where(w => Words(read, w.Channel) is not null)
                .OrderBy(w => w.Channel == Channel.Voice)
                .ThenByDescending(w => w.LastUsed ?? DateTime.MinValue).ThenByDescending(w => w.Address.IsTelephone).ThenByDescending(w => w.Address.ConfirmedAt),
        ];
    }

    private async Task<OutboundMessage?> DraftAsync(FamilyLinkContext db, ApprovableNotice read, Route route, CancellationToken cancellation)
    {
        var contact = await db.Contacts.AsNoTracking().SingleAsync(c => c.Id == read.Notice.ContactId, cancellation);
        if (encryptor.DecryptIfKept(contact.PersonKeyId, "contact.address", route.Address.Address) is not { } address)
        {
            return null;
        }

        var words = Words(read, route.Channel)!;
        var kind = ApprovalDigest.KindOf(read.Notice.Subject);
        var times = await db.OutboundMessages.CountAsync(m => m.CauseId == read.Notice.Id && m.CauseKind == kind, cancellation);
        return drafts.ToContact(
            contact,
            route.Channel,
            address,
            words.Opening,
            words.Language,
            read.Notice.Subject == NoticeSubject.CourtOutcome ? OutboundPurpose.CourtUpdate : OutboundPurpose.NewsOfRelative,
            (kind, read.Notice.Id),
            Prefix(read.Notice) + times,
            Now(),
            read.Notice.ExpiresAt);
    }

    private static NoticeWords? Words(ApprovableNotice read, Channel channel) => read.Words.FirstOrDefault(w => w.Channel == channel && w.Language == read.Notice.Language);

    private DateTime Now() => clock.GetUtcNow().UtcDateTime;

    private sealed record Route(Channel Channel, ContactAddress Address, bool Allowed, DateTime? LastUsed);
}
