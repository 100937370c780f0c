using FamilyLink.Conversations;
using FamilyLink.Data;
using FamilyLink.Data.Audit;
using FamilyLink.Data.People;
using FamilyLink.Dialogs;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.Enrolments;

/// <summary>Counts tries, locks after five, tells a caseworker, and acts on a duress word without a visible sign (S6, S7).</summary>
public sealed class SecretTriedHandler : IEffectHandler
{
    /// <summary>The kind of the task that a lock leaves.</summary>
    public const string LockedTask = "secret-locked";

    /// <summary>The kind of the task that a duress word leaves.</summary>
    public const string DuressTask = "duress";

    /// <inheritdoc/>
    public bool Takes(Effect effect) => effect is SecretTried;

    /// <inheritdoc/>
    public async Task ApplyAsync(Effect effect, EffectScene scene, WriteSession session)
    {
        var check = ((SecretTried)effect).Check;
        var actor = $"conversation:{scene.Speaker.ConversationId:N}";
        switch (check.Outcome)
        {
            case SecretOutcome.Accepted:
                await session.Db.Set<Enrolment>().Where(e => e.Id == check.EnrolmentId).ExecuteUpdateAsync(e => e.SetProperty(x => x.Failures, 0));
                session.Audit(new AuditFact(actor, "contact.verified", $"contact:{check.ContactId:N}"));
                break;

            case SecretOutcome.Duress:
                await HoldAsync(check.ContactId!.Value, scene, session);
                session.Audit(new AuditFact(actor, "contact.duress", $"contact:{check.ContactId:N}"));
                break;

            default:
                await CountAsync(scene, session, actor);
                break;
        }
    }

    private static async Task CountAsync(EffectScene scene, WriteSession session, string actor)
    {
        var now = scene.Speaker.Now;
        var hash = scene.Speaker.AddressHash;
        var tried = await (
            from address in session.Db.ContactAddresses
            join enrolment in session.Db.Set<Enrolment>() on address.ContactId equals enrolment.ContactId
            where address.AddressHash == hash && address.State == AddressState.Active && enrolment.EndedAt == null && enrolment.LockedAt == null
            select enrolment).ToListAsync();
        foreach (var enrolment in tried)
        {
            enrolment.Failures++;
            if (enrolment.Failures < Enrolment.TriesAllowed)
            {
                continue;
            }

            enrolment.LockedAt = now;
            session.Audit(new AuditFact(actor, "secret.locked", $"contact:{enrolment.ContactId:N}"));
            await AddTaskAsync(session, scene, enrolment.ContactId, LockedTask, Urgency.Today, null);
        }

        await session.SaveAsync();
    }

    private static async Task HoldAsync(Guid contactId, EffectScene scene, WriteSession session)
    {
        scene.Conversation.VerifiedContactId = null;
        scene.Conversation.VerifiedUntil = null;
        await session.Db.Contacts.Where(c => c.Id == contactId)
            .ExecuteUpdateAsync(c => c.SetProperty(x => x.HeldForDuressAt, scene.Speaker.Now));
        await AddTaskAsync(session, scene, contactId, DuressTask, Urgency.Now, "duress");
        await session.SaveAsync();
    }

    private static async Task AddTaskAsync(WriteSession session, EffectScene scene, Guid contactId, string kind, Urgency urgency, string? signal)
    {
        var agency = await session.Db.Contacts.Where(c => c.Id == contactId).Select(c => (Guid?)c.AgencyId).SingleOrDefaultAsync();
        session.Db.StaffTasks.Add(new StaffTask
        {
            Kind = kind,
            Urgency = urgency,
            AgencyId = agency,
            ContactId = contactId,
            ConversationId = scene.Speaker.ConversationId,
            Signal = signal,
            OpenedAt = scene.Speaker.Now,
            DueAt = scene.Speaker.Now + (urgency == Urgency.Now ? TimeSpan.FromMinutes(15) : TimeSpan.FromHours(8)),
        });
    }
}
