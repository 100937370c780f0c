using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Data.Audit;

/// <summary>Appends to, and checks, the hash chain.</summary>
public static class AuditChain
{
    /// <summary>The hash before the first entry.</summary>
    public static byte[] Genesis { get; } = new byte[32];

    /// <summary>The one lock that orders appends of all processes on PostgreSQL (any fixed number). SQLite has one writer anyway.</summary>
    internal const string Lock = "SELECT pg_advisory_xact_lock(7411205550101)";

    /// <summary>Finds the end of the chain; run after <see cref="Lock"/>.</summary>
    internal const string Head = "SELECT sequence, hash FROM audit_entries ORDER BY sequence DESC LIMIT 1";

    /// <summary>Appends one entry; the values in the order of <see cref="AuditEntry"/>'s properties.</summary>
    internal const string Insert =
        "INSERT INTO audit_entries (sequence, at_ticks, actor, action, subject, detail, previous, hash) VALUES (@0, @1, @2, @3, @4, @5, @6, @7)";

    /// <summary>Appends facts at the end of the given transaction; several processes may do so at once.</summary>
    public static async Task AppendAsync(DbConnection connection, DbTransaction transaction, IReadOnlyList<AuditFact> facts, DateTime at, AuditKey key, CancellationToken cancellation)
    {
        if (facts.Count == 0)
        {
            return;
        }

        var postgres = connection is Npgsql.NpgsqlConnection;
        if (postgres)
        {
            using var order = connection.CreateCommand();
            order.Transaction = transaction;
            order.CommandText = Lock;
            await order.ExecuteNonQueryAsync(cancellation);
        }

        var (sequence, hash) = await HeadAsync(connection, transaction, cancellation);
        using var insert = connection.CreateCommand();
        insert.Transaction = transaction;
        insert.CommandText = Insert;
        for (var i = 0; i < 8; i++)
        {
            var parameter = insert.CreateParameter();
            parameter.ParameterName = "@" + i.ToString(System.Globalization.CultureInfo.InvariantCulture);
            insert.Parameters.Add(parameter);
        }

        // DBNull has no type to bind by.
        insert.Parameters[5].DbType = System.Data.DbType.String;
        foreach (var fact in facts)
        {
            var entry = AuditEntry.Following(sequence, hash, fact, at, key);
            (sequence, hash) = (entry.Sequence, entry.Hash);
            object?[] values = [entry.Sequence, entry.AtTicks, entry.Actor, entry.Action, entry.Subject, entry.Detail, entry.Previous, entry.Hash];
            for (var i = 0; i < values.Length; i++)
            {
                insert.Parameters[i].Value = values[i] ?? DBNull.Value;
            }

            await insert.ExecuteNonQueryAsync(cancellation);
        }
    }

    /// <summary>Checks every entry; returns the count, and the first sequence number that does not fit (or null).</summary>
    public static async Task<(long Count, long? Broken)> VerifyAsync(FamilyLinkContext db, CancellationToken cancellation)
    {
        var previous = Genesis;
        var count = 0L;
        await foreach (var entry in db.AuditEntries.AsNoTracking().OrderBy(e => e.Sequence).AsAsyncEnumerable().WithCancellation(cancellation))
        {
            if (entry.Sequence != count + 1
                || !entry.Previous.AsSpan().SequenceEqual(previous)
                || !entry.Hash.AsSpan().SequenceEqual(entry.ExpectedHash(db.AuditKey)))
            {
                return (count, entry.Sequence);
            }

            previous = entry.Hash;
            count++;
        }

        return (count, null);
    }

    private static async Task<(long Sequence, byte[] Hash)> HeadAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellation)
    {
        using var head = connection.CreateCommand();
        head.Transaction = transaction;
        head.CommandText = Head;
        await using var reader = await head.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation)
            ? (reader.GetInt64(0), reader.GetFieldValue<byte[]>(1))
            : (0L, Genesis);
    }
}
