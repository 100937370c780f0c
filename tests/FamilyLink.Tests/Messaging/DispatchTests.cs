using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using FamilyLink.Data.Messages;
using FamilyLink.Data.People;
using FamilyLink.Messaging;
using FamilyLink.Messaging.Outbound;
using FamilyLink.Tests.Channels.BotFramework;
using FamilyLink.Tests.Infrastructure;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FamilyLink.Tests.Messaging;

/// <summary>
/// One provider that hangs, is away or refuses the service holds up nobody but those who wait for it, and nothing is given up or said twice because of it.
/// One file past 300 lines: each test is one way in which a provider fails.
/// </summary>
public sealed class DispatchTests
{
    private const string Duty = "+8562055550301";
    private const string Second = "+8562055550302";

    public static TheoryData<string> Databases => Infrastructure.Databases.All;

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task AProviderThatHangs_HoldsUpNeitherOtherChannels_NorAlarms_NorTheNextDrain(string database)
    {
        using var open = new SemaphoreSlim(0);
        var sms = new Lent(Channel.Sms, async m =>
        {
            if (m.Body == "hangs")
            {
                await open.WaitAsync(TimeSpan.FromSeconds(60));
            }

            return new SendOutcome.Accepted(m.Id.ToString("N"));
        });
        var voice = new Lent(Channel.Voice, m => Task.FromResult<SendOutcome>(new SendOutcome.Accepted(m.Id.ToString("N"))));
        await using var host = await HostAsync(database, sms, voice);
        await AddAsync(host, "hangs", purpose: OutboundPurpose.DutyAlert);
        await AddAsync(host, "hangs", purpose: OutboundPurpose.DutyAlert);
        await AddAsync(host, "a call", Channel.Voice, OutboundPurpose.DutyAlert);
        var first = Task.Run(() => host.Dispatcher.DrainAsync(CancellationToken.None));
        await UntilAsync(() => voice.Sent.Contains("a call"));

        // A later one, of the same channel, and another drain: neither waits for what hangs.
        await AddAsync(host, "an alarm", purpose: OutboundPurpose.DutyAlert);
        await host.Dispatcher.DrainAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Contains("an alarm", sms.Sent);
        Assert.False(first.IsCompleted);
        open.Release(2);
        await first;
        Assert.Equal(["a call", "an alarm", "hangs", "hangs"], voice.Sent.Concat(sms.Sent).Order(StringComparer.Ordinal));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task DueWorkThatTakesLong_KeepsNoAlarmBack(string database)
    {
        var sms = new Lent(Channel.Sms, m => Task.FromResult<SendOutcome>(new SendOutcome.Accepted(m.Id.ToString("N"))));
        var work = new LongWork();
        await using var host = new FamilyLinkHost(database, web => web.ConfigureServices(services =>
        {
            Only(services, sms);
            services.AddSingleton<IDueWork>(work);
        }));
        await AddAsync(host, "an alarm", purpose: OutboundPurpose.DutyAlert);
        var woken = WakeAsync(host);
        await UntilAsync(() => sms.Sent.Contains("an alarm"));
        Assert.False(woken.IsCompleted);
        await AddAsync(host, "what the work wrote");
        work.End();
        await woken;
        Assert.Equal(["an alarm", "what the work wrote"], sms.Sent.Where(words => words.StartsWith("an alarm", StringComparison.Ordinal) || words.StartsWith("what", StringComparison.Ordinal)));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task HandOffsWithoutAnAnswer_AreSettledSideBySide(string database)
    {
        var asked = 0;
        var most = 0;
        var sms = new Lent(Channel.Sms, _ => Task.FromResult<SendOutcome>(new SendOutcome.Unknown("lost")), async () =>
        {
            var now = Interlocked.Increment(ref asked);
            most = Math.Max(most, now);
            await Task.Delay(200);
            Interlocked.Decrement(ref asked);
            return new Settlement.Received(Guid.NewGuid().ToString("N"));
        });
        await using var host = await HostAsync(database, sms);
        for (var i = 0; i < 12; i++)
        {
            await AddAsync(host, "x", number: $"+85620555504{i:00}");
        }

        await host.Dispatcher.DrainAsync(CancellationToken.None);
        host.Clock.Forward(TimeSpan.FromMinutes(1));
        await host.Dispatcher.DrainAsync(CancellationToken.None);
        Assert.InRange(most, 2, 8);
        Assert.Equal(12, await host.DbAsync(db => db.OutboundMessages.CountAsync(m => m.CauseKind == "test" && m.State == OutboundState.Sent)));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task GatewayAwayForHours_NothingIsGivenUp_OneAlarmSaysSo_AndAllGoesOnByItself(string database)
    {
        var away = true;
        var sms = new Lent(Channel.Sms, m => Task.FromResult<SendOutcome>(away ? new SendOutcome.RetryLater(TimeSpan.FromSeconds(30), "no-connection") : new SendOutcome.Accepted(m.Id.ToString("N"))));
        await using var host = await HostAsync(database, sms);
        await AddAsync(host, "news", purpose: OutboundPurpose.DutyAlert);
        await AddAsync(host, "an answer");
        for (var minutes = 0; minutes < 180; minutes += 2)
        {
            await host.Dispatcher.DrainAsync(CancellationToken.None);
            host.Clock.Forward(TimeSpan.FromMinutes(2));
        }

        Assert.Equal(1, await host.DbAsync(db => db.StaffTasks.CountAsync(t => t.Kind == "channel-away-sms")));
        Assert.Equal(2, await host.DbAsync(db => db.OutboundMessages.CountAsync(m => m.CauseKind == "test" && m.State == OutboundState.Waiting)));
        away = false;
        host.Clock.Forward(TimeSpan.FromMinutes(5));
        await host.Dispatcher.DrainAsync(CancellationToken.None);
        Assert.Equal(["an answer", "news"], sms.Sent.Order(StringComparer.Ordinal));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task GatewayRefusesTheService_ItIsAskedOnce_OneAlarm_AndTheMessagesWait(string database)
    {
        var asked = 0;
        var refuses = true;
        var sms = new Lent(Channel.Sms, m =>
        {
            asked++;
            return Task.FromResult<SendOutcome>(refuses ? new SendOutcome.ChannelStopped("twilio:30034") : new SendOutcome.Accepted(m.Id.ToString("N")));
        });
        await using var host = await HostAsync(database, sms);
        await AddAsync(host, "first");
        await host.Dispatcher.DrainAsync(CancellationToken.None);
        for (var i = 0; i < 60; i++)
        {
            await AddAsync(host, $"{i}", number: $"+85620555504{i:00}");
        }

        await host.Dispatcher.DrainAsync(CancellationToken.None);
        Assert.Equal(1, asked);
        Assert.Equal(1, await host.DbAsync(db => db.StaffTasks.CountAsync(t => t.Kind == "channel-stopped")));
        refuses = false;
        host.Clock.Forward(TimeSpan.FromMinutes(16));
        await host.Dispatcher.DrainAsync(CancellationToken.None);
        Assert.Equal(61, await host.DbAsync(db => db.OutboundMessages.CountAsync(m => m.CauseKind == "test" && m.State == OutboundState.Sent)));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task AnswerThatHadToWait_IsNotOvertakenByALaterOne(string database)
    {
        var busy = true;
        var sms = new Lent(Channel.Sms, m => Task.FromResult<SendOutcome>(busy ? new SendOutcome.RetryLater(TimeSpan.FromSeconds(6), "429") : new SendOutcome.Accepted(m.Id.ToString("N"))));
        await using var host = await HostAsync(database, sms);
        await host.SmsAsync(FamilyLinkHost.Stranger, "hello");
        var conversation = await host.DbAsync(db => db.Conversations.OrderByDescending(c => c.LastInboundAt).Select(c => c.Id).FirstAsync());
        await AddAsync(host, "one", conversation: conversation);
        await host.Dispatcher.DrainAsync(CancellationToken.None);
        busy = false;
        host.Clock.Forward(TimeSpan.FromSeconds(1));
        await AddAsync(host, "two", conversation: conversation);
        await host.Dispatcher.DrainAsync(CancellationToken.None);
        Assert.Empty(sms.Sent);
        host.Clock.Forward(TimeSpan.FromSeconds(10));
        await host.Dispatcher.DrainAsync(CancellationToken.None);
        Assert.Equal(["one", "two"], sms.Sent);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task ReportThatTheQueueWasFull_SendsItAgain_ButNothingThatWasCancelledMeanwhile(string database)
    {
        var sms = new Lent(Channel.Sms, m => Task.FromResult<SendOutcome>(new SendOutcome.Accepted("P1")));
        await using var host = await HostAsync(database, sms);
        await AddAsync(host, "an answer");
        await host.Dispatcher.DrainAsync(CancellationToken.None);
        var id = await host.DbAsync(db => db.OutboundMessages.Where(m => m.CauseKind == "test").Select(m => m.Id).SingleAsync());
        Task Report() => host.Service<DeliveryReports>().ApplyAsync("lent", "P1", id, DeliveryMeaning.Again, "kannel:dlr-16");
        Task<OutboundState> State() => host.DbAsync(db => db.OutboundMessages.Where(m => m.Id == id).Select(m => m.State).SingleAsync());
        await Report();
        Assert.Equal(OutboundState.Waiting, await State());
        await host.DbAsync(db => db.OutboundMessages.Where(m => m.Id == id).ExecuteUpdateAsync(m => m.SetProperty(x => x.State, OutboundState.Cancelled)));
        await Report();
        Assert.Equal(OutboundState.Cancelled, await State());
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task RateOfAGateway_IsKept_AndAnAlarmPassesTheNews(string database)
    {
        var sms = new Lent(Channel.Sms, m => Task.FromResult<SendOutcome>(new SendOutcome.Accepted(m.Id.ToString("N"))));
        await using var host = new FamilyLinkHost(database, web => web.UseSetting("Dispatch:PerSecond:Sms", "5").ConfigureServices(services => Only(services, sms)));
        await host.DbAsync(db => db.OutboundMessages.ExecuteUpdateAsync(m => m.SetProperty(x => x.State, OutboundState.Cancelled)));
        for (var i = 0; i < 12; i++)
        {
            await AddAsync(host, $"question {i}", purpose: OutboundPurpose.StaffAnswer, number: $"+85620555504{i:00}");
        }

        await host.DbAsync(db => db.OutboundMessages.Where(m => m.CauseKind == "test").ExecuteUpdateAsync(m => m.SetProperty(x => x.Priority, (int)OutboundPurpose.CheckIn).SetProperty(x => x.Purpose, OutboundPurpose.DutyAlert)));
        await AddAsync(host, "an alarm", purpose: OutboundPurpose.DutyAlert);
        var since = Stopwatch.StartNew();
        await host.Dispatcher.DrainAsync(CancellationToken.None);

        // Five at once, and the rest five a second: never sooner.
        Assert.True(since.Elapsed > TimeSpan.FromSeconds(1));
        Assert.Equal(13, sms.Sent.Count);
        Assert.Contains("an alarm", sms.Sent.Take(10));
    }

    [SkippableFact]
    public async Task RateOfAGateway_IsOneForAllProcesses()
    {
        Requires.Postgres();
        var sms = new Lent(Channel.Sms, m => Task.FromResult<SendOutcome>(new SendOutcome.Accepted(m.Id.ToString("N"))));
        await using var one = new FamilyLinkHost("postgres", web => web.UseSetting("Dispatch:PerSecond:Sms", "5").ConfigureServices(services => Only(services, sms)));
        var connection = one.Service<IConfiguration>().GetConnectionString("FamilyLink");
        await using var other = new FamilyLinkHost("sqlite", web => web.UseSetting("FamilyLink:DataDirectory", one.DataDirectory).UseSetting("Database:Provider", "Postgres")
            .UseSetting("ConnectionStrings:FamilyLink", connection).UseSetting("Dispatch:PerSecond:Sms", "5").ConfigureServices(services => Only(services, sms)));
        await one.DbAsync(db => db.OutboundMessages.ExecuteUpdateAsync(m => m.SetProperty(x => x.State, OutboundState.Cancelled)));
        for (var i = 0; i < 15; i++)
        {
            await AddAsync(one, $"{i}", purpose: OutboundPurpose.DutyAlert, number: $"+85620555504{i:00}");
        }

        var since = Stopwatch.StartNew();
        await Task.WhenAll(one.Dispatcher.DrainAsync(CancellationToken.None), other.Dispatcher.DrainAsync(CancellationToken.None));
        Assert.True(since.Elapsed > TimeSpan.FromSeconds(0.8));
        Assert.Equal(15, sms.Sent.Distinct().Count());
        Assert.Equal(15, sms.Sent.Count);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task Messenger429_RepliesKeepTheirOrder_AndTheStopIsConfirmed(string database)
    {
        await using var stage = new BotStage(database);
        var busy = true;
        stage.World.Connector = _ =>
        {
            if (!busy)
            {
                return null;
            }

            var answer = new HttpResponseMessage(HttpStatusCode.TooManyRequests) { Content = new StringContent("{}") };
            answer.Headers.Add("Retry-After", "6");
            return answer;
        };
        (await stage.PostAsync(BotStage.Message("1", "ສະບາຍດີ"))).Dispose();
        await stage.ReplyAsync(OutboundState.Waiting);
        var due = await stage.Host.DbAsync(db => db.OutboundMessages.Where(m => m.Channel == Channel.Messenger).Select(m => m.NotBefore).SingleAsync());
        Assert.InRange(due - stage.Host.Now, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(12));
        (await stage.PostAsync(BotStage.Message("1", "STOP"))).Dispose();
        await UntilAsync(async () => await stage.Host.DbAsync(db => db.OutboundMessages.CountAsync(m => m.Channel == Channel.Messenger && m.State == OutboundState.Sending)) == 0);
        busy = false;
        stage.Host.Clock.Forward(TimeSpan.FromSeconds(40));
        await stage.Host.Dispatcher.DrainAsync(CancellationToken.None);
        var said = stage.World.ToConnector[^1].Text;
        Assert.Contains("ເຮົາຈະບໍ່ຂຽນຫາທ່ານ", said, StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task DutyPhoneThatCannotBeReached_TheNextRingsAtOnce_AndTheConsoleSaysWhich(string database)
    {
        foreach (var refusal in new SendOutcome[] { new SendOutcome.Refused("twilio:21211", true), new SendOutcome.OptedOut("twilio:21610") })
        {
            var sms = new Lent(Channel.Sms, m => Task.FromResult(m.Address.EndsWith(Duty, StringComparison.Ordinal) ? refusal : new SendOutcome.Accepted(m.Id.ToString("N"))));
            await using var host = await HostAsync(database, sms);
            await host.SmsAsync(FamilyLinkHost.Stranger, "ລາວທຸບຕີຂ້ອຍ ຢູ່ບ້ານດອນ");
            await WakeAsync(host);
            await WakeAsync(host);
            Assert.Equal(["tel:" + Second], sms.To.Where(t => t != "tel:" + Duty));
            Assert.Equal(0, await host.DbAsync(db => db.Suppressions.CountAsync()));
            var worker = await ConsoleBrowser.SignInAsync(host, "caseworker@demo.local");
            Assert.Contains("first duty phone is not reached", await worker.ReadAsync("/tasks"), StringComparison.Ordinal);
        }
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S3_OptedOutAtTheProvider_ByAnswerOrByReport_ClosesEveryWay_AndStartOpensThemAgain(string database)
    {
        foreach (var byReport in new[] { false, true })
        {
            var sms = new Lent(Channel.Sms, m => Task.FromResult<SendOutcome>(byReport ? new SendOutcome.Accepted("SM1") : new SendOutcome.OptedOut("twilio:21610")));
            await using var host = Host(database, sms);
            var mother = await host.ContactAsync("FL-0001");
            await host.Dispatcher.DrainAsync(CancellationToken.None);
            if (byReport)
            {
                var opening = await host.OpeningAsync("FL-0001");
                await host.Service<DeliveryReports>().ApplyAsync("lent", opening.ProviderId!, opening.Id, DeliveryMeaning.OptedOut, "twilio:21610");
            }

            Assert.NotNull(await host.DbAsync(db => db.Contacts.Where(c => c.Id == mother).Select(c => c.OptedOutAt).SingleAsync()));
            var addresses = await host.DbAsync(db => db.ContactAddresses.Where(a => a.ContactId == mother).Select(a => a.AddressHash).ToListAsync());
            Assert.Equal(addresses.Count, await host.DbAsync(db => db.Suppressions.CountAsync(s => addresses.Contains(s.AddressHash))));
            await host.SmsAsync(FamilyLinkHost.Mother, "START");
            Assert.Equal(0, await host.DbAsync(db => db.Suppressions.CountAsync()));
            Assert.Null(await host.DbAsync(db => db.Contacts.Where(c => c.Id == mother).Select(c => c.OptedOutAt).SingleAsync()));
        }
    }

    [Theory]
    [InlineData("ARRET")]
    [InlineData("REVOKE")]
    [InlineData("OPTOUT")]
    [InlineData("parar por favor")]
    public async Task S3_WordsThatOnlyTheProviderKnows_AreAStop(string body)
    {
        await using var host = new FamilyLinkHost("sqlite");
        var form = FamilyLinkHost.Form(FamilyLinkHost.Stranger, body);
        form["OptOutType"] = "STOP";
        (await host.PostSmsAsync(form)).Dispose();
        Assert.Equal(1, await host.DbAsync(db => db.Suppressions.CountAsync()));
        form = FamilyLinkHost.Form(FamilyLinkHost.Stranger, "OUI");
        form["OptOutType"] = "START";
        (await host.PostSmsAsync(form)).Dispose();
        Assert.Equal(0, await host.DbAsync(db => db.Suppressions.CountAsync()));
    }

    // Without the openings that Demo's people wait for.
    private static async Task<FamilyLinkHost> HostAsync(string database, params Lent[] gateways)
    {
        var host = Host(database, gateways);
        await host.DbAsync(db => db.OutboundMessages.ExecuteUpdateAsync(m => m.SetProperty(x => x.State, OutboundState.Cancelled)));
        return host;
    }

    private static FamilyLinkHost Host(string database, params Lent[] gateways) => new(database, web =>
    {
        web.UseSetting("Duty:Phones:0", Duty).UseSetting("Duty:Phones:1", Second);
        web.ConfigureServices(services => Only(services, gateways));
    });

    private static void Only(IServiceCollection services, params Lent[] gateways)
    {
        foreach (var simulated in services.Where(s => s.ServiceType == typeof(IMessageGateway)).ToList())
        {
            services.Remove(simulated);
        }

        foreach (var gateway in gateways)
        {
            services.AddSingleton<IMessageGateway>(gateway);
        }
    }

    private static async Task AddAsync(FamilyLinkHost host, string body, Channel channel = Channel.Sms, OutboundPurpose purpose = OutboundPurpose.Reply, string number = "+8562055550400", Guid? conversation = null)
    {
        var row = OutboundRows.To(host, number, body);
        await host.SaveAsync(db =>
        {
            db.Add(new OutboundMessage
            {
                SendKey = row.SendKey,
                Channel = channel,
                AddressHash = row.AddressHash,
                Address = row.Address,
                PersonKeyId = row.PersonKeyId,
                ConversationId = conversation,
                Body = row.Body,
                Language = "lo",
                Purpose = purpose,
                Priority = (int)purpose,
                CauseKind = "test",
                NotBefore = row.NotBefore,
                ExpiresAt = row.ExpiresAt,
                CreatedAt = row.CreatedAt,
                State = OutboundState.Waiting,
                StateAt = row.StateAt,
            });
            return Task.CompletedTask;
        });
    }

    private static async Task WakeAsync(FamilyLinkHost host)
    {
        using var scope = host.Services.CreateScope();
        await scope.ServiceProvider.GetRequiredService<DrainJob>().RunAsync(CancellationToken.None);
    }

    private static Task UntilAsync(Func<bool> holds) => UntilAsync(() => Task.FromResult(holds()));

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        for (var since = Stopwatch.StartNew(); !await holds();)
        {
            Assert.True(since.Elapsed < TimeSpan.FromSeconds(30), "It did not come to pass in half a minute.");
            await Task.Delay(20);
        }
    }

    private sealed class Lent(Channel channel, Func<GatewayMessage, Task<SendOutcome>> send, Func<Task<Settlement>>? settle = null) : IMessageGateway
    {
        private readonly ConcurrentQueue<string> _sent = new();
        private readonly ConcurrentQueue<string> _to = new();

        public ConcurrentQueue<string> Sent => _sent;

        public ConcurrentQueue<string> To => _to;

        public string Provider => "lent";

        public Channel Channel => channel;

        public async Task<SendOutcome> SendAsync(GatewayMessage message, CancellationToken cancellation)
        {
            _to.Enqueue(message.Address);
            var outcome = await send(message);
            if (outcome is SendOutcome.Accepted)
            {
                _sent.Enqueue(message.Body);
            }

            return outcome;
        }

        public Task<Settlement> SettleAsync(GatewayMessage message, DateTime since, Func<string, Task<bool>> isAnothers, CancellationToken cancellation) =>
            settle?.Invoke() ?? Task.FromResult<Settlement>(new Settlement.CannotTell("lent"));
    }

    private sealed class LongWork : IDueWork
    {
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void End() => _ended.SetResult();

        public Task RunAsync(CancellationToken cancellation) => _ended.Task.WaitAsync(TimeSpan.FromSeconds(60), cancellation);
    }
}
