using System.Net;
using System.Text.Json.Nodes;
using FamilyLink.Data.Messages;
using FamilyLink.Data.People;
using FamilyLink.Messaging;
using FamilyLink.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FamilyLink.Tests.Channels.BotFramework;

/// <summary>What activities become, how they are answered, and what the connector is told.</summary>
public sealed class BotActivityTests
{
    public static TheoryData<string> Databases => Infrastructure.Databases.All;

    public static TheoryData<string> Payloads => [.. MessengerPayloads.All.Keys];

    [Theory]
    [MemberData(nameof(Payloads))]
    public async Task Payload_PlayedTwice_IsAnsweredOnceOrNotAtAll(string what)
    {
        var (becomes, answer, json) = MessengerPayloads.All[what];
        await using var stage = new BotStage();
        if (!json.Contains("ສະບາຍດີ", StringComparison.Ordinal) && becomes == Becomes.Answered && !answer.StartsWith("ระบบ", StringComparison.Ordinal))
        {
            // A picture has no letters to tell a language by: it was chosen before.
            await stage.SaysAsync(BotStage.MothersAccount, "ສະບາຍດີ");
        }

        var before = await stage.StoredAsync();
        for (var times = 0; times < 2; times++)
        {
            using var response = await stage.PostAsync(json, stage.Bearer());
            Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
            Assert.Equal("", await response.Content.ReadAsStringAsync());
        }

        if (becomes == Becomes.Answered)
        {
            Assert.Contains(answer, (await stage.SentAsync(1))[0].Text, StringComparison.Ordinal);
            await stage.ReplyAsync(OutboundState.Sent);
        }
        else
        {
            Assert.Equal(before, await stage.StoredAsync());
            Assert.Empty(stage.World.ToConnector);
        }
    }

    [Fact]
    public async Task Invoke_IsAnswered_NotImplemented()
    {
        await using var stage = new BotStage();
        var activity = BotStage.Message("1", null);
        activity["type"] = "invoke";
        activity["name"] = "adaptiveCard/action";
        using var response = await stage.PostAsync(activity);
        Assert.Equal(HttpStatusCode.NotImplemented, response.StatusCode);
        Assert.Equal(0, await stage.StoredAsync());
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task SameActivityTwentyTimesAtOnce_OneTurn_OneReply(string database)
    {
        await using var stage = new BotStage(database);
        var responses = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => stage.PostAsync(BotStage.Message("1", "ສະບາຍດີ", "m_1"))));
        Assert.All(responses, r => Assert.Equal(HttpStatusCode.Accepted, r.StatusCode));
        await stage.ReplyAsync(OutboundState.Sent);
        Assert.Single(stage.World.ToConnector);
        Assert.Equal(1, await stage.Host.DbAsync(db => db.InboundMessages.CountAsync()));
    }

    [Fact]
    public async Task SameIdOnTwoChannels_AreTwoMessages()
    {
        await using var stage = new BotStage();
        var onMessenger = BotStage.Message("1", "ສະບາຍດີ", "m_1");
        var onWebChat = BotStage.Message("1", "ສະບາຍດີ", "m_1");
        onWebChat["channelId"] = "webchat";
        (await stage.PostAsync(onMessenger)).Dispose();
        (await stage.PostAsync(onWebChat)).Dispose();
        await stage.SentAsync(2);
        Assert.Equal(2, await stage.Host.DbAsync(db => db.InboundMessages.CountAsync()));
        Assert.Equal(2, await stage.Host.DbAsync(db => db.Conversations.CountAsync(c => c.Channel == Channel.Messenger)));
    }

    [Fact]
    public async Task TwoBodiesUnderOneId_TheFirstStands()
    {
        await using var stage = new BotStage();
        (await stage.PostAsync(BotStage.Message("1", "ສະບາຍດີ", "m_1"))).Dispose();
        using var second = await stage.PostAsync(BotStage.Message("1", "9", "m_1"));
        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
        await stage.SentAsync(1);
        Assert.Equal(0, await stage.Host.DbAsync(db => db.Suppressions.CountAsync()));
    }

    [Fact]
    public async Task ExpectReplies_AnswersInTheBody_TheSameAgainWhenAskedAgain_AndTellsTheConnectorNothing()
    {
        await using var stage = new BotStage();
        var activity = BotStage.Message("1", "ສະບາຍດີ", "m_1");
        activity["deliveryMode"] = "expectReplies";
        using var first = await stage.PostAsync(activity);
        using var second = await stage.PostAsync(activity);
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        var body = await first.Content.ReadAsStringAsync();
        Assert.Equal(body, await second.Content.ReadAsStringAsync());
        var reply = JsonNode.Parse(body)!["activities"]!.AsArray().Single()!;
        Assert.Equal("message", reply["type"]!.GetValue<string>());
        Assert.Equal("m_1", reply["replyToId"]!.GetValue<string>());
        Assert.Empty(stage.World.ToConnector);
        await stage.ReplyAsync(OutboundState.Sent);
    }

    [Fact]
    public async Task Menu_ChoicesBecomeButtons_AndPressingOneIsTheSameAsTheDigit()
    {
        await using var stage = new BotStage();
        var menu = (await stage.SaysAsync("1", "ສະບາຍດີ"))!;
        var buttons = menu["suggestedActions"]!["actions"]!.AsArray();
        Assert.Equal(["1", "2", "3", "8", "0", "9"], buttons.Select(b => b!["value"]!.GetValue<string>()));
        Assert.Equal("1 ຂ່າວຍາດພີ່ນ້ອງ", buttons[0]!["title"]!.GetValue<string>());
        Assert.All(buttons, b => Assert.InRange(b!["title"]!.GetValue<string>().Length, 1, 20));
        Assert.DoesNotContain('\n', menu["text"]!.GetValue<string>());
        Assert.Equal("plain", menu["textFormat"]!.GetValue<string>());
        Assert.Contains("ຄຳລັບ", (await stage.SaysAsync("1", "1"))!["text"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET_STARTED", "Get Started")]
    [InlineData("<GET_STARTED_PAYLOAD>", "ເລີ່ມຕົ້ນ")]
    [InlineData("get_started", "เริ่มต้นใช้งาน")]
    public async Task GetStarted_AsksANewPersonForTheirLanguage_AndShowsAKnownOneTheMenu(string payload, string title)
    {
        await using var stage = new BotStage();
        JsonObject Pressed(string id)
        {
            var activity = BotStage.Message("1", payload, id);
            activity["channelData"] = new JsonObject { ["postback"] = new JsonObject { ["title"] = title, ["payload"] = payload } };
            activity["deliveryMode"] = "expectReplies";
            return activity;
        }

        async Task<string> SaidAsync(string id)
        {
            using var response = await stage.PostAsync(Pressed(id));
            return BotStoryTests.Words(JsonNode.Parse(await response.Content.ReadAsStringAsync())!["activities"]!.AsArray().Single());
        }

        Assert.Equal(BotStoryTests.Words(await stage.SaysAsync("2", "👋")), await SaidAsync("m_start"));
        await stage.SaysAsync("1", "1");
        Assert.Equal(BotStoryTests.Words(await stage.SaysAsync("1", "ສະບາຍດີ")), await SaidAsync("m_again"));
        Assert.Equal(0, await stage.Host.DbAsync(db => db.StaffTasks.CountAsync()));
    }

    [Fact]
    public async Task Menu_OnMessengerAndBySms_SaysTheSame()
    {
        await using var stage = new BotStage();
        var menu = (await stage.SaysAsync("1", "ສະບາຍດີ"))!;
        var titles = menu["suggestedActions"]!["actions"]!.AsArray().Select(b => $"{b!["value"]} {b["title"]!.GetValue<string>().TrimStart('0', '1', '2', '3', '8', '9', ' ')}");
        Assert.Equal(await stage.Host.SmsAsync(FamilyLinkHost.Stranger, "ສະບາຍດີ"), string.Join('\n', titles.Prepend(menu["text"]!.GetValue<string>())));
    }

    [Fact]
    public async Task Replies_OfOneConversation_KeepTheirOrder()
    {
        await using var stage = new BotStage();
        stage.World.Connector = _ =>
        {
            Thread.Sleep(Random.Shared.Next(0, 20));
            return null;
        };
        for (var i = 0; i < 10; i++)
        {
            (await stage.PostAsync(BotStage.Message("1", "8", $"m_{i}"))).Dispose();
        }

        var sent = await stage.SentAsync(10);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"m_{i}"), sent.Select(c => c.Json["replyToId"]!.GetValue<string>()));
    }

    [SkippableFact]
    public async Task EveryCallToTheConnector_IsTheOneMicrosoftsOwnClientWouldMake()
    {
        Requires.Node();
        await using var stage = new BotStage();
        string[] conversations = ["4571234567890123-1010", "a;messageid=1", "19:abc@thread|x/y?z#1", "a b%c"];
        foreach (var conversation in conversations)
        {
            var activity = BotStage.Message(conversation, "ສະບາຍດີ", "m_" + conversation);
            activity["conversation"] = new JsonObject { ["id"] = conversation };
            (await stage.PostAsync(activity)).Dispose();
        }

        foreach (var ours in await stage.SentAsync(conversations.Length))
        {
            var reply = ours.Json;
            var theirs = await NodeOracle.Shared.BotCallAsync(reply["conversation"]!["id"]!.GetValue<string>(), reply["replyToId"]!.GetValue<string>(), reply);
            Assert.Equal(theirs["method"]!.GetValue<string>(), ours.Method);
            Assert.Equal(theirs["path"]!.GetValue<string>(), ours.Path, ignoreCase: true);
            Assert.Equal(theirs["contentType"]!.GetValue<string>(), ours.ContentType);

            // What its schema does not know it would have left out: nothing is missing, so every member we send has the name and type it expects.
            Assert.True(JsonNode.DeepEquals(theirs["body"], reply), $"{theirs["body"]}\n{reply}");
        }
    }
}
