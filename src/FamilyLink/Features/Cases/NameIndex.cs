using System.Collections.Concurrent;
using FamilyLink.Data;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.People;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.Cases;

/// <summary>
/// What every name on file sounds like, in the memory of this process: names are encrypted in the database (S20), and opening tens of thousands of them for one
/// search takes seconds. Nothing of it is stored, so a copy of the database tells nothing of who is called what. New people are read in with the next search;
/// what another process renamed, or has erased, after ten minutes at most, and whoever finds a name opens it once more.
/// </summary>
public sealed class NameIndex(IDbContextFactory<FamilyLinkContext> contexts, FieldEncryptor encryptor, TimeProvider clock) : IDisposable
{
    private const int AtOnce = 2_000;

    private static readonly TimeSpan WholeAgain = TimeSpan.FromMinutes(10);

    // Reading everything takes seconds: until this age it is done beside the searches, which go on with what is there.
    private static readonly TimeSpan TooOld = TimeSpan.FromMinutes(15);

    // Rows of transactions that began earlier and ended later.
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(2);

    private readonly SemaphoreSlim _one = new(1, 1);
    private ConcurrentDictionary<Guid, NameForms> _cases = new();
    private ConcurrentDictionary<Guid, NameForms> _contacts = new();
    private DateTime _readUntil = DateTime.MinValue;
    private DateTime _wholeAt = DateTime.MinValue;
    private Task _beside = Task.CompletedTask;

    /// <summary>Begins to read the names, when nobody has yet: whoever opens the list of cases is likely to search in it.</summary>
    public void Begin()
    {
        if (_wholeAt == DateTime.MinValue && _beside.IsCompleted)
        {
            _beside = Task.Run(BesideAsync);
        }
    }

    /// <summary>The cases, and the contacts, whose name it is part of, of every agency: who may see them is asked by the caller (S23).</summary>
    public async Task<(List<Guid> Cases, List<Guid> Contacts)> FindAsync(SoughtName sought, CancellationToken cancellation)
    {
        await FreshenAsync(cancellation);
        return (Of(_cases, sought), Of(_contacts, sought));
    }

    /// <summary>Another name was written down for a case.</summary>
    public void Renamed(Guid caseId, string name) => _cases[caseId] = NameForms.Of(name);

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private static List<Guid> Of(ConcurrentDictionary<Guid, NameForms> names, SoughtName sought) => [.. names.AsParallel().Where(n => sought.IsIn(n.Value)).Select(n => n.Key)];

    private async Task FreshenAsync(CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            var now = clock.GetUtcNow().UtcDateTime;
            var age = now - _wholeAt;
            if (age > TooOld || now < _wholeAt)
            {
                await ReadAllAsync(now, cancellation);
                return;
            }

            if (age > WholeAgain && _beside.IsCompleted)
            {
                _beside = Task.Run(BesideAsync, CancellationToken.None);
            }

            await ReadAsync(_cases, _contacts, _readUntil - Overlap, cancellation);
            _readUntil = now;
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task BesideAsync()
    {
        try
        {
            if (_wholeAt == DateTime.MinValue)
            {
                await FreshenAsync(CancellationToken.None);
            }
            else
            {
                await ReadAllAsync(clock.GetUtcNow().UtcDateTime, CancellationToken.None);
            }
        }
        catch (Exception failed) when (failed is not OutOfMemoryException)
        {
            // The service is stopping, or the database is away: the next search reads, and says so to whoever searches.
        }
    }

    private async Task ReadAllAsync(DateTime now, CancellationToken cancellation)
    {
        ConcurrentDictionary<Guid, NameForms> cases = new(), contacts = new();
        await ReadAsync(cases, contacts, DateTime.MinValue, cancellation);
        (_cases, _contacts, _readUntil, _wholeAt) = (cases, contacts, now, now);
    }

    private async Task ReadAsync(ConcurrentDictionary<Guid, NameForms> cases, ConcurrentDictionary<Guid, NameForms> contacts, DateTime from, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        await ReadAsync(
            from row in db.Cases.AsNoTracking() where row.OpenedAt >= @from orderby row.OpenedAt join key in db.PersonKeys on row.PersonKeyId equals key.Id select new Row(row.Id, row.Name, key),
            "case.name",
            cases,
            cancellation);
        await ReadAsync(
            from row in db.Contacts.AsNoTracking() where row.CreatedAt >= @from orderby row.CreatedAt join key in db.PersonKeys on row.PersonKeyId equals key.Id select new Row(row.Id, row.Name, key),
            "contact.name",
            contacts,
            cancellation);
    }

    private async Task ReadAsync(IQueryable<Row> rows, string purpose, ConcurrentDictionary<Guid, NameForms> into, CancellationToken cancellation)
    {
        var some = new List<Row>(AtOnce);
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(cancellation))
        {
            if (into.ContainsKey(row.Id) || row.Key.ErasedAt is not null)
            {
                continue;
            }

            some.Add(row);
            if (some.Count == AtOnce)
            {
                Open(some, purpose, into);
                some.Clear();
            }
        }

        Open(some, purpose, into);
    }

    private void Open(List<Row> rows, string purpose, ConcurrentDictionary<Guid, NameForms> into) => Parallel.ForEach(rows, row =>
    {
        if (encryptor.DecryptOnce(row.Key, purpose, row.Name) is { } name)
        {
            into[row.Id] = NameForms.Of(name);
        }
    });

    private sealed record Row(Guid Id, EncryptedValue Name, PersonKey Key);
}
