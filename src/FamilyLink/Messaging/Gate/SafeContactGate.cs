using FamilyLink.Data;
using FamilyLink.Data.Messages;
using FamilyLink.Data.Notices;
using FamilyLink.Data.People;
using FamilyLink.Messaging.Outbound;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Messaging.Gate;

/// <summary>What the gate says about one message at one moment.</summary>
public abstract record GateDecision
{
    /// <summary>It may go now.</summary>
    public sealed record Allowed : GateDecision;

    /// <summary>Not now; look again at that moment (UTC).</summary>
    public sealed record Wait(DateTime Until, string Code) : GateDecision;

    /// <summary>It may not go. A caseworker is told unless it was the person's own wish.</summary>
    public sealed record Refused(string Code, bool TellCaseworker) : GateDecision;
}

/// <summary>Recomputes that what is about to leave is exactly what people approved (S11). One for each kind of cause.</summary>
public interface IContentDigest
{
    /// <summary>The <see cref="OutboundMessage.CauseKind"/> it answers for.</summary>
    string CauseKind { get; }

    /// <summary>Null when the body is what was approved, approval still holds, and it is not held back or expired (S12); else the reason. Also names the case.</summary>
    Task<(string? WhyNot, Guid CaseId)> CheckAsync(FamilyLinkContext db, OutboundMessage message, string body, DateTime now, CancellationToken cancellation);

    /// <summary>True for news that may only arrive while a person can answer: it then waits for duty hours inside the safe hours (S8).</summary>
    Task<bool> NeedsPersonOnDutyAsync(FamilyLinkContext db, OutboundMessage message, CancellationToken cancellation) => Task.FromResult(false);
}

/// <summary>
/// The one place that decides whether a message may leave, asked at the moment of hand-off (S4) and nowhere else:
/// opt-out, quarantine, duress, policy, channel, hours, consent, approval. What is not expressly allowed is refused (S1).
/// </summary>
public sealed class SafeContactGate(IEnumerable<IContentDigest> digests, SiteSettings site)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromHours(6);

    private static readonly TimeSpan WhileAllIsHeld = TimeSpan.FromMinutes(5);

    private readonly Dictionary<string, IContentDigest> _digests = digests.ToDictionary(s => s.CauseKind, StringComparer.Ordinal);

    /// <summary>Decides about a message whose words are given opened.</summary>
    public async Task<GateDecision> CheckAsync(FamilyLinkContext db, OutboundMessage message, string body, DateTime now, CancellationToken cancellation)
    {
        if (message.Purpose == OutboundPurpose.DutyAlert)
        {
            return new GateDecision.Allowed();
        }

        if (message.CauseKind == MissedCalls.Kind)
        {
            return await CheckCallBackAsync(db, message, now, cancellation);
        }

        // STOP ends what the service sends by itself; what they ask after it is answered, and a caseworker who was told of danger with it, or since, may answer (S3).
        var toSomebodyInDanger = message.Purpose == OutboundPurpose.StaffAnswer
            && await db.StaffTasks.AnyAsync(t => t.ConversationId == message.ConversationId && t.Signal != null && t.DoneAt == null, cancellation)
            && await InDangerSinceStopAsync(db, message, cancellation);
        var asked = message.Purpose == OutboundPurpose.Reply ? message.CreatedAt : DateTime.MinValue;
        if (!toSomebodyInDanger && message.CauseKind != OptOutRules.StopConfirmed
            && await db.Suppressions.AnyAsync(s => s.AddressHash == message.AddressHash && !(s.Reason == "stop" && s.Since < asked), cancellation))
        {
            return new GateDecision.Refused("gate:opted-out", false);
        }

        if (message.Purpose == OutboundPurpose.Reply)
        {
            // A queued reply may contain approved text, which is checked again at hand-off (S4, S12).
            return !_digests.TryGetValue(message.CauseKind, out var told) || (await told.CheckAsync(db, message, body, now, cancellation)).WhyNot is not { } ended
                ? new GateDecision.Allowed()
                : new GateDecision.Refused("gate:" + ended, true);
        }

        if (message.Purpose == OutboundPurpose.StaffAnswer)
        {
            var why = _digests.TryGetValue(message.CauseKind, out var words) ? (await words.CheckAsync(db, message, body, now, cancellation)).WhyNot : "no-seal";
            return why is null ? await StaffAnswerRule.CheckAsync(db, message, now, site, toSomebodyInDanger, cancellation) : new GateDecision.Refused("gate:" + why, true);
        }

        var contact = message.ContactId is { } id ? await db.Contacts.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, cancellation) : null;
        if (contact is null)
        {
            return new GateDecision.Refused("gate:no-contact", true);
        }

        if (contact.OptedOutAt is not null)
        {
            return new GateDecision.Refused("gate:opted-out", false);
        }

        if (contact.HeldForDuressAt is not null || await NumberRules.IsHeldForDuressAsync(db, message.AddressHash, cancellation))
        {
            return new GateDecision.Wait(now + LookAgain, "gate:duress");
        }

        var address = await db.ContactAddresses.AsNoTracking()
            .Where(a => a.ContactId == contact.Id && a.AddressHash == message.AddressHash)
            .OrderByDescending(a => a.ConfirmedAt)
            .FirstOrDefaultAsync(cancellation);
        if (address is null || address.State == AddressState.Retired)
        {
            return new GateDecision.Refused("gate:address-replaced", true);
        }

        if (address.State == AddressState.Quarantined)
        {
            return new GateDecision.Wait(now + LookAgain, "gate:quarantined");
        }

        var policy = await CurrentPolicyAsync(db, contact.Id, cancellation);
        if (policy is null || policy.ExpiresAt <= now)
        {
            return new GateDecision.Refused("gate:no-policy", true);
        }

        var others = await NumberRules.PoliciesBesideAsync(db, [message.AddressHash], contact.Id, now, cancellation);
        if (!Allows(policy, message.Channel) || !others.TrueForAll(o => Allows(o, message.Channel)))
        {
            return new GateDecision.Refused("gate:channel", true);
        }

        if (SafeHours.NextSafe(policy, others, now) is not { } safe)
        {
            return new GateDecision.Refused("gate:no-window", true);
        }

        if (safe > now)
        {
            return new GateDecision.Wait(safe, "gate:hours");
        }

        if (await db.Set<EmergencyHold>().AnyAsync(h => h.ReleasedAt == null, cancellation))
        {
            // Held messages are not cancelled; they leave once a second person releases the hold.
            return new GateDecision.Wait(now + WhileAllIsHeld, "gate:held-all");
        }

        if (!_digests.TryGetValue(message.CauseKind, out var digest))
        {
            return new GateDecision.Refused("gate:no-seal", true);
        }

        var (whyNot, caseId) = await digest.CheckAsync(db, message, body, now, cancellation);
        if (whyNot is not null)
        {
            return new GateDecision.Refused("gate:" + whyNot, true);
        }

        if (await Permissions.WhyNotAsync(db, caseId, contact.Id, ConsentFor(message.Purpose), now, cancellation) is { } noConsent)
        {
            return new GateDecision.Refused("gate:" + noConsent, true);
        }

        if (message.Channel == Channel.Voice && !await Permissions.AgreedToCallsAsync(db, caseId, contact.Id, now, cancellation))
        {
            return new GateDecision.Refused("gate:no-consent-to-calls", true);
        }

        return !await digest.NeedsPersonOnDutyAsync(db, message, cancellation) || site.PersonOnDutyAt(now) ? new GateDecision.Allowed()
            : NextOnDuty(policy, others, now) is { } onDuty ? new GateDecision.Wait(onDuty, "gate:duty-hours")
            : new GateDecision.Refused("gate:no-duty-window", true);
    }

    /// <summary>The next moment that is safe for the person and at which somebody can answer; null when the two never meet before the policy ends.</summary>
    public DateTime? NextOnDuty(SafeContactPolicy policy, IReadOnlyCollection<SafeContactPolicy> others, DateTime utc)
    {
        // Each step goes on to the next time of the other; two daily windows that meet at all do so within a week of such steps.
        for (var (at, steps) = ((DateTime?)utc, 0); at is not null && steps < 20; steps++)
        {
            if (SafeHours.NextSafe(policy, others, at.Value) is not { } safe || site.NextDuty(safe) is not { } duty)
            {
                return null;
            }

            if (safe == duty)
            {
                return duty;
            }

            at = duty;
        }

        return null;
    }

    private static async Task<bool> InDangerSinceStopAsync(FamilyLinkContext db, OutboundMessage message, CancellationToken cancellation)
    {
        var stopped = await db.Suppressions.Where(s => s.AddressHash == message.AddressHash).Select(s => (DateTime?)s.Since).MaxAsync(cancellation);
        return stopped is not { } since
            || await db.InboundMessages.AnyAsync(m => m.ConversationId == message.ConversationId && m.Signal != null && m.ReceivedAt >= since, cancellation);
    }

    // A missed call is returned for known and unknown numbers alike, and opens with the general menu (S5). A contact held for duress is never called (S7).
    private static async Task<GateDecision> CheckCallBackAsync(FamilyLinkContext db, OutboundMessage message, DateTime now, CancellationToken cancellation) =>
        await NumberRules.IsHeldForDuressAsync(db, message.AddressHash, cancellation) ? new GateDecision.Wait(now + LookAgain, "gate:duress") : new GateDecision.Allowed();

    /// <summary>The policy that counts: the newest.</summary>
    public static async Task<SafeContactPolicy?> CurrentPolicyAsync(FamilyLinkContext db, Guid contactId, CancellationToken cancellation) =>
        await db.SafeContactPolicies.AsNoTracking()
            .Where(p => p.ContactId == contactId)
            .OrderByDescending(p => p.AgreedAt).ThenByDescending(p => p.Id)
            .FirstOrDefaultAsync(cancellation);

    /// <summary>Whether a policy allows a channel. A shared phone, or one nobody asked about, gets nothing in writing (S1, S8).</summary>
    public static bool Allows(SafeContactPolicy policy, Channel channel) => channel switch
    {
        Channel.Sms => policy.AllowSms && policy.Shared == SharedPhone.No,
        Channel.Messenger => policy.AllowMessenger && policy.Shared == SharedPhone.No,
        _ => policy.AllowVoice,
    };

    private static ConsentPurpose ConsentFor(OutboundPurpose purpose) => purpose switch
    {
        OutboundPurpose.NewsOfRelative => ConsentPurpose.NewsOfRelative,
        OutboundPurpose.CourtUpdate => ConsentPurpose.CourtUpdates,
        _ => ConsentPurpose.CheckIns,
    };
}
