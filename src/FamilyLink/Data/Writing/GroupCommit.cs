using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Data;

/// <summary>
/// Several writers share one durable transaction (group commit): each hands over its work and waits until exactly its own work is on disk.
/// When one piece of a group fails, the group is rolled back and tried again in halves, so that one person's bad luck is nobody else's.
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

    private async Task<WriteSession?> CommitGroupAsync(WriteSession? session, List<Piece> group, bool again = false)
    {
        try
        {
            session ??= await WriteSession.OpenAsync(_contexts, _clock);
            await TryAsync(session, group);
            End(group);
            return session;
        }
        catch (Exception first)
        {
            session = await ReplaceAsync(session);
            if (!again && LostConnection.Is(first))
            {
                // The server was restarted: whatever connection is kept is dead too. Once more on a fresh one; then the caller decides.
                LostConnection.Forget();
                return await CommitGroupAsync(session, group, again: true);
            }

            if (group.Count == 1)
            {
                group[0].Nothing = first;
                End(group);
                return session;
            }

            // Halves, and halves of the half that fails: one bad piece among many costs a few more commits, not one for each of the others.
            var half = group.Count / 2;
            session = await CommitGroupAsync(session, group.GetRange(0, half));
            return await CommitGroupAsync(session, group.GetRange(half, group.Count - half));
        }
    }

    private async Task TryAsync(WriteSession session, List<Piece> pieces)
    {
        using var turn = await _gate.EnterAsync(CancellationToken.None);
        await session.BeginAsync();
        foreach (var piece in pieces)
        {
            piece.Nothing = null;
            try
            {
                await piece.Work(session);
            }
            catch (NothingWrittenException nothing)
            {
                piece.Nothing = nothing;
            }

            session.EndPiece();
        }

        await session.CommitAsync();
    }

    // The callers go on elsewhere, as many at a time as there are processors: the writer is on its way to the next group, and waking a thread for each
    // of them would cost more than what most of them have left to do.
    private static void End(List<Piece> group)
    {
        var pieces = group.ToArray();
        var share = (pieces.Length + Environment.ProcessorCount - 1) / Environment.ProcessorCount;
        for (var from = 0; from < pieces.Length; from += share)
        {
            var segment = new ArraySegment<Piece>(pieces, from, Math.Min(share, pieces.Length - from));
            ThreadPool.UnsafeQueueUserWorkItem(
                static done =>
                {
                    foreach (var piece in done)
                    {
                        piece.End();
                    }
                },
                segment,
                preferLocal: false);
        }
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
        public TaskCompletionSource Done { get; } = new();

        /// <summary>What kept the piece from being written, or null.</summary>
        public Exception? Nothing { get; set; }

        public void End()
        {
            if (Nothing is null)
            {
                Done.TrySetResult();
            }
            else
            {
                Done.TrySetException(Nothing);
            }
        }
    }
}

/// <summary>The work could not be written because what it was based on has changed; read again and decide again.</summary>
public class WriteConflictException(string what) : Exception(what);

/// <summary>The guard of a piece of work found its ground moved before anything of it was written: the rest of its group is not touched.</summary>
public sealed class NothingWrittenException() : WriteConflictException("The guard of this piece changed no row.");
