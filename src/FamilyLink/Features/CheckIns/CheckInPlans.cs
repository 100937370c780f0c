using FamilyLink.Data;
using FamilyLink.Data.Audit;
using FamilyLink.Data.CheckIns;
using FamilyLink.Data.Messages;
using FamilyLink.Data.People;
using FamilyLink.Dialogs;
using FamilyLink.Messaging;
using FamilyLink.Messaging.Gate;
using FamilyLink.Messaging.Outbound;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace FamilyLink.Features.CheckIns;

/// <summary>What was agreed, as the form says it.</summary>
/// <param name="Channel">The way.</param>
/// <param name="Minute">The hour, in minutes of the day.</param>
/// <param name="Days">The days of the week, bit 0 Monday.</param>
/// <param name="Language">The language.</param>
/// <param name="StartsOn">The day the steps are counted from.</param>
/// <param name="Steps">The steps.</param>
public sealed record CheckInAgreement(Channel Channel, int Minute, int Days, string Language, DateOnly StartsOn, string Steps);

/// <summary>An agreement that cannot be kept; the message says it in the caseworker's words.</summary>
public sealed class CheckInRefusedException(string sentence) : Exception(sentence);

/// <summary>
/// Makes, moves, pauses and ends plans. What was asked already stays as it was; what was not is planned anew, so that each check-in of a plan exists
/// exactly once. One file past 300 lines: every way a plan changes shares the same version check and the same planning.
/// </summary>
public sealed class CheckInPlans(IDbContextFactory<FamilyLinkContext> contexts, GroupCommit commits, DispatchSchedule schedule, TimeProvider clock)
{
    private const string ChangedCode = "plan-changed";

    /// <summary>Makes a plan for the person of a case.</summary>
    /// <exception cref="CheckInRefusedException">Consent or a safe-contact policy is missing, or the agreement does not fit them.</exception>
    public async Task<Guid> StartAsync(Guid caseId, Guid contactId, Guid staff, CheckInAgreement agreement, CancellationToken cancellation)
    {
        var now = Now();
        var policy = await FitsAsync(caseId, contactId, agreement, now, cancellation);
        var plan = new CheckInPlan
        {
            CaseId = caseId,
            ContactId = contactId,
            Channel = agreement.Channel,
            Minute = agreement.Minute,
            TimeZone = policy.TimeZone,
            Days = agreement.Days,
            Language = agreement.Language,
            StartsOn = agreement.StartsOn,
            Steps = agreement.Steps,
            AgreedAt = now,
            RecordedBy = staff,
        };
        try
        {
            await commits.CommitAsync(
                async session =>
                {
                    if (await session.Db.Set<CheckInPlan>().AnyAsync(p => p.ContactId == contactId && p.State != CheckInPlanState.Ended))
                    {
                        throw new CheckInRefusedException("There is a plan for this person already. Change that one.");
                    }

                    session.Db.Add(plan);
                    await PlanAsync(session.Db, plan, now);
                    session.Audit(AuditFact.Staff(staff, "check-in-plan.started", $"plan:{plan.Id:N}", $"case:{caseId:N}"));
                    await session.SaveAsync();
                },
                cancellation);
        }
        catch (DbUpdateException)
        {
            throw new CheckInRefusedException("There is a plan for this person already. Change that one.");
        }

        await WakeAsync(plan.Id, cancellation);
        return plan.Id;
    }

    /// <summary>Changes what was agreed; everything not yet asked moves.</summary>
    /// <exception cref="CheckInRefusedException">As <see cref="StartAsync"/>, or somebody else changed it meanwhile.</exception>
    public async Task ChangeAsync(Guid planId, int version, Guid staff, CheckInAgreement agreement, CancellationToken cancellation)
    {
        var now = Now();
        var before = await ReadAsync(planId, cancellation);
        var policy = await FitsAsync(before.CaseId, before.ContactId, agreement, now, cancellation);
        await ChangeAsync(planId, version, staff, "check-in-plan.changed", async (db, plan) =>
        {
            (plan.Channel, plan.Minute, plan.TimeZone, plan.Days, plan.Language, plan.StartsOn, plan.Steps) =
                (agreement.Channel, agreement.Minute, policy.TimeZone, agreement.Days, agreement.Language, agreement.StartsOn, agreement.Steps);
            await CancelQueuedAsync(db, plan.Id, ChangedCode, now);
            await PlanAsync(db, plan, now);
        }, cancellation);
        await WakeAsync(planId, cancellation);
    }

    /// <summary>Lets a plan rest until somebody starts it again.</summary>
    public Task PauseAsync(Guid planId, int version, Guid staff, CancellationToken cancellation) => ChangeAsync(planId, version, staff, "check-in-plan.paused", async (db, plan) =>
    {
        (plan.State, plan.Reason) = (CheckInPlanState.Paused, "caseworker");
        await CancelQueuedAsync(db, plan.Id, "plan-paused", Now());
    }, cancellation);

    /// <summary>A caseworker has looked: the plan goes on with what is still ahead (S17).</summary>
    /// <exception cref="CheckInRefusedException">Consent or policy have ended meanwhile.</exception>
    public async Task ResumeAsync(Guid planId, int version, Guid staff, CancellationToken cancellation)
    {
        var now = Now();
        var before = await ReadAsync(planId, cancellation);
        await FitsAsync(before.CaseId, before.ContactId, new(before.Channel, before.Minute, before.Days, before.Language, before.StartsOn, before.Steps), now, cancellation);
        await ChangeAsync(planId, version, staff, "check-in-plan.resumed", async (db, plan) =>
        {
            (plan.State, plan.Reason, plan.Silences) = (CheckInPlanState.Running, null, 0);
            await PlanAsync(db, plan, now);
        }, cancellation);
        await WakeAsync(planId, cancellation);
    }

    /// <summary>Ends a plan.</summary>
    public Task EndAsync(Guid planId, int version, Guid staff, CancellationToken cancellation) =>
        ChangeAsync(planId, version, staff, "check-in-plan.ended", (db, plan) => EndAsync(db, plan, "caseworker", Now()), cancellation);

    /// <summary>Notes days on which the person is not to be asked, and moves what falls on them.</summary>
    /// <exception cref="CheckInRefusedException">The days are the wrong way round or too many.</exception>
    public Task AwayAsync(Guid planId, int version, Guid staff, DateOnly from, DateOnly to, string reason, CancellationToken cancellation)
    {
        if (to < from || to.DayNumber - from.DayNumber > 366)
        {
            throw new CheckInRefusedException("The last day is before the first, or more than a year later.");
        }

        return ChangeAsync(planId, version, staff, "check-in-plan.away", async (db, plan) =>
        {
            db.Add(new CheckInAbsence { PlanId = plan.Id, From = from, To = to, Reason = reason });
            await db.SaveChangesAsync(CancellationToken.None);
            await PlanAsync(db, plan, Now());
        }, cancellation);
    }

    /// <summary>Does what the person themselves asked for with one key.</summary>
    public async Task WishAsync(WriteSession session, CheckInPlan plan, CheckInWish wish, DateTime now)
    {
        var db = session.Db;
        plan.Version++;
        switch (wish)
        {
            case CheckInWish.End:
                await EndAsync(db, plan, "person", now);
                break;
            case CheckInWish.PauseAMonth:
                var today = CheckInCalendar.DayOf(plan, now);
                db.Add(new CheckInAbsence { PlanId = plan.Id, From = today.ToDateOnly(), To = today.PlusMonths(1).ToDateOnly(), Reason = "asked" });
                await session.SaveAsync();
                plan = await db.Set<CheckInPlan>().SingleAsync(p => p.Id == plan.Id);
                await PlanAsync(db, plan, now);
                break;
            case CheckInWish.LessOften:
                var ahead = await db.Set<CheckIn>().Where(c => c.PlanId == plan.Id && c.State == CheckInState.Planned).OrderBy(c => c.Ordinal).ToListAsync();
                for (var i = 0; i < ahead.Count - 1; i += 2)
                {
                    (ahead[i].State, ahead[i].Code) = (CheckInState.Dropped, "less-often");
                }

                break;
            case CheckInWish.GoOn:
                await GoOnAsync(db, plan, now);
                break;
        }
    }

    internal static Task<int> CancelQueuedAsync(FamilyLinkContext db, Guid planId, string code, DateTime now) => db.OutboundMessages
        .Where(m => m.CauseKind == CheckInQuestion.Kind && m.State == OutboundState.Waiting && db.Set<CheckIn>().Any(c => c.Id == m.CauseId && c.PlanId == planId))
        .ExecuteUpdateAsync(m => m.SetProperty(x => x.State, OutboundState.Cancelled).SetProperty(x => x.OutcomeCode, code).SetProperty(x => x.StateAt, now));

    /// <summary>Writes the check-ins of a plan that are still ahead; those asked, answered or dropped keep their number and stay.</summary>
    internal static async Task PlanAsync(FamilyLinkContext db, CheckInPlan plan, DateTime now)
    {
        var absences = await db.Set<CheckInAbsence>().Where(a => a.PlanId == plan.Id).ToListAsync();
        var rows = await db.Set<CheckIn>().Where(c => c.PlanId == plan.Id).ToDictionaryAsync(c => c.Ordinal);
        var takenBack = (await db.OutboundMessages
            .Where(m => m.CauseKind == CheckInQuestion.Kind && m.OutcomeCode == ChangedCode && m.State == OutboundState.Cancelled && db.Set<CheckIn>().Any(c => c.Id == m.CauseId && c.PlanId == plan.Id))
            .Select(m => m.CauseId!.Value).ToListAsync()).ToHashSet();
        var times = CheckInCalendar.Times(plan, absences);
        for (var ordinal = 1; ordinal <= times.Count; ordinal++)
        {
            var at = times[ordinal - 1];
            if (!rows.Remove(ordinal, out var row))
            {
                if (at > now)
                {
                    db.Add(new CheckIn { PlanId = plan.Id, Ordinal = ordinal, DueAt = at });
                }
            }
            else if (row.State == CheckInState.Queued && takenBack.Contains(row.Id))
            {
                // Its words were taken back with the change; asked when its new time comes, at once when that is past.
                (row.State, row.DueAt, row.LookAt, row.Tries) = (CheckInState.Planned, at > now ? at : now, null, 0);
            }
            else if (row.State == CheckInState.Planned)
            {
                (row.DueAt, row.State) = (at, at > now ? CheckInState.Planned : CheckInState.Dropped);
            }
        }

        foreach (var beyond in rows.Values.Where(r => r.State == CheckInState.Planned))
        {
            (beyond.State, beyond.Code) = (CheckInState.Dropped, "shortened");
        }
    }

    private static async Task EndAsync(FamilyLinkContext db, CheckInPlan plan, string reason, DateTime now)
    {
        (plan.State, plan.Reason) = (CheckInPlanState.Ended, reason);
        await CancelQueuedAsync(db, plan.Id, "plan-ended", now);
        await db.Set<CheckIn>().Where(c => c.PlanId == plan.Id && (c.State == CheckInState.Planned || c.State == CheckInState.Queued))
            .ExecuteUpdateAsync(c => c.SetProperty(x => x.State, CheckInState.Dropped).SetProperty(x => x.Code, "plan-ended").SetProperty(x => x.LookAt, (DateTime?)null));
    }

    private static async Task GoOnAsync(FamilyLinkContext db, CheckInPlan plan, DateTime now)
    {
        // Counted from now; whether consent and policy still hold is asked at each hand-off as always.
        var next = 1 + await db.Set<CheckIn>().Where(c => c.PlanId == plan.Id).MaxAsync(c => c.Ordinal);
        var today = CheckInCalendar.DayOf(plan, now);
        var absences = await db.Set<CheckInAbsence>().Where(a => a.PlanId == plan.Id).ToListAsync();
        var more = CheckInCalendar.Steps(CheckInCalendar.GoOnSteps)!;
        for (var i = 0; i < more.Count; i++)
        {
            db.Add(new CheckIn { PlanId = plan.Id, Ordinal = next + i, DueAt = CheckInCalendar.At(plan, CheckInCalendar.NextDay(plan, absences, today + more[i])) });
        }

        var months = (int)Period.Between(LocalDate.FromDateOnly(plan.StartsOn), today, PeriodUnits.Months).Months;
        var from = Math.Max(months, LastMonth(plan.Steps));
        plan.Steps += string.Concat(more.Select(step => $" {from + step.Months}m"));
    }

    private static int LastMonth(string steps) => steps.Split(' ')[^1] is [.. var count, 'm'] && int.TryParse(count, out var months) ? months : 0;

    private async Task ChangeAsync(Guid planId, int version, Guid staff, string what, Func<FamilyLinkContext, CheckInPlan, Task> change, CancellationToken cancellation)
    {
        await commits.CommitAsync(
            async session =>
            {
                var plan = await session.Db.Set<CheckInPlan>().SingleOrDefaultAsync(p => p.Id == planId) ?? throw new CheckInRefusedException("This plan is not there.");
                if (plan.Version != version)
                {
                    throw new CheckInRefusedException("Somebody changed this plan meanwhile. Look at it again.");
                }

                if (plan.State == CheckInPlanState.Ended)
                {
                    throw new CheckInRefusedException("This plan has ended. Agree on a new one.");
                }

                plan.Version++;
                await change(session.Db, plan);
                session.Audit(AuditFact.Staff(staff, what, $"plan:{planId:N}"));
                await session.SaveAsync();
            },
            cancellation);
    }

    private async Task<CheckInPlan> ReadAsync(Guid planId, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await db.Set<CheckInPlan>().AsNoTracking().SingleOrDefaultAsync(p => p.Id == planId, cancellation) ?? throw new CheckInRefusedException("This plan is not there.");
    }

    private async Task<SafeContactPolicy> FitsAsync(Guid caseId, Guid contactId, CheckInAgreement agreement, DateTime now, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        if (await Permissions.WhyNotAsync(db, caseId, contactId, ConsentPurpose.CheckIns, now, cancellation) is { } whyNot)
        {
            throw new CheckInRefusedException("Check-ins: " + Permissions.Explain(whyNot));
        }

        if (await SafeContactGate.CurrentPolicyAsync(db, contactId, cancellation) is not { } policy || policy.ExpiresAt <= now)
        {
            throw new CheckInRefusedException("There is no safe-contact policy that holds now. Write down first when and how this person may be reached.");
        }

        if (!SafeContactGate.Allows(policy, agreement.Channel))
        {
            throw new CheckInRefusedException("The safe-contact policy does not allow this way. A phone that others use too gets calls only.");
        }

        if (agreement.Channel == Channel.Voice && !await Permissions.AgreedToCallsAsync(db, caseId, contactId, now, cancellation))
        {
            throw new CheckInRefusedException("The person has not agreed to be called.");
        }

        if (agreement.Minute is < 0 or >= 24 * 60 || !Inside(policy, agreement.Minute))
        {
            throw new CheckInRefusedException("This hour is outside the hours at which the person may be reached.");
        }

        if ((agreement.Days & CheckInCalendar.EveryDay) == 0)
        {
            throw new CheckInRefusedException("Choose at least one day of the week.");
        }

        if (CheckInCalendar.Steps(agreement.Steps) is null)
        {
            throw new CheckInRefusedException("Write the steps in order, such as 3d 2w 1m 2m: days, weeks, months after the first day.");
        }

        if (!Localization.Languages.Known(agreement.Language))
        {
            throw new CheckInRefusedException("Choose a language.");
        }

        return policy;
    }

    private static bool Inside(SafeContactPolicy policy, int minute) => policy.FromMinute <= policy.ToMinute
        ? minute >= policy.FromMinute && minute < policy.ToMinute
        : minute >= policy.FromMinute || minute < policy.ToMinute;

    private async Task WakeAsync(Guid planId, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        schedule.WakeLater(await db.Set<CheckIn>().Where(c => c.PlanId == planId && c.State == CheckInState.Planned).MinAsync(c => (DateTime?)c.DueAt, cancellation));
    }

    private DateTime Now() => clock.GetUtcNow().UtcDateTime;
}
