using FamilyLink.Data;
using FamilyLink.Data.People;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Channels;

/// <summary>Tells people, once, that messages come by a way that is not set up: they are neither stored nor answered.</summary>
public sealed class UnknownWay(GroupCommit commits, TimeProvider clock)
{
    /// <summary>The kind of the task.</summary>
    public const string Task = "unknown-way";

    /// <summary>Opens the task unless it is open already.</summary>
    public System.Threading.Tasks.Task NoteAsync() => commits.CommitAsync(
        async session =>
        {
            if (!await session.Db.StaffTasks.AnyAsync(t => t.Kind == Task && t.DoneAt == null))
            {
                var now = clock.GetUtcNow().UtcDateTime;
                session.Db.StaffTasks.Add(new StaffTask { Kind = Task, Urgency = Urgency.Today, OpenedAt = now, DueAt = now.AddHours(8) });
                await session.SaveAsync();
            }
        },
        CancellationToken.None);
}
