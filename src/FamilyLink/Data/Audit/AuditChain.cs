using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Data.Audit;

/// <summary>Appends to, and checks, the hash chain.</summary>
public static class AuditChain
{
    /// <summary>The hash before the first entry.</summary>
    public static byte[] Genesis { get; } = new byte[32];

    // Any fixed number: the one lock that orders appends of all processes on PostgreSQL. SQLite has one writer anyway.
    private const string Lock = "SELECT pg_advisory_xact_lock(7411205550101)";

    /// <summary>Appends facts at the end of the given transaction; several processes may do so at once.</summary>
    public static async Task AppendAsync(DbConnection connection, DbTransaction transaction, IReadOnlyList<AuditFact> facts, DateTime at, CancellationToken cancellation)
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
        insert.CommandText =
            "INSERT INTO audit_entries (sequence, at_ticks, actor, action, subject, detail, previous, hash) VALUES (@s, @t, @a, @c, @u, @d, @p, @h)";
        var s = Parameter(insert, "@s");
        var t = Parameter(insert, "@t");
        var a = Parameter(insert, "@a");
        var c = Parameter(insert, "@c");
        var u = Parameter(insert, "@u");
        var d = Parameter(insert, "@d");
        d.DbType = System.Data.DbType.String;
        var p = Parameter(insert, "@p");
        var h = Parameter(insert, "@h");
        foreach (var fact in facts)
        {
            var entry = AuditEntry.Following(sequence, hash, fact, at);
            (sequence, hash) = (entry.Sequence, entry.Hash);
            s.Value = entry.Sequence;
            t.Value = entry.AtTicks;
            a.Value = entry.Actor;
            c.Value = entry.Action;
            u.Value = entry.Subject;
            d.Value = (object?)entry.Detail ?? DBNull.Value;
            p.Value = entry.Previous;
            h.Value = entry.Hash;
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
                || !entry.Hash.AsSpan().SequenceEqual(entry.ExpectedHash()))
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
        head.CommandText = "SELECT sequence, hash FROM audit_entries ORDER BY sequence DESC LIMIT 1";
        await using var reader = await head.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation)
            ? (reader.GetInt64(0), reader.GetFieldValue<byte[]>(1))
            : (0L, Genesis);
    }

    private static DbParameter Parameter(DbCommand command, string name)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        command.Parameters.Add(parameter);
        return parameter;
    }
}
