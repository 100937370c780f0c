using System.Globalization;
using System.Text;
using FamilyLink.Data;
using FamilyLink.Data.CheckIns;
using FamilyLink.Data.People;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.CheckIns;

/// <summary>One figure of a month.</summary>
/// <param name="What">What was counted, in the words of the console.</param>
/// <param name="Count">How many; null when fewer than ten, so that nobody can be found by counting.</param>
public sealed record Figure(string What, int? Count);

/// <summary>A month's check-ins in figures. Counts below ten are left out, zero apart.</summary>
public static class CheckInFigures
{
    /// <summary>The smallest count that is shown.</summary>
    public const int Smallest = 10;

    /// <summary>The kinds of needs, in the order they are offered.</summary>
    public static IReadOnlyList<string> Needs { get; } = ["health", "money", "school", "work", "papers", "family", "safety"];

    /// <summary>The figures of a month of the cases somebody may see.</summary>
    /// <param name="db">The database.</param>
    /// <param name="visible">Those cases.</param>
    /// <param name="from">The beginning of the month, UTC.</param>
    /// <param name="until">The beginning of the next, UTC.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task<IReadOnlyList<Figure>> OfAsync(FamilyLinkContext db, IQueryable<Case> visible, DateTime from, DateTime until, CancellationToken cancellation)
    {
        var asked = await (
            from checkIn in db.Set<CheckIn>().AsNoTracking()
            join plan in db.Set<CheckInPlan>() on checkIn.PlanId equals plan.Id
            where visible.Any(c => c.Id == plan.CaseId) && checkIn.AskedAt >= @from && checkIn.AskedAt < until
            select new
            {
                checkIn.State,
                checkIn.Reply,
                checkIn.Need,
                checkIn.AnsweredAt,
                Human = db.StaffTasks.Where(t => t.Id == checkIn.TaskId).Select(t => t.ClaimedAt ?? t.DoneAt).FirstOrDefault(),
            }).ToListAsync(cancellation);
        var waits = asked.Where(a => a.Human is not null && a.AnsweredAt is not null).Select(a => (a.Human!.Value - a.AnsweredAt!.Value).TotalHours).Order().ToList();
        return
        [
            FigureOf("Asked", asked.Count),
            FigureOf("Answered", asked.Count(a => a.State == CheckInState.Answered)),
            FigureOf("fine", asked.Count(a => a.Reply == CheckInReply.Fine)),
            FigureOf("needed something", asked.Count(a => a.Reply == CheckInReply.Need)),
            FigureOf("wanted a call", asked.Count(a => a.Reply == CheckInReply.CallMe)),
            FigureOf("Own words", asked.Count(a => a.Reply == CheckInReply.Words)),
            FigureOf("Silent", asked.Count(a => a.State == CheckInState.Silent)),
            .. Needs.Select(need => FigureOf(SayNeed(need), asked.Count(a => a.Need == need))),
            new Figure("Hours until a person took it up (median)", waits.Count < Smallest ? null : (int)Math.Round(waits[waits.Count / 2])),
        ];
    }

    /// <summary>The figures as a csv file.</summary>
    public static string Csv(IReadOnlyList<Figure> figures)
    {
        var text = new StringBuilder("what,count\n");
        foreach (var figure in figures)
        {
            text.Append(CultureInfo.InvariantCulture, $"{figure.What},{figure.Count?.ToString(CultureInfo.InvariantCulture) ?? "<10"}\n");
        }

        return text.ToString();
    }

    /// <summary>A need in the words of the console.</summary>
    public static string SayNeed(string need) => need switch
    {
        "health" => "Health",
        "money" => "Money",
        "school" => "School or a course",
        "work" => "Work",
        "papers" => "Papers or court",
        "family" => "Family",
        _ => "Does not feel safe",
    };

    /// <summary>What a check-in came to, in the words of the console.</summary>
    public static string Say(CheckIn checkIn) => checkIn switch
    {
        { State: CheckInState.Planned } => "planned",
        { State: CheckInState.Queued } => "on its way",
        { State: CheckInState.Asked } => "asked, no answer yet",
        { State: CheckInState.Silent } => "no answer",
        { State: CheckInState.NotSent } => "could not be asked",
        { State: CheckInState.Dropped } => "left out",
        { Reply: CheckInReply.Fine } => "fine",
        { Reply: CheckInReply.Need } => "needed something",
        { Reply: CheckInReply.CallMe } => "wanted a call",
        _ => "answered in own words",
    };

    /// <summary>Why a plan rests or has ended, in the words of the console.</summary>
    public static string SayReason(string? reason) => reason switch
    {
        "silence" => "Two in a row without an answer. Out of reach is no sign of harm: the phone may be lost, or they moved.",
        "number" => "Somebody says the number is not theirs. Confirm it before anything goes there.",
        "stop" => "The person asked for no more messages.",
        "consent" => "Consent or safe-contact policy has ended.",
        "person" => "The person ended it.",
        "case-closed" => "The case was closed.",
        _ => "A caseworker stopped it.",
    };

    private static Figure FigureOf(string what, int count) => new(what, count is > 0 and < Smallest ? null : count);
}
