using System.Collections.Immutable;
using System.Data.Common;
using FamilyLink.Conversations;
using FamilyLink.Data;
using FamilyLink.Data.Answers;
using FamilyLink.Data.Encryption;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.Answers;

/// <summary>Taught sentences as they are compared with messages; never changed.</summary>
/// <param name="Marks">The sentences, the first published first.</param>
public sealed record TaughtMarks(ImmutableList<TaughtMark> Marks) : ITaughtWords
{
    /// <inheritdoc/>
    public ValueTask FreshenAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public string? Find(TaughtKind kind, string text)
    {
        if (!Marks.Exists(m => m.Kind == kind))
        {
            return null;
        }

        var stretches = TaughtSounds.Stretches(text);
        return Marks.Find(m => m.Kind == kind && TaughtSounds.IsLike(m, stretches))?.Label;
    }
}

/// <summary>The published sentences, kept in memory: read again at once by who published one, and by every other process within a minute.</summary>
public sealed partial class TaughtWords(IDbContextFactory<FamilyLinkContext> contexts, FieldEncryptor encryptor, TimeProvider clock, ILogger<TaughtWords> logger) : ITaughtWords, IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    // One after the other, so that what was read first never replaces what was read last.
    private readonly SemaphoreSlim _reading = new(1, 1);

    private volatile TaughtMarks _now = new([]);
    private ImmutableHashSet<Guid> _ids = [];
    private long _readAt = long.MinValue;

    /// <summary>What is published, as last read.</summary>
    public TaughtMarks Now => _now;

    /// <inheritdoc/>
    public string? Find(TaughtKind kind, string text) => _now.Find(kind, text);

    /// <inheritdoc/>
    public async ValueTask FreshenAsync(CancellationToken cancellation)
    {
        var (now, before) = (clock.GetUtcNow().Ticks, Interlocked.Read(ref _readAt));

        // A clock that was set back must not keep old words for ever.
        if ((before == long.MinValue || Math.Abs(now - before) >= Every.Ticks) && Interlocked.CompareExchange(ref _readAt, now, before) == before)
        {
            try
            {
                await ReadAsync(cancellation);
            }
            catch (DbException)
            {
                NotRead(logger);
            }
        }
    }

    /// <summary>Reads what is published now.</summary>
    public async Task ReadAsync(CancellationToken cancellation)
    {
        await _reading.WaitAsync(cancellation);
        try
        {
            await ReadOnceAsync(cancellation);
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _reading.Dispose();

    private async Task ReadOnceAsync(CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var ids = (await db.Set<TaughtSentence>().Where(t => t.State == AnswerState.Published).Select(t => t.Id).ToListAsync(cancellation)).ToImmutableHashSet();
        if (ids.SetEquals(_ids))
        {
            return;
        }

        var published = await db.Set<TaughtSentence>().AsNoTracking().Where(t => t.State == AnswerState.Published).ToListAsync(cancellation);
        _now = new([
            .. published.OrderBy(t => t.PublishedAt).ThenBy(t => t.Id)
                .Select(t => (t, Words: encryptor.DecryptIfKept(t.PersonKeyId, "taught.words", t.Words)))
                .Where(t => t.Words is not null)
                .Select(t => new TaughtMark(t.t.Kind, t.t.Label, TaughtSounds.Of(t.Words!)))]);
        _ids = ids;
    }

    [LoggerMessage(LogLevel.Warning, "The taught sentences could not be read; what was taught before still holds.")]
    private static partial void NotRead(ILogger logger);
}
