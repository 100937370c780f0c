using System.Data.Common;
using FamilyLink.Tests.Infrastructure;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace FamilyLink.Load.Sides;

/// <summary>The database engine of one call: SQLite files in the call's folder, or databases on a PostgreSQL of its own that syncs as in production.</summary>
public sealed class Databases : IAsyncDisposable
{
    private readonly PostgresServer? _server;

    private Databases(string engine, PostgresServer? server)
    {
        Engine = engine;
        _server = server;
    }

    /// <summary><c>sqlite</c> or <c>postgres</c>.</summary>
    public string Engine { get; }

    /// <summary>Starts the engine when it needs a server.</summary>
    public static async Task<Databases> OpenAsync(string engine) =>
        new(engine, engine == "postgres" ? await PostgresServer.StartAsync(durable: true, "shared_buffers=512MB", "max_wal_size=4GB") : null);

    /// <summary>A new database; for SQLite a file in the folder.</summary>
    public async Task<string> CreateAsync(string folder) =>
        _server is null
            ? new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder, "familylink.db"), DefaultTimeout = 60 }.ToString()
            : await _server.CreateDatabaseAsync();

    /// <summary>Opens a connection to one of them.</summary>
    public async Task<DbConnection> ConnectAsync(string connectionString)
    {
        DbConnection connection = _server is null ? new SqliteConnection(connectionString) : new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>Reads one column of a database.</summary>
    public async Task<List<string>> ReadAsync(string connectionString, string sql)
    {
        await using var connection = await ConnectAsync(connectionString);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var rows = await command.ExecuteReaderAsync();
        var values = new List<string>();
        while (await rows.ReadAsync())
        {
            values.Add(Convert.ToString(rows.GetValue(0), System.Globalization.CultureInfo.InvariantCulture) ?? "");
        }

        return values;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        NpgsqlConnection.ClearAllPools();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }
}
