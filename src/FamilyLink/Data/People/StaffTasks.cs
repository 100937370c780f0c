using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Data.People;

/// <summary>What a task is about. What is not known stays null.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="ContactId">The contact.</param>
/// <param name="ConversationId">The conversation it came from.</param>
/// <param name="OutboundId">The outbound message.</param>
/// <param name="Signal">The id of the sign of danger that was heard.</param>
/// <param name="AgencyId">The agency whose staff see it, when it is not that of the case or of the contact.</param>
/// <param name="PersonKeyId">The key that seals a note about it.</param>
public sealed record TaskAbout(Guid? CaseId = null, Guid? ContactId = null, Guid? ConversationId = null, Guid? OutboundId = null, string? Signal = null, Guid? AgencyId = null, Guid? PersonKeyId = null);

/// <summary>
/// Opens tasks. The one other maker is <c>TaskOpenedHandler</c>, which writes what a conversation leaves by plain SQL within the turn's own transaction.
/// </summary>
public static class StaffTasks
{
    /// <summary>How long after its opening a task should be done.</summary>
    public static TimeSpan Due(Urgency urgency) => urgency switch
    {
        Urgency.Now => TimeSpan.FromMinutes(15),
        Urgency.Today => TimeSpan.FromHours(8),
        _ => TimeSpan.FromDays(2),
    };

    /// <summary>Adds a task, saved with the caller's changes. It is seen by the agency of the case, without one of the contact, and without either by everybody on duty (S23).</summary>
    public static async Task<StaffTask> OpenTaskAsync(this FamilyLinkContext db, string kind, Urgency urgency, DateTime now, TaskAbout? about = null)
    {
        about ??= new();
        var agency = about.AgencyId
            ?? (about.CaseId is { } id ? await db.Cases.Where(c => c.Id == id).Select(c => (Guid?)c.AgencyId).SingleOrDefaultAsync() : null)
            ?? (about.ContactId is { } contact ? await db.Contacts.Where(c => c.Id == contact).Select(c => (Guid?)c.AgencyId).SingleOrDefaultAsync() : null);
        var task = new StaffTask
        {
            Kind = kind,
            Urgency = urgency,
            AgencyId = agency,
            CaseId = about.CaseId,
            ContactId = about.ContactId,
            ConversationId = about.ConversationId,
            OutboundId = about.OutboundId,
            Signal = about.Signal,
            PersonKeyId = about.PersonKeyId,
            OpenedAt = now,
            DueAt = now + Due(urgency),
        };
        db.StaffTasks.Add(task);
        return task;
    }

    /// <summary>The same, unless a task of this kind is open: for what concerns the service as a whole.</summary>
    public static async Task OpenTaskOnceAsync(this FamilyLinkContext db, string kind, Urgency urgency, DateTime now, TaskAbout? about = null)
    {
        if (!await db.StaffTasks.AnyAsync(t => t.Kind == kind && t.DoneAt == null))
        {
            await db.OpenTaskAsync(kind, urgency, now, about);
        }
    }
}
