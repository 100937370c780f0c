using FamilyLink.Data;
using FamilyLink.Data.Audit;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.Messages;
using FamilyLink.Messaging.Outbound;
using FamilyLink.Messaging.Recordings;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.Inbox;

/// <summary>
/// Fetches what callers said from the provider, keeps it encrypted and then deletes the provider's copy. Tried again for two days; each step looks at the row
/// again, so that two processes keep one sound. Of somebody erased meanwhile nothing is kept, and the provider's copy is deleted (S22).
/// </summary>
public sealed class VoiceMessagesDue(
    IDbContextFactory<FamilyLinkContext> contexts, GroupCommit commits, FieldEncryptor encryptor, IEnumerable<IVoiceMessageSource> sources, TimeProvider clock) : IDueWork
{
    private const int AtOnce = 20;

    private static readonly TimeSpan Patience = TimeSpan.FromDays(2);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    private readonly IVoiceMessageSource[] _sources = [.. sources];

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var now = Now();
        List<VoiceMessage> due;
        await using (var db = await contexts.CreateDbContextAsync(cancellation))
        {
            due = await db.Set<VoiceMessage>().AsNoTracking().Where(m => m.DueAt <= now).OrderBy(m => m.DueAt).Take(AtOnce).ToListAsync(cancellation);
        }

        foreach (var message in due)
        {
            await StepAsync(message, cancellation);
        }
    }

    /// <inheritdoc/>
    public async Task<DateTime?> NextDueAsync(DateTime since, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await db.Set<VoiceMessage>().Where(m => m.DueAt > since).MinAsync(m => m.DueAt, cancellation);
    }

    private async Task StepAsync(VoiceMessage message, CancellationToken cancellation)
    {
        if (Array.Find(_sources, s => s.Owns(message.RecordingId)) is not { } source)
        {
            // The gateway it came by is switched off; when it is on again, the words are fetched.
            await ChangeAsync(message, row => Later(row));
            return;
        }

        if (message.State == VoiceMessageState.AtProvider)
        {
            await KeepAsync(message, await source.FetchAsync(message.RecordingId, cancellation));
            if (await StateAsync(message, cancellation) != VoiceMessageState.Kept)
            {
                return;
            }
        }

        var deleted = await source.DeleteAsync(message.RecordingId, cancellation);
        await ChangeAsync(message, row =>
        {
            if (deleted)
            {
                row.DueAt = null;
            }
            else
            {
                Later(row);
            }
        });
    }

    private Task KeepAsync(VoiceMessage message, FetchedSound fetched)
    {
        switch (fetched)
        {
            case FetchedSound.Found(var sound) when SoundType.Of(sound) is not null:
                EncryptedValue encrypted;
                try
                {
                    encrypted = encryptor.EncryptBytes(message.PersonKeyId, "voice-message.sound", sound);
                }
                catch (ErasedPersonException)
                {
                    encrypted = EncryptedValue.Empty;
                }

                return ChangeAsync(message, row => (row.Sound, row.State, row.Tries, row.DueAt) = (encrypted, VoiceMessageState.Kept, 0, Now()));
            case FetchedSound.NotYet when Now() - message.ReceivedAt < Patience:
                return ChangeAsync(message, row => Later(row));
            default:
                // Its task is still there, and the conversation says that the words could not be fetched: somebody calls back.
                return ChangeAsync(message, row => (row.State, row.DueAt) = (VoiceMessageState.Lost, null));
        }
    }

    private void Later(VoiceMessage row)
    {
        var pause = FirstPause * Math.Pow(2, Math.Min(row.Tries, 10));
        row.Tries++;
        row.DueAt = Now() + (pause < LongestPause ? pause : LongestPause);
    }

    private async Task<VoiceMessageState> StateAsync(VoiceMessage message, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await db.Set<VoiceMessage>().Where(m => m.Id == message.Id).Select(m => m.State).SingleAsync(cancellation);
    }

    private Task ChangeAsync(VoiceMessage message, Action<VoiceMessage> change) => commits.CommitAsync(
        async session =>
        {
            var row = await session.Db.Set<VoiceMessage>().SingleAsync(m => m.Id == message.Id);
            if (row.DueAt is null)
            {
                // Another process was faster.
                return;
            }

            var before = row.State;
            change(row);
            if (row.State != before)
            {
                session.Audit(AuditFact.Service(row.State == VoiceMessageState.Kept ? "voice-message.kept" : "voice-message.lost", $"conversation:{row.ConversationId:N}", $"voice-message:{row.Id:N}"));
            }

            await session.SaveAsync();
        },
        CancellationToken.None);

    private DateTime Now() => clock.GetUtcNow().UtcDateTime;
}
