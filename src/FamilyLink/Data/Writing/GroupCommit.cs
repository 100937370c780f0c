using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Data;

/// <summary>
/// Several writers share one durable transaction (group commit): each hands over its work and waits until exactly its own work is on disk.
/// When one item of a group fails, the group is rolled back and tried again in halves, so that one person's bad luck is nobody else's.
/// </summary>
public sealed class GroupCommit : IAsyncDisposable
{
    private const int LargestGroup = 256;

    private readonly Channel<WorkItem> _items = Channel.CreateBounded<WorkItem>(new BoundedChannelOptions(8_192) { SingleReader = true });
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
        var item = new WorkItem(work);
        await _items.Writer.WriteAsync(item, cancellation);

        // Not cancelled from here on: the work may already be on its way to the disk, and the caller must learn the truth.
        await item.Done.Task;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _items.Writer.TryComplete();
        await _worker;
    }

    private async Task WorkAsync()
    {
        var group = new List<WorkItem>(LargestGroup);
        WriteSession? session = null;
        while (await _items.Reader.WaitToReadAsync())
        {
            group.Clear();
            while (group.Count < LargestGroup && _items.Reader.TryRead(out var item))
            {
                group.Add(item);
            }

            session = await CommitGroupAsync(session, group);
        }

        if (session is not null)
        {
            await session.DisposeAsync();
        }
    }

    private async Task<WriteSession?> CommitGroupAsync(WriteSession? session, List<WorkItem> group, bool again = false)
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

            // Halves, and halves of the half that fails: one bad item among many costs a few more commits, not one for each of the others.
            var half = group.Count / 2;
            session = await CommitGroupAsync(session, group.GetRange(0, half));
            return await CommitGroupAsync(session, group.GetRange(half, group.Count - half));
        }
    }

    private async Task TryAsync(WriteSession session, List<WorkItem> items)
    {
        using var turn = await _gate.EnterAsync(CancellationToken.None);
        await session.BeginAsync();
        foreach (var item in items)
        {
            item.Nothing = null;
            try
            {
                await item.Work(session);
            }
            catch (NothingWrittenException nothing)
            {
                item.Nothing = nothing;
            }

            session.EndPiece();
        }

        await session.CommitAsync();
    }

    // The callers go on elsewhere, as many at a time as there are processors: the writer is on its way to the next group, and waking a thread for each
    // of them would cost more than what most of them have left to do.
    private static void End(List<WorkItem> group)
    {
        var items = group.ToArray();
        var share = (items.Length + Environment.ProcessorCount - 1) / Environment.ProcessorCount;
        for (var from = 0; from < items.Length; from += share)
        {
            var segment = new ArraySegment<WorkItem>(items, from, Math.Min(share, items.Length - from));
            ThreadPool.UnsafeQueueUserWorkItem(
                static done =>
                {
                    foreach (var item in done)
                    {
                        item.End();
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

    private sealed record WorkItem(Func<WriteSession, Task> Work)
    {
        public TaskCompletionSource Done { get; } = new();

        /// <summary>What kept the item from being written, or null.</summary>
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

/// <summary>The guard of a item of work found its ground moved before anything of it was written: the rest of its group is not touched.</summary>
public sealed class NothingWrittenException() : WriteConflictException("The guard of this item changed no row.");
