using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Tests.Infrastructure;

/// <summary>
/// The Demo database as the service itself makes it at its first start, made once a run for each engine; hosts start from a copy of it and of its key ring.
/// </summary>
internal static class DemoTemplate
{
    private const string Database = "familylink.db";
    private const string Keys = "keys";
    private const string Name = "familylink_demo";

    private static readonly Lazy<Task<string>> Sqlite = new(async () =>
    {
        var folder = Folder();
        await using var host = new FamilyLinkHost("sqlite", seed: true);
        await host.DbAsync(db => db.Database.ExecuteSqlAsync($"VACUUM INTO {Path.Combine(folder, Database)}"));
        CopyFiles(host.DataDirectory, folder, Keys);
        return folder;
    });

    private static readonly Lazy<Task<string>> Postgres = new(async () =>
    {
        var folder = Folder();
        await (await PostgresServer.SharedAsync()).MakeTemplateAsync(Name, async connectionString =>
        {
            await using var host = new FamilyLinkHost("sqlite", builder => builder
                .UseSetting("Database:Provider", "Postgres")
                .UseSetting("ConnectionStrings:FamilyLink", connectionString));
            CopyFiles(host.DataDirectory, folder, Keys);
        });
        return folder;
    });

    /// <summary>Copies database and key ring into a host's data directory.</summary>
    public static async Task CopyAsync(string dataDirectory)
    {
        var from = await Sqlite.Value;
        CopyFiles(from, dataDirectory, Keys);
        File.Copy(Path.Combine(from, Database), Path.Combine(dataDirectory, Database));
    }

    /// <summary>Copies the key ring into a host's data directory and the database on the run's server; returns the copy's connection string.</summary>
    public static async Task<string> CopyOnPostgresAsync(string dataDirectory)
    {
        CopyFiles(await Postgres.Value, dataDirectory, Keys);
        return await (await PostgresServer.SharedAsync()).CopyAsync(Name);
    }

    private static string Folder()
    {
        var folder = Directory.CreateTempSubdirectory("familylink-template-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, true);
        return folder;
    }

    private static void CopyFiles(string from, string to, string folder)
    {
        Directory.CreateDirectory(Path.Combine(to, folder));
        foreach (var file in Directory.GetFiles(Path.Combine(from, folder)))
        {
            File.Copy(file, Path.Combine(to, folder, Path.GetFileName(file)));
        }
    }
}
