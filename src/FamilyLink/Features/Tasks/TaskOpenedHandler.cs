using FamilyLink.Conversations;
using FamilyLink.Data;
using FamilyLink.Data.Audit;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.People;
using FamilyLink.Dialogs;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.Tasks;

/// <summary>Work that a conversation leaves for a person. A second task of the same kind from the same conversation adds its words to the list, not its alarm.</summary>
public sealed class TaskOpenedHandler(Vault vault) : IEffectHandler
{
    private const int LongestDetail = 4_000;

    private static readonly HashSet<string> Now =
        ["danger.trafficker", "danger.violence", "danger.self-harm", "danger.detained", "danger.taken", "danger.missing"];

    /// <inheritdoc/>
    public bool Takes(Effect effect) => effect is TaskOpened;

    /// <inheritdoc/>
    public async Task ApplyAsync(Effect effect, EffectScene scene, WriteSession session)
    {
        var opened = (TaskOpened)effect;
        var at = scene.Speaker.Now;
        var urgency = opened.Signal is null ? Urgency.Normal : Now.Contains(opened.Signal) ? Urgency.Now : Urgency.Today;

        // What belongs together stays together: a second answer of the same talk joins the task that is still open.
        var open = opened.Signal is not null ? null : await session.Db.StaffTasks.OrderBy(t => t.Id).FirstOrDefaultAsync(
            t => t.ConversationId == scene.Speaker.ConversationId && t.Kind == opened.Kind && t.DoneAt == null && t.Signal == null);
        if (open is not null)
        {
            if (opened.Detail is not null)
            {
                var before = vault.OpenIfKept(scene.Speaker.PersonKeyId, "task.detail", open.Detail);
                var words = before is null ? opened.Detail : before + "\n" + opened.Detail;
                open.Detail = vault.Seal(scene.Speaker.PersonKeyId, "task.detail", words.Length <= LongestDetail ? words : words[^LongestDetail..]);
                await session.SaveAsync();
            }

            return;
        }

        // Who it is about is for the caseworker only, and is the same work for known and unknown numbers.
        var owner = await (
            from address in session.Db.ContactAddresses
            join contact in session.Db.Contacts on address.ContactId equals contact.Id
            where address.AddressHash == scene.Speaker.AddressHash && address.State == AddressState.Active
            select new { contact.Id, contact.AgencyId }).Take(2).ToListAsync();
        session.Db.StaffTasks.Add(new StaffTask
        {
            Kind = opened.Kind,
            Urgency = urgency,
            AgencyId = owner.Count == 1 ? owner[0].AgencyId : null,
            ContactId = scene.VerifiedContactId ?? (owner.Count == 1 ? owner[0].Id : null),
            ConversationId = scene.Speaker.ConversationId,
            PersonKeyId = scene.Speaker.PersonKeyId,
            Detail = vault.Seal(scene.Speaker.PersonKeyId, "task.detail", opened.Detail),
            Signal = opened.Signal,
            OpenedAt = at,
            DueAt = at + Due(urgency),
        });
        await session.SaveAsync();
        session.Audit(new AuditFact($"conversation:{scene.Speaker.ConversationId:N}", "task.opened", $"conversation:{scene.Speaker.ConversationId:N}", opened.Signal ?? opened.Kind));
    }

    private static TimeSpan Due(Urgency urgency) => urgency switch
    {
        Urgency.Now => TimeSpan.FromMinutes(15),
        Urgency.Today => TimeSpan.FromHours(8),
        _ => TimeSpan.FromDays(2),
    };
}
