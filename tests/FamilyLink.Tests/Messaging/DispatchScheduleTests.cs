using FamilyLink.Messaging.Outbound;
using FamilyLink.Tests.Infrastructure;
using Hangfire;
using Hangfire.Common;
using Hangfire.InMemory;
using Hangfire.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace FamilyLink.Tests.Messaging;

/// <summary>What a killed process has left in Hangfire's storage keeps nobody from starting, and nothing from being drained.</summary>
public sealed class DispatchScheduleTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    [SkippableFact]
    public async Task ProcessKilledWhileItSetTheRecurringDrainUp_TheNextStartsAtOnce_AndSetsItUpWhenTheLockIsOld()
    {
        Requires.Postgres();
        var storage = DispatchSchedule.Storage(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Database:Provider"] = "postgres",
            ["ConnectionStrings:FamilyLink"] = database.ConnectionString,
        }).Build());
        await using (var connection = new NpgsqlConnection(database.ConnectionString))
        {
            await connection.OpenAsync();
            await using var left = new NpgsqlCommand(
                "INSERT INTO hangfire.lock (resource, updatecount, acquired) VALUES ('hangfire:lock:recurring-job:drain', 1, now() - interval '7 seconds')", connection);
            Assert.Equal(1, await left.ExecuteNonQueryAsync());
        }

        var schedule = new DispatchSchedule(new BackgroundJobClient(storage), new RecurringJobManager(storage), TimeProvider.System, NullLogger<DispatchSchedule>.Instance);
        var start = schedule.StartAsync(CancellationToken.None);

        Assert.False(start.IsCompleted, "The lock that was left is not looked at: this test shows nothing.");
        Assert.Equal(1, storage.GetMonitoringApi().GetStatistics().Enqueued);
        await start.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal("drain", Assert.Single(Recurring(storage)).Id);
    }

    [Fact]
    public async Task RecurringDrainCannotBeSetUp_ItIsTriedAgain()
    {
        var storage = new InMemoryStorage();
        var manager = new FailsOnce(new RecurringJobManager(storage));

        await new DispatchSchedule(new BackgroundJobClient(storage), manager, TimeProvider.System, NullLogger<DispatchSchedule>.Instance)
            .StartAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(2, manager.Tries);
        Assert.Equal("drain", Assert.Single(Recurring(storage)).Id);
    }

    private static List<RecurringJobDto> Recurring(JobStorage storage)
    {
        using var connection = storage.GetConnection();
        return connection.GetRecurringJobs();
    }

    private sealed class FailsOnce(RecurringJobManager manager) : IRecurringJobManager
    {
        public int Tries { get; private set; }

        public void AddOrUpdate(string recurringJobId, Job job, string cronExpression, RecurringJobOptions options)
        {
            if (++Tries == 1)
            {
                throw new DistributedLockTimeoutException(recurringJobId);
            }

            manager.AddOrUpdate(recurringJobId, job, cronExpression, options);
        }

        public void Trigger(string recurringJobId) => manager.Trigger(recurringJobId);

        public void RemoveIfExists(string recurringJobId) => manager.RemoveIfExists(recurringJobId);
    }
}
