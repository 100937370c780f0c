using FamilyLink.Conversations;
using FamilyLink.Data;
using FamilyLink.Data.Messages;
using FamilyLink.Dialogs;

namespace FamilyLink.Features.Inbox;

/// <summary>Notes, in the turn's own transaction, that a caller's words lie at the provider and are to be fetched.</summary>
public sealed class VoiceMessageHandler : IEffectHandler
{
    // The same recording reported by two turns is one message.
    private const string Insert =
        """
        INSERT INTO voice_messages (id, inbound_id, conversation_id, person_key_id, recording_id, received_at, state, sound, tries, due_at)
        VALUES (@0, @1, @2, @3, @4, @5, @6, @7, 0, @5) ON CONFLICT DO NOTHING
        """;

    /// <inheritdoc/>
    public IReadOnlyList<Type> Effects { get; } = [typeof(VoiceMessageLeft)];

    /// <inheritdoc/>
    public Task ApplyAsync(Effect effect, EffectContext context, WriteSession session)
    {
        var sender = context.Sender;
        session.Execute(
            Insert,
            Guid.CreateVersion7(),
            context.InboundId,
            sender.ConversationId,
            sender.PersonKeyId,
            ((VoiceMessageLeft)effect).RecordingId,
            sender.Now,
            nameof(VoiceMessageState.AtProvider),
            Array.Empty<byte>());
        return Task.CompletedTask;
    }
}
