using FamilyLink.Conversations;
using FamilyLink.Data;
using FamilyLink.Data.Audit;
using FamilyLink.Data.Messages;
using FamilyLink.Data.People;
using FamilyLink.Dialogs;
using FamilyLink.Messaging;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.Enrolments;

/// <summary>Counts tries, locks after five, tells a caseworker, and acts on a duress word without a visible sign (S6, S7).</summary>
public sealed class SecretTriedHandler(AccountLinking linking) : IEffectHandler
{
    /// <summary>The kind of the task that a lock leaves.</summary>
    public const string LockedTask = "secret-locked";

    /// <summary>The kind of the task that a duress word leaves.</summary>
    public const string DuressTask = "duress";

    private const string Count =
        "INSERT INTO secret_tries (address_hash, failures) VALUES (@0, @1) ON CONFLICT (address_hash) DO UPDATE SET failures = secret_tries.failures + @1";

    private const string Forget = "DELETE FROM secret_tries WHERE address_hash = @0";

    // From now on only later failures count against this enrolment; those of others on the same number stay as they are.
    private const string Begin =
        "UPDATE enrolment SET tries_before = COALESCE((SELECT t.failures FROM secret_tries t WHERE t.address_hash = @0), 0) WHERE id = @1";

    private const string Prove = "UPDATE contact_addresses SET proved_at = @0 WHERE contact_id = @1 AND address_hash = @2 AND proved_at IS NULL";

    /// <inheritdoc/>
    public IReadOnlyList<Type> Effects { get; } = [typeof(SecretTried)];

    /// <inheritdoc/>
    public async Task ApplyAsync(Effect effect, EffectContext context, WriteSession session)
    {
        var check = ((SecretTried)effect).Check;
        var actor = $"conversation:{context.Sender.ConversationId:N}";
        switch (check.Outcome)
        {
            case SecretOutcome.Accepted:
                session.Execute(Begin, context.Sender.AddressHash, check.EnrolmentId!.Value);
                session.Execute(Prove, context.Sender.Now, check.ContactId!.Value, context.Sender.AddressHash);
                if (check.Handle is not null)
                {
                    session.Execute(Forget, check.Handle);
                    await linking.LinkAsync(check.ContactId!.Value, context, session);
                }

                session.Audit(new AuditFact(actor, "contact.verified", $"contact:{check.ContactId:N}"));
                break;

            case SecretOutcome.Duress:
                await HoldAsync(check.ContactId!.Value, actor, context, session);
                break;

            default:
                await CountAsync(context, session, actor, check);
                break;
        }
    }

    private static async Task CountAsync(EffectContext context, WriteSession session, string actor, SecretCheck check)
    {
        // Also for what is no try: the same statements whoever writes whatever (S5).
        var (hash, by) = (context.Sender.AddressHash, check.Counts ? 1 : 0);
        var failures = CountOne(session, hash, by);
        var handleLocked = check.Handle is not null && CountOne(session, check.Handle, by) == Enrolment.TriesAllowed;
        if (by == 0)
        {
            return;
        }

        var locked = await (
            from address in session.Db.ContactAddresses
            join enrolment in session.Db.Set<Enrolment>() on address.ContactId equals enrolment.ContactId
            where address.AddressHash == hash && address.State == AddressState.Active && enrolment.EndedAt == null && failures - enrolment.TriesBefore == Enrolment.TriesAllowed
            select enrolment.ContactId).Distinct().ToListAsync();
        if (handleLocked)
        {
            locked = [.. locked.Union(await session.Db.Set<Enrolment>().Where(e => e.LinkHash == check.Handle && e.EndedAt == null).Select(e => e.ContactId).ToListAsync())];
        }

        if (failures == Enrolment.TriesAllowed || locked.Count > 0 || handleLocked)
        {
            session.Audit(new AuditFact(actor, "secret.locked", actor));
        }

        foreach (var contact in locked)
        {
            await AddTaskAsync(session, context, contact, LockedTask, Urgency.Today, null);
        }

        await session.SaveAsync();
    }

    private static int CountOne(WriteSession session, byte[] hash, int by)
    {
        session.Execute(Count, hash, by);
        return session.First("SELECT failures FROM secret_tries WHERE address_hash = @0", row => row.GetInt32(0), hash);
    }

    private static async Task HoldAsync(Guid contactId, string actor, EffectContext context, WriteSession session)
    {
        context.Conversation.VerifiedContactId = null;
        context.Conversation.VerifiedUntil = null;

        // Whoever is being forced is forced whichever agency's word they say: everything to this telephone is held, and each agency that has it is told (S7).
        var everybody = await session.Db.ContactAddresses.Where(a => a.AddressHash == context.Sender.AddressHash && a.State != AddressState.Retired)
            .Select(a => a.ContactId).Distinct().ToListAsync();
        if (!everybody.Contains(contactId))
        {
            everybody.Add(contactId);
        }

        await session.Db.Contacts.Where(c => everybody.Contains(c.Id))
            .ExecuteUpdateAsync(c => c.SetProperty(x => x.HeldForDuressAt, context.Sender.Now));

        // If a caseworker had taken the conversation, the service answers again, and does not say that somebody was there.
        session.Execute("UPDATE conversations SET human_active_since = NULL WHERE id = @0", context.Sender.ConversationId);

        // What is on its way to them tells nothing more, in whatever row it travels.
        await session.Db.OutboundMessages
            .Where(m => m.State == OutboundState.Waiting && m.ConversationId == context.Sender.ConversationId && m.Purpose == OutboundPurpose.Reply)
            .ExecuteUpdateAsync(m => m.SetProperty(x => x.State, OutboundState.Cancelled).SetProperty(x => x.OutcomeCode, "duress").SetProperty(x => x.StateAt, context.Sender.Now));
        var told = new HashSet<Guid>();
        foreach (var contact in everybody.OrderByDescending(id => id == contactId))
        {
            session.Audit(new AuditFact(actor, "contact.duress", $"contact:{contact:N}"));
            var agency = await session.Db.Contacts.Where(c => c.Id == contact).Select(c => c.AgencyId).SingleAsync();
            if (told.Add(agency))
            {
                await AddTaskAsync(session, context, contact, DuressTask, Urgency.Now, "duress");
            }
        }

        await session.SaveAsync();
    }

    private static Task<StaffTask> AddTaskAsync(WriteSession session, EffectContext context, Guid contactId, string kind, Urgency urgency, string? signal) =>
        session.Db.OpenTaskAsync(kind, urgency, context.Sender.Now, new(ContactId: contactId, ConversationId: context.Sender.ConversationId, Signal: signal));
}
