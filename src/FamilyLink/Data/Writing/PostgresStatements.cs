using System.Globalization;
using Npgsql;

namespace FamilyLink.Data;

/// <summary>Statements gathered into one batch, so that a group of messages costs one round trip and not five for each.</summary>
internal sealed class PostgresStatements(NpgsqlConnection connection) : IStatements
{
    private readonly Dictionary<string, string> _positional = new(StringComparer.Ordinal);
    private readonly List<int> _expected = [];
    private NpgsqlBatch _batch = connection.CreateBatch();

    public int Execute(string sql, ReadOnlySpan<object?> values)
    {
        Flush();
        using var batch = connection.CreateBatch();
        batch.BatchCommands.Add(Command(sql, values));
        return batch.ExecuteNonQuery();
    }

    public void Add(string sql, int rows, ReadOnlySpan<object?> values)
    {
        _batch.BatchCommands.Add(Command(sql, values));
        _expected.Add(rows);
    }

    public void Flush()
    {
        if (_expected.Count == 0)
        {
            return;
        }

        var batch = _batch;
        _batch = connection.CreateBatch();
        try
        {
            batch.ExecuteNonQuery();
            for (var i = 0; i < _expected.Count; i++)
            {
                if (batch.BatchCommands[i].RecordsAffected != _expected[i])
                {
                    throw new WriteConflictException("A row was not as it had been read.");
                }
            }
        }
        finally
        {
            _expected.Clear();
            batch.Dispose();
        }
    }

    public void Dispose() => _batch.Dispose();

    private NpgsqlBatchCommand Command(string sql, ReadOnlySpan<object?> values)
    {
        if (!_positional.TryGetValue(sql, out var positional))
        {
            // $1 is what the server itself understands; named parameters would be parsed and rewritten for each execution.
            positional = sql;
            for (var i = values.Length - 1; i >= 0; i--)
            {
                positional = positional.Replace(
                    "@" + i.ToString(CultureInfo.InvariantCulture), "$" + (i + 1).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
            }

            _positional.Add(sql, positional);
        }

        var command = new NpgsqlBatchCommand(positional);
        foreach (var value in values)
        {
            command.Parameters.Add(value switch
            {
                null => new NpgsqlParameter { Value = DBNull.Value },
                string text => new NpgsqlParameter<string> { TypedValue = text },
                Guid id => new NpgsqlParameter<Guid> { TypedValue = id },
                DateTime time => new NpgsqlParameter<DateTime> { TypedValue = time },
                long number => new NpgsqlParameter<long> { TypedValue = number },
                int number => new NpgsqlParameter<int> { TypedValue = number },
                byte[] bytes => new NpgsqlParameter<byte[]> { TypedValue = bytes },
                _ => new NpgsqlParameter { Value = value },
            });
        }

        return command;
    }
}
