using Microsoft.Data.Sqlite;
using Npgsql;

namespace FamilyLink.Load.Sides;

/// <summary>Where the floor puts its rows.</summary>
internal interface IFloorStore : IDisposable
{
    /// <summary>One row, one commit.</summary>
    Task InsertAsync(byte[] id);

    /// <summary>Many rows, one commit.</summary>
    void InsertAll(IReadOnlyList<Floor.Row> rows);
}

/// <summary>SQLite in WAL mode with one writer; <c>power</c> syncs at each commit (FULL), <c>process</c> leaves that to the system (NORMAL).</summary>
internal sealed class SqliteFloorStore : IFloorStore
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _insert;
    private readonly SqliteParameter _id;
    private readonly Lock _one = new();

    public SqliteFloorStore(string connectionString, string durability)
    {
        _connection = new SqliteConnection(connectionString);
        _connection.Open();
        using var prepare = _connection.CreateCommand();
        prepare.CommandText = $"PRAGMA journal_mode=WAL; PRAGMA synchronous={(durability == "power" ? "FULL" : "NORMAL")}; CREATE TABLE IF NOT EXISTS rows (id INTEGER PRIMARY KEY, sid BLOB NOT NULL);";
        prepare.ExecuteNonQuery();
        _insert = _connection.CreateCommand();
        _insert.CommandText = "INSERT INTO rows (sid) VALUES (@sid)";
        _id = _insert.Parameters.Add("@sid", SqliteType.Blob);
        _insert.Prepare();
    }

    public Task InsertAsync(byte[] id)
    {
        // A commit blocks in the disk either way; waiting for it on a thread of its own keeps the others free to answer.
        return Task.Run(() =>
        {
            lock (_one)
            {
                _id.Value = id;
                _insert.ExecuteNonQuery();
            }
        });
    }

    public void InsertAll(IReadOnlyList<Floor.Row> rows)
    {
        using var transaction = _connection.BeginTransaction();
        _insert.Transaction = transaction;
        foreach (var row in rows)
        {
            _id.Value = row.Id;
            _insert.ExecuteNonQuery();
        }

        transaction.Commit();
        _insert.Transaction = null;
    }

    public void Dispose()
    {
        _insert.Dispose();
        _connection.Dispose();
    }
}

/// <summary>PostgreSQL; <c>power</c> waits for the log to be synced, <c>process</c> does not.</summary>
internal sealed class PostgresFloorStore : IFloorStore
{
    private readonly NpgsqlDataSource _pool;
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlCommand _insertAll;

    public PostgresFloorStore(string connectionString, string durability)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            Options = "-c synchronous_commit=" + (durability == "power" ? "on" : "off"),
            MaxAutoPrepare = 10,
            AutoPrepareMinUsages = 2,
        };
        _pool = NpgsqlDataSource.Create(settings);
        _connection = _pool.OpenConnection();
        using (var create = new NpgsqlCommand("CREATE TABLE IF NOT EXISTS rows (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, sid bytea NOT NULL)", _connection))
        {
            create.ExecuteNonQuery();
        }

        // All rows of a group in one statement, one round trip and one commit.
        _insertAll = new NpgsqlCommand("INSERT INTO rows (sid) SELECT unnest(@sids)", _connection);
        _insertAll.Parameters.Add("sids", NpgsqlTypes.NpgsqlDbType.Array | NpgsqlTypes.NpgsqlDbType.Bytea);
    }

    public async Task InsertAsync(byte[] id)
    {
        await using var insert = _pool.CreateCommand("INSERT INTO rows (sid) VALUES ($1)");
        insert.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = id });
        await insert.ExecuteNonQueryAsync();
    }

    public void InsertAll(IReadOnlyList<Floor.Row> rows)
    {
        _insertAll.Parameters[0].Value = rows.Select(r => r.Id).ToArray();
        _insertAll.ExecuteNonQuery();
    }

    public void Dispose()
    {
        _insertAll.Dispose();
        _connection.Dispose();
        _pool.Dispose();
    }
}
