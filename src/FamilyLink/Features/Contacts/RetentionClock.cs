using FamilyLink.Data;
using FamilyLink.Data.Audit;
using FamilyLink.Data.People;
using FamilyLink.Messaging.Outbound;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FamilyLink.Features.Contacts;

/// <summary>
/// Erases, once a day, whom nothing is kept for any more (S22): contacts all of whose cases have been closed for the time set, and conversations with nobody on
/// file that have been silent for the time set and have left no open task.
/// </summary>
public sealed class RetentionClock(IServiceScopeFactory scopes, IOptions<FamilyLinkOptions> options, TimeProvider clock) : IDueWork
{
    // A day's run stays short; what is left over goes with the next.
    private const int MostAtOnce = 200;

    private DateTime _last = DateTime.MinValue;

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        if (now - _last < TimeSpan.FromDays(1) && now >= _last)
        {
            return;
        }

        await using var scope = scopes.CreateAsyncScope();
        var (db, erasure) = (scope.ServiceProvider.GetRequiredService<FamilyLinkContext>(), scope.ServiceProvider.GetRequiredService<Erasure>());
        var closedBefore = now.AddDays(-options.Value.ClosedCasesKeptDays);
        var over = await db.Contacts
            .Where(c => db.PersonKeys.Any(k => k.Id == c.PersonKeyId && k.ErasedAt == null)
                && db.CaseContacts.Any(l => l.ContactId == c.Id)
                && !db.CaseContacts.Any(l => l.ContactId == c.Id && db.Cases.Any(a => a.Id == l.CaseId && (a.ClosedAt == null || a.ClosedAt > closedBefore))))
            .Select(c => c.Id).Take(MostAtOnce).ToListAsync(cancellation);
        foreach (var contact in over)
        {
            await erasure.EraseContactAsync(contact, AuditFact.Service("contact.erased", $"contact:{contact:N}", "retention"), cancellation);
        }

        var silentSince = now.AddDays(-options.Value.StrangersKeptDays);
        var silent = await db.Conversations
            .Where(c => c.LastInboundAt < silentSince && db.PersonKeys.Any(k => k.Id == c.PersonKeyId && k.ErasedAt == null)
                && !db.ContactAddresses.Any(a => a.AddressHash == c.AddressHash && a.State != AddressState.Retired)
                && !db.StaffTasks.Any(t => t.ConversationId == c.Id && t.DoneAt == null))
            .Select(c => new { c.Id, c.AddressHash }).Take(MostAtOnce).ToListAsync(cancellation);
        foreach (var conversation in silent)
        {
            await erasure.EraseConversationAsync(conversation.AddressHash, AuditFact.Service("conversation.erased", $"conversation:{conversation.Id:N}", "retention"), cancellation);
        }

        _last = now;
    }
}
