using FamilyLink.Data;
using FamilyLink.Data.Audit;
using FamilyLink.Data.Messages;
using FamilyLink.Data.People;
using FamilyLink.Messaging.Gate;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Messaging.Outbound;

/// <summary>How a call of ours ended.</summary>
public enum CallEnd
{
    /// <summary>Somebody answered. Whether they heard everything or the line dropped, nothing more follows (S18).</summary>
    Answered,

    /// <summary>A machine answered and heard nothing.</summary>
    Machine,

    /// <summary>Busy, not answered, or not put through.</summary>
    NotAnswered,

    /// <summary>There is no such number (S19).</summary>
    NoSuchNumber,
}

/// <summary>
/// Applies what became of calls. A report may come twice, late or out of order; the first that ends a call stands.
/// No answer is not an alarm: one more try in the next safe window, then a caseworker decides (S17).
/// </summary>
public sealed class CallReports(GroupCommit commits, TimeProvider clock)
{
    /// <summary>The task that two calls without an answer leave.</summary>
    public const string NotAnsweredTask = "call-not-answered";

    private const int Tries = 2;

    // Later than this it is another day for the person, also when every hour is safe.
    private static readonly TimeSpan BeforeNextTry = TimeSpan.FromHours(18);

    /// <summary>Applies one report; a call that is not ours changes nothing.</summary>
    public Task ApplyAsync(string provider, string callId, Guid? ours, CallEnd end, string code) => commits.CommitAsync(
        async session =>
        {
            var row = await session.Db.OutboundMessages.SingleOrDefaultAsync(m => m.Channel == Channel.Voice && m.Purpose != OutboundPurpose.DutyAlert
                && ((m.Provider == provider && m.ProviderId == callId && m.CauseKind != "inbound") || (ours != null && m.Id == ours && (m.ProviderId == null || m.ProviderId == callId))));
            if (row is null || row.State is not (OutboundState.Sending or OutboundState.Sent or OutboundState.Unknown))
            {
                return;
            }

            var now = clock.GetUtcNow().UtcDateTime;
            row.Provider = provider;
            row.ProviderId = callId;
            row.State = end == CallEnd.Answered ? OutboundState.Delivered : OutboundState.Undelivered;
            row.OutcomeCode = code;
            row.StateAt = now;
            session.Audit(AuditFact.Service($"outbound.{row.State}", $"outbound:{row.Id:N}", code));
            if (end == CallEnd.NoSuchNumber)
            {
                await session.SaveAsync();
                await OutcomeWriter.QuarantineAsync(session, row.AddressHash, now);
                return;
            }

            // Who called us and does not answer our call back, can call again. A check-in counts its own tries.
            if (end is CallEnd.Machine or CallEnd.NotAnswered && row.CauseKind != MissedCalls.Kind && row.Purpose != OutboundPurpose.CheckIn)
            {
                await AgainOrTaskAsync(session, row, now);
            }

            await session.SaveAsync();
        },
        CancellationToken.None);

    private static async Task AgainOrTaskAsync(WriteSession session, OutboundMessage row, DateTime now)
    {
        var tries = await session.Db.OutboundMessages.CountAsync(m => m.CauseId == row.CauseId && m.CauseKind == row.CauseKind && m.Channel == Channel.Voice);
        var policy = row.ContactId is { } contact ? await SafeContactGate.CurrentPolicyAsync(session.Db, contact, CancellationToken.None) : null;
        if (tries < Tries && policy is not null && SafeHours.NextSafe(policy, now + BeforeNextTry) is { } next && next < row.ExpiresAt)
        {
            session.Db.OutboundMessages.Add(new OutboundMessage
            {
                SendKey = row.SendKey + ":again",
                Channel = row.Channel,
                ContactId = row.ContactId,
                ConversationId = row.ConversationId,
                AddressHash = row.AddressHash,
                Address = row.Address,
                PersonKeyId = row.PersonKeyId,
                Body = row.Body,
                Language = row.Language,
                Purpose = row.Purpose,
                Priority = row.Priority,
                CauseKind = row.CauseKind,
                CauseId = row.CauseId,
                NotBefore = next,
                ExpiresAt = row.ExpiresAt,
                CreatedAt = now,
                State = OutboundState.Waiting,
                StateAt = now,
            });
            return;
        }

        await session.Db.OpenTaskAsync(NotAnsweredTask, Urgency.Normal, now, new(ContactId: row.ContactId, OutboundId: row.Id));
    }
}
