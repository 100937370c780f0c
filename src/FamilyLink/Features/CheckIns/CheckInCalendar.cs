using System.Globalization;
using FamilyLink.Data.CheckIns;
using NodaTime;
using NodaTime.Text;

namespace FamilyLink.Features.CheckIns;

/// <summary>
/// When a plan asks: its steps counted from its first day, moved on to the next day that the person chose and is there, at their hour, in their zone.
/// Days and zones are NodaTime's; nothing here adds hours by itself.
/// </summary>
public static class CheckInCalendar
{
    /// <summary>This project's own proposal, from no guideline: day 3, week 2, months 1, 2, 3, 6, 9 and 12. Editable for each person.</summary>
    public const string ProposedSteps = "3d 2w 1m 2m 3m 6m 9m 12m";

    /// <summary>What is added when the person wants to go on: three more questions, three months apart.</summary>
    public const string GoOnSteps = "3m 6m 9m";

    /// <summary>Every day of the week.</summary>
    public const int EveryDay = 0b111_1111;

    /// <summary>The most steps of a plan.</summary>
    public const int MostSteps = 40;

    private const int LongestSearch = 400;

    /// <summary>Reads steps; null when there is something in them that is none, when one comes twice, or when they are not in order.</summary>
    public static IReadOnlyList<Period>? Steps(string text)
    {
        var steps = new List<Period>();
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (word.Length < 2 || !int.TryParse(word[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count is 0 or > 999)
            {
                return null;
            }

            var step = word[^1] switch { 'd' => Period.FromDays(count), 'w' => Period.FromWeeks(count), 'm' => Period.FromMonths(count), _ => null };
            if (step is null || (steps.Count > 0 && Anchor + steps[^1] >= Anchor + step))
            {
                return null;
            }

            steps.Add(step);
        }

        return steps.Count is 0 or > MostSteps ? null : steps;
    }

    // Only to compare steps with one another.
    private static LocalDate Anchor => new(2026, 1, 1);

    /// <summary>Whether NodaTime knows a zone.</summary>
    public static bool KnowsZone(string zone) => DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) is not null;

    /// <summary>The times of all steps of a plan, UTC, in order, each on a day of its own.</summary>
    /// <exception cref="InvalidOperationException">The plan's steps or zone are none; they are checked before a plan is stored.</exception>
    public static IReadOnlyList<DateTime> Times(CheckInPlan plan, IReadOnlyCollection<CheckInAbsence> absences)
    {
        var steps = Steps(plan.Steps) ?? throw new InvalidOperationException("The steps of a stored plan are none.");
        var start = LocalDate.FromDateOnly(plan.StartsOn);
        var times = new List<DateTime>(steps.Count);
        LocalDate? last = null;
        foreach (var step in steps)
        {
            var day = start + step;
            day = last is { } before && day <= before ? before.PlusDays(1) : day;
            day = NextDay(plan, absences, day);
            last = day;
            times.Add(At(plan, day));
        }

        return times;
    }

    /// <summary>The next day from a day on that the person chose and on which they are there.</summary>
    public static LocalDate NextDay(CheckInPlan plan, IReadOnlyCollection<CheckInAbsence> absences, LocalDate day)
    {
        // Whoever is away for longer than this is asked then all the same: a plan that never asks would be forgotten.
        for (var tries = 0; tries < LongestSearch && !(Chose(plan.Days, day) && !absences.Any(a => Away(a, day))); tries++)
        {
            day = day.PlusDays(1);
        }

        return day;
    }

    /// <summary>The person's hour on a day, UTC. An hour that a change of clocks leaves out is taken right after it.</summary>
    public static DateTime At(CheckInPlan plan, LocalDate day) =>
        (day + LocalTime.FromMinutesSinceMidnight(plan.Minute)).InZoneLeniently(Zone(plan)).ToInstant().ToDateTimeUtc();

    /// <summary>The person's day at a moment.</summary>
    public static LocalDate DayOf(CheckInPlan plan, DateTime utc) => Instant.FromDateTimeUtc(utc).InZone(Zone(plan)).Date;

    /// <summary>A day as people of the console read it, such as <c>3 Feb 2027</c>.</summary>
    public static string Say(LocalDate day) => LocalDatePattern.CreateWithInvariantCulture("d MMM uuuu").Format(day);

    private static DateTimeZone Zone(CheckInPlan plan) => DateTimeZoneProviders.Tzdb[plan.TimeZone];

    private static bool Chose(int days, LocalDate day) => ((days >> ((int)day.DayOfWeek - 1)) & 1) == 1;

    private static bool Away(CheckInAbsence absence, LocalDate day) => day >= LocalDate.FromDateOnly(absence.From) && day <= LocalDate.FromDateOnly(absence.To);
}
