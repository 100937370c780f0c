using System.Globalization;
using FamilyLink.Data;
using FamilyLink.Data.CheckIns;
using FamilyLink.Data.People;
using FamilyLink.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.CheckIns;

/// <summary>Who needs a look: plans that rest, the answers of the last day, who was silent, whose plan ends soon; and the month in figures.</summary>
public sealed class IndexModel(FamilyLinkContext db, TimeProvider clock) : PageModel
{
    private const int MostRows = 100;
    private static readonly TimeSpan EndsSoon = TimeSpan.FromDays(45);

    public List<Row> Resting { get; private set; } = [];

    public List<Row> Today { get; private set; } = [];

    public List<Row> Silent { get; private set; } = [];

    public List<Row> Ending { get; private set; } = [];

    public IReadOnlyList<Figure> Figures { get; private set; } = [];

    public string Month { get; private set; } = "";

    public async Task OnGetAsync(string? month, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var cases = db.VisibleCases(User);
        var plans = from plan in db.Set<CheckInPlan>().AsNoTracking()
                    join about in cases on plan.CaseId equals about.Id
                    select new { Plan = plan, about.Code };
        var both = from checkIn in db.Set<CheckIn>().AsNoTracking() join p in plans on checkIn.PlanId equals p.Plan.Id select new { CheckIn = checkIn, p.Plan, p.Code };
        Resting = (await plans.Where(p => p.Plan.State == CheckInPlanState.Paused).OrderBy(p => p.Code).Take(MostRows).ToListAsync(cancellation)).ConvertAll(p => new Row(p.Code, p.Plan, null));
        var dayAgo = now.AddDays(-1);
        Today = (await both.Where(b => b.CheckIn.AnsweredAt >= dayAgo).OrderByDescending(b => b.CheckIn.AnsweredAt).Take(MostRows).ToListAsync(cancellation)).ConvertAll(b => new Row(b.Code, b.Plan, b.CheckIn));
        Silent = (await both.Where(b => b.CheckIn.State == CheckInState.Silent && b.Plan.Silences > 0 && b.Plan.State == CheckInPlanState.Running)
            .OrderBy(b => b.CheckIn.AskedAt).Take(MostRows).ToListAsync(cancellation)).ConvertAll(b => new Row(b.Code, b.Plan, b.CheckIn));
        var soon = now + EndsSoon;
        Ending = (await plans.Where(p => p.Plan.State == CheckInPlanState.Running && !db.Set<CheckIn>().Any(c => c.PlanId == p.Plan.Id && c.State == CheckInState.Planned && c.DueAt > soon))
            .OrderBy(p => p.Code).Take(MostRows).ToListAsync(cancellation)).ConvertAll(p => new Row(p.Code, p.Plan, null));
        var from = Begin(month, now);
        Month = from.ToString("yyyy-MM", CultureInfo.InvariantCulture);
        Figures = await CheckInFigures.OfAsync(db, cases, from, from.AddMonths(1), cancellation);
    }

    public async Task<IActionResult> OnGetCsvAsync(string? month, CancellationToken cancellation)
    {
        var from = Begin(month, clock.GetUtcNow().UtcDateTime);
        var figures = await CheckInFigures.OfAsync(db, db.VisibleCases(User), from, from.AddMonths(1), cancellation);
        return File(System.Text.Encoding.UTF8.GetBytes(CheckInFigures.Csv(figures)), "text/csv; charset=utf-8", $"check-ins-{from:yyyy-MM}.csv");
    }

    private static DateTime Begin(string? month, DateTime now) =>
        DateTime.TryParseExact(month, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var from) && from.Year is >= 2000 and < 2200
            ? from
            : new DateTime(now.Year, now.Month, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>One plan, or one check-in of it.</summary>
    public sealed record Row(string Code, CheckInPlan Plan, CheckIn? CheckIn);
}
