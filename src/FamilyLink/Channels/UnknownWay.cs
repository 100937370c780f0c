using FamilyLink.Data;
using FamilyLink.Data.People;

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
            await session.Db.OpenTaskOnceAsync(Task, Urgency.Today, clock.GetUtcNow().UtcDateTime);
            await session.SaveAsync();
        },
        CancellationToken.None);
}
