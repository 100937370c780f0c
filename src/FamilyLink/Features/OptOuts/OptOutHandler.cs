using FamilyLink.Conversations;
using FamilyLink.Data;
using FamilyLink.Data.Audit;
using FamilyLink.Data.People;
using FamilyLink.Dialogs;
using FamilyLink.Messaging;
using FamilyLink.Messaging.Gate;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.OptOuts;

/// <summary>STOP, START and "wrong number" (S3, S19): every channel of everybody on that address, and everything still queued.</summary>
public sealed class OptOutHandler : IEffectHandler
{
    /// <summary>The kind of the task that START from a phone of several people leaves.</summary>
    public const string AskedAgainTask = "asked-to-start-again";

    /// <inheritdoc/>
    public IReadOnlyList<Type> Effects { get; } = [typeof(OptedOut), typeof(OptedIn), typeof(WrongNumber)];

    /// <inheritdoc/>
    public async Task ApplyAsync(Effect effect, EffectContext context, WriteSession session)
    {
        var actor = $"conversation:{context.Sender.ConversationId:N}";
        var now = context.Sender.Now;
        var db = session.Db;
        var hash = context.Sender.AddressHash;

        // A shared phone: whoever says stop, says it for everybody reached there. On a doubt the service falls silent.
        var contacts = await db.ContactAddresses.Where(a => a.AddressHash == hash && a.State != AddressState.Retired).Select(a => a.ContactId).Distinct().ToListAsync();
        switch (effect)
        {
            case OptedOut(var inDanger):
                await OptOutRules.WantsNothingAsync(session, hash, "stop", actor, now, keepAnswers: inDanger);
                break;

            case OptedIn:
                await ReopenAsync(session, context, contacts);

                // Whoever took the phone away may have sent both: news go on for whoever has the code (S6).
                (context.Conversation.VerifiedContactId, context.Conversation.VerifiedUntil) = (null, null);
                session.Audit(new AuditFact(actor, "optout.start", actor));
                break;

            default:
                await db.ContactAddresses.Where(a => a.AddressHash == hash && a.State == AddressState.Active)
                    .ExecuteUpdateAsync(a => a.SetProperty(x => x.State, AddressState.Quarantined));
                await OptOutRules.CancelWaitingAsync(db, contacts, hash, "wrong-number", now);
                foreach (var contact in contacts)
                {
                    await db.OpenTaskAsync(OptOutRules.NumberToConfirm, Urgency.Today, now, new(ContactId: contact, ConversationId: context.Sender.ConversationId));
                }

                context.Conversation.VerifiedContactId = null;
                context.Conversation.VerifiedUntil = null;
                session.Audit(new AuditFact(actor, "address.quarantined", actor));
                break;
        }

        await session.SaveAsync();
    }

    // For that person only (S3). On a shared phone nobody knows who of them writes, unless they are verified: the number may be answered again, and
    // what we begin to each of them waits for a caseworker with fresh consent.
    private static async Task ReopenAsync(WriteSession session, EffectContext context, List<Guid> contacts)
    {
        var (db, now, hash) = (session.Db, context.Sender.Now, context.Sender.AddressHash);
        await db.Suppressions.Where(s => s.AddressHash == hash && (s.Reason == "stop" || s.Reason == "gateway")).ExecuteDeleteAsync();
        var who = context.VerifiedContactId ?? (contacts.Count == 1 ? contacts[0] : null);
        if (who is { } one)
        {
            await OptOutRules.ReopenAsync(db, one);
            return;
        }

        foreach (var contact in contacts)
        {
            await db.OpenTaskAsync(AskedAgainTask, Urgency.Normal, now, new(ContactId: contact, ConversationId: context.Sender.ConversationId));
        }
    }
}
