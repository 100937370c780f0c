using FamilyLink.Conversations;
using FamilyLink.Data;
using FamilyLink.Data.Audit;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.People;
using FamilyLink.Dialogs;
using FamilyLink.Security;

namespace FamilyLink.Features.Tasks;

/// <summary>
/// Work that a conversation leaves for a person. A second task of the same kind, and for the same sign of danger, from the same talk adds its words to the one
/// that is still open: a flood from one number is one task (S14).
/// Plain SQL, because many a message ends here and all of a group wait for it.
/// </summary>
public sealed class TaskOpenedHandler(FieldEncryptor encryptor) : IEffectHandler
{
    private const int LongestDetail = 4_000;

    // Somebody who has taken a sign of danger reads what follows; hours later it may lie there taken and read by nobody, and new words ring anew.
    private static readonly TimeSpan StillWithThem = TimeSpan.FromMinutes(30);

    private const string FindOpen =
        "SELECT id, detail FROM staff_tasks WHERE conversation_id = @0 AND kind = @1 AND done_at IS NULL AND COALESCE(signal, '') = @2"
        + " AND (signal IS NULL OR claimed_at IS NULL OR claimed_at > @3) ORDER BY id LIMIT 1";

    private const string AddWords = "UPDATE staff_tasks SET detail = @0 WHERE id = @1";

    // Whose it is: the agency of the contact, when exactly one agency has this number on file; of the one who is verified, when they are. Of several it is
    // nobody's own, and seen by whoever may see the conversation. The same work for known and unknown numbers (S5).
    private const string FindOwner =
        """
        SELECT c.id, c.agency_id, (SELECT COUNT(DISTINCT o.contact_id) FROM contact_addresses o WHERE o.address_hash = a.address_hash AND o.state = 'Active'),
               (SELECT COUNT(DISTINCT oc.agency_id) FROM contact_addresses o JOIN contacts oc ON oc.id = o.contact_id WHERE o.address_hash = a.address_hash AND o.state = 'Active')
        FROM contact_addresses a JOIN contacts c ON c.id = a.contact_id WHERE a.address_hash = @0 AND a.state = 'Active' LIMIT 1
        """;

    private const string FindAgency = "SELECT agency_id FROM contacts WHERE id = @0";

    private const string Insert =
        """
        INSERT INTO staff_tasks (id, kind, urgency, agency_id, contact_id, conversation_id, person_key_id, detail, signal, opened_at, due_at, note)
        VALUES (@0, @1, @2, @3, @4, @5, @6, @7, @8, @9, @10, @11)
        """;

    private static readonly HashSet<string> Now =
        ["danger.trafficker", "danger.violence", "danger.self-harm", "danger.detained", "danger.taken", "danger.missing", TaskKinds.SaidUnsafe];

    /// <inheritdoc/>
    public IReadOnlyList<Type> Effects { get; } = [typeof(TaskOpened)];

    /// <inheritdoc/>
    public Task ApplyAsync(Effect effect, EffectContext context, WriteSession session)
    {
        var opened = (TaskOpened)effect;
        var sender = context.Sender;
        if (session.First(FindOpen, row => new OpenTask(row.GetFieldValue<Guid>(0), new EncryptedValue(row.GetFieldValue<byte[]>(1))), sender.ConversationId, opened.Kind, opened.Signal ?? "", sender.Now - StillWithThem) is { } open)
        {
            Append(open, opened.Detail, sender, session);
            return Task.CompletedTask;
        }

        var owner = session.First(FindOwner, row => new Owner(row.GetFieldValue<Guid>(0), row.GetFieldValue<Guid>(1), row.GetInt64(2), row.GetInt64(3)), sender.AddressHash);
        var contact = context.VerifiedContactId ?? (owner is { Sharers: 1 } ? owner.ContactId : (Guid?)null);
        var agency = context.VerifiedContactId is { } verified ? session.First(FindAgency, row => row.GetFieldValue<Guid>(0), verified)
            : owner is { Agencies: 1 } ? owner.AgencyId
            : (Guid?)null;
        var urgency = opened.Urgent ? Urgency.Now : opened.Signal is null ? opened.Kind is TaskKinds.ReadToday or TaskKinds.LeftVoiceMessage or TaskKinds.WordsForSecret ? Urgency.Today : Urgency.Normal : Now.Contains(opened.Signal) ? Urgency.Now : Urgency.Today;
        session.Execute(
            Insert,
            Guid.CreateVersion7(),
            opened.Kind,
            urgency.ToString(),
            agency,
            contact,
            sender.ConversationId,
            sender.PersonKeyId,
            encryptor.Encrypt(sender.PersonKeyId, "task.detail", opened.Detail).Bytes ?? [],
            opened.Signal,
            sender.Now,
            sender.Now + StaffTasks.Due(urgency),
            Array.Empty<byte>());
        session.Audit(new AuditFact($"conversation:{sender.ConversationId:N}", "task.opened", $"conversation:{sender.ConversationId:N}", opened.Signal == StaffIdentity.ComplaintSignal ? opened.Kind : opened.Signal ?? opened.Kind));
        return Task.CompletedTask;
    }

    private void Append(OpenTask open, string? words, Sender sender, WriteSession session)
    {
        if (words is null)
        {
            return;
        }

        var before = encryptor.DecryptIfKept(sender.PersonKeyId, "task.detail", open.Detail);
        var all = before is null ? words : before + "\n" + words;
        session.Execute(AddWords, encryptor.Encrypt(sender.PersonKeyId, "task.detail", all.Length <= LongestDetail ? all : all[^LongestDetail..]).Bytes, open.Id);
    }

    private sealed record OpenTask(Guid Id, EncryptedValue Detail);

    private sealed record Owner(Guid ContactId, Guid AgencyId, long Sharers, long Agencies);
}
