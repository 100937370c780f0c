using FamilyLink.Conversations;
using FamilyLink.Data;
using FamilyLink.Data.Audit;
using FamilyLink.Data.Messages;
using FamilyLink.Data.Notices;
using FamilyLink.Dialogs;
using FamilyLink.Messaging;
using FamilyLink.Messaging.Approval;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.Notices;

/// <summary>Remembers how far a notice of any subject was told; once somebody reads it, the message that was to announce it is not needed any more.</summary>
public sealed class NoticeToldHandler : IEffectHandler
{
    /// <inheritdoc/>
    public IReadOnlyList<Type> Effects { get; } = [typeof(NoticeTold)];

    /// <inheritdoc/>
    public async Task ApplyAsync(Effect effect, EffectContext context, WriteSession session)
    {
        var told = (NoticeTold)effect;
        var now = context.Sender.Now;
        await session.Db.Set<Notice>().Where(n => n.Id == told.NoticeId && n.PartsTold < told.Part)
            .ExecuteUpdateAsync(n => n.SetProperty(x => x.PartsTold, told.Part));
        if (told.Last)
        {
            await session.Db.Set<Notice>().Where(n => n.Id == told.NoticeId && n.State == NoticeState.Approved)
                .ExecuteUpdateAsync(n => n.SetProperty(x => x.State, NoticeState.Told).SetProperty(x => x.ToldAt, now));
        }

        await session.Db.OutboundMessages
            .Where(m => m.CauseId == told.NoticeId && m.State == OutboundState.Waiting && m.Purpose != OutboundPurpose.Reply)
            .ExecuteUpdateAsync(m => m
                .SetProperty(x => x.State, OutboundState.Cancelled)
                .SetProperty(x => x.OutcomeCode, "read-first")
                .SetProperty(x => x.StateAt, now));
        var subject = await session.Db.Set<Notice>().Where(n => n.Id == told.NoticeId).Select(n => n.Subject).SingleAsync();
        session.Audit(new AuditFact($"conversation:{context.Sender.ConversationId:N}", $"{ApprovalDigest.KindOf(subject)}.told", $"{ApprovalDigest.KindOf(subject)}:{told.NoticeId:N}", $"part {told.Part}"));
    }
}
