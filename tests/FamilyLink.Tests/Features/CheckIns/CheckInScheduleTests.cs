using FamilyLink.Data.CheckIns;
using FamilyLink.Data.Messages;
using FamilyLink.Data.People;
using FamilyLink.Dialogs;
using FamilyLink.Features.CheckIns;
using FamilyLink.Localization;
using FamilyLink.Localization.Text;
using FamilyLink.Messaging;
using FamilyLink.Messaging.Outbound;
using FamilyLink.Tests.Infrastructure;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FamilyLink.Tests.Features.CheckIns;

/// <summary>Questions go out as agreed: each day, hour and window of a plan, on a moved clock, whatever happens to the service meanwhile.</summary>
public sealed class CheckInScheduleTests
{
    public static TheoryData<string> Databases => Infrastructure.Databases.All;

    public static TheoryData<string, string> Questions
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var opening in (string[])[Openings.CheckIn, Openings.CheckInFirst, Openings.CheckInThird, Openings.CheckInLast])
            {
                foreach (var language in (string[])["lo", "th", "en"])
                {
                    data.Add(opening, language);
                }
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(Questions))]
    public void Question_InEveryLanguage_IsOneSegment_AndOffersStop(string opening, string language)
    {
        var words = CheckInQuestion.Words(opening, Channel.Sms, language);
        Assert.Equal(1, SmsSegments.Count(words).Parts);
        Assert.Contains("9", words, StringComparison.Ordinal);
        Assert.Contains("\n1 ", words, StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task AYear_Played_AsksAtTheAgreedHourEightTimes_AndShallWeGoOnAfterTheLast(string database)
    {
        await using var stage = new CheckInStage(database);
        await stage.LastingAsync();
        for (var ordinal = 1; ordinal <= 8; ordinal++)
        {
            await stage.AskedAsync(ordinal);
            var reply = await stage.Host.SmsAsync(CheckInStage.Person, "1");
            Assert.Contains(Texts.Get(ordinal switch { 1 => "check-in.second-way", 8 => "check-in.go-on", _ => "check-in.how-often" }, "lo").Text, reply, StringComparison.Ordinal);
        }

        var sent = await stage.SentAsync();
        Assert.Equal(8, sent.Count);
        Assert.All(sent, s => Assert.Equal(18, s.At.Hour));
        Assert.Equal([3, 6], Enumerable.Range(1, 8).Where(i => sent[i - 1].Words == CheckInQuestion.Words(Openings.CheckInThird, Channel.Sms, "lo")));
        var start = (await stage.PlanAsync()).StartsOn.ToDateTime(default);
        Assert.Equal(
            [start.AddDays(3), start.AddDays(14), start.AddMonths(1), start.AddMonths(2), start.AddMonths(3), start.AddMonths(6), start.AddMonths(9), start.AddMonths(12)],
            sent.Select(s => s.At.Date));
        Assert.All(await stage.CheckInsAsync(), c => Assert.Equal((CheckInState.Answered, CheckInReply.Fine, 1), (c.State, c.Reply, c.Tries)));
        Assert.Empty(await stage.TasksAsync());

        await stage.Host.SmsAsync(CheckInStage.Person, "1");
        Assert.Equal(11, (await stage.CheckInsAsync()).Count);
        await stage.AskedAsync(9);
    }

    [Fact]
    public async Task S4_PlanEditedWhileItsQuestionIsOnItsWay_AsksOnceAtTheNewHour()
    {
        await using var stage = new CheckInStage();
        await stage.LastingAsync(fromHour: 6, toHour: 22);
        var plan = await stage.PlanAsync();
        var first = (await stage.CheckInsAsync())[0];
        stage.Host.Clock.Forward(first.DueAt - stage.Host.Now + TimeSpan.FromSeconds(1));

        // Written to the outbox, not handed over yet.
        await stage.QueueAsync();
        Assert.Equal(CheckInState.Queued, (await stage.CheckInsAsync())[0].State);
        await stage.Plans.ChangeAsync(plan.Id, plan.Version, await stage.StaffAsync(), new CheckInAgreement(Channel.Sms, 20 * 60, CheckInCalendar.EveryDay, "lo", plan.StartsOn, plan.Steps), CancellationToken.None);
        await stage.DrainAsync();
        Assert.Empty(await stage.SentAsync());
        await stage.AskedAsync(1);
        var sent = Assert.Single(await stage.SentAsync());
        Assert.Equal(20, sent.At.Hour);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task NothingRanForAMonth_TheNewestThatFellDueIsAsked_OnceAndNotAtNight(string database)
    {
        await using var stage = new CheckInStage(database);
        await stage.LastingAsync();
        var third = (await stage.CheckInsAsync())[2];
        stage.Host.Clock.Forward(third.DueAt - stage.Host.Now + TimeSpan.FromHours(8));
        await stage.DrainAsync();
        Assert.Empty(await stage.SentAsync());
        await stage.AskedAsync(3);
        var sent = Assert.Single(await stage.SentAsync());
        Assert.Equal(8, sent.At.Hour);
        Assert.Equal([CheckInState.NotSent, CheckInState.NotSent, CheckInState.Asked], (await stage.CheckInsAsync()).Take(3).Select(c => c.State));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task HangfiresStorage_LostInTheMiddle_LosesNoQuestion(string database)
    {
        await using var stage = new CheckInStage(database, builder => builder.ConfigureServices(services => services.AddSingleton<Hangfire.JobStorage>(_ => new Hangfire.InMemory.InMemoryStorage())));
        await stage.LastingAsync();
        await stage.AskedAsync(1);
        await stage.Host.SmsAsync(CheckInStage.Person, "1");
        using (var connection = stage.Host.Service<Hangfire.JobStorage>().GetConnection())
        {
            foreach (var job in connection.GetAllItemsFromSet("schedule"))
            {
                using var drop = connection.CreateWriteTransaction();
                drop.RemoveFromSet("schedule", job);
                drop.Commit();
            }

            Assert.Empty(connection.GetAllItemsFromSet("schedule"));
        }

        await stage.AskedAsync(2);
        Assert.Equal(2, (await stage.SentAsync()).Count);
    }

    [Theory]
    [InlineData("3d 2w 1m", true)]
    [InlineData("1d", true)]
    [InlineData("3d 3d", false)]
    [InlineData("2w 10d", false)]
    [InlineData("0d", false)]
    [InlineData("-3d", false)]
    [InlineData("3 d", false)]
    [InlineData("3x", false)]
    [InlineData("1000d", false)]
    [InlineData("", false)]
    [InlineData("໓d", false)]
    public void Steps_OutOfOrderOrNone_AreRefused(string steps, bool good) => Assert.Equal(good, CheckInCalendar.Steps(steps) is not null);

    [Theory]
    [InlineData("Europe/Berlin", "2027-03-28", 150, "2027-03-28T01:30:00Z")]
    [InlineData("Europe/Berlin", "2027-10-31", 150, "2027-10-31T00:30:00Z")]
    [InlineData("Asia/Vientiane", "2027-03-28", 150, "2027-03-27T19:30:00Z")]
    public void Hour_OnADayWhenClocksChange_IsAskedOnce_NotBeforeAndNotTwice(string zone, string day, int minute, string utc)
    {
        var plan = new CheckInPlan
        {
            CaseId = Guid.Empty,
            ContactId = Guid.Empty,
            Channel = Channel.Sms,
            Minute = minute,
            TimeZone = zone,
            Days = CheckInCalendar.EveryDay,
            Language = "lo",
            StartsOn = DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture).AddDays(-1),
            Steps = "1d",
            AgreedAt = default,
            RecordedBy = Guid.Empty,
        };
        Assert.Equal([DateTime.Parse(utc, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AdjustToUniversal)], CheckInCalendar.Times(plan, []));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WhileTheyTalkWithACaseworkerOrTheService_TheQuestionWaitsForTheNextDay(bool caseworker)
    {
        await using var stage = new CheckInStage();
        await stage.LastingAsync();
        var due = (await stage.CheckInsAsync())[0].DueAt;
        stage.Host.Clock.Forward(due - stage.Host.Now - TimeSpan.FromMinutes(10));
        await stage.Host.SmsAsync(CheckInStage.Person, "2");
        if (caseworker)
        {
            await stage.Host.DbAsync(db => db.Conversations.ExecuteUpdateAsync(c => c.SetProperty(x => x.HumanActiveSince, stage.Host.Now).SetProperty(x => x.LastInboundAt, stage.Host.Now.AddHours(-2))));
        }

        stage.Host.Clock.Forward(TimeSpan.FromMinutes(11));
        await stage.DrainAsync();
        Assert.Empty(await stage.SentAsync());
        Assert.Equal(due.AddDays(1), (await stage.CheckInsAsync())[0].DueAt);
        await stage.AskedAsync(1);
        Assert.Single(await stage.SentAsync());
    }

    [SkippableFact]
    public async Task TwoProcesses_OnOneDatabase_EachWakesAndAQuestionIsAskedOnce()
    {
        // Hangfire's own storage in PostgreSQL, so that either of them may be the one that wakes.
        await using var one = new FamilyLinkHost("postgres", hangfire: true);
        var connection = one.Service<Microsoft.Extensions.Configuration.IConfiguration>()["ConnectionStrings:FamilyLink"];
        await using var other = new FamilyLinkHost(
            "sqlite",
            builder => builder.UseSetting("Database:Provider", "Postgres").UseSetting("ConnectionStrings:FamilyLink", connection).UseSetting("FamilyLink:DataDirectory", one.DataDirectory),
            hangfire: true);
        var due = await one.DbAsync(db => db.Set<CheckIn>().Where(c => c.Ordinal == 1).Select(c => c.DueAt).SingleAsync());
        foreach (var host in (FamilyLinkHost[])[one, other])
        {
            host.Clock.Forward(due - host.Now + TimeSpan.FromSeconds(1));
        }

        one.Service<DispatchSchedule>().Wake();
        other.Service<DispatchSchedule>().Wake();
        for (var tries = 0; tries < 300 && !await one.DbAsync(db => db.Set<CheckIn>().AnyAsync(c => c.Ordinal == 1 && c.State == CheckInState.Asked)); tries++)
        {
            await Task.Delay(100);
        }

        Assert.Equal(CheckInState.Asked, await one.DbAsync(db => db.Set<CheckIn>().Where(c => c.Ordinal == 1).Select(c => c.State).SingleAsync()));
        Assert.Equal(OutboundState.Sent, await one.DbAsync(db => db.OutboundMessages.Where(m => m.CauseKind == CheckInQuestion.Kind).Select(m => m.State).SingleAsync()));
        Assert.Equal(1, await one.DbAsync(db => db.AuditEntries.CountAsync(a => a.Action == "check-in.queued")));
    }

    [Fact]
    public async Task FallsDueWhileADrainIsRunning_IsAskedRightAfterIt()
    {
        await using var host = new FamilyLinkHost("sqlite", builder => builder.ConfigureServices(services => services.AddSingleton<IDueWork, SlowWork>()), hangfire: true);
        await host.SaveAsync(async db => (await db.Set<CheckIn>().SingleAsync(c => c.Ordinal == 1)).DueAt = host.Now.AddSeconds(1));
        await host.SaveAsync(async db =>
        {
            foreach (var talk in await db.Conversations.ToListAsync())
            {
                talk.LastInboundAt = host.Now.AddDays(-1);
            }
        });
        host.Service<DispatchSchedule>().Wake();
        for (var tries = 0; tries < 100 && await host.DbAsync(db => db.Set<CheckIn>().AnyAsync(c => c.Ordinal == 1 && c.State != CheckInState.Asked)); tries++)
        {
            await Task.Delay(100);
        }

        Assert.Equal(CheckInState.Asked, await host.DbAsync(db => db.Set<CheckIn>().Where(c => c.Ordinal == 1).Select(c => c.State).SingleAsync()));
    }

    // Comes after the check-ins and takes longer than the next of them takes to fall due.
    private sealed class SlowWork : IDueWork
    {
        public Task RunAsync(CancellationToken cancellation) => Task.Delay(TimeSpan.FromSeconds(3), cancellation);
    }
}
