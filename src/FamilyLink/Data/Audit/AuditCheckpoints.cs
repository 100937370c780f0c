using System.Globalization;
using FamilyLink.Data.Encryption;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FamilyLink.Data.Audit;

/// <summary>
/// Where the end of the audit chain was, written outside the database once a minute, signed with a key of the service: entries cut off the end, or a chain
/// computed anew after a change, no longer fit it (S21). One line each: sequence, hash, UTC time, signature. The same goes into the log, so that a copy
/// is wherever logs are kept.
/// </summary>
public sealed partial class AuditCheckpoints(
    IDbContextFactory<FamilyLinkContext> contexts, KeyedHasher hasher, IOptions<FamilyLinkOptions> options, TimeProvider clock, ILogger<AuditCheckpoints> log) : IDisposable
{
    private static readonly TimeSpan Between = TimeSpan.FromMinutes(1);

    private readonly string _file = System.IO.Path.Combine(options.Value.DataDirectory, "audit-checkpoints.txt");
    private readonly SemaphoreSlim _one = new(1, 1);
    private DateTime _last;
    private long _sequence = -1;

    /// <summary>The file they are written to.</summary>
    public string Path => _file;

    /// <summary>Writes one when the last is a minute old and the chain has grown.</summary>
    public async Task WriteAsync(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        if (now - _last < Between && now >= _last)
        {
            return;
        }

        await _one.WaitAsync(cancellation);
        try
        {
            await using var db = await contexts.CreateDbContextAsync(cancellation);
            var head = await db.AuditEntries.AsNoTracking().OrderByDescending(e => e.Sequence).Select(e => new { e.Sequence, e.Hash }).FirstOrDefaultAsync(cancellation);
            _last = now;
            if (head is null || head.Sequence == _sequence)
            {
                return;
            }

            var said = string.Create(CultureInfo.InvariantCulture, $"{head.Sequence} {Convert.ToHexStringLower(head.Hash)} {now:yyyy-MM-ddTHH:mm:ssZ}");
            await File.AppendAllTextAsync(_file, $"{said} {Signature(said)}\n", cancellation);
            _sequence = head.Sequence;
            Head(log, head.Sequence, Convert.ToHexStringLower(head.Hash));
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>What is wrong with the chain's end, in a sentence; null when every checkpoint fits.</summary>
    public async Task<string?> ProblemAsync(FamilyLinkContext db, CancellationToken cancellation)
    {
        if (!File.Exists(_file))
        {
            return await db.AuditEntries.AnyAsync(cancellation) ? $"there is no {System.IO.Path.GetFileName(_file)} beside the data: nothing says where the chain ended" : null;
        }

        foreach (var line in await File.ReadAllLinesAsync(_file, cancellation))
        {
            // A line that was being written when the process ended says nothing.
            if (line.Split(' ') is not [var sequence, var hash, var at, var signature])
            {
                continue;
            }

            if (signature != Signature($"{sequence} {hash} {at}") || !long.TryParse(sequence, CultureInfo.InvariantCulture, out var number))
            {
                return $"the checkpoint of {at} was not signed by this service";
            }

            var there = await db.AuditEntries.AsNoTracking().Where(e => e.Sequence == number).Select(e => e.Hash).SingleOrDefaultAsync(cancellation);
            if (there is null)
            {
                return $"entry {sequence}, which was there at {at}, is gone";
            }

            if (Convert.ToHexStringLower(there) != hash)
            {
                return $"entry {sequence} is not the one that was there at {at}";
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private string Signature(string said) => Convert.ToHexStringLower(hasher.OfAddress("audit-checkpoint:" + said));

    [LoggerMessage(1, LogLevel.Information, "The audit chain ends at entry {Sequence}, {Hash}.")]
    private static partial void Head(ILogger log, long sequence, string hash);
}
