using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace FamilyLink.Data;

/// <summary>
/// How <c>dotnet ef migrations add NAME --context SqliteFamilyLinkContext --output-dir Data/Migrations/Sqlite</c> (and the same with
/// <c>Postgres</c>) makes a context without starting the service.
/// </summary>
internal sealed class SqliteDesignTime : IDesignTimeDbContextFactory<SqliteFamilyLinkContext>
{
    public SqliteFamilyLinkContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqliteFamilyLinkContext>().UseSqlite("Data Source=:memory:").Options, new WriteGate(oneWriter: true), TimeProvider.System, Audit.AuditKey.None);
}

/// <summary>The same for PostgreSQL; no server is contacted.</summary>
internal sealed class PostgresDesignTime : IDesignTimeDbContextFactory<PostgresFamilyLinkContext>
{
    public PostgresFamilyLinkContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<PostgresFamilyLinkContext>().UseNpgsql("Host=localhost").Options, new WriteGate(oneWriter: false), TimeProvider.System, Audit.AuditKey.None);
}
