using FamilyLink.Data;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FamilyLink.Tests.Infrastructure;

/// <summary>
/// A migrated, otherwise empty PostgreSQL database for one test class (<c>IClassFixture</c>). When there is no PostgreSQL it stays empty-handed
/// instead of failing; call <see cref="Requires.Postgres"/> first in each test.
/// </summary>
public sealed class PostgresDatabase : IAsyncLifetime
{
    private PostgresServer? _server;
    private string? _connectionString;

    /// <summary>The connection string.</summary>
    public string ConnectionString => _connectionString ?? throw new InvalidOperationException("Call Requires.Postgres() first.");

    /// <summary>Makes a migrated database on the run's server and returns its connection string.</summary>
    public static async Task<string> CreateAsync()
    {
        var server = await PostgresServer.SharedAsync();
        await server.MakeTemplateAsync("familylink_template", MigrateAsync);
        return await server.CopyAsync("familylink_template");
    }

    /// <summary>Removes a database made by <see cref="CreateAsync"/>.</summary>
    public static async Task DropAsync(string connectionString) => await (await PostgresServer.SharedAsync()).DropDatabaseAsync(connectionString);

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        if (PostgresServer.WhyNot is null)
        {
            _server = await PostgresServer.SharedAsync();
            _connectionString = await CreateAsync();
        }
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        if (_server is not null && _connectionString is not null)
        {
            await _server.DropDatabaseAsync(_connectionString);
        }
    }

    internal static async Task MigrateAsync(string connectionString)
    {
        using var gate = new WriteGate(oneWriter: false);
        await using var db = new PostgresFamilyLinkContext(
            new DbContextOptionsBuilder<PostgresFamilyLinkContext>().UseNpgsql(connectionString).Options, gate, TimeProvider.System, FamilyLink.Data.Audit.AuditKey.None);
        await db.Database.MigrateAsync();
    }
}
