using FamilyLink.Data.Encryption;
using FamilyLink.Data.Hosts;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace FamilyLink.Data;

/// <summary>The <c>Database</c> section of the configuration.</summary>
public sealed class DatabaseOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Database";

    /// <summary><c>Sqlite</c> (default) or <c>Postgres</c>.</summary>
    public string Provider { get; set; } = "Sqlite";

    /// <summary><c>power</c> (default): synced before the answer. <c>process</c>: survives a killed process but not a power cut.</summary>
    public string Durability { get; set; } = "power";

    /// <summary>True for PostgreSQL.</summary>
    public bool IsPostgres => string.Equals(Provider, "Postgres", StringComparison.OrdinalIgnoreCase);
}

/// <summary>Registers the database, the vault and the group commit.</summary>
public static class DataSetup
{
    /// <summary>Adds this room's services.</summary>
    public static IServiceCollection AddFamilyLinkData(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<FamilyLink.Data.Audit.AuditCheckpoints>();
        services.Configure<DatabaseOptions>(configuration.GetSection(DatabaseOptions.Section));
        var database = configuration.GetSection(DatabaseOptions.Section).Get<DatabaseOptions>() ?? new DatabaseOptions();
        var directory = Path.GetFullPath(configuration[$"{FamilyLinkOptions.Section}:{nameof(FamilyLinkOptions.DataDirectory)}"] ?? new FamilyLinkOptions().DataDirectory);
        Directory.CreateDirectory(directory);

        services.AddSingleton(new WriteGate(oneWriter: !database.IsPostgres));
        if (database.IsPostgres)
        {
            var connection = configuration.GetConnectionString("FamilyLink")
                ?? throw new InvalidOperationException("ConnectionStrings:FamilyLink is needed when Database:Provider is Postgres.");

            // The same few statements run for every message: the server plans each once per connection.
            var prepared = new NpgsqlConnectionStringBuilder(connection) { MaxAutoPrepare = 100, AutoPrepareMinUsages = 3 }.ToString();
            services.AddDbContextFactory<PostgresFamilyLinkContext>(o => o.UseNpgsql(prepared));
            services.AddSingleton<IDbContextFactory<FamilyLinkContext>, Factory<PostgresFamilyLinkContext>>();
            services.AddSingleton<HostPresence>(s => new PostgresHostPresence(connection, s.GetRequiredService<ILogger<PostgresHostPresence>>()));
        }
        else
        {
            var connection = configuration.GetConnectionString("FamilyLink")
                ?? new SqliteConnectionStringBuilder { DataSource = Path.Combine(directory, "familylink.db"), DefaultTimeout = 60 }.ToString();
            var pragmas = new SqlitePragmas(database.Durability);
            services.AddDbContextFactory<SqliteFamilyLinkContext>(o => o.UseSqlite(connection).AddInterceptors(pragmas));
            services.AddSingleton<IDbContextFactory<FamilyLinkContext>, Factory<SqliteFamilyLinkContext>>();
            services.AddHostedService<SqliteCheckpoints>();
            var file = Path.GetFullPath(new SqliteConnectionStringBuilder(connection).DataSource);
            services.AddSingleton<HostPresence>(_ => new FileHostPresence(file + "-hosts"));
        }

        services.AddHostedService(s => s.GetRequiredService<HostPresence>());
        services.AddScoped(provider => provider.GetRequiredService<IDbContextFactory<FamilyLinkContext>>().CreateDbContext());
        services.AddDataProtection().SetApplicationName("FamilyLink").PersistKeysToFileSystem(new DirectoryInfo(Path.Combine(directory, "keys")));
        services.AddSingleton<FieldEncryptor>();
        services.AddSingleton<KeyedHasher>();
        services.AddSingleton(s => FamilyLink.Data.Audit.AuditKey.Kept(s.GetRequiredService<IDataProtectionProvider>(), s.GetRequiredService<IDbContextFactory<FamilyLinkContext>>()));
        services.AddSingleton<KeyRing>();
        services.AddSingleton<GroupCommit>().AddSingleton<Readiness>();
        return services;
    }

    /// <summary>Deletes the database, and what is kept beside it about the end of its audit chain. For Demo's invented people only.</summary>
    public static async Task DeleteAsync(IServiceProvider services, CancellationToken cancellation)
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<FamilyLinkContext>>().CreateDbContextAsync(cancellation);
        await db.Database.EnsureDeletedAsync(cancellation);
        File.Delete(services.GetRequiredService<Audit.AuditCheckpoints>().Path);
    }

    /// <summary>Brings the database to the newest shape; run before anything else touches it.</summary>
    /// <exception cref="InvalidOperationException">The database was made by another version, whose steps this one does not know; nothing was changed in it.</exception>
    public static async Task MigrateAsync(IServiceProvider services, CancellationToken cancellation)
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<FamilyLinkContext>>().CreateDbContextAsync(cancellation);
        var (applied, known) = ((await db.Database.GetAppliedMigrationsAsync(cancellation)).ToList(), db.Database.GetMigrations().ToList());
        var unknown = applied.Except(known).ToList();
        if (unknown.Count > 0)
        {
            throw new InvalidOperationException($"This database was made by another version of the service ({unknown[^1]}), which this version cannot read. Demo data is made anew with --reset; anything else needs the version that made it.");
        }

        // Even with nothing to do, MigrateAsync compares the whole model with the migrations, which takes longer than any other step of a start.
        if (applied.Count < known.Count)
        {
            await db.Database.MigrateAsync(cancellation);
        }
    }

    private sealed class Factory<T>(IDbContextFactory<T> inner) : IDbContextFactory<FamilyLinkContext>
        where T : FamilyLinkContext
    {
        public FamilyLinkContext CreateDbContext() => inner.CreateDbContext();
    }
}

/// <summary>Sets each SQLite connection up for concurrent readers, one writer, and the durability asked for.</summary>
internal sealed class SqlitePragmas(string durability) : DbConnectionInterceptor
{
    // WAL with synchronous=FULL syncs the log at every commit; NORMAL leaves that to the operating system.
    private readonly string _sql =
        $"PRAGMA journal_mode=WAL; PRAGMA synchronous={(durability == "process" ? "NORMAL" : "FULL")}; PRAGMA busy_timeout=60000; PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY; PRAGMA wal_autocheckpoint=0;";

    public override void ConnectionOpened(System.Data.Common.DbConnection connection, ConnectionEndEventData eventData)
    {
        if (IsReadOnly(connection))
        {
            return;
        }

        using var command = connection.CreateCommand();
        command.CommandText = _sql;
        command.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(System.Data.Common.DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        if (IsReadOnly(connection))
        {
            return;
        }

        await using var command = connection.CreateCommand();
        command.CommandText = _sql;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    // EF looks whether the database is there over a read-only connection, which cannot turn a file that is not in WAL mode yet, such as a restored backup, into one.
    private static bool IsReadOnly(System.Data.Common.DbConnection connection) => connection.ConnectionString.Contains("Mode=ReadOnly", StringComparison.OrdinalIgnoreCase);
}
