using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Data;

/// <summary>
/// Several writers share one durable transaction (group commit): each hands over its work and waits until exactly its own work is on disk.
/// When one piece of a group fails, the group is rolled back and every piece is tried alone, so that one person's bad luck is nobody else's.
/// </summary>
public sealed class GroupCommit : IAsyncDisposable
{
    private const int LargestGroup = 256;

    private readonly Channel<Piece> _pieces = Channel.CreateBounded<Piece>(new BoundedChannelOptions(8_192) { SingleReader = true });
    private readonly IDbContextFactory<FamilyLinkContext> _contexts;
    private readonly WriteGate _gate;
    private readonly TimeProvider _clock;
    private readonly Task _worker;

    public GroupCommit(IDbContextFactory<FamilyLinkContext> contexts, WriteGate gate, TimeProvider clock)
    {
        _contexts = contexts;
        _gate = gate;
        _clock = clock;
        _worker = Task.Run(WorkAsync);
    }

    /// <summary>Does the work in a transaction, and returns once it is durable.</summary>
    /// <exception cref="WriteConflictException">The work itself found that its ground had moved; nothing of it was written.</exception>
    public async Task CommitAsync(Func<WriteSession, Task> work, CancellationToken cancellation)
    {
        var piece = new Piece(work);
        await _pieces.Writer.WriteAsync(piece, cancellation);

        // Not cancelled from here on: the work may already be on its way to the disk, and the caller must learn the truth.
        await piece.Done.Task;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _pieces.Writer.TryComplete();
        await _worker;
    }

    private async Task WorkAsync()
    {
        var group = new List<Piece>(LargestGroup);
        WriteSession? session = null;
        while (await _pieces.Reader.WaitToReadAsync())
        {
            group.Clear();
            while (group.Count < LargestGroup && _pieces.Reader.TryRead(out var piece))
            {
                group.Add(piece);
            }

            session = await CommitGroupAsync(session, group);
        }

        if (session is not null)
        {
            await session.DisposeAsync();
        }
    }

    private async Task<WriteSession?> CommitGroupAsync(WriteSession? session, List<Piece> group)
    {
        try
        {
            session ??= await WriteSession.OpenAsync(_contexts, _clock);
            await TryAsync(session, group);
            foreach (var piece in group)
            {
                piece.Done.TrySetResult();
            }

            return session;
        }
        catch (Exception first)
        {
            session = await ReplaceAsync(session);
            if (group.Count == 1)
            {
                group[0].Done.TrySetException(first);
                return session;
            }

            foreach (var piece in group)
            {
                try
                {
                    session ??= await WriteSession.OpenAsync(_contexts, _clock);
                    await TryAsync(session, [piece]);
                    piece.Done.TrySetResult();
                }
                catch (Exception alone)
                {
                    session = await ReplaceAsync(session);
                    piece.Done.TrySetException(alone);
                }
            }

            return session;
        }
    }

    private async Task TryAsync(WriteSession session, List<Piece> pieces)
    {
        using var turn = await _gate.EnterAsync(CancellationToken.None);
        await session.BeginAsync();
        foreach (var piece in pieces)
        {
            await piece.Work(session);
            session.EndPiece();
        }

        await session.CommitAsync();
    }

    // A session whose transaction broke is thrown away whole: a half-known connection state is not worth the microseconds.
    private static async Task<WriteSession?> ReplaceAsync(WriteSession? session)
    {
        if (session is not null)
        {
            try
            {
                await session.DisposeAsync();
            }
            catch (Exception broken) when (broken is System.Data.Common.DbException or InvalidOperationException)
            {
                // The connection was already gone.
            }
        }

        return null;
    }

    private sealed record Piece(Func<WriteSession, Task> Work)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <summary>The work could not be written because what it was based on has changed; read again and decide again.</summary>
public sealed class WriteConflictException(string what) : Exception(what);
