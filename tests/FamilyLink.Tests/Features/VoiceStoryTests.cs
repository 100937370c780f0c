using FamilyLink.Data.Messages;
using FamilyLink.Data.Notices;
using FamilyLink.Data.People;
using FamilyLink.Messaging;
using FamilyLink.Messaging.Recordings;
using FamilyLink.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FamilyLink.Tests.Features;

/// <summary>The notice told to somebody who reads nothing: keys and recordings only, through the signed front door.</summary>
public sealed class VoiceStoryTests
{
    private const string FathersCode = "862407";

    public static TheoryData<string> Databases => Infrastructure.Databases.All;

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task Notice_MotherCallsAndKeysHerCode_HearsItInLaoPartByPart(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var mother = new VoiceCaller(host, FamilyLinkHost.Mother);
        Assert.Equal("lo:menu.ask", (await mother.CallAsync())[0]);
        Assert.Equal("lo:verify.ask", (await mother.PressAsync("1"))[0]);
        Assert.Equal("lo:verify.refused", (await mother.PressAsync("111111#"))[0]);
        Assert.Equal("lo:block.cared-for", (await mother.PressAsync(FamilyLinkHost.MothersCode + "#"))[0]);
        Assert.Equal("lo:block.not-punishment", (await mother.PressAsync("1"))[0]);
        Assert.Equal("lo:block.not-punishment", (await mother.PressAsync("*"))[0]);
        Assert.Equal("lo:block.visit", (await mother.PressAsync("1"))[0]);
        Assert.Equal("lo:block.no-money", (await mother.PressAsync("1"))[0]);
        Assert.Equal("lo:visit.letter", (await mother.PressAsync("5"))[0]);

        Assert.Equal(4, (await host.DbAsync(db => db.Set<Notice>().SingleAsync(n => n.State == NoticeState.Told))).PartsTold);
        Assert.Equal(OutboundState.Cancelled, (await host.OpeningAsync("FL-0001")).State);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task Notice_KhmuFatherOnASharedPhone_HearsKhmuRecordingsAndNoSyntheticVoice(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var father = new VoiceCaller(host, FamilyLinkHost.Father);
        var heard = new List<string>();
        await father.CallAsync();
        await father.PressAsync("8");
        foreach (var keys in (string[])["3", "1", FathersCode + "#", "1", "1", "1", "0"])
        {
            heard.AddRange(await father.PressAsync(keys));
            Assert.DoesNotContain("<Say", father.Document.Text, StringComparison.Ordinal);
        }

        Assert.All(heard, name => Assert.StartsWith("kjg:", name, StringComparison.Ordinal));
        Assert.Equal("kjg:voice.khmu-chosen", heard[0]);
        Assert.All((string[])["cared-for", "not-punishment", "visit", "no-money"], block => Assert.Contains("kjg:block." + block, heard));
        Assert.True(await host.DbAsync(db => db.StaffTasks.AnyAsync(t => t.Kind == "call-back")));

        // The same person by text on the same shared phone is told nothing (S8).
        await host.SmsAsync(FamilyLinkHost.Father, "1");
        Assert.DoesNotContain("ຄົນດູແລ", await host.SmsAsync(FamilyLinkHost.Father, FathersCode), StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S5_StrangerByVoice_HearsTheSameAsSomebodyKnown(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var known = new VoiceCaller(host, FamilyLinkHost.Mother);
        var stranger = new VoiceCaller(host, FamilyLinkHost.Stranger);
        Assert.Equal(await known.CallAsync(), await stranger.CallAsync());
        foreach (var keys in (string[])["1", "123456#", "4", "0", "2", "3"])
        {
            Assert.Equal(await known.PressAsync(keys), await stranger.PressAsync(keys));
        }
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S6_VerifiedByVoice_HoldsForThatCallOnly(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var first = new VoiceCaller(host, FamilyLinkHost.Mother);
        await first.CallAsync();
        await first.PressAsync("1");
        Assert.Equal("lo:block.cared-for", (await first.PressAsync(FamilyLinkHost.MothersCode + "#"))[0]);

        // A minute later somebody else holds the phone.
        var second = new VoiceCaller(host, FamilyLinkHost.Mother);
        await second.CallAsync();
        Assert.Equal("lo:verify.ask", (await second.PressAsync("1"))[0]);
        Assert.DoesNotContain(await second.PressAsync("1"), name => name.Contains("block.", StringComparison.Ordinal));

        // Nor does a call verify a text, or going back to the line of the first call.
        Assert.DoesNotContain("ຄົນດູແລ", await host.SmsAsync(FamilyLinkHost.Mother, "1"), StringComparison.Ordinal);
        Assert.DoesNotContain(await first.PressAsync("1"), name => name.Contains("block.", StringComparison.Ordinal));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S6_FiveWrongCodesByVoice_LockTheRightOne(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var caller = new VoiceCaller(host, FamilyLinkHost.Mother);
        await caller.CallAsync();
        await caller.PressAsync("1");
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal("lo:verify.refused", (await caller.PressAsync($"11111{i}#"))[0]);
        }

        Assert.Equal("lo:verify.refused", (await caller.PressAsync(FamilyLinkHost.MothersCode + "#"))[0]);
        Assert.True(await host.DbAsync(db => db.StaffTasks.AnyAsync(t => t.Kind == "secret-locked")));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S3_NineOnTheKeypad_IsNotedAndCancelsWhatIsQueued(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var caller = new VoiceCaller(host, FamilyLinkHost.Mother);
        await caller.CallAsync();
        Assert.Equal("lo:stop.done", (await caller.PressAsync("9"))[0]);
        Assert.Equal((OutboundState.Cancelled, "stop"), ((await host.OpeningAsync("FL-0001")).State, (await host.OpeningAsync("FL-0001")).OutcomeCode));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S8_PolicyWithoutVoice_NothingIsToldOnACall(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await host.PolicyAsync(await host.ContactAsync("FL-0001"), Channel.Sms, 0, 24);
        await host.ApproveAsync("FL-0001", "approver@demo.local");
        await host.ApproveAsync("FL-0001", "second@demo.local");
        var caller = new VoiceCaller(host, FamilyLinkHost.Mother);
        await caller.CallAsync();
        await caller.PressAsync("1");
        Assert.Equal("lo:news.by-voice", (await caller.PressAsync(FamilyLinkHost.MothersCode + "#"))[0]);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S11_ANoticeIsHeldBackDuringTheCall_TheNextPartIsNotTold(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var caller = new VoiceCaller(host, FamilyLinkHost.Mother);
        await caller.CallAsync();
        await caller.PressAsync("1");
        await caller.PressAsync(FamilyLinkHost.MothersCode + "#");
        await host.ScopedAsync<FamilyLink.Features.Notices.NoticeService, int>(async service =>
        {
            await service.HoldAsync(await host.NoticeAsync("FL-0001"), await host.StaffAsync("caseworker@demo.local"), true, CancellationToken.None);
            return 0;
        });
        Assert.Equal("lo:news.nothing", (await caller.PressAsync("1"))[0]);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task OwnWordsWithoutARecording_APersonTellsThem_AndNothingCountsAsTold(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var contact = await host.ContactAsync("FL-0001");
        await host.ScopedAsync<FamilyLink.Features.Notices.NoticeService, int>(async service =>
        {
            var about = await host.DbAsync(db => db.Cases.Where(c => c.Code == "FL-0001").Select(c => c.Id).SingleAsync());
            await service.WriteAsync(await host.NoticeAsync("FL-0001"), about, contact, await host.StaffAsync("caseworker@demo.local"), [], "ລາວສະບາຍດີ", TimeSpan.FromDays(5), CancellationToken.None);
            return 0;
        });
        await host.ApproveAsync("FL-0001", "approver@demo.local");
        await host.ApproveAsync("FL-0001", "second@demo.local");
        var caller = new VoiceCaller(host, FamilyLinkHost.Mother);
        await caller.CallAsync();
        await caller.PressAsync("1");
        Assert.Equal("lo:voice.gap", (await caller.PressAsync(FamilyLinkHost.MothersCode + "#"))[0]);
        Assert.Equal(0, await host.DbAsync(db => db.Set<Notice>().Where(n => n.ContactId == contact).Select(n => n.PartsTold).SingleAsync()));
        Assert.True(await host.DbAsync(db => db.StaffTasks.AnyAsync(t => t.Kind == "tell-by-voice" && t.ContactId == contact)));
    }

    [Fact]
    public void DemoRecordings_AreMarkedAsPlaceholders_AndLiveHasNone()
    {
        using var host = new FamilyLinkHost("sqlite");
        var prompt = FamilyLink.Dialogs.VoiceRenderer.Prompt("menu.ask", "lo");
        Assert.True(((Spoken.Recording)host.Service<PromptLibrary>().Find(prompt)!).Placeholder);
        using var live = new PromptLibrary(
            host.Service<FamilyLink.Data.Encryption.KeyedHasher>(),
            host.Service<FamilyLink.Data.Encryption.FieldEncryptor>(),
            host.Service<Microsoft.EntityFrameworkCore.IDbContextFactory<FamilyLink.Data.FamilyLinkContext>>(),
            Microsoft.Extensions.Options.Options.Create(new VoiceOptions { SayThai = true }),
            Microsoft.Extensions.Options.Options.Create(new FamilyLinkOptions { Mode = ServiceMode.Live }));
        Assert.All((string[])["lo", "kjg", "en"], language => Assert.Null(live.Find(FamilyLink.Dialogs.VoiceRenderer.Prompt("menu.ask", language))));
        Assert.IsType<Spoken.Synthetic>(live.Find(FamilyLink.Dialogs.VoiceRenderer.Prompt("menu.ask", "th")));
        Assert.Equal(FamilyLink.Dialogs.VoiceKeys.All, live.Gaps("lo"));
    }
}
