using FamilyLink.Data;
using FamilyLink.Data.Answers;
using FamilyLink.Localization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.Answers;

/// <summary>The library at a glance: every topic and language, what is told, what waits for a reviewer, what expires.</summary>
public sealed class IndexModel(FamilyLinkContext db, AnswerDrafts drafts, TimeProvider clock) : PageModel
{
    private static readonly TimeSpan ExpiresSoon = TimeSpan.FromDays(30);

    public static IReadOnlyList<string> Shown { get; } = [Languages.Lao, Languages.Thai, Languages.English];

    public List<Row> Rows { get; private set; } = [];

    public List<FactRow> Facts { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var versions = await db.Set<AnswerVersion>().AsNoTracking().Where(a => a.State != AnswerState.Replaced).ToListAsync(cancellation);
        foreach (var topic in drafts.Topics)
        {
            Rows.Add(new Row(topic, [.. Shown.Select(language => Say(versions.Where(v => v.Topic == topic && v.Language == language).ToList(), drafts.Parts(topic, language).Count > 0, now))]));
        }

        var facts = await db.Set<FactVersion>().AsNoTracking().Where(f => f.State != AnswerState.Replaced).ToListAsync(cancellation);
        foreach (var key in drafts.Facts.Select(f => f.Key).Union(facts.Select(f => f.Key)))
        {
            var newest = facts.Where(f => f.Key == key).MaxBy(f => f.Version) ?? drafts.Facts.First(f => f.Key == key);
            Facts.Add(new FactRow(key, newest.Topic, newest.Value, newest.Code, Say(newest, now)));
        }
    }

    private static Cell Say(List<AnswerVersion> versions, bool drafted, DateTime now)
    {
        var draft = versions.Any(v => v.State == AnswerState.Draft);
        var told = versions.Find(v => v.State == AnswerState.Published);
        return told switch
        {
            null when versions.Count == 0 && !drafted => new("by a dialog", ""),
            null when draft => new("waits for review", "today"),
            null => new(versions.Count == 0 ? "first draft" : "withdrawn", ""),
            _ when told.ExpiresAt <= now => new("expired", "now"),
            _ when told.ExpiresAt <= now + ExpiresSoon => new("expires soon", "today"),
            _ => new(draft ? "told; new version waits" : "told", "good"),
        };
    }

    private static Cell Say(FactVersion fact, DateTime now) => fact switch
    {
        { State: AnswerState.Published } when fact.ExpiresAt <= now => new("expired", "now"),
        { State: AnswerState.Published } => new("told", "good"),
        { Version: 0 } when fact.ExpiresAt <= now => new("first draft, expired", ""),
        { Version: 0 } => new("first draft, not checked", ""),
        { State: AnswerState.Draft } => new("waits for review", "today"),
        _ => new("withdrawn", ""),
    };

    /// <summary>One topic.</summary>
    public sealed record Row(string Topic, IReadOnlyList<Cell> Cells);

    /// <summary>Where it stands in one language.</summary>
    public sealed record Cell(string Says, string Tag);

    /// <summary>One fact.</summary>
    public sealed record FactRow(string Key, string Topic, string Value, string Code, Cell Cell);
}
