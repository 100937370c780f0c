using FamilyLink.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit;

namespace FamilyLink.Tests.Infrastructure;

/// <summary>The tools that other tests lean on do what they say.</summary>
public sealed class ToolsTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    // The worked example of Twilio's security page.
    private static readonly Dictionary<string, string> Form = new()
    {
        ["CallSid"] = "CA1234567890ABCDE",
        ["Caller"] = "+14158675309",
        ["Digits"] = "1234",
        ["From"] = "+14158675309",
        ["To"] = "+18005551212",
    };

    [SkippableFact]
    public async Task Oracle_TwiliosOwnExample_SignsAndValidatesIt()
    {
        Requires.Node();
        const string url = "https://mycompany.com/myapp.php?foo=1&bar=2";

        var signature = await NodeOracle.Shared.SignAsync("12345", url, Form);

        Assert.Equal("RSOYDt4T1cUTdK1PDd93/VVr8B8=", signature);
        Assert.True(await NodeOracle.Shared.ValidateAsync("12345", signature, url, Form));
        Assert.False(await NodeOracle.Shared.ValidateAsync("12346", signature, url, Form));
    }

    [SkippableFact]
    public async Task Oracle_EightyFourLaoLetters_AreTwoUcs2Segments()
    {
        Requires.Node();

        Assert.Equal(("UCS-2", 2), await NodeOracle.Shared.SegmentsAsync(new string('ກ', 84)));
        Assert.Equal(("GSM-7", 1), (await NodeOracle.Shared.SegmentsOfAllAsync(["STOP"]))[0]);
    }

    [Fact]
    public void Migrations_AreOneForEachDatabase_AndAgreeWithTheModel()
    {
        using var gate = new WriteGate(oneWriter: true);
        using var sqlite = new SqliteFamilyLinkContext(new DbContextOptionsBuilder<SqliteFamilyLinkContext>().UseSqlite("Data Source=:memory:").Options, gate, TimeProvider.System, FamilyLink.Data.Audit.AuditKey.None);
        using var postgres = new PostgresFamilyLinkContext(new DbContextOptionsBuilder<PostgresFamilyLinkContext>().UseNpgsql("Host=localhost").Options, gate, TimeProvider.System, FamilyLink.Data.Audit.AuditKey.None);
        foreach (var database in (FamilyLinkContext[])[sqlite, postgres])
        {
            Assert.EndsWith("_Initial", Assert.Single(database.Database.GetMigrations()), StringComparison.Ordinal);
            Assert.False(database.Database.HasPendingModelChanges());
        }
    }

    [SkippableFact]
    public async Task Postgres_FreshDatabase_IsMigratedAndEmpty()
    {
        Requires.Postgres();
        using var gate = new WriteGate(oneWriter: false);
        await using var db = new PostgresFamilyLinkContext(
            new DbContextOptionsBuilder<PostgresFamilyLinkContext>().UseNpgsql(database.ConnectionString).Options, gate, TimeProvider.System, FamilyLink.Data.Audit.AuditKey.None);

        Assert.Empty(await db.Database.GetPendingMigrationsAsync());
        Assert.Equal(0, await db.InboundMessages.CountAsync());
    }

    [SkippableFact]
    public async Task Postgres_ServerDisposed_LeavesNoFolder()
    {
        Requires.Postgres();
        var server = await PostgresServer.StartAsync(durable: true);
        var connection = new NpgsqlConnectionStringBuilder(await server.CreateDatabaseAsync()) { Pooling = false };
        await using (var open = new NpgsqlConnection(connection.ToString()))
        {
            await open.OpenAsync();
            await using var command = new NpgsqlCommand("SHOW fsync", open);
            Assert.Equal("on", await command.ExecuteScalarAsync());
        }

        await server.DisposeAsync();

        Assert.False(Directory.Exists(connection.Host));
    }

    [SkippableFact]
    public async Task RunIsKilled_WhatItStartedIsEnded_AndWhatHadEndedIsLeftAlone()
    {
        Skip.If(OperatingSystem.IsWindows(), "A shell waits for the end of the run.");
        var reaper = new Reaper();
        using var ended = reaper.Launch(new("/bin/true"));
        await ended.WaitForExitAsync();
        using var box = reaper.Launch(new("/bin/sleep", ["300"]));
        using var withChild = reaper.Launch(new("/bin/sh", ["-c", "sleep 301 & wait"]));

        reaper.Dispose();

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await box.WaitForExitAsync(patience.Token);
        await withChild.WaitForExitAsync(patience.Token);
        Assert.Equal(0, ended.ExitCode);
        Assert.Equal(137, box.ExitCode);
    }
}
