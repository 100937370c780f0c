using FamilyLink.Data;
using FamilyLink.Data.Messages;
using FamilyLink.Data.People;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Messaging.Gate;

/// <summary>
/// When a caseworker's answer may leave (S1, S4). Whoever has just written holds the phone: within the time a verification lasts the answer goes as the
/// service's own replies do. After that somebody on file is written to only as their policy says, everybody on a shared number by the strictest of them;
/// and somebody on no file only within a day of their own words, because nothing is known of when their phone is safe.
/// </summary>
internal static class StaffAnswerRule
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromHours(6);
    private static readonly TimeSpan StrangerWaits = TimeSpan.FromDays(1);

    public static async Task<GateDecision> CheckAsync(FamilyLinkContext db, OutboundMessage message, DateTime now, SiteSettings site, bool toSomebodyInDanger, CancellationToken cancellation)
    {
        var conversation = await db.Conversations.AsNoTracking().SingleOrDefaultAsync(c => c.Id == message.ConversationId, cancellation);
        if (conversation is null || !conversation.AddressHash.AsSpan().SequenceEqual(message.AddressHash))
        {
            return new GateDecision.Refused("gate:no-conversation", true);
        }

        var people = await (
            from address in db.ContactAddresses.AsNoTracking()
            join contact in db.Contacts.AsNoTracking() on address.ContactId equals contact.Id
            where address.AddressHash == message.AddressHash && address.State != AddressState.Retired
            select new { contact.Id, contact.OptedOutAt, contact.HeldForDuressAt, address.State }).ToListAsync(cancellation);
        if (!toSomebodyInDanger && people.Exists(p => p.OptedOutAt is not null))
        {
            return new GateDecision.Refused("gate:opted-out", false);
        }

        if (people.Exists(p => p.HeldForDuressAt is not null))
        {
            return new GateDecision.Wait(now + LookAgain, "gate:duress");
        }

        // Whoever said that it is not their number is told nothing more until a caseworker has looked (S19), unless they are in danger themselves.
        if (!toSomebodyInDanger && people.Exists(p => p.State == AddressState.Quarantined)
            && await db.StaffTasks.AnyAsync(t => t.ConversationId == conversation.Id && t.Kind == OptOutRules.NumberToConfirm && t.DoneAt == null, cancellation))
        {
            return new GateDecision.Wait(now + LookAgain, "gate:quarantined");
        }

        if (conversation.LastInboundAt + site.VerificationLapse > now)
        {
            return new GateDecision.Allowed();
        }

        if (people.Count == 0)
        {
            return conversation.LastInboundAt + StrangerWaits > now ? new GateDecision.Allowed() : new GateDecision.Refused("gate:too-late", true);
        }

        if (people.Exists(p => p.State == AddressState.Quarantined))
        {
            return new GateDecision.Wait(now + LookAgain, "gate:quarantined");
        }

        var latest = now;
        foreach (var person in people)
        {
            var policy = await SafeContactGate.CurrentPolicyAsync(db, person.Id, cancellation);
            if (policy is null || policy.ExpiresAt <= now)
            {
                return new GateDecision.Refused("gate:no-policy", true);
            }

            if (!SafeContactGate.Allows(policy, message.Channel))
            {
                return new GateDecision.Refused("gate:channel", true);
            }

            if (SafeHours.NextSafe(policy, now) is not { } safe)
            {
                return new GateDecision.Refused("gate:no-window", true);
            }

            latest = safe > latest ? safe : latest;
        }

        return latest > now ? new GateDecision.Wait(latest, "gate:hours") : new GateDecision.Allowed();
    }
}
