using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace FamilyLink.Data;

/// <summary>
/// Statements prepared once and bound by place, straight on SQLite's own interface: through <see cref="SqliteCommand"/> every value of every row is
/// looked up by name again, and that was a third of the time of a stored message. Values are stored exactly as Microsoft.Data.Sqlite stores them.
/// </summary>
internal sealed class SqliteStatements(SqliteConnection connection) : IStatements
{
    // See https://learn.microsoft.com/dotnet/standard/data/sqlite/types
    private const string TimeFormat = "yyyy-MM-dd HH:mm:ss.FFFFFFF";

    private readonly Dictionary<string, (sqlite3_stmt Statement, int[] Places)> _prepared = new(StringComparer.Ordinal);

    public int Execute(string sql, ReadOnlySpan<object?> values)
    {
        var statement = Bound(sql, values);
        try
        {
            int code;
            while ((code = raw.sqlite3_step(statement)) == raw.SQLITE_ROW)
            {
            }

            // The code of the step itself: what reset returns is the same error without its extended part.
            SqliteException.ThrowExceptionForRC(code, connection.Handle);
            return raw.sqlite3_changes(connection.Handle);
        }
        finally
        {
            raw.sqlite3_reset(statement);
        }
    }

    public void Add(string sql, int rows, ReadOnlySpan<object?> values)
    {
        if (Execute(sql, values) != rows)
        {
            throw new WriteConflictException("A row was not as it had been read.");
        }
    }

    public void Flush()
    {
    }

    public void Dispose()
    {
        foreach (var (statement, _) in _prepared.Values)
        {
            statement.Dispose();
        }

        _prepared.Clear();
    }

    private sqlite3_stmt Bound(string sql, ReadOnlySpan<object?> values)
    {
        if (!_prepared.TryGetValue(sql, out var known))
        {
            SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v3(connection.Handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out var statement), connection.Handle);
            var places = new int[values.Length];
            for (var i = 0; i < places.Length; i++)
            {
                places[i] = raw.sqlite3_bind_parameter_index(statement, "@" + i.ToString(CultureInfo.InvariantCulture));
            }

            known = (statement, places);
            _prepared.Add(sql, known);
        }

        for (var i = 0; i < values.Length; i++)
        {
            if (known.Places[i] > 0)
            {
                Bind(known.Statement, known.Places[i], values[i]);
            }
        }

        return known.Statement;
    }

    private void Bind(sqlite3_stmt statement, int place, object? value)
    {
        var code = value switch
        {
            null => raw.sqlite3_bind_null(statement, place),
            byte[] bytes => raw.sqlite3_bind_blob(statement, place, bytes),
            string text => BindText(statement, place, text),
            Guid id => BindId(statement, place, id),
            DateTime time => BindTime(statement, place, time),
            long number => raw.sqlite3_bind_int64(statement, place, number),
            int number => raw.sqlite3_bind_int64(statement, place, number),
            bool yes => raw.sqlite3_bind_int64(statement, place, yes ? 1 : 0),
            _ => throw new NotSupportedException($"No way to store a {value.GetType().Name}."),
        };
        SqliteException.ThrowExceptionForRC(code, connection.Handle);
    }

    private static int BindText(sqlite3_stmt statement, int place, string text)
    {
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        var rented = most > 512 ? ArrayPool<byte>.Shared.Rent(most) : null;
        Span<byte> buffer = rented ?? stackalloc byte[512];
        var code = raw.sqlite3_bind_text(statement, place, (ReadOnlySpan<byte>)buffer[..Encoding.UTF8.GetBytes(text, buffer)]);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return code;
    }

    private static int BindId(sqlite3_stmt statement, int place, Guid id)
    {
        Span<byte> buffer = stackalloc byte[36];
        id.TryFormat(buffer, out _);
        Ascii.ToUpperInPlace(buffer, out _);
        return raw.sqlite3_bind_text(statement, place, (ReadOnlySpan<byte>)buffer);
    }

    private static int BindTime(sqlite3_stmt statement, int place, DateTime time)
    {
        Span<byte> buffer = stackalloc byte[32];
        time.TryFormat(buffer, out var written, TimeFormat, CultureInfo.InvariantCulture);
        return raw.sqlite3_bind_text(statement, place, (ReadOnlySpan<byte>)buffer[..written]);
    }
}
