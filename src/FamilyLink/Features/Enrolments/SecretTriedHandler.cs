using FamilyLink.Conversations;
using FamilyLink.Data;
using FamilyLink.Data.Audit;
using FamilyLink.Data.People;
using FamilyLink.Dialogs;
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
        "INSERT INTO secret_tries (address_hash, failures) VALUES (@0, 1) ON CONFLICT (address_hash) DO UPDATE SET failures = secret_tries.failures + 1";

    private const string Forget = "DELETE FROM secret_tries WHERE address_hash = @0";

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
                session.Execute(Forget, scene.Speaker.AddressHash);
                if (check.Handle is not null)
                {
                    session.Execute(Forget, check.Handle);
                    await linking.LinkAsync(check.ContactId!.Value, scene, session);
                }

                session.Audit(new AuditFact(actor, "contact.verified", $"contact:{check.ContactId:N}"));
                break;

            case SecretOutcome.Duress:
                await HoldAsync(check.ContactId!.Value, scene, session);
                session.Audit(new AuditFact(actor, "contact.duress", $"contact:{check.ContactId:N}"));
                break;

            default:
                await CountAsync(scene, session, actor, check.Handle);
                break;
        }
    }

    private static async Task CountAsync(EffectScene scene, WriteSession session, string actor, byte[]? handle)
    {
        var hash = scene.Speaker.AddressHash;
        var addressLocked = CountOne(session, hash) == Enrolment.TriesAllowed;
        var handleLocked = handle is not null && CountOne(session, handle) == Enrolment.TriesAllowed;
        if (!addressLocked && !handleLocked)
        {
            return;
        }

        session.Audit(new AuditFact(actor, "secret.locked", actor));
        var contacts = addressLocked
            ? await session.Db.ContactAddresses.Where(a => a.AddressHash == hash && a.State == AddressState.Active).Select(a => a.ContactId).Distinct().ToListAsync()
            : [];
        if (handleLocked)
        {
            contacts = [.. contacts.Union(await session.Db.Set<Enrolment>().Where(e => e.LinkHash == handle && e.EndedAt == null).Select(e => e.ContactId).ToListAsync())];
        }

        foreach (var contact in contacts)
        {
            await AddTaskAsync(session, scene, contact, LockedTask, Urgency.Today, null);
        }

        await session.SaveAsync();
    }

    private static int CountOne(WriteSession session, byte[] hash)
    {
        session.Execute(Count, hash);
        return session.First("SELECT failures FROM secret_tries WHERE address_hash = @0", row => row.GetInt32(0), hash);
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
