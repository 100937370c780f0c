using FamilyLink.Data;
using FamilyLink.Data.Audit;
using FamilyLink.Data.People;
using FamilyLink.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.Inbox;

/// <summary>Which conversations the inbox shows.</summary>
public enum InboxFilter
{
    /// <summary>All that wait and are not put off.</summary>
    Waiting,

    /// <summary>Those that nobody has.</summary>
    Free,

    /// <summary>Those of whoever looks.</summary>
    Mine,

    /// <summary>Those in which somebody may be in danger.</summary>
    Danger,

    /// <summary>Those that were put off until later.</summary>
    Later,
}

/// <summary>The conversations that need a person, the most urgent and then the oldest first, and who has which.</summary>
public sealed class IndexModel(FamilyLinkContext db, InboxPreviews previews, SiteSettings site, TimeProvider clock) : PageModel
{
    private const int MostTasks = 2_000;
    private const int MostRows = 60;

    public List<Row> Rows { get; private set; } = [];

    /// <summary>Set to see every conversation that waits, however many.</summary>
    [BindProperty(SupportsGet = true)]
    public bool All { get; set; }

    /// <summary>Which ones.</summary>
    [BindProperty(SupportsGet = true)]
    public InboxFilter Show { get; set; }

    /// <summary>How many conversations the filter finds in all.</summary>
    public int Waiting { get; private set; }

    /// <summary>How things stood when the page was written: what changes later is told by <see cref="InboxChanges"/>.</summary>
    public string Mark { get; private set; } = "";

    public bool OnDuty { get; private set; }

    public string DutyHours => site.DutyHours;

    public async Task OnGetAsync(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var me = User.StaffId();
        OnDuty = site.PersonOnDutyAt(now);
        Mark = await InboxChanges.MarkAsync(db, User, cancellation);
        var open = await db.Set<Handoff>().AsNoTracking().Where(h => h.EndedAt == null).ToListAsync(cancellation);
        var waiting = Filtered(me, now);
        var tasks = await waiting.AsNoTracking()
            .OrderBy(t => t.Urgency == Urgency.Now ? 0 : t.Urgency == Urgency.Today ? 1 : 2).ThenBy(t => t.Kind == "duress" ? 0 : 1).ThenBy(t => t.OpenedAt)
            .Take(All ? int.MaxValue : MostTasks)
            .ToListAsync(cancellation);
        var own = Show is InboxFilter.Waiting or InboxFilter.Mine ? open.Where(h => h.OwnerId == me && tasks.TrueForAll(t => t.ConversationId != h.ConversationId)) : [];
        var names = await db.Users.AsNoTracking().ToDictionaryAsync(u => u.Id, u => u.DisplayName, cancellation);
        var groups = tasks.GroupBy(t => t.ConversationId!.Value).Select(g => (Id: g.Key, Tasks: g.ToList()))
            .Concat(own.Select(h => (Id: h.ConversationId, Tasks: new List<StaffTask>())))
            .OrderByDescending(g => g.Tasks.Count == 0 ? Urgency.Normal : g.Tasks.Max(t => t.Urgency)).ThenByDescending(g => g.Tasks.Exists(t => t.Kind == "duress")).ThenBy(g => g.Tasks.Count == 0 ? now : g.Tasks[0].OpenedAt)
            .Take(All ? int.MaxValue : MostRows).ToList();
        var ids = groups.ConvertAll(g => g.Id);
        var readable = (await db.VisibleConversations(User).Where(c => ids.Contains(c.Id)).Select(c => c.Id).ToListAsync(cancellation)).ToHashSet();
        Rows =
        [
            .. groups.Select(g => ToRow(g.Id, g.Tasks, open.Find(h => h.ConversationId == g.Id), readable, names, now))
                .OrderByDescending(r => r.Urgency).ThenByDescending(r => r.Forced).ThenBy(r => r.Since),
        ];
        Waiting = await waiting.Select(t => t.ConversationId).Distinct().CountAsync(cancellation);
        var shown = await previews.OfAsync(User, [.. Rows.Where(r => r.Elsewhere is null).Select(r => r.Id)], cancellation);
        Rows = Rows.ConvertAll(r => r with { Preview = shown.GetValueOrDefault(r.Id) });
        if (Rows.Count > 0)
        {
            db.Audit(AuditFact.Staff(me, "inbox.read", "inbox", string.Join(',', Rows.Select(r => r.Id.ToString("N")[..8]))));
            await db.SaveChangesAsync(cancellation);
        }
    }

    /// <summary>How long ago, in words.</summary>
    public static string Age(ConsoleText text, TimeSpan age) => age.TotalMinutes < 1 ? text["less than a minute"]
        : age.TotalHours < 1 ? text["{0} min", (int)age.TotalMinutes]
        : age.TotalDays < 1 ? text["{0} h", (int)age.TotalHours]
        : text["{0} d", (int)age.TotalDays];

    /// <summary>A filter in words.</summary>
    public static string Say(InboxFilter filter) => filter switch
    {
        InboxFilter.Free => "Nobody has it",
        InboxFilter.Mine => "With me",
        InboxFilter.Danger => "In danger",
        InboxFilter.Later => "Put off",
        _ => "All that wait",
    };

    // What is put off is out of sight everywhere but in its own list, until its time or until they write again. What may be a danger is never put off.
    private IQueryable<StaffTask> Filtered(Guid me, DateTime now)
    {
        var tasks = db.VisibleTasks(User).Where(t => t.DoneAt == null && t.ConversationId != null);
        var putOff = tasks.Where(t => t.SnoozedUntil > now && !db.Conversations.Any(c => c.Id == t.ConversationId && c.LastInboundAt > t.SnoozedAt));
        var shown = tasks.Where(t => t.SnoozedUntil == null || t.SnoozedUntil <= now || db.Conversations.Any(c => c.Id == t.ConversationId && c.LastInboundAt > t.SnoozedAt));
        var taken = db.Set<Handoff>().Where(h => h.EndedAt == null);
        return Show switch
        {
            InboxFilter.Free => shown.Where(t => !taken.Any(h => h.ConversationId == t.ConversationId)),
            InboxFilter.Mine => shown.Where(t => taken.Any(h => h.ConversationId == t.ConversationId && h.OwnerId == me)),
            InboxFilter.Danger => shown.Where(t => t.Urgency == Urgency.Now),
            InboxFilter.Later => putOff,
            _ => shown,
        };
    }

    private Row ToRow(Guid id, List<StaffTask> tasks, Handoff? open, HashSet<Guid> readable, Dictionary<Guid, string> names, DateTime now)
    {
        // A number that another agency looks after: what concerns this agency's own contact is here, what is said and who answers is not (S23).
        var mine = open?.OwnerId == User.StaffId();
        if (!mine && !readable.Contains(id))
        {
            open = null;
        }

        var silent = open is not null && open.LastSignAt + site.PersonSilence <= now;
        return new Row(
            id,
            tasks.Count == 0 ? Urgency.Normal : tasks.Max(t => t.Urgency),
            tasks.Count == 0 ? open!.Since : tasks[0].OpenedAt,
            [.. tasks.Select(t => (TaskLabels.Say(t.Kind), t.Signal)).Distinct()],
            open is null ? null : mine ? "you" : names.GetValueOrDefault(open.OwnerId, "a colleague"),
            silent,
            now,
            tasks.Exists(t => t.Kind == "duress"),
            mine || readable.Contains(id) ? null : tasks.Find(t => t.ContactId is not null)?.ContactId ?? Guid.Empty,
            Show == InboxFilter.Later ? tasks.Max(t => t.SnoozedUntil) : null,
            null);
    }

    /// <summary>One conversation; where another agency reads it, this agency's contact in place of it (empty when there is none).</summary>
    public sealed record Row(
        Guid Id, Urgency Urgency, DateTime Since, IReadOnlyList<(string Kind, string? Signal)> Reasons, string? Owner, bool Silent, DateTime Now, bool Forced, Guid? Elsewhere, DateTime? Until, InboxPreview? Preview);
}
