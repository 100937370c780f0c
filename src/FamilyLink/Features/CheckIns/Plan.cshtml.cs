using System.ComponentModel.DataAnnotations;
using System.Globalization;
using FamilyLink.Data;
using FamilyLink.Data.Audit;
using FamilyLink.Data.CheckIns;
using FamilyLink.Data.People;
using FamilyLink.Localization;
using FamilyLink.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace FamilyLink.Features.CheckIns;

/// <summary>What was agreed, as it is written into the form.</summary>
public sealed class AgreementForm
{
    public Channel Channel { get; set; } = Channel.Sms;

    public string At { get; set; } = "18:00";

    public List<int> Weekdays { get; set; } = [0, 1, 2, 3, 4, 5, 6];

    public string Language { get; set; } = Languages.Lao;

    [DataType(DataType.Date)]
    public DateTime StartsOn { get; set; }

    public string Steps { get; set; } = CheckInCalendar.ProposedSteps;

    internal CheckInAgreement Read() => new(
        Channel,
        TimeOnly.TryParseExact(At, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? (time.Hour * 60) + time.Minute : -1,
        Weekdays.Where(d => d is >= 0 and <= 6).Aggregate(0, (days, day) => days | (1 << day)),
        Language ?? "",
        DateOnly.FromDateTime(StartsOn),
        Steps ?? "");
}

/// <summary>One person's plan: how they were, what comes, and what was agreed.</summary>
public sealed class PlanModel(FamilyLinkContext db, CheckInPlans plans, TimeProvider clock) : PageModel
{
    [BindProperty]
    public AgreementForm Form { get; set; } = new();

    [BindProperty]
    public int Version { get; set; }

    [BindProperty]
    public DateTime AwayFrom { get; set; }

    [BindProperty]
    public DateTime AwayTo { get; set; }

    [BindProperty]
    public string AwayReason { get; set; } = "harvest";

    public CheckInPlan Plan { get; private set; } = null!;

    public string Code { get; private set; } = "";

    public List<CheckIn> Rows { get; private set; } = [];

    public List<CheckInAbsence> Absences { get; private set; } = [];

    public LocalDate Month { get; private set; }

    /// <summary>The days of the plan's month and what is on them.</summary>
    public List<(LocalDate Day, CheckIn? CheckIn, bool Away)> Days { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid id, string? month, CancellationToken cancellation)
    {
        if (!await LoadAsync(id, month, cancellation))
        {
            return NotFound();
        }

        Form = new AgreementForm
        {
            Channel = Plan.Channel,
            At = TimeOnly.FromTimeSpan(TimeSpan.FromMinutes(Plan.Minute)).ToString("HH:mm", CultureInfo.InvariantCulture),
            Weekdays = [.. Enumerable.Range(0, 7).Where(d => ((Plan.Days >> d) & 1) == 1)],
            Language = Plan.Language,
            StartsOn = Plan.StartsOn.ToDateTime(default),
            Steps = Plan.Steps,
        };
        Version = Plan.Version;
        db.Audit(AuditFact.Staff(User.StaffId(), "check-in-plan.read", $"plan:{id:N}"));
        await db.SaveChangesAsync(cancellation);
        return Page();
    }

    public Task<IActionResult> OnPostChangeAsync(Guid id, CancellationToken cancellation) => DoAsync(id, () => plans.ChangeAsync(id, Version, User.StaffId(), Form.Read(), cancellation), cancellation);

    public Task<IActionResult> OnPostPauseAsync(Guid id, CancellationToken cancellation) => DoAsync(id, () => plans.PauseAsync(id, Version, User.StaffId(), cancellation), cancellation);

    public Task<IActionResult> OnPostResumeAsync(Guid id, CancellationToken cancellation) => DoAsync(id, () => plans.ResumeAsync(id, Version, User.StaffId(), cancellation), cancellation);

    public Task<IActionResult> OnPostEndAsync(Guid id, CancellationToken cancellation) => DoAsync(id, () => plans.EndAsync(id, Version, User.StaffId(), cancellation), cancellation);

    public Task<IActionResult> OnPostAwayAsync(Guid id, CancellationToken cancellation) => DoAsync(
        id,
        () => plans.AwayAsync(id, Version, User.StaffId(), DateOnly.FromDateTime(AwayFrom), DateOnly.FromDateTime(AwayTo), AwayReason is "harvest" or "holiday" ? AwayReason : "other", cancellation),
        cancellation);

    private async Task<IActionResult> DoAsync(Guid id, Func<Task> change, CancellationToken cancellation)
    {
        if (!await LoadAsync(id, null, cancellation))
        {
            return NotFound();
        }

        try
        {
            await change();
            return RedirectToPage(new { id });
        }
        catch (CheckInRefusedException refused)
        {
            ModelState.AddModelError("", refused.Message);
            return Page();
        }
    }

    private async Task<bool> LoadAsync(Guid id, string? month, CancellationToken cancellation)
    {
        var found = await (
            from plan in db.Set<CheckInPlan>().AsNoTracking()
            join about in db.VisibleCases(User) on plan.CaseId equals about.Id
            where plan.Id == id
            select new { Plan = plan, about.Code }).SingleOrDefaultAsync(cancellation);
        if (found is null)
        {
            return false;
        }

        (Plan, Code) = (found.Plan, found.Code);
        Rows = await db.Set<CheckIn>().AsNoTracking().Where(c => c.PlanId == id).OrderBy(c => c.DueAt).ToListAsync(cancellation);
        Absences = await db.Set<CheckInAbsence>().AsNoTracking().Where(a => a.PlanId == id).OrderBy(a => a.From).ToListAsync(cancellation);
        var today = CheckInCalendar.DayOf(Plan, clock.GetUtcNow().UtcDateTime);
        var next = Rows.Find(r => r.State == CheckInState.Planned);
        var shown = DateTime.TryParseExact(month, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var asked) && asked.Year is > 2000 and < 2200
            ? new LocalDate(asked.Year, asked.Month, 1)
            : next is null ? today : CheckInCalendar.DayOf(Plan, next.DueAt);
        Month = new LocalDate(shown.Year, shown.Month, 1);
        var byDay = Rows.Where(r => r.State != CheckInState.Dropped).GroupBy(r => CheckInCalendar.DayOf(Plan, r.AskedAt ?? r.DueAt)).ToDictionary(g => g.Key, g => g.Last());
        for (var day = Month; day.Month == Month.Month; day = day.PlusDays(1))
        {
            Days.Add((day, byDay.GetValueOrDefault(day), Absences.Exists(a => day >= LocalDate.FromDateOnly(a.From) && day <= LocalDate.FromDateOnly(a.To))));
        }

        return true;
    }
}
