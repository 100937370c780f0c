using FamilyLink.Channels.Twilio;
using FamilyLink.Data.Hosts;
using FamilyLink.Data.Messages;
using FamilyLink.Messaging;
using FamilyLink.Messaging.Outbound;
using FamilyLink.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace FamilyLink.Tests.Messaging;

/// <summary>A lease ends with its host: what an ended host held is taken back at once and settled first; what a living one holds waits for its lease.</summary>
public sealed class HostLeaseTests
{
    private const string Account = "AC0123456789abcdef0123456789abcdef";
    private const string To = FamilyLinkHost.Stranger;

    public static TheoryData<string> Databases => Infrastructure.Databases.All;

    [SkippableTheory]
    [MemberData(nameof(Databases))]
    public async Task HostEnded_RequestHadNotLeft_IsSentOnceWithoutWaitingForTheLease(string database)
    {
        await using var twilio = await TwilioDouble.StartAsync(Account, TwilioOptions.DemoAuthToken);
        await using var host = await HostAsync(database, twilio);
        var id = await LeasedAsync(host, Guid.NewGuid().ToString("N"));

        await host.Dispatcher.DrainAsync(CancellationToken.None);
        Assert.Equal((OutboundState.Unknown, "host-ended"), await StateAsync(host, id));
        Assert.Equal(0, twilio.Requests);
        host.Clock.Forward(TimeSpan.FromSeconds(10));
        await host.Dispatcher.DrainAsync(CancellationToken.None);

        Assert.Equal(1, twilio.Counts()[(To, "one")]);
        Assert.Equal(OutboundState.Sent, (await StateAsync(host, id)).State);
    }

    [SkippableTheory]
    [MemberData(nameof(Databases))]
    public async Task HostEnded_RequestHadArrived_IsNotSentAgain(string database)
    {
        await using var twilio = await TwilioDouble.StartAsync(Account, TwilioOptions.DemoAuthToken);
        await using var host = await HostAsync(database, twilio);
        await OutboundRows.WriteAsync(host, To, "one");
        await host.Dispatcher.DrainAsync(CancellationToken.None);
        var ended = Guid.NewGuid().ToString("N");
        await host.DbAsync(db => db.OutboundMessages.ExecuteUpdateAsync(m => m
            .SetProperty(x => x.State, OutboundState.Sending)
            .SetProperty(x => x.ProviderId, (string?)null)
            .SetProperty(x => x.LeasedUntil, host.Now.AddMinutes(2))
            .SetProperty(x => x.LeasedBy, ended + "/dispatch/1")));

        await host.Dispatcher.DrainAsync(CancellationToken.None);
        host.Clock.Forward(TimeSpan.FromSeconds(10));
        await host.Dispatcher.DrainAsync(CancellationToken.None);

        Assert.Equal(1, twilio.Counts()[(To, "one")]);
        Assert.Equal(1, twilio.Requests);
        Assert.Equal([OutboundState.Sent], await host.DbAsync(db => db.OutboundMessages.Select(m => m.State).ToListAsync()));
    }

    [SkippableTheory]
    [MemberData(nameof(Databases))]
    public async Task HostLives_ItsLeaseIsLeftAlone_UntilItEndsOrTheLeaseDoes(string database)
    {
        await using var twilio = await TwilioDouble.StartAsync(Account, TwilioOptions.DemoAuthToken);
        await using var host = await HostAsync(database, twilio);
        await using var other = await OtherAsync(host, database);
        var id = await LeasedAsync(host, other.Presence.Id);

        await host.Dispatcher.DrainAsync(CancellationToken.None);
        host.Clock.Forward(TimeSpan.FromSeconds(100));
        await host.Dispatcher.DrainAsync(CancellationToken.None);
        Assert.Equal(OutboundState.Sending, (await StateAsync(host, id)).State);

        await other.DisposeAsync();
        for (var tries = 0; tries < 100 && !await host.Service<HostPresence>().IsGoneAsync(other.Presence.Id, CancellationToken.None); tries++)
        {
            // PostgreSQL notices the end of a session a moment after it was closed.
            await Task.Delay(50);
        }

        await host.Dispatcher.DrainAsync(CancellationToken.None);
        Assert.Equal((OutboundState.Unknown, "host-ended"), await StateAsync(host, id));
    }

    [SkippableTheory]
    [MemberData(nameof(Databases))]
    public async Task LeaseRunsOut_OfALivingHost_IsSettledFirst(string database)
    {
        await using var twilio = await TwilioDouble.StartAsync(Account, TwilioOptions.DemoAuthToken);
        await using var host = await HostAsync(database, twilio);
        await using var other = await OtherAsync(host, database);
        var id = await LeasedAsync(host, other.Presence.Id);

        host.Clock.Forward(TimeSpan.FromMinutes(3));
        await host.Dispatcher.DrainAsync(CancellationToken.None);

        Assert.Equal(1, twilio.Counts()[(To, "one")]);
        Assert.Equal(OutboundState.Sent, (await StateAsync(host, id)).State);
    }

    [SkippableTheory]
    [MemberData(nameof(Databases))]
    public async Task RowTakenBack_WhileItsHolderWasHeldUp_MayNotLeaveAnyMore(string database)
    {
        await using var twilio = await TwilioDouble.StartAsync(Account, TwilioOptions.DemoAuthToken);
        await using var host = await HostAsync(database, twilio);
        var id = await LeasedAsync(host, host.Service<HostPresence>().Id);
        var held = await host.DbAsync(db => db.OutboundMessages.AsNoTracking().SingleAsync(m => m.Id == id));
        Assert.True(await host.Dispatcher.MayLeaveAsync(held, CancellationToken.None));

        await host.DbAsync(db => db.OutboundMessages.ExecuteUpdateAsync(m => m.SetProperty(x => x.LeasedBy, Guid.NewGuid().ToString("N") + "/settle/1")));

        Assert.False(await host.Dispatcher.MayLeaveAsync(held, CancellationToken.None));
        Assert.Equal(OutboundState.Sending, (await StateAsync(host, id)).State);
    }

    [SkippableTheory]
    [MemberData(nameof(Databases))]
    public async Task LeaseHalfOver_BeforeTheRequest_WaitsAgainInstead(string database)
    {
        await using var twilio = await TwilioDouble.StartAsync(Account, TwilioOptions.DemoAuthToken);
        await using var host = await HostAsync(database, twilio);
        var id = await LeasedAsync(host, host.Service<HostPresence>().Id);
        var held = await host.DbAsync(db => db.OutboundMessages.AsNoTracking().SingleAsync(m => m.Id == id));

        host.Clock.Forward(TimeSpan.FromSeconds(90));

        Assert.False(await host.Dispatcher.MayLeaveAsync(held, CancellationToken.None));
        Assert.Equal((OutboundState.Waiting, "late"), await StateAsync(host, id));
    }

    [SkippableTheory]
    [MemberData(nameof(Databases))]
    public async Task ProviderTookIt_AfterTheRowWasTakenBack_IsNotSentAgain(string database)
    {
        await using var twilio = await TwilioDouble.StartAsync(Account, TwilioOptions.DemoAuthToken);
        await using var host = await HostAsync(database, twilio);
        var id = await LeasedAsync(host, host.Service<HostPresence>().Id);
        var held = await host.DbAsync(db => db.OutboundMessages.AsNoTracking().SingleAsync(m => m.Id == id));
        await host.DbAsync(db => db.OutboundMessages.ExecuteUpdateAsync(m => m
            .SetProperty(x => x.LeasedBy, Guid.NewGuid().ToString("N") + "/settle/1")
            .SetProperty(x => x.State, OutboundState.Waiting)));

        await host.Service<OutcomeWriter>().WriteAsync(held, "twilio", new SendOutcome.Accepted("SM1"), _ => Task.CompletedTask);
        await host.Dispatcher.DrainAsync(CancellationToken.None);

        Assert.Equal(0, twilio.Requests);
        Assert.Equal(OutboundState.Sent, (await StateAsync(host, id)).State);
    }

    [Fact]
    public async Task RowDueInSeconds_WakesTheDispatcherThen_NotAtTheNextFullMinute()
    {
        await using var host = new FamilyLinkHost("sqlite", hangfire: true);
        var row = OutboundRows.To(host, To, "one");

        // Right before a full second: Hangfire counts whole ones, and would wake too early.
        row.NotBefore = new DateTime(host.Now.Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, DateTimeKind.Utc).AddSeconds(4.97);
        await host.SaveAsync(db =>
        {
            db.Add(row);
            return Task.CompletedTask;
        });
        host.Service<DispatchSchedule>().Wake();

        for (var tries = 0; tries < 150 && (await StateAsync(host, row.Id)).State != OutboundState.Sent; tries++)
        {
            await Task.Delay(100);
        }

        Assert.Equal(OutboundState.Sent, (await StateAsync(host, row.Id)).State);
    }

    [Fact]
    public async Task HostKilled_ItsLockFileStays_AndIsFoundUnlocked()
    {
        using var host = new FamilyLinkHost("sqlite");
        var killed = Guid.NewGuid().ToString("N");
        var file = Path.Combine(host.DataDirectory, "familylink.db-hosts", killed + ".lock");
        await File.WriteAllTextAsync(file, "");

        Assert.True(await host.Service<HostPresence>().IsGoneAsync(killed, CancellationToken.None));
        Assert.False(File.Exists(file));
    }

    [SkippableTheory]
    [MemberData(nameof(Databases))]
    public async Task SomebodyElsesName_IsNoHostThatEnded(string database)
    {
        using var host = new FamilyLinkHost(database);
        var presence = host.Service<HostPresence>();
        Assert.False(await presence.IsGoneAsync("a-machine", CancellationToken.None));
        Assert.False(await presence.IsGoneAsync("../keys", CancellationToken.None));
        Assert.False(await presence.IsGoneAsync(presence.Id, CancellationToken.None));
    }

    [SkippableFact]
    public async Task PostgresSessionLost_IsOpenedAgain_AndTheHostLives()
    {
        using var host = new FamilyLinkHost("postgres");
        var presence = host.Service<HostPresence>();
        await using var other = await OtherAsync(host, "postgres");
        Assert.False(await other.Presence.IsGoneAsync(presence.Id, CancellationToken.None));

        await host.DbAsync(db => db.Database.ExecuteSqlRawAsync(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"));

        for (var tries = 0; await other.Presence.IsGoneAsync(presence.Id, CancellationToken.None); tries++)
        {
            Assert.True(tries < 300, "The session was not opened again.");
            await Task.Delay(100);
        }
    }

    private static async Task<FamilyLinkHost> HostAsync(string database, TwilioDouble twilio)
    {
        var host = new FamilyLinkHost(database, builder => builder
            .UseSetting("Sms:Gateway", "Twilio")
            .UseSetting("Twilio:AccountSid", Account)
            .UseSetting("Twilio:From", "+15005550006")
            .UseSetting("Twilio:ApiBaseUrl", twilio.BaseUrl));
        await host.DbAsync(db => db.OutboundMessages.ExecuteDeleteAsync());
        return host;
    }

    // A row that some host has just begun to hand over.
    private static async Task<Guid> LeasedAsync(FamilyLinkHost host, string by)
    {
        var row = OutboundRows.To(host, To, "one");
        (row.State, row.LeasedBy, row.LeasedAt, row.LeasedUntil, row.Attempts) = (OutboundState.Sending, by + "/dispatch/1", host.Now, host.Now + Dispatcher.Lease, 1);
        await host.SaveAsync(db =>
        {
            db.Add(row);
            return Task.CompletedTask;
        });
        return row.Id;
    }

    private static Task<(OutboundState State, string? Code)> StateAsync(FamilyLinkHost host, Guid id) => host.DbAsync(async db =>
    {
        var row = await db.OutboundMessages.AsNoTracking().SingleAsync(m => m.Id == id);
        return (row.State, row.OutcomeCode);
    });

    private static async Task<OtherHost> OtherAsync(FamilyLinkHost host, string database)
    {
        HostPresence presence = database == "postgres"
            ? new PostgresHostPresence(await host.DbAsync(db => Task.FromResult(db.Database.GetConnectionString()!)), NullLogger<PostgresHostPresence>.Instance)
            : new FileHostPresence(Path.Combine(host.DataDirectory, "familylink.db-hosts"));
        await presence.StartAsync(CancellationToken.None);
        return new OtherHost(presence);
    }

    private sealed record OtherHost(HostPresence Presence) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            switch (Presence)
            {
                case IAsyncDisposable later:
                    await later.DisposeAsync();
                    break;
                case IDisposable now:
                    now.Dispose();
                    break;
            }
        }
    }
}
