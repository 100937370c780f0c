using FamilyLink.Conversations;
using FamilyLink.Data;
using FamilyLink.Data.Audit;
using FamilyLink.Data.CheckIns;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.Messages;
using FamilyLink.Data.People;
using FamilyLink.Dialogs;
using FamilyLink.Messaging;
using FamilyLink.Messaging.Outbound;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.CheckIns;

/// <summary>When the question has left, it waits for its answer.</summary>
public sealed class CheckInSentHandler(TimeProvider clock) : ISentHandler
{
    /// <inheritdoc/>
    public async Task SentAsync(OutboundMessage message, string address, WriteSession session)
    {
        if (message is not { CauseKind: CheckInQuestion.Kind, CauseId: { } id })
        {
            return;
        }

        var now = clock.GetUtcNow().UtcDateTime;
        if (await CheckIn.LockAsync(session.Db, id) is { State: CheckInState.Queued or CheckInState.Asked } checkIn)
        {
            (checkIn.State, checkIn.AskedAt, checkIn.LookAt) = (CheckInState.Asked, checkIn.AskedAt ?? now, now + CheckInsDue.Patience);
            await session.SaveAsync();
        }
    }
}

/// <summary>Writes down what a person answered to a check-in and what they want of those to come, and leaves a caseworker what is to be done.</summary>
public sealed class CheckInHandler(CheckInPlans plans, FieldEncryptor encryptor) : IEffectHandler
{
    /// <summary>The task that a need leaves.</summary>
    public const string NeedTask = "check-in-need";

    /// <summary>The task that "call me" leaves.</summary>
    public const string CallTask = "check-in-call";

    /// <summary>The person has answered again while the plan rests: a caseworker looks before it goes on (S17).</summary>
    public const string BackTask = "check-in-back";

    /// <inheritdoc/>
    public IReadOnlyList<Type> Effects { get; } = [typeof(CheckInAnswered), typeof(CheckInNeedNamed), typeof(CheckInWished), typeof(WrongNumber), typeof(OptedOut)];

    /// <inheritdoc/>
    public async Task ApplyAsync(Effect effect, EffectContext context, WriteSession session)
    {
        var now = context.Sender.Now;
        if (effect is WrongNumber or OptedOut)
        {
            await RestAsync(session, context.Sender, effect is OptedOut ? "stop" : "number", now);
            return;
        }

        // The newest that was asked at this address, an old silence included: an answer two days late is an answer.
        var newest = await session.Db.Set<CheckIn>()
            .Where(c => c.AddressHash == context.Sender.AddressHash && c.AskedAt != null && (c.State == CheckInState.Asked || c.State == CheckInState.Silent || c.State == CheckInState.Answered))
            .OrderByDescending(c => c.AskedAt).ThenByDescending(c => c.Ordinal)
            .Select(c => (Guid?)c.Id)
            .FirstOrDefaultAsync();
        if (newest is not { } id || await CheckIn.LockAsync(session.Db, id) is not { } checkIn)
        {
            return;
        }

        var plan = await session.Db.Set<CheckInPlan>().SingleAsync(p => p.Id == checkIn.PlanId);
        switch (effect)
        {
            case CheckInAnswered answered when checkIn.State != CheckInState.Answered || (checkIn.Reply == CheckInReply.Words && answered.Answer is CheckInAnswer.Need or CheckInAnswer.CallMe):
                await AnsweredAsync(session, context, plan, checkIn, answered.Answer);
                break;
            case CheckInNeedNamed named:
                checkIn.Need = named.Need;
                await DescribeAsync(session.Db, checkIn, named.Need);
                session.Audit(new AuditFact(Actor(context), "check-in.need", $"check-in:{checkIn.Id:N}"));
                break;
            case CheckInWished wished:
                await plans.WishAsync(session, plan, wished.Wish, now);
                session.Audit(new AuditFact(Actor(context), "check-in-plan.wished", $"plan:{plan.Id:N}", wished.Wish.ToString()));
                break;
        }

        await session.SaveAsync();
    }

    private static string Actor(EffectContext context) => $"conversation:{context.Sender.ConversationId:N}";

    private static async Task AnsweredAsync(WriteSession session, EffectContext context, CheckInPlan plan, CheckIn checkIn, CheckInAnswer answer)
    {
        var now = context.Sender.Now;
        (checkIn.State, checkIn.AnsweredAt, checkIn.LookAt, plan.Silences) = (CheckInState.Answered, now, null, 0);
        checkIn.Reply = answer switch { CheckInAnswer.Fine => CheckInReply.Fine, CheckInAnswer.Need => CheckInReply.Need, CheckInAnswer.CallMe => CheckInReply.CallMe, _ => CheckInReply.Words };
        if (answer is CheckInAnswer.Need or CheckInAnswer.CallMe)
        {
            // Somebody who stops after "I need something" is called all the same: the task is there before they are asked what it is about.
            await CheckInsDue.AddTaskAsync(session.Db, plan, checkIn, answer == CheckInAnswer.Need ? NeedTask : CallTask, now, Urgency.Today);
        }
        else if (plan.State == CheckInPlanState.Paused)
        {
            await CheckInsDue.AddTaskAsync(session.Db, plan, checkIn, BackTask, now);
        }

        session.Audit(new AuditFact(Actor(context), "check-in.answered", $"check-in:{checkIn.Id:N}", answer.ToString()));
    }

    private async Task DescribeAsync(FamilyLinkContext db, CheckIn checkIn, string need)
    {
        if (checkIn.TaskId is { } id && await db.StaffTasks.SingleOrDefaultAsync(t => t.Id == id && t.DoneAt == null) is { PersonKeyId: { } key } task)
        {
            task.Detail = encryptor.Encrypt(key, "task.detail", CheckInFigures.SayNeed(need));
        }
    }

    private static async Task RestAsync(WriteSession session, Sender sender, string reason, DateTime now)
    {
        var contacts = session.Db.ContactAddresses.Where(a => a.AddressHash == sender.AddressHash && a.State != AddressState.Retired).Select(a => a.ContactId);
        foreach (var plan in await session.Db.Set<CheckInPlan>().Where(p => p.State == CheckInPlanState.Running && contacts.Contains(p.ContactId)).ToListAsync())
        {
            (plan.State, plan.Reason) = (CheckInPlanState.Paused, reason);
            plan.Version++;
            await CheckInPlans.CancelQueuedAsync(session.Db, plan.Id, "plan-paused", now);
            session.Audit(AuditFact.Service("check-in-plan.rests", $"plan:{plan.Id:N}", reason));
        }

        await session.SaveAsync();
    }
}
