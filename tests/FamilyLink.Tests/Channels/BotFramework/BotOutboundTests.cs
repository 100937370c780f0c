using System.Net;
using FamilyLink.Data.Messages;
using FamilyLink.Data.People;
using FamilyLink.Messaging;
using FamilyLink.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FamilyLink.Tests.Channels.BotFramework;

/// <summary>When the service speaks first on Messenger, how it calls the connector, and what it does when the connector says no.</summary>
public sealed class BotOutboundTests
{
    // As Messenger says it, by way of the connector.
    private const string Blocked = "{\"error\":{\"code\":\"ServiceError\",\"message\":\"(#551) This person isn't available right now.\"}}";

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Opening_GoesWhereTheyWroteLast_Neutrally_AndTheTalkGoesOn(string database)
    {
        await using var stage = new BotStage(database);
        await ReadyAsync(stage);
        await stage.Host.Dispatcher.DrainAsync(CancellationToken.None);
        await stage.Host.Dispatcher.DrainAsync(CancellationToken.None);

        var call = Assert.Single(stage.World.ToConnector);
        Assert.Equal($"/v3/conversations/{BotStage.MothersAccount}-1010/activities", call.Path);
        Assert.Contains("ຕອນນີ້ສະດວກບໍ", call.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("ດູແລ", call.Body, StringComparison.Ordinal);
        Assert.Null(call.Json["replyToId"]);
        Assert.Equal((Channel.Messenger, OutboundState.Sent), await OpeningAsync(stage));

        Assert.Contains("ຄຳລັບ", BotStoryTests.Words(await stage.SaysAsync(BotStage.MothersAccount, "1")), StringComparison.Ordinal);
        Assert.Contains("ຄົນດູແລ", BotStoryTests.Words(await stage.SaysAsync(BotStage.MothersAccount, FamilyLinkHost.MothersCode)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(23 * 60 + 59, Channel.Messenger)]
    [InlineData(24 * 60, Channel.Sms)]
    [InlineData(72 * 60, Channel.Sms)]
    public async Task Messengers24Hours_OutsideThemTheNextAllowedWayIsTaken_NeverATag(int minutesLater, Channel channel)
    {
        await using var stage = new BotStage();
        await ReadyAsync(stage);
        stage.Host.Clock.Forward(TimeSpan.FromMinutes(minutesLater) - TimeSpan.FromSeconds(30));
        if (channel == Channel.Sms)
        {
            stage.Host.Clock.Forward(TimeSpan.FromSeconds(31));
        }

        await stage.Host.Dispatcher.DrainAsync(CancellationToken.None);
        Assert.Equal((channel, OutboundState.Sent), await OpeningAsync(stage));
        Assert.Equal(channel == Channel.Messenger ? 1 : 0, stage.World.ToConnector.Count);
        Assert.DoesNotContain(stage.World.Calls, c => c.Body.Contains("tag", StringComparison.OrdinalIgnoreCase) || c.Body.Contains("HUMAN_AGENT", StringComparison.Ordinal));
        Assert.Equal(0, await BlockedAsync(stage));
    }

    [Fact]
    public async Task OutsideTheWindow_TextMessagesNotAllowed_TheyAreCalled()
    {
        await using var stage = new BotStage();
        await ReadyAsync(stage, sms: false);
        stage.Host.Clock.Forward(TimeSpan.FromHours(25));
        await stage.Host.Dispatcher.DrainAsync(CancellationToken.None);
        Assert.Equal((Channel.Voice, OutboundState.Sent), await OpeningAsync(stage));
        Assert.Equal(0, await BlockedAsync(stage));
    }

    [Fact]
    public async Task S1_OutsideTheWindow_AndNoOtherWayAllowed_NothingLeaves_ACaseworkerIsTold()
    {
        await using var stage = new BotStage();
        await ReadyAsync(stage, sms: false, voice: false);
        stage.Host.Clock.Forward(TimeSpan.FromHours(25));
        await stage.Host.Dispatcher.DrainAsync(CancellationToken.None);
        Assert.Equal((Channel.Messenger, OutboundState.Refused), await OpeningAsync(stage));
        Assert.Empty(stage.World.ToConnector);
        Assert.Equal(1, await BlockedAsync(stage));
    }

    [Theory]
    [InlineData(HttpStatusCode.Forbidden, "{\"error\":{\"code\":\"BotBlocked\",\"message\":\"\"}}")]
    [InlineData(HttpStatusCode.Forbidden, Blocked)]
    [InlineData(HttpStatusCode.NotFound, "")]
    public async Task S19_TheyBlockedUs_TheAccountIsQuarantined_AndTheNextWayIsTaken(HttpStatusCode status, string body)
    {
        await using var stage = new BotStage();
        await ReadyAsync(stage);
        stage.World.Connector = _ => new HttpResponseMessage(status) { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json") };
        await stage.Host.Dispatcher.DrainAsync(CancellationToken.None);
        Assert.Equal((Channel.Sms, OutboundState.Sent), await OpeningAsync(stage));
        Assert.Single(stage.World.ToConnector);
        Assert.Equal(AddressState.Quarantined, await stage.Host.DbAsync(db => db.ContactAddresses.Where(a => !a.IsTelephone).Select(a => a.State).SingleAsync()));
        Assert.Equal(1, await stage.Host.DbAsync(db => db.StaffTasks.CountAsync(t => t.Kind == "number-to-confirm")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"error\":{\"code\":\"Forbidden\",\"message\":\"(#10) This message is sent outside of allowed window.\"}}")]
    public async Task S19_TheChannelForbidsIt_NobodysAccountIsQuarantined_AndTheNextWayIsTaken(string body)
    {
        await using var stage = new BotStage();
        await ReadyAsync(stage);
        stage.World.Connector = _ => new HttpResponseMessage(HttpStatusCode.Forbidden) { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json") };
        await stage.Host.Dispatcher.DrainAsync(CancellationToken.None);
        Assert.Equal((Channel.Sms, OutboundState.Sent), await OpeningAsync(stage));
        Assert.Equal(AddressState.Active, await stage.Host.DbAsync(db => db.ContactAddresses.Where(a => !a.IsTelephone).Select(a => a.State).SingleAsync()));
    }

    [Fact]
    public async Task S19_TheyBlockedUsWhileWeAnswered_TheAccountIsQuarantined()
    {
        await using var stage = new BotStage();
        await ReadyAsync(stage);
        stage.World.Connector = _ => new HttpResponseMessage(HttpStatusCode.Forbidden) { Content = new StringContent(Blocked, System.Text.Encoding.UTF8, "application/json") };
        (await stage.PostAsync(BotStage.Message(BotStage.MothersAccount, "1"))).Dispose();
        await stage.ReplyAsync(OutboundState.Refused);
        Assert.Equal(AddressState.Quarantined, await stage.Host.DbAsync(db => db.ContactAddresses.Where(a => !a.IsTelephone).Select(a => a.State).SingleAsync()));
    }

    [Theory]
    [InlineData(429)]
    [InlineData(502)]
    [InlineData(503)]
    public async Task ConnectorAsksToWait_TheReplyWaitsThatLong_AndIsThenSentOnce(int status)
    {
        await using var stage = new BotStage();
        stage.World.Connector = _ => Later((HttpStatusCode)status, 120);
        (await stage.PostAsync(BotStage.Message("1", "ສະບາຍດີ"))).Dispose();
        var waiting = await stage.ReplyAsync(OutboundState.Waiting);
        Assert.InRange(waiting.NotBefore - stage.Host.Now, TimeSpan.FromSeconds(100), TimeSpan.FromSeconds(125));

        stage.World.Connector = null;
        await stage.Host.Dispatcher.DrainAsync(CancellationToken.None);
        Assert.Single(stage.World.ToConnector);
        stage.Host.Clock.Forward(TimeSpan.FromMinutes(3));
        await stage.Host.Dispatcher.DrainAsync(CancellationToken.None);
        await stage.Host.Dispatcher.DrainAsync(CancellationToken.None);
        Assert.Equal(2, stage.World.ToConnector.Count);
        Assert.Equal(stage.World.ToConnector[0].Text, stage.World.ToConnector[1].Text);
        await stage.ReplyAsync(OutboundState.Sent);
    }

    [Fact]
    public async Task ConnectorFailsWithoutAWord_NothingIsRepeated_InTheEndAPersonDecides()
    {
        await using var stage = new BotStage();
        stage.World.Connector = _ => new HttpResponseMessage(HttpStatusCode.InternalServerError);
        (await stage.PostAsync(BotStage.Message("1", "ສະບາຍດີ"))).Dispose();
        await stage.ReplyAsync(OutboundState.Unknown);
        for (var i = 0; i < 30; i++)
        {
            stage.Host.Clock.Forward(TimeSpan.FromMinutes(1));
            await stage.Host.Dispatcher.DrainAsync(CancellationToken.None);
        }

        await stage.ReplyAsync(OutboundState.NeedsPerson);
        Assert.Single(stage.World.ToConnector);
        Assert.Equal(1, await stage.Host.DbAsync(db => db.StaffTasks.CountAsync(t => t.Kind == "message-unsettled")));
    }

    [Fact]
    public async Task OurToken_IsAskedForOnce_AndCarriedByEveryCall()
    {
        await using var stage = new BotStage();
        for (var i = 0; i < 20; i++)
        {
            (await stage.PostAsync(BotStage.Message($"{i}", "ສະບາຍດີ"))).Dispose();
        }

        var sent = await stage.SentAsync(20);
        Assert.All(sent, c => Assert.Equal("Bearer token-1", c.Authorization));
        Assert.Equal(1, stage.World.TokensGiven);
        var asked = Assert.Single(stage.World.Calls, c => c.Url.Host == "login.microsoftonline.com");
        Assert.Equal("/botframework.com/oauth2/v2.0/token", asked.Url.AbsolutePath);
        var form = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(asked.Body);
        Assert.Equal("client_credentials", form["grant_type"]);
        Assert.Equal(BotWorld.AppId, form["client_id"]);
        Assert.Contains("https://api.botframework.com/.default", form["scope"].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OurToken_NearItsEnd_IsRenewed()
    {
        await using var stage = new BotStage();
        stage.World.TokenSeconds = 60;
        (await stage.PostAsync(BotStage.Message("1", "ສະບາຍດີ"))).Dispose();
        await stage.SentAsync(1);
        (await stage.PostAsync(BotStage.Message("1", "1"))).Dispose();
        Assert.Equal("Bearer token-2", (await stage.SentAsync(2))[1].Authorization);
    }

    [Fact]
    public async Task OurToken_Refused_ANewOneIsAskedForOnce()
    {
        await using var stage = new BotStage();
        stage.World.Connector = call => call.Authorization == "Bearer token-1" ? new HttpResponseMessage(HttpStatusCode.Unauthorized) : null;
        (await stage.PostAsync(BotStage.Message("1", "ສະບາຍດີ"))).Dispose();
        await stage.ReplyAsync(OutboundState.Sent);
        Assert.Equal(["Bearer token-1", "Bearer token-2"], stage.World.ToConnector.Select(c => c.Authorization));
    }

    [Fact]
    public async Task OurToken_RefusedAgain_TheChannelStopsAndAnAlarmIsRaised_TheMessageWaits()
    {
        await using var stage = new BotStage();
        stage.World.Connector = _ => new HttpResponseMessage(HttpStatusCode.Unauthorized);
        (await stage.PostAsync(BotStage.Message("1", "ສະບາຍດີ"))).Dispose();
        await stage.ReplyAsync(OutboundState.Waiting);
        Assert.Equal(2, stage.World.ToConnector.Count);
        Assert.Equal(1, await stage.Host.DbAsync(db => db.StaffTasks.CountAsync(t => t.Kind == "channel-stopped")));
    }

    [Fact]
    public async Task SlowConnector_TheChannelIsAnsweredAtOnce_TheReplyFollows()
    {
        await using var stage = new BotStage();
        using var open = new ManualResetEventSlim();
        stage.World.Connector = _ =>
        {
            open.Wait(TimeSpan.FromSeconds(30));
            return null;
        };
        using var response = await stage.PostAsync(BotStage.Message("1", "ສະບາຍດີ"));
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(OutboundState.Sending, await stage.Host.DbAsync(db => db.OutboundMessages.Where(m => m.Channel == Channel.Messenger).Select(m => m.State).SingleAsync()));
        open.Set();
        await stage.ReplyAsync(OutboundState.Sent);
    }

    /// <summary>The mother wrote on Messenger just now, her policy allows it, and her notice is approved with it in view.</summary>
    private static async Task ReadyAsync(BotStage stage, bool sms = true, bool voice = true)
    {
        await stage.Host.Dispatcher.DrainAsync(CancellationToken.None);
        await stage.SaysAsync(BotStage.MothersAccount, "ສະບາຍດີ");
        if (!sms)
        {
            await stage.Host.SaveAsync(async db => db.SafeContactPolicies.Add(new SafeContactPolicy
            {
                ContactId = await stage.Host.ContactAsync("FL-0001"),
                AllowSms = false,
                AllowVoice = voice,
                AllowMessenger = true,
                FromMinute = 0,
                ToMinute = 24 * 60,
                TimeZone = "Asia/Vientiane",
                Shared = SharedPhone.No,
                AgreedAt = stage.Host.Now,
                ExpiresAt = stage.Host.Now.AddDays(90),
                RecordedBy = await stage.Host.StaffAsync("caseworker@demo.local"),
            }));
        }

        await BotStoryTests.MotherOnMessengerAsync(stage);
    }

    private static Task<(Channel Channel, OutboundState State)> OpeningAsync(BotStage stage) => stage.Host.DbAsync(async db =>
    {
        var newest = await stage.Host.OpeningAsync("FL-0001");
        return (newest.Channel, newest.State);
    });

    private static async Task<int> BlockedAsync(BotStage stage)
    {
        var mother = await stage.Host.ContactAsync("FL-0001");
        return await stage.Host.DbAsync(db => db.StaffTasks.CountAsync(t => t.Kind == "message-blocked" && t.ContactId == mother));
    }

    private static HttpResponseMessage Later(HttpStatusCode status, int seconds)
    {
        var response = new HttpResponseMessage(status);
        response.Headers.RetryAfter = new(TimeSpan.FromSeconds(seconds));
        return response;
    }
}
