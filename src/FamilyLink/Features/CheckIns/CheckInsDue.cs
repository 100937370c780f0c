using FamilyLink.Conversations;
using FamilyLink.Data;
using FamilyLink.Data.Audit;
using FamilyLink.Data.CheckIns;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.Messages;
using FamilyLink.Data.People;
using FamilyLink.Messaging;
using FamilyLink.Messaging.Gate;
using FamilyLink.Messaging.Outbound;
using FamilyLink.Security;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.CheckIns;

/// <summary>
/// What the rows of the plans say is due: a question to be written to the outbox, the one retry in the next safe window, a silence to be noted (S17).
/// Done twice, or by two processes, it changes nothing: each step begins by looking at the row again.
/// </summary>
public sealed partial class CheckInsDue(
    IDbContextFactory<FamilyLinkContext> contexts, GroupCommit commits, OutboundDrafts drafts, FieldEncryptor encryptor, SiteSettings site, TimeProvider clock, ILogger<CheckInsDue> log) : IDueWork
{
    /// <summary>One silent check-in: somebody may think about it, nobody is alarmed.</summary>
    public const string SilentTask = "check-in-silent";

    /// <summary>Two in a row: the plan rests until a caseworker decides.</summary>
    public const string DecideTask = "check-in-decide";

    /// <summary>The question could not go.</summary>
    public const string NotSentTask = "check-in-not-sent";

    // Written in one transaction, which other writers wait for; what a kill cuts off is done again.
    private const int AtOnce = 32;

    /// <summary>How long an answer is waited for before the question is put once more, and then before it counts as silence (S17).</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromHours(24);

    // A question that finds no safe window in this time is not asked any more; the next of the plan will be.
    private static readonly TimeSpan Life = TimeSpan.FromDays(4);

    // So long after their last words a talk counts as over.
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(30);

    // Whether a question has left is looked at soon, and then whenever its row may have come to something.
    private static readonly TimeSpan FirstLook = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan NextLook = TimeSpan.FromHours(6);

    private static readonly string?[] EndedConsents = ["gate:no-consent", "gate:subject-said-no", "gate:no-assent", "gate:no-checked-caregiver", "gate:no-policy", "gate:no-consent-to-calls"];
    private static readonly OutboundState[] OnItsWay = [OutboundState.Waiting, OutboundState.Sending, OutboundState.Unknown];

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellation)
    {
        // A row that cannot be worked on stays due; it must not be tried again and again in the same run.
        var tried = new HashSet<Guid>();
        while (await StepAsync(tried, cancellation))
        {
            cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <inheritdoc/>
    public async Task<DateTime?> NextDueAsync(DateTime since, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await db.Set<CheckIn>().Where(c => c.State == CheckInState.Planned && c.DueAt > since).MinAsync(c => (DateTime?)c.DueAt, cancellation);
    }

    private async Task<bool> StepAsync(HashSet<Guid> tried, CancellationToken cancellation)
    {
        var now = Now();
        List<Guid> due;
        List<Guid> waiting;
        await using (var db = await contexts.CreateDbContextAsync(cancellation))
        {
            due = await db.Set<CheckIn>().Where(c => c.State == CheckInState.Planned && c.DueAt <= now).OrderBy(c => c.DueAt).Select(c => c.Id).Take(AtOnce).ToListAsync(cancellation);
            waiting = await db.Set<CheckIn>().Where(c => (c.State == CheckInState.Queued || c.State == CheckInState.Asked) && c.LookAt <= now)
                .OrderBy(c => c.LookAt).Select(c => c.Id).Take(AtOnce).ToListAsync(cancellation);
        }

        var full = Math.Max(due.Count, waiting.Count) == AtOnce;
        due.RemoveAll(id => !tried.Add(id));
        waiting.RemoveAll(id => !tried.Add(id));
        await Task.WhenAll(due.Select(id => OneAsync(session => QueueAsync(session, id))).Concat(waiting.Select(id => OneAsync(session => LookAsync(session, id)))));
        return full && due.Count + waiting.Count > 0;
    }

    private async Task QueueAsync(WriteSession session, Guid id)
    {
        var now = Now();
        var db = session.Db;
        if (await CheckIn.LockAsync(db, id) is not { State: CheckInState.Planned } checkIn || checkIn.DueAt > now)
        {
            return;
        }

        var plan = await db.Set<CheckInPlan>().SingleAsync(p => p.Id == checkIn.PlanId);

        // Several fell due while nothing ran, or while the plan rested: the newest is asked, the others are past.
        if (plan.State != CheckInPlanState.Running || await db.Set<CheckIn>().AnyAsync(c => c.PlanId == plan.Id && c.Ordinal > checkIn.Ordinal && c.State == CheckInState.Planned && c.DueAt <= now))
        {
            (checkIn.State, checkIn.Code) = (CheckInState.NotSent, plan.State != CheckInPlanState.Running ? "plan-paused" : "later-one-due");
            await session.SaveAsync();
            return;
        }

        if (await AddressAsync(db, plan) is not { } address || await AnotherAskedThereAsync(db, plan, address.AddressHash) || await TalksAsync(db, address.AddressHash, now))
        {
            // No number; or one person of a shared phone is being asked, and an answer could be either's; or they are talking with the service or a caseworker,
            // and the question would come between. Tomorrow at the same hour.
            checkIn.DueAt = CheckInCalendar.At(plan, CheckInCalendar.DayOf(plan, now).PlusDays(1));
            await session.SaveAsync();
            return;
        }

        if (!await SendAsync(db, plan, checkIn, address, now, now))
        {
            // The person was erased (S22): nobody is there to be asked.
            (checkIn.State, checkIn.Code, plan.State, plan.Reason) = (CheckInState.NotSent, "erased", CheckInPlanState.Ended, "erased");
            await session.SaveAsync();
            return;
        }

        (checkIn.State, checkIn.AddressHash, checkIn.Channel, checkIn.LookAt) = (CheckInState.Queued, address.AddressHash, plan.Channel, now + FirstLook);
        session.Audit(AuditFact.Service("check-in.queued", $"check-in:{checkIn.Id:N}", $"plan:{plan.Id:N}"));
        await session.SaveAsync();
    }

    private async Task LookAsync(WriteSession session, Guid id)
    {
        var now = Now();
        var db = session.Db;
        if (await CheckIn.LockAsync(db, id) is not { State: CheckInState.Queued or CheckInState.Asked } checkIn || checkIn.LookAt > now)
        {
            return;
        }

        var plan = await db.Set<CheckInPlan>().SingleAsync(p => p.Id == checkIn.PlanId);
        if (checkIn.State == CheckInState.Queued)
        {
            await NotSentAsync(session, plan, checkIn, now);
            return;
        }

        if (await HeardFromAsync(db, plan, checkIn))
        {
            // They wrote, on this channel or another: no silence, and nothing to ask again.
            (checkIn.State, checkIn.Reply, checkIn.AnsweredAt, checkIn.LookAt, plan.Silences) = (CheckInState.Answered, CheckInReply.Words, now, null, 0);
        }
        else if (checkIn.Tries < 2 && plan.State == CheckInPlanState.Running && await AddressAsync(db, plan) is { } address
            && await SafeContactGate.CurrentPolicyAsync(db, plan.ContactId, CancellationToken.None) is { } policy && SafeHours.NextSafe(policy, now) is { } safe)
        {
            checkIn.LookAt = await SendAsync(db, plan, checkIn, address, safe, now) ? safe + Patience : null;
            session.Audit(AuditFact.Service("check-in.again", $"check-in:{checkIn.Id:N}"));
        }
        else
        {
            await SilentAsync(session, plan, checkIn, now);
        }

        await session.SaveAsync();
    }

    private static async Task SilentAsync(WriteSession session, CheckInPlan plan, CheckIn checkIn, DateTime now)
    {
        (checkIn.State, checkIn.LookAt) = (CheckInState.Silent, null);
        plan.Silences++;
        var rests = plan.Silences >= 2 && plan.State == CheckInPlanState.Running;
        if (rests)
        {
            (plan.State, plan.Reason) = (CheckInPlanState.Paused, "silence");
            plan.Version++;
        }

        await AddTaskAsync(session.Db, plan, checkIn, rests ? DecideTask : SilentTask, now);
        session.Audit(AuditFact.Service(rests ? "check-in-plan.rests" : "check-in.silent", $"check-in:{checkIn.Id:N}", $"plan:{plan.Id:N}"));
    }

    private static async Task NotSentAsync(WriteSession session, CheckInPlan plan, CheckIn checkIn, DateTime now)
    {
        var row = await session.Db.OutboundMessages.AsNoTracking().Where(m => m.CauseKind == CheckInQuestion.Kind && m.CauseId == checkIn.Id).OrderByDescending(m => m.CreatedAt).FirstOrDefaultAsync();
        if (row is not null && OnItsWay.Contains(row.State))
        {
            checkIn.LookAt = now + NextLook;
            await session.SaveAsync();
            return;
        }

        (checkIn.State, checkIn.LookAt, checkIn.Code) = (CheckInState.NotSent, null, row?.OutcomeCode);
        if (EndedConsents.Contains(row?.OutcomeCode) && plan.State == CheckInPlanState.Running)
        {
            // The next question would be refused too; whoever renews the consent starts the plan again.
            (plan.State, plan.Reason) = (CheckInPlanState.Paused, "consent");
            plan.Version++;
        }

        if (row is null || row.State == OutboundState.Expired)
        {
            // Of a refusal the gate has told a caseworker already.
            await AddTaskAsync(session.Db, plan, checkIn, NotSentTask, now);
        }

        session.Audit(AuditFact.Service("check-in.not-sent", $"check-in:{checkIn.Id:N}", row?.OutcomeCode));
        await session.SaveAsync();
    }

    private async Task<bool> SendAsync(FamilyLinkContext db, CheckInPlan plan, CheckIn checkIn, ContactAddress to, DateTime notBefore, DateTime now)
    {
        var contact = await db.Contacts.AsNoTracking().SingleAsync(c => c.Id == plan.ContactId);
        if (encryptor.DecryptIfKept(contact.PersonKeyId, "contact.address", to.Address) is not { } address)
        {
            return false;
        }

        checkIn.Tries++;
        var written = await db.OutboundMessages.CountAsync(m => m.CauseKind == CheckInQuestion.Kind && m.CauseId == checkIn.Id);
        db.OutboundMessages.Add(drafts.ToContact(
            contact,
            plan.Channel,
            address,
            CheckInQuestion.Words(await CheckIn.OpeningAsync(db, checkIn, CancellationToken.None), plan.Channel, plan.Language),
            plan.Language,
            OutboundPurpose.CheckIn,
            (CheckInQuestion.Kind, checkIn.Id),
            $"check-in:{checkIn.Id:N}:{written + 1}",
            notBefore,
            now + Life));
        return true;
    }

    private static Task<ContactAddress?> AddressAsync(FamilyLinkContext db, CheckInPlan plan) => db.ContactAddresses.AsNoTracking()
        .Where(a => a.ContactId == plan.ContactId && a.State == AddressState.Active && a.IsTelephone == (plan.Channel != Channel.Messenger))
        .OrderByDescending(a => a.ConfirmedAt)
        .FirstOrDefaultAsync();

    private static Task<bool> AnotherAskedThereAsync(FamilyLinkContext db, CheckInPlan plan, byte[] hash) =>
        db.Set<CheckIn>().AnyAsync(c => c.AddressHash == hash && c.PlanId != plan.Id && (c.State == CheckInState.Queued || c.State == CheckInState.Asked));

    private Task<bool> TalksAsync(FamilyLinkContext db, byte[] hash, DateTime now)
    {
        var (written, taken) = (now - Pause, now - site.PersonSilence);

        // A conversation that we opened has a time too: only their own words count.
        return db.Conversations.AnyAsync(c => c.AddressHash == hash
            && (c.HumanActiveSince > taken || (c.LastInboundAt > written && db.InboundMessages.Any(m => m.ConversationId == c.Id && m.ReceivedAt > written))));
    }

    // On any of the person's addresses, since the question left. A call says nothing by itself: its keys are counted when they answer, and words that were left.
    private static Task<bool> HeardFromAsync(FamilyLinkContext db, CheckInPlan plan, CheckIn checkIn) => (
        from address in db.ContactAddresses
        where address.ContactId == plan.ContactId && address.State != AddressState.Retired
        join conversation in db.Conversations on address.AddressHash equals conversation.AddressHash
        join message in db.InboundMessages on conversation.Id equals message.ConversationId
        where message.ReceivedAt > checkIn.AskedAt && (conversation.Channel != Channel.Voice || db.Set<VoiceMessage>().Any(v => v.InboundId == message.Id))
        select message.Id).AnyAsync();

    internal static async Task AddTaskAsync(FamilyLinkContext db, CheckInPlan plan, CheckIn checkIn, string kind, DateTime now, Urgency urgency = Urgency.Normal)
    {
        var agency = await CaseSharing.AgencyOfAsync(db, plan);
        var key = await db.Contacts.Where(c => c.Id == plan.ContactId).Select(c => c.PersonKeyId).SingleAsync();
        checkIn.TaskId = (await db.OpenTaskAsync(kind, urgency, now, new(plan.CaseId, plan.ContactId, AgencyId: agency, PersonKeyId: key))).Id;
    }

    // One person's row that cannot be worked on keeps nobody else's question back; it is looked at again with the next drain.
    private async Task OneAsync(Func<WriteSession, Task> step)
    {
        try
        {
            await commits.CommitAsync(step, CancellationToken.None);
        }
        catch (Exception failed) when (failed is DbUpdateException or System.Data.Common.DbException or InvalidOperationException)
        {
            Failed(log, failed.GetType().Name);
        }
    }

    private DateTime Now() => clock.GetUtcNow().UtcDateTime;

    [LoggerMessage(1, LogLevel.Warning, "A check-in could not be worked on ({Kind}); it is tried again.")]
    private static partial void Failed(ILogger log, string kind);
}
