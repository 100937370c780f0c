using FamilyLink.Conversations;
using FamilyLink.Data;
using FamilyLink.Data.Audit;
using FamilyLink.Dialogs;

namespace FamilyLink.Features.Inbox;

/// <summary>The service has said that it answers again: the hand-off is over, whoever had it.</summary>
public sealed class HumanReleasedHandler : IEffectHandler
{
    private const string Back = "UPDATE conversations SET human_active_since = NULL WHERE id = @0";

    private const string End = "UPDATE handoff SET ended_at = @0, ended_how = 'silence' WHERE conversation_id = @1 AND ended_at IS NULL";

    // What was left undone goes back to everybody.
    private const string Free = "UPDATE staff_tasks SET claimed_by = NULL, claimed_at = NULL WHERE conversation_id = @0 AND done_at IS NULL";

    /// <inheritdoc/>
    public IReadOnlyList<Type> Effects { get; } = [typeof(HumanReleased)];

    /// <inheritdoc/>
    public Task ApplyAsync(Effect effect, EffectContext context, WriteSession session)
    {
        var id = context.Sender.ConversationId;
        session.Execute(Back, id);
        if (session.Execute(End, context.Sender.Now, id) > 0)
        {
            session.Execute(Free, id);
        }

        session.Audit(AuditFact.Service("conversation.answered-again", $"conversation:{id:N}"));
        return Task.CompletedTask;
    }
}
