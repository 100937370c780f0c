using FamilyLink.Conversations;
using FamilyLink.Data;
using FamilyLink.Data.Audit;
using FamilyLink.Data.Court;
using FamilyLink.Data.Messages;
using FamilyLink.Data.Notices;
using FamilyLink.Data.People;
using FamilyLink.Dialogs;
using FamilyLink.Messaging;
using FamilyLink.Messaging.Approval;
using FamilyLink.Messaging.Outbound;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.CourtUpdates;

/// <summary>Hard news comes with a call: one task for each update, opened with the first message or with the first part, whichever is sooner (S8).</summary>
public sealed class HardNewsCalls
{
    private static readonly TimeSpan Due = TimeSpan.FromHours(2);

    /// <summary>Opens the call task of a hard update unless it is open.</summary>
    public async Task OpenAsync(WriteSession session, Guid noticeId, Guid? conversationId, DateTime now)
    {
        var found = await (
            from update in session.Db.Set<CourtUpdate>()
            join notice in session.Db.Set<Notice>() on update.NoticeId equals notice.Id
            join about in session.Db.Cases on notice.CaseId equals about.Id
            where update.NoticeId == noticeId && update.CallTaskId == null
            select new { Update = update, notice.CaseId, notice.ContactId, about.AgencyId }).SingleOrDefaultAsync();
        if (found is null || !CourtUpdate.IsHard(found.Update.Outcome))
        {
            return;
        }

        var task = await session.Db.OpenTaskAsync(TaskKinds.CourtCall, Urgency.Today, now, new(found.CaseId, found.ContactId, conversationId, AgencyId: found.AgencyId));
        task.DueAt = now + Due;
        found.Update.CallTaskId = task.Id;
        session.Audit(AuditFact.Service("court-update.call-opened", $"court-update:{noticeId:N}", $"task:{task.Id:N}"));
        await session.SaveAsync();
    }
}

/// <summary>When the neutral first message of hard news has left, somebody is asked to call.</summary>
public sealed class CourtUpdateSentHandler(HardNewsCalls calls, TimeProvider clock) : ISentHandler
{
    /// <inheritdoc/>
    public Task SentAsync(OutboundMessage message, string address, WriteSession session) =>
        message is { CauseKind: ApprovalDigest.CourtKind, CauseId: { } id } ? calls.OpenAsync(session, id, message.ConversationId, clock.GetUtcNow().UtcDateTime) : Task.CompletedTask;
}

/// <summary>Writes down that an update is being told, and what the person said about it.</summary>
public sealed class CourtUpdateHandler(HardNewsCalls calls) : IEffectHandler
{
    /// <inheritdoc/>
    public IReadOnlyList<Type> Effects { get; } = [typeof(CourtReplied), typeof(NoticeTold)];

    /// <inheritdoc/>
    public async Task ApplyAsync(Effect effect, EffectContext context, WriteSession session)
    {
        if (effect is NoticeTold told)
        {
            if (told.Part == 1)
            {
                await calls.OpenAsync(session, told.NoticeId, context.Sender.ConversationId, context.Sender.Now);
            }

            return;
        }

        var replied = (CourtReplied)effect;
        var answer = replied.Reply switch
        {
            CourtReply.Question => CourtAnswer.Question,
            CourtReply.PartMissing => CourtAnswer.PartMissing,
            CourtReply.CallMe => CourtAnswer.CallMe,
            _ => CourtAnswer.Understood,
        };
        await session.Db.Set<CourtUpdate>().Where(u => u.NoticeId == replied.NoticeId)
            .ExecuteUpdateAsync(u => u.SetProperty(x => x.Answer, answer).SetProperty(x => x.AnsweredAt, context.Sender.Now));
        session.Audit(new AuditFact($"conversation:{context.Sender.ConversationId:N}", "court-update.answered", $"court-update:{replied.NoticeId:N}", answer.ToString()));
    }
}
