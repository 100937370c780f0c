using FamilyLink.Data;
using FamilyLink.Data.Audit;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.Messages;
using FamilyLink.Data.People;
using FamilyLink.Messaging.Gate;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Messaging.Outbound;

/// <summary>What a gateway's report says about a message.</summary>
public enum DeliveryMeaning
{
    /// <summary>Nothing we know.</summary>
    Unknown,

    /// <summary>The gateway has it.</summary>
    Accepted,

    /// <summary>It is on the phone.</summary>
    Arrived,

    /// <summary>It did not arrive.</summary>
    Lost,

    /// <summary>The number cannot be reached: quarantine (S19).</summary>
    Unreachable,

    /// <summary>The person opted out at the provider (S3).</summary>
    OptedOut,

    /// <summary>The provider refuses the service, not this message: it waits, and goes again when somebody has looked.</summary>
    ChannelStopped,

    /// <summary>Certainly not sent, and may be sent again in a while: a queue was full.</summary>
    Again,
}

/// <summary>Applies delivery reports. A report may come before the gateway's own answer, twice, or out of order; a later truth is never undone by an earlier one.</summary>
public sealed class DeliveryReports(GroupCommit commits, FieldEncryptor encryptor, OutcomeWriter outcomes, IEnumerable<ISentHandler> followers, TimeProvider clock)
{
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan WhenSomebodyHasLooked = TimeSpan.FromMinutes(15);

    /// <summary>Applies one report; an unknown message is no error, it changes nothing.</summary>
    public Task ApplyAsync(string provider, string providerId, Guid? ours, DeliveryMeaning meaning, string code) => commits.CommitAsync(
        async session =>
        {
            var row = await session.Db.OutboundMessages.SingleOrDefaultAsync(
                m => (m.Provider == provider && m.ProviderId == providerId) || (ours != null && m.Id == ours && (m.ProviderId == null || m.ProviderId == providerId)));
            if (row is null || meaning == DeliveryMeaning.Unknown || row.State is OutboundState.Delivered or OutboundState.Undelivered
                || (meaning == DeliveryMeaning.Accepted && row.State == OutboundState.Sent))
            {
                return;
            }

            var now = clock.GetUtcNow().UtcDateTime;
            if (meaning is DeliveryMeaning.ChannelStopped or DeliveryMeaning.Again && row.ExpiresAt > now
                && row.State is not (OutboundState.Sending or OutboundState.Sent or OutboundState.Unknown))
            {
                // The same report again: what was cancelled or waits meanwhile stays so.
                return;
            }

            if (meaning is DeliveryMeaning.ChannelStopped or DeliveryMeaning.Again && row.ExpiresAt > now)
            {
                // It has failed at the provider, so that going again is not going twice.
                (row.State, row.OutcomeCode, row.StateAt, row.ProviderId, row.LeasedBy) = (OutboundState.Waiting, code, now, null, null);
                row.NotBefore = now + (meaning == DeliveryMeaning.Again ? Soon : WhenSomebodyHasLooked);
                session.Audit(AuditFact.Service($"outbound.{row.State}", $"outbound:{row.Id:N}", code));
                if (meaning == DeliveryMeaning.ChannelStopped)
                {
                    await OutcomeWriter.ChannelAlarmAsync(session, row.Id, now);
                }

                await session.SaveAsync();
                return;
            }

            var unanswered = row.State is OutboundState.Sending or OutboundState.Unknown;
            row.Provider = provider;
            row.ProviderId = providerId;
            row.State = meaning switch
            {
                DeliveryMeaning.Accepted => OutboundState.Sent,
                DeliveryMeaning.Arrived => OutboundState.Delivered,
                _ => OutboundState.Undelivered,
            };
            row.OutcomeCode = code;
            row.StateAt = now;
            session.Audit(AuditFact.Service($"outbound.{row.State}", $"outbound:{row.Id:N}", code));
            await session.SaveAsync();

            // The report was faster than the gateway's own answer, or that answer never came: what follows from a hand-off follows now, because nobody else will do it.
            if (unanswered && encryptor.DecryptIfKept(row.PersonKeyId, "message.address", row.Address) is { } address)
            {
                foreach (var follower in followers)
                {
                    await follower.SentAsync(row, address, session);
                }
            }

            if (row.Purpose == OutboundPurpose.DutyAlert && row.State == OutboundState.Undelivered)
            {
                await outcomes.AnotherWayAsync(session, row);
                await session.SaveAsync();
                return;
            }

            switch (meaning)
            {
                case DeliveryMeaning.Unreachable:
                    await OutcomeWriter.QuarantineAsync(session, row.AddressHash, now);
                    break;
                case DeliveryMeaning.OptedOut:
                    await OptOutRules.WantsNothingAsync(session, row.AddressHash, "gateway", $"outbound:{row.Id:N}", now);
                    await session.SaveAsync();
                    break;
                case DeliveryMeaning.Lost or DeliveryMeaning.ChannelStopped or DeliveryMeaning.Again:
                    await OutcomeWriter.AddTaskAsync(session, row, OutcomeWriter.BlockedTask, Urgency.Today, now);
                    await session.SaveAsync();
                    break;
            }
        },
        CancellationToken.None);
}
