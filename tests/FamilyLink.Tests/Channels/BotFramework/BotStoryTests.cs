using System.Text.Json.Nodes;
using FamilyLink.Data.Messages;
using FamilyLink.Data.Notices;
using FamilyLink.Data.People;
using FamilyLink.Features.Notices;
using FamilyLink.Messaging;
using FamilyLink.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FamilyLink.Tests.Channels.BotFramework;

/// <summary>The thing this service exists for, over Messenger.</summary>
public sealed class BotStoryTests
{
    private const string CaredFor = "ຢູ່ບ່ອນພັກທີ່ມີຄົນດູແລ";

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Notice_MotherProvesWhoSheIsOnMessenger_IsToldPartByPart(string database)
    {
        await using var stage = new BotStage(database);
        var notice = await MotherOnMessengerAsync(stage);
        async Task<string> Says(string text) => Words(await stage.SaysAsync(BotStage.MothersAccount, text));

        Assert.DoesNotContain(CaredFor, await Says("ສະບາຍດີ"), StringComparison.Ordinal);
        Assert.DoesNotContain(CaredFor, await Says("1"), StringComparison.Ordinal);
        Assert.DoesNotContain(CaredFor, await Says("123456"), StringComparison.Ordinal);
        Assert.Contains(CaredFor, await Says("໗໓໙໒໑໔"), StringComparison.Ordinal);
        Assert.Contains("ບໍ່ແມ່ນການລົງໂທດ", await Says("1"), StringComparison.Ordinal);
        Assert.Contains("ຢ່າຈ່າຍ", await Says("1"), StringComparison.Ordinal);
        Assert.Equal(3, (await stage.Host.DbAsync(db => db.Set<Notice>().SingleAsync(n => n.Id == notice))).PartsTold);
    }

    [Fact]
    public async Task S6_VerifiedOnMessenger_LapsesAfterHalfAnHour()
    {
        await using var stage = new BotStage();
        await MotherOnMessengerAsync(stage);
        await stage.SaysAsync(BotStage.MothersAccount, "ສະບາຍດີ");
        await stage.SaysAsync(BotStage.MothersAccount, "1");
        Assert.Contains(CaredFor, Words(await stage.SaysAsync(BotStage.MothersAccount, FamilyLinkHost.MothersCode)), StringComparison.Ordinal);
        stage.Host.Clock.Forward(TimeSpan.FromMinutes(31));
        Assert.Contains("ຄຳລັບ", Words(await stage.SaysAsync(BotStage.MothersAccount, "1")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task S5_AccountOnFileAndStranger_ReadTheSameWords_ByteForByte()
    {
        await using var stage = new BotStage();
        await MotherOnMessengerAsync(stage);
        foreach (var text in (string[])["ສະບາຍດີ", "1", "111111", "222222", "5", "9"])
        {
            var known = await stage.SaysAsync(BotStage.MothersAccount, text);
            var stranger = await stage.SaysAsync("stranger", text);
            Assert.Equal(Plain(stranger, "stranger"), Plain(known, BotStage.MothersAccount));
        }
    }

    [Fact]
    public async Task S11_ApprovedWordsThatLookLikeAChoice_StayWords()
    {
        const string Approved = "ຂໍ້ຄວາມທີ່ອະນຸມັດ\n2 ຄົນມາຢ້ຽມ";
        await using var stage = new BotStage();
        await MotherOnMessengerAsync(stage, Approved);
        string[] replies = ["ສະບາຍດີ", "1", FamilyLinkHost.MothersCode, "1", "1", "1"];
        JsonNode? last = null;
        foreach (var text in replies)
        {
            last = await stage.SaysAsync(BotStage.MothersAccount, text);
        }

        Assert.Equal(Approved, Words(last));
        Assert.DoesNotContain("2", last!["suggestedActions"]!["actions"]!.AsArray().Select(b => b!["value"]!.GetValue<string>()));
    }

    [Fact]
    public async Task S8_SharedPhone_NothingOfTheNoticeIsWritten()
    {
        await using var stage = new BotStage();
        await MotherOnMessengerAsync(stage);
        await stage.Host.SaveAsync(async db =>
        {
            var contact = await stage.Host.ContactAsync("FL-0001");
            db.SafeContactPolicies.Add(new SafeContactPolicy
            {
                ContactId = contact,
                AllowSms = true,
                AllowVoice = true,
                AllowMessenger = true,
                FromMinute = 0,
                ToMinute = 24 * 60,
                TimeZone = "Asia/Vientiane",
                Shared = SharedPhone.Yes,
                AgreedAt = stage.Host.Now,
                ExpiresAt = stage.Host.Now.AddDays(90),
                RecordedBy = await stage.Host.StaffAsync("caseworker@demo.local"),
            });
        });
        await stage.SaysAsync(BotStage.MothersAccount, "ສະບາຍດີ");
        await stage.SaysAsync(BotStage.MothersAccount, "1");
        Assert.DoesNotContain(CaredFor, Words(await stage.SaysAsync(BotStage.MothersAccount, FamilyLinkHost.MothersCode)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task S20_AfterTheStory_DatabaseAndLogsHoldNoAccountNameOrWords()
    {
        await using var stage = new BotStage(logs: true);
        await MotherOnMessengerAsync(stage);
        foreach (var text in (string[])["ສະບາຍດີ", "1", FamilyLinkHost.MothersCode, "1"])
        {
            (await stage.PostAsync(BotStage.Message(BotStage.MothersAccount, text))).Dispose();
        }

        await stage.SentAsync(4);
        await stage.ReplyAsync(OutboundState.Sent);
        var everything = stage.Host.Logs.All + await stage.Host.Web.GetStringAsync("/metrics");
        foreach (var file in Directory.GetFiles(stage.Host.DataDirectory, "familylink.db*"))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(stream, System.Text.Encoding.UTF8);
            everything += await reader.ReadToEndAsync();
        }

        Assert.Contains("familylink", everything, StringComparison.OrdinalIgnoreCase);
        foreach (var secret in (string[])[BotStage.MothersAccount, "Somebody", FamilyLinkHost.MothersCode, "ຄົນດູແລ", "ສະບາຍດີ", "a-secret", "token-1", "eyJhbGciOi"])
        {
            Assert.DoesNotContain(secret, everything, StringComparison.Ordinal);
        }
    }

    /// <summary>The mother's account is on her file, and a notice was written and approved with it in view.</summary>
    internal static async Task<Guid> MotherOnMessengerAsync(BotStage stage, string? ownWords = null)
    {
        await stage.AddAccountAsync("FL-0001", BotStage.MothersAccount);
        return await WriteAndApproveAsync(stage, ownWords);
    }

    /// <summary>A new edition of the mother's notice, approved twice.</summary>
    internal static async Task<Guid> WriteAndApproveAsync(BotStage stage, string? ownWords = null)
    {
        var old = await stage.Host.NoticeAsync("FL-0001");
        var contact = await stage.Host.ContactAsync("FL-0001");
        var writer = await stage.Host.StaffAsync("caseworker@demo.local");
        var about = await stage.Host.DbAsync(db => db.Cases.Where(c => c.Code == "FL-0001").Select(c => c.Id).SingleAsync());
        var id = await stage.Host.ScopedAsync<NoticeService, Guid>(async service =>
            (await service.WriteAsync(old, about, contact, writer, ["block.cared-for", "block.not-punishment", "block.no-money"], ownWords, TimeSpan.FromDays(30), CancellationToken.None)).Id);
        await stage.Host.ApproveAsync("FL-0001", "approver@demo.local");
        await stage.Host.ApproveAsync("FL-0001", "second@demo.local");
        return id;
    }

    internal static string Words(JsonNode? activity) => activity?["text"]?.GetValue<string>() ?? "";

    // The ids of conversation and activity are the asker's own.
    private static string Plain(JsonNode? activity, string account)
    {
        activity!.AsObject().Remove("replyToId");
        return activity.ToJsonString().Replace(account, "somebody", StringComparison.Ordinal);
    }
}
