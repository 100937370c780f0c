using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using FamilyLink.Channels.Simulator;
using FamilyLink.Channels.Twilio;
using FamilyLink.Channels.Twilio.Voice;
using FamilyLink.Data.Messages;
using FamilyLink.Data.People;
using FamilyLink.Messaging;
using FamilyLink.Messaging.Outbound;
using FamilyLink.Messaging.Recordings;
using FamilyLink.Tests.Infrastructure;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Xunit;

namespace FamilyLink.Tests.Messaging;

/// <summary>Calls that the service makes: neutral, in the safe hours, and never an alarm when nobody answers. One file past 300 lines: one father, one call, and how it can end.</summary>
public sealed class VoiceCallTests
{
    public static TheoryData<string> Databases => Infrastructure.Databases.All;

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S8_CallToTheKhmuFather_OpensNeutrally_AndTellsOnlyAfterTheCode(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var (row, father) = await CalledAsync(host);
        Assert.Equal(Channel.Voice, row.Channel);
        var opening = await father.AnswerAsync(row.Id);
        Assert.Equal(["kjg:opening.news", "kjg:opening.good-time", "kjg:voice.key-1", "kjg:opening.not-now", "kjg:voice.key-2", "kjg:opening.wrong", "kjg:voice.key-7", "kjg:choice.stop", "kjg:voice.key-9", "kjg:choice.person", "kjg:voice.key-0"], opening);
        Assert.Equal("kjg:verify.ask", (await father.PressAsync("1"))[0]);
        Assert.Equal("kjg:block.cared-for", (await father.PressAsync("862407#"))[0]);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task Call_AnsweredTwiceOrByAnotherNumberOrForNoMessage_SaysNothingNew(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var (row, father) = await CalledAsync(host);
        await father.AnswerAsync(row.Id);
        Assert.Equal(father.Document.Text, await father.AgainAsync());
        var other = new VoiceCaller(host, FamilyLinkHost.Stranger) { Called = true };
        Assert.Empty(await other.AnswerAsync(row.Id));
        Assert.Equal("Hangup", other.Document.Verbs.Single().Name.LocalName);
        Assert.Empty(await other.AnswerAsync(Guid.NewGuid()));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S17_AMachineAnswers_HearsNothing_AndIsTriedOnceMoreInTheNextSafeWindow(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var (row, father) = await CalledAsync(host);
        Assert.Empty(await father.AnswerAsync(row.Id, "machine_start"));
        Assert.Equal("Hangup", father.Document.Verbs.Single().Name.LocalName);
        await StatusAsync(host, row, "completed", "machine_start");

        var again = await RowsAsync(host);
        Assert.Equal([OutboundState.Undelivered, OutboundState.Waiting], again.Select(r => r.State));
        Assert.True(again[1].NotBefore > host.Now.AddHours(12));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S17_NoAnswerTwice_BecomesACaseworkersTaskAndNoThirdCall(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var (row, _) = await CalledAsync(host);
        await StatusAsync(host, row, "busy");
        await StatusAsync(host, row, "busy");
        Assert.False(await host.DbAsync(db => db.StaffTasks.AnyAsync(t => t.Kind == CallReports.NotAnsweredTask)));
        Assert.Equal(0, await DialledAsync(host));

        host.Clock.Forward(TimeSpan.FromHours(25));
        await host.Dispatcher.DrainAsync(CancellationToken.None);
        var second = (await RowsAsync(host))[1];
        Assert.Equal(OutboundState.Sent, second.State);
        await StatusAsync(host, second, "no-answer");
        Assert.Equal(2, (await RowsAsync(host)).Count);
        var task = await host.DbAsync(db => db.StaffTasks.SingleAsync(t => t.Kind == CallReports.NotAnsweredTask));
        Assert.Equal((Urgency.Normal, second.Id), (task.Urgency, task.OutboundId));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S18_TheLineDropsInTheMiddle_NothingFollows(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var (row, father) = await CalledAsync(host);
        await father.AnswerAsync(row.Id);
        await father.PressAsync("1");
        var tasks = await host.DbAsync(db => db.StaffTasks.CountAsync());
        await StatusAsync(host, row, "completed", "human");
        await StatusAsync(host, row, "busy");
        host.Clock.Forward(TimeSpan.FromDays(3));
        Assert.Equal(0, await DialledAsync(host));
        Assert.Equal([OutboundState.Delivered], (await RowsAsync(host)).Select(r => r.State));
        Assert.Equal(tasks, await host.DbAsync(db => db.StaffTasks.CountAsync()));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S19_NoSuchNumber_IsQuarantined(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var (row, _) = await CalledAsync(host);
        await StatusAsync(host, row, "failed", error: "21217");
        Assert.True(await host.DbAsync(db => db.ContactAddresses.AnyAsync(a => a.AddressHash == row.AddressHash && a.State == AddressState.Quarantined)));
        Assert.Single(await RowsAsync(host));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S2_ConsentToCallsTakenBack_NobodyIsCalled(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var father = await host.ContactAsync("FL-0003");
        await host.SaveAsync(async db =>
        {
            var yes = await db.Consents.AsNoTracking().SingleAsync(c => c.Purpose == ConsentPurpose.Voice && c.ContactId == father);
            db.Consents.Add(new Consent
            {
                CaseId = yes.CaseId,
                ContactId = yes.ContactId,
                Purpose = yes.Purpose,
                Voice = yes.Voice,
                Kind = yes.Kind,
                Decision = ConsentDecision.Refused,
                ExplainedBy = yes.ExplainedBy,
                Language = "lo",
                WordingVersion = "t",
                GivenAt = host.Now.AddSeconds(1),
                ExpiresAt = host.Now.AddYears(1),
            });
        });
        await host.Dispatcher.DrainAsync(CancellationToken.None);
        Assert.Equal((OutboundState.Cancelled, "gate:no-consent-to-calls"), ((await host.OpeningAsync("FL-0003")).State, (await host.OpeningAsync("FL-0003")).OutcomeCode));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task MissedCall_OfAStranger_IsRefusedUnansweredAndCalledBackOnceWithTheGeneralMenu(string database)
    {
        await using var host = CallBack(database);
        var caller = new VoiceCaller(host, FamilyLinkHost.Stranger);
        await caller.CallAsync();
        Assert.Equal(("Reject", "busy"), (caller.Document.Verbs.Single().Name.LocalName, (string?)caller.Document.Verbs.Single().Attribute("reason")));
        await caller.AgainAsync();
        await new VoiceCaller(host, FamilyLinkHost.Stranger).CallAsync();
        await host.Dispatcher.DrainAsync(CancellationToken.None);

        var row = await host.DbAsync(db => db.OutboundMessages.AsNoTracking().SingleAsync(m => m.CauseKind == MissedCalls.Kind));
        Assert.Equal(OutboundState.Sent, row.State);
        Assert.Equal("lo:menu.ask", (await new VoiceCaller(host, FamilyLinkHost.Stranger, SimulatorVoiceGateway.CallOf(row.Id)) { Called = true }.AnswerAsync(row.Id))[0]);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S5_MissedCall_OfAStranger_OfSomebodyKnown_AndAfterStop_IsRefusedAndCalledBackAlike(string database)
    {
        await using var host = CallBack(database);
        var hour = TimeZoneInfo.ConvertTimeFromUtc(host.Now, TimeZoneInfo.FindSystemTimeZoneById("Asia/Vientiane")).Hour;
        var from = (hour + 3) % 22;
        await host.PolicyAsync(await host.ContactAsync("FL-0001"), Channel.Voice, from, from + 1);
        await host.SmsAsync(FamilyLinkHost.Returned, "9");
        foreach (var number in (string[])[FamilyLinkHost.Stranger, FamilyLinkHost.Mother, FamilyLinkHost.Returned])
        {
            var caller = new VoiceCaller(host, number);
            await caller.CallAsync();
            Assert.Equal("Reject", caller.Document.Verbs.Single().Name.LocalName);
        }

        await host.Dispatcher.DrainAsync(CancellationToken.None);
        var rows = await host.DbAsync(db => db.OutboundMessages.AsNoTracking().Where(m => m.CauseKind == MissedCalls.Kind).ToListAsync());
        Assert.Equal([OutboundState.Sent, OutboundState.Sent, OutboundState.Sent], rows.Select(r => r.State));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S7_MissedCall_WhileSomebodyIsBeingForced_IsNotCalledBack(string database)
    {
        await using var host = CallBack(database);
        await host.SmsAsync(FamilyLinkHost.SharedPhone, "ດອກຈຳປາ");
        await new VoiceCaller(host, FamilyLinkHost.SharedPhone).CallAsync();
        await host.Dispatcher.DrainAsync(CancellationToken.None);
        Assert.Equal("gate:duress", await host.DbAsync(db => db.OutboundMessages.Where(m => m.CauseKind == MissedCalls.Kind).Select(m => m.OutcomeCode).SingleAsync()));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task MissedCall_FromACountryThatIsNotServed_IsAnsweredAndNeverDialled(string database)
    {
        // Somebody would be paid for such calls.
        await using var host = CallBack(database);
        Assert.Equal("lo:language.ask", (await new VoiceCaller(host, "+14155550123").CallAsync())[0]);
        Assert.False(await host.DbAsync(db => db.OutboundMessages.AnyAsync(m => m.CauseKind == MissedCalls.Kind)));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task Person_OnDuty_IsConnectedWithoutShowingEitherNumber_AndATaskRemains(string database)
    {
        await using var host = new FamilyLinkHost(database, builder => builder
            .UseSetting("Voice:DutyPhone", "+8562055559999").UseSetting("Voice:From", "+8562100000000")
            .UseSetting("FamilyLink:DutyFromHour", "0").UseSetting("FamilyLink:DutyToHour", "24"));
        var caller = new VoiceCaller(host, FamilyLinkHost.Stranger);
        await caller.CallAsync();
        await caller.PressAsync("0");
        var dial = Assert.Single(caller.Document.Verbs, v => v.Name.LocalName == "Dial");
        Assert.Equal(("+8562100000000", "+8562055559999"), (dial.Attribute("callerId")!.Value, dial.Element("Number")!.Value));
        Assert.DoesNotContain(FamilyLinkHost.Stranger[1..], caller.Document.Text, StringComparison.Ordinal);
        Assert.True(await host.DbAsync(db => db.StaffTasks.AnyAsync(t => t.Kind == "call-back")));

        var form = new Dictionary<string, string>(VoiceCaller.Form(caller.Call, FamilyLinkHost.Stranger)) { ["DialCallStatus"] = "no-answer" };
        using var after = await VoiceCaller.PostAsync(host, new Uri(dial.Attribute("action")!.Value).PathAndQuery, form);
        var names = VoiceCaller.NamesOf(host.Service<PromptLibrary>());
        Assert.Equal("lo:voice.nobody-answered", new TwimlDocument(await after.Content.ReadAsStringAsync()).Plays.Select(p => names[p[(p.LastIndexOf('/') + 1)..]]).First());
    }

    [Theory]
    [InlineData(201, """{"sid":"CA9"}""", typeof(SendOutcome.Accepted))]
    [InlineData(201, "{}", typeof(SendOutcome.Unknown))]
    [InlineData(201, "not json", typeof(SendOutcome.Unknown))]
    [InlineData(400, """{"code":21217}""", typeof(SendOutcome.Refused))]
    [InlineData(401, "", typeof(SendOutcome.ChannelStopped))]
    [InlineData(429, """{"code":20429}""", typeof(SendOutcome.RetryLater))]
    [InlineData(503, "", typeof(SendOutcome.Unknown))]
    public async Task TwilioCalls_EveryAnswer_IsAnOutcome(int status, string body, Type outcome)
    {
        var twilio = new Answering(status, body);
        Assert.IsType(outcome, await Gateway(twilio).SendAsync(new GatewayMessage(Guid.Empty, "tel:+8562055550103", "x", "kjg"), CancellationToken.None));
        Assert.Contains("MachineDetection=Enable", twilio.Asked, StringComparison.Ordinal);
        Assert.Contains("From=%2B15005550006", twilio.Asked, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("+8562055550103", "outbound-api", "2026-11-24T05:00:00Z", typeof(Settlement.Received))]
    [InlineData("+8562055550103", "outbound-api", "2026-11-24T04:00:00Z", typeof(Settlement.NotReceived))]
    [InlineData("+8562055550103", "inbound", "2026-11-24T05:00:00Z", typeof(Settlement.NotReceived))]
    [InlineData("+8562055550101", "outbound-api", "2026-11-24T05:00:00Z", typeof(Settlement.NotReceived))]
    public async Task TwilioCalls_WhoseAnswerWasLost_AreFoundByNumberAndTime(string to, string direction, string created, Type settlement)
    {
        var twilio = new Answering(200, $$"""{"calls":[{"sid":"CA9","to":"{{to}}","direction":"{{direction}}","date_created":"{{created}}"}]}""");
        Assert.IsType(settlement, await Gateway(twilio).SettleAsync(
            new GatewayMessage(Guid.Empty, "tel:+8562055550103", "x", "kjg"), new DateTime(2026, 11, 24, 5, 0, 0, DateTimeKind.Utc), _ => Task.FromResult(false), CancellationToken.None));
    }

    [Fact]
    public async Task Simulator_TelephoneRingsIsAnsweredAndKeyed()
    {
        await using var host = new FamilyLinkHost("sqlite");
        await host.Dispatcher.DrainAsync(CancellationToken.None);
        var page = await host.Web.GetStringAsync("/simulator");
        Assert.Matches("data-phone=\"\\+8562055550103\" data-ringing=\"[0-9a-f-]{36}\"", WebUtility.HtmlDecode(page));
        var token = Regex.Match(page, "__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"").Groups[1].Value;
        async Task<string> Step(string turn, string step, string keys = "")
        {
            using var answer = await host.Web.PostAsync("/simulator?handler=Call", new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["__RequestVerificationToken"] = token,
                ["phone"] = FamilyLinkHost.Father,
                ["call"] = "SIMCALL1",
                ["turn"] = turn,
                ["step"] = step,
                ["keys"] = keys,
            }));
            return await answer.Content.ReadAsStringAsync();
        }

        Assert.Contains("\"language\":\"kjg\",\"placeholder\":true", await Step("0", "answer"), StringComparison.Ordinal);
        Assert.Contains("\"input\":\"Secret\"", await Step("1", "keys", "1"), StringComparison.Ordinal);
        Assert.Contains("\"input\":\"Key\"", await Step("2", "keys", "862407"), StringComparison.Ordinal);
        Assert.Equal("null", await Step("3", "let-ring"));
    }

    private static FamilyLinkHost CallBack(string database) => new(database, builder => builder.UseSetting("Voice:Incoming", "CallBack"));

    private static async Task<(OutboundMessage Row, VoiceCaller Father)> CalledAsync(FamilyLinkHost host)
    {
        await host.Dispatcher.DrainAsync(CancellationToken.None);
        var row = await host.OpeningAsync("FL-0003");
        Assert.Equal(OutboundState.Sent, row.State);
        return (row, new VoiceCaller(host, FamilyLinkHost.Father, SimulatorVoiceGateway.CallOf(row.Id)) { Called = true });
    }

    private static async Task StatusAsync(FamilyLinkHost host, OutboundMessage row, string status, string? answeredBy = null, string? error = null)
    {
        var form = new Dictionary<string, string> { ["CallSid"] = SimulatorVoiceGateway.CallOf(row.Id), ["CallStatus"] = status };
        if (answeredBy is not null)
        {
            form["AnsweredBy"] = answeredBy;
        }

        if (error is not null)
        {
            form["ErrorCode"] = error;
        }

        using var response = await VoiceCaller.PostAsync(host, $"/twilio/status?m={row.Id:N}", form);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }

    private static async Task<List<OutboundMessage>> RowsAsync(FamilyLinkHost host)
    {
        var notice = await host.NoticeAsync("FL-0003");
        return await host.DbAsync(db => db.OutboundMessages.AsNoTracking().Where(m => m.CauseId == notice && m.Channel == Channel.Voice).OrderBy(m => m.CreatedAt).ToListAsync());
    }

    // How many calls a drain makes to the father.
    private static async Task<int> DialledAsync(FamilyLinkHost host)
    {
        var before = (await RowsAsync(host)).Sum(r => r.Attempts);
        await host.Dispatcher.DrainAsync(CancellationToken.None);
        return (await RowsAsync(host)).Sum(r => r.Attempts) - before;
    }

    private static TwilioVoiceGateway Gateway(Answering twilio)
    {
        var options = Options.Create(new TwilioOptions { AccountSid = "AC1", AuthToken = "t", From = "+15005550006" });
        return new(new TwilioApi(twilio, options, TimeProvider.System), options, Options.Create(new VoiceOptions()), Options.Create(new FamilyLinkOptions()));
    }

    private sealed class Answering(int status, string body) : HttpMessageHandler, IHttpMessageHandlerFactory
    {
        public HttpMessageHandler CreateHandler(string name) => this;

        public string Asked { get; private set; } = "";

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
            return new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        }
    }
}
