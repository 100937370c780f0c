using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Claims;
using FamilyLink.Data;
using FamilyLink.Data.People;
using FamilyLink.Security;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.Inbox;

/// <summary>
/// Tells an open inbox that something in it has changed (server-sent events): never what, so nothing is read without the page's own rules and its entry in the
/// audit trail.
/// </summary>
public static class InboxChanges
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    // Looks in one connection. The browser then connects again by itself, and by then a sign-out, or another role, counts.
    private const int MostLooks = 120;

    /// <summary>Maps the stream.</summary>
    public static void MapInboxChanges(this IEndpointRouteBuilder app) =>
        app.MapGet("/inbox/changes", (HttpContext web, IDbContextFactory<FamilyLinkContext> contexts, IHostApplicationLifetime life) =>
        {
            web.Response.Headers.CacheControl = "no-store";
            return TypedResults.ServerSentEvents(ChangesAsync(web.User, contexts, life.ApplicationStopping, web.RequestAborted), "changed");
        }).RequireAuthorization("cases");

    private static async IAsyncEnumerable<string> ChangesAsync(ClaimsPrincipal user, IDbContextFactory<FamilyLinkContext> contexts, CancellationToken stopping, [EnumeratorCancellation] CancellationToken gone)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, gone);
        var cancellation = either.Token;
        string? before = null;
        for (var looks = 0; looks < MostLooks && !cancellation.IsCancellationRequested; looks++)
        {
            string now;
            await using (var db = await contexts.CreateDbContextAsync(cancellation))
            {
                now = await MarkAsync(db, user, cancellation);
            }

            if (now != before)
            {
                before = now;
                yield return now;
            }

            try
            {
                await Task.Delay(Every, cancellation);
            }
            catch (OperationCanceledException)
            {
                yield break;
            }
        }
    }

    /// <summary>How the inbox of this person stands, as a mark to compare: whatever opens, ends, is taken, put off or written again moves a count or a moment in it.</summary>
    public static async Task<string> MarkAsync(FamilyLinkContext db, ClaimsPrincipal user, CancellationToken cancellation)
    {
        var tasks = db.VisibleTasks(user).Where(t => t.DoneAt == null && t.ConversationId != null);
        var mark = await tasks.GroupBy(_ => 1).Select(g => new { Open = g.Count(), Taken = g.Count(t => t.ClaimedAt != null), Newest = g.Max(t => t.OpenedAt), Claimed = g.Max(t => t.ClaimedAt), Snoozed = g.Max(t => t.SnoozedUntil) }).FirstOrDefaultAsync(cancellation);
        var handoffs = await db.Set<Handoff>().CountAsync(h => h.EndedAt == null, cancellation);
        return string.Create(CultureInfo.InvariantCulture, $"{mark?.Open}-{mark?.Taken}-{mark?.Newest.Ticks}-{mark?.Claimed?.Ticks}-{mark?.Snoozed?.Ticks}-{handoffs}");
    }
}
