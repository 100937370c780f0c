using System.Text;
using System.Text.RegularExpressions;
using FamilyLink.Data;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.Recordings;
using FamilyLink.Dialogs;
using FamilyLink.Messaging.Recordings;
using FamilyLink.Tests.Infrastructure;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace FamilyLink.Tests.Features.Studio;

/// <summary>Recording what callers hear, and having it signed off by a second native speaker.</summary>
public sealed partial class StudioTests
{
    private const string Page = "/studio/lo/menu.ask";

    public static TheoryData<string> Databases => Infrastructure.Databases.All;

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task WhatIsRecorded_IsHeardInDemoAtOnce_AndInLiveOnceASecondNativeSpeakerSignedTheSound(string database)
    {
        Requires.Ffmpeg();
        await using var host = new FamilyLinkHost(database);
        using var live = Live(host.Services);
        var worker = await ConsoleSession.SignInAsync(host, "caseworker@demo.local");
        var before = ((Spoken.Recording)host.Service<PromptLibrary>().Find(VoiceRenderer.Prompt("menu.ask", "lo"))!).Token;

        var page = await RecordAsync(worker, Page, Wave(2_000, 440));

        var now = (Spoken.Recording)host.Service<PromptLibrary>().Find(VoiceRenderer.Prompt("menu.ask", "lo"))!;
        Assert.False(now.Placeholder);
        Assert.NotEqual(before, now.Token);
        Assert.Contains("Somdy", page, StringComparison.Ordinal);
        var sound = await host.Web.GetByteArrayAsync($"/recordings/{now.Token}");
        Assert.Equal("RIFF", Encoding.ASCII.GetString(sound, 0, 4));
        Assert.Equal(7, BitConverter.ToInt16(sound, 20));
        Assert.Equal(8_000, BitConverter.ToInt32(sound, 24));
        Assert.InRange(sound.Length, 12_000, 18_000);

        await live.RefreshAsync(default);
        Assert.Null(live.Find(VoiceRenderer.Prompt("menu.ask", "lo")));

        // Neither whoever recorded it, nor somebody who did not grow up with the language, nor by the hash of another sound.
        var fields = Fields(page);
        Assert.Contains("second native speaker", await worker.PressedAsync(Page, "Sign", fields), StringComparison.Ordinal);
        var second = await ConsoleSession.SignInAsync(host, "second@demo.local");
        var administrator = await ConsoleSession.SignInAsync(host, "admin@demo.local");
        Assert.Contains("Only a native speaker", await administrator.PressedAsync(Page, "Sign", fields), StringComparison.Ordinal);
        Assert.Contains("have changed", await second.PressedAsync(Page, "Sign", fields[0], ("hash", new string('0', 64))), StringComparison.Ordinal);
        Assert.Contains("signed off", await second.PressedAsync(Page, "Sign", fields), StringComparison.Ordinal);

        await live.RefreshAsync(default);
        Assert.Equal(now.Token, ((Spoken.Recording)live.Find(VoiceRenderer.Prompt("menu.ask", "lo"))!).Token);

        // Another agency's: it cannot silence a prompt that is not its own.
        var district = await ConsoleSession.SignInAsync(host, "district@demo.local");
        Assert.Contains("Another agency made this recording", await district.PressedAsync(Page, "Withdraw", fields), StringComparison.Ordinal);
        Assert.NotNull(live.Find(VoiceRenderer.Prompt("menu.ask", "lo")));

        // Taken back: nobody hears it any more, and its bytes open for nobody.
        await worker.PressedAsync(Page, "Withdraw", fields);
        await live.RefreshAsync(default);
        Assert.Null(live.Find(VoiceRenderer.Prompt("menu.ask", "lo")));
        var row = await host.DbAsync(db => db.Set<VoiceRecording>().SingleAsync());
        Assert.Throws<ErasedPersonException>(() => host.Service<FieldEncryptor>().DecryptBytes(row.PersonKeyId, "recording.sound", row.Sound));
        Assert.Equal(3, await host.DbAsync(db => db.AuditEntries.CountAsync(e => e.Action.StartsWith("recording."))));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S13_WhatNobodySigned_PushesOutNothingThatWasSigned_InDemoNeither(string database)
    {
        Requires.Ffmpeg();
        await using var host = new FamilyLinkHost(database);
        var worker = await ConsoleSession.SignInAsync(host, "caseworker@demo.local");
        var page = await RecordAsync(worker, Page, Wave(2_000, 440));
        await (await ConsoleSession.SignInAsync(host, "second@demo.local")).PressedAsync(Page, "Sign", Fields(page));
        var signed = ((Spoken.Recording)host.Service<PromptLibrary>().Find(VoiceRenderer.Prompt("menu.ask", "lo"))!).Token;

        await RecordAsync(await ConsoleSession.SignInAsync(host, "district@demo.local"), Page, Wave(4_000, 300));

        Assert.Equal(2, await host.DbAsync(db => db.Set<VoiceRecording>().CountAsync()));
        Assert.Equal(signed, ((Spoken.Recording)host.Service<PromptLibrary>().Find(VoiceRenderer.Prompt("menu.ask", "lo"))!).Token);
    }

    [SkippableFact]
    public async Task S20_NeitherTheSoundNorTheSpeakersName_StandsInTheDatabaseOrBesideIt()
    {
        Requires.Ffmpeg();
        await using var host = new FamilyLinkHost("sqlite");
        var worker = await ConsoleSession.SignInAsync(host, "caseworker@demo.local");
        await RecordAsync(worker, Page, Wave(1_500, 440));

        var row = await host.DbAsync(db => db.Set<VoiceRecording>().AsNoTracking().SingleAsync());
        Assert.Equal(-1, row.Sound.Bytes.AsSpan().IndexOf("WAVE"u8));
        Assert.Equal(-1, row.Speaker.Bytes.AsSpan().IndexOf("Somdy"u8));
        Assert.Empty(Directory.GetFiles(host.Service<IOptions<FamilyLinkOptions>>().Value.DataDirectory, "upload-*"));
    }

    [SkippableFact]
    public async Task WhatIsNoUsableSound_IsRefusedWithItsReason_AndNothingIsKept()
    {
        Requires.Ffmpeg();
        await using var host = new FamilyLinkHost("sqlite");
        var worker = await ConsoleSession.SignInAsync(host, "caseworker@demo.local");
        var lies = Wave(1_000, 440);
        BitConverter.TryWriteBytes(lies.AsSpan(40), int.MaxValue);
        (byte[] Content, string Reason)[] bad =
        [
            ([], "Record something first"),
            (Encoding.UTF8.GetBytes("this is no sound at all, only words"), "no sound that can be read"),
            (Encoding.UTF8.GetBytes("#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:1/secret.wav\n"), "no sound that can be read"),
            (Encoding.UTF8.GetBytes("ffconcat version 1.0\nfile /etc/passwd\n"), "no sound that can be read"),
            (Wave(2_000, 440, 0), "Nothing can be heard"),
            (Wave(2_000, 440, 200_000), "torn"),
            (Wave(65_000, 440), "longer than a minute"),
            (Wave(60, 440), "almost nothing"),
            (new byte[20_000_001], "larger than 20 MB"),
        ];
        foreach (var (content, reason) in bad)
        {
            Assert.Contains(reason, await RecordAsync(worker, Page, content), StringComparison.Ordinal);
        }

        Assert.Contains("Ask the speaker first", await worker.UploadAsync(Page, "", "Sound", lies, "a.wav", ("Speaker", "Somdy"), ("Agreed", "false")), StringComparison.Ordinal);
        Assert.Contains("Write who speaks", await worker.UploadAsync(Page, "", "Sound", lies, "a.wav", ("Speaker", " "), ("Agreed", "true")), StringComparison.Ordinal);
        Assert.False(await host.DbAsync(db => db.Set<VoiceRecording>().AnyAsync()));
        Assert.Equal(System.Net.HttpStatusCode.NotFound, await worker.StatusOfAsync("/studio/lo/no.such.prompt"));

        // A header that lies about its length costs nothing: what is there is read.
        Assert.Contains("dB", await RecordAsync(worker, Page, lies), StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task OtherWordsThanWereRead_SilenceTheRecording_AndTheListSaysSo(string database)
    {
        Requires.Ffmpeg();
        await using var host = new FamilyLinkHost(database);
        var worker = await ConsoleSession.SignInAsync(host, "caseworker@demo.local");
        await RecordAsync(worker, Page, Wave(1_500, 440));
        await host.SaveAsync(async db =>
        {
            await db.Set<VoiceRecording>().ExecuteUpdateAsync(r => r.SetProperty(x => x.WordsHash, "other"));
        });
        await host.Service<PromptLibrary>().RefreshAsync(default);

        Assert.True(((Spoken.Recording)host.Service<PromptLibrary>().Find(VoiceRenderer.Prompt("menu.ask", "lo"))!).Placeholder);
        Assert.Contains("the words have changed: 1", await worker.OpenAsync("/studio/lo"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task AKhmuFather_HearsWhatWasRecordedForHim_FromTheFirstSentence()
    {
        Requires.Ffmpeg();
        await using var host = new FamilyLinkHost("sqlite");
        var worker = await ConsoleSession.SignInAsync(host, "caseworker@demo.local");
        Assert.Contains("Say in Khmu what the Lao sentence says", await worker.OpenAsync("/studio/kjg/voice.khmu-chosen"), StringComparison.Ordinal);
        await RecordAsync(worker, "/studio/kjg/voice.khmu-chosen", Wave(1_200, 300));
        var token = ((Spoken.Recording)host.Service<PromptLibrary>().Find(VoiceRenderer.Prompt("voice.khmu-chosen", "kjg"))!).Token;

        var father = new VoiceCaller(host, FamilyLinkHost.Father);
        await father.CallAsync();
        await father.PressAsync("8");
        await father.PressAsync("3");

        Assert.Contains(father.Document.Plays, play => play.EndsWith(token, StringComparison.Ordinal));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task AnAnswerThatWasRecorded_IsHeardPartByPart_OnTheKeysOfTheMenu_AndWithOneMissingAPersonTakesOver(string database)
    {
        Requires.Ffmpeg();
        await using var host = new FamilyLinkHost(database);
        var parts = (await host.Service<ISpokenWords>().ListAsync("lo", default)).Where(w => w.About == "migration.official-route").ToList();
        Assert.InRange(parts.Count, 2, 20);
        async Task<VoiceCaller> AskAsync()
        {
            host.Clock.Forward(TimeSpan.FromMinutes(5));
            var caller = new VoiceCaller(host, FamilyLinkHost.Stranger);
            await caller.CallAsync();
            foreach (var key in (string[])["1", "2", "1", "1"])
            {
                await caller.PressAsync(key);
            }

            return caller;
        }

        string TokenOf(SpokenWords part) => ((Spoken.Recording)host.Service<PromptLibrary>().Find(new VoicePrompt(part.Key, "lo", part.Words))!).Token;
        var worker = await ConsoleSession.SignInAsync(host, "caseworker@demo.local");
        Assert.Contains("migration.official-route", await worker.OpenAsync($"/studio/lo/{parts[0].Key}"), StringComparison.Ordinal);
        for (var i = 0; i < parts.Count; i++)
        {
            if (i == 0)
            {
                await AskAsync();
                Assert.True(await host.DbAsync(db => db.StaffTasks.AnyAsync(t => t.Kind == TaskKinds.TellByVoice)));
            }

            await RecordAsync(worker, $"/studio/lo/{parts[i].Key}", Wave(1_000, 300 + (40 * i)));
        }

        var heard = await AskAsync();
        for (var i = 0; i < parts.Count; i++)
        {
            Assert.Contains(heard.Document.Plays, play => play.EndsWith(TokenOf(parts[i]), StringComparison.Ordinal));
            await heard.PressAsync("1");
        }

        using var live = Live(host.Services);
        await live.RefreshAsync(default);
        Assert.Null(live.Find(new VoicePrompt(parts[0].Key, "lo", parts[0].Words)));
    }

    [Theory]
    [InlineData("08:00", true)]
    [InlineData("23:00", false)]
    public async Task ACallerForWhomNothingIsRecorded_IsNeverLedIntoSilence(string hour, bool onDuty)
    {
        await using var host = new FamilyLinkHost("sqlite", web =>
        {
            web.UseSetting("Voice:DutyPhone", "+85620555509999");
            web.ConfigureServices(services => services.AddSingleton(Live));
        });
        host.Clock.Forward(TimeUntil(host, TimeOnly.Parse(hour, System.Globalization.CultureInfo.InvariantCulture)));
        var caller = new VoiceCaller(host, FamilyLinkHost.Stranger);
        await caller.CallAsync();

        Assert.Equal(onDuty ? "Dial" : "Reject", caller.Document.Verbs.Single().Name.LocalName);
        Assert.True(await host.DbAsync(db => db.StaffTasks.AnyAsync(t => t.Kind == TaskKinds.TellByVoice)));
    }

    private static TimeSpan TimeUntil(FamilyLinkHost host, TimeOnly time)
    {
        var local = TimeZoneInfo.ConvertTimeFromUtc(host.Now, TimeZoneInfo.FindSystemTimeZoneById("Asia/Vientiane"));
        return time - TimeOnly.FromDateTime(local);
    }

    private static Task<string> RecordAsync(ConsoleSession worker, string page, byte[] content) =>
        worker.UploadAsync(page, "", "Sound", content, "recording.wav", ("Speaker", "Somdy"), ("Dialect", "Vientiane"), ("Agreed", "true"));

    private static (string Name, string Value)[] Fields(string page) =>
        [("id", Id().Match(page).Groups[1].Value), ("hash", Hash().Match(page).Groups[1].Value)];

    private static PromptLibrary Live(IServiceProvider services) => new(
        services.GetRequiredService<KeyedHasher>(),
        services.GetRequiredService<FieldEncryptor>(),
        services.GetRequiredService<IDbContextFactory<FamilyLinkContext>>(),
        Options.Create(new VoiceOptions()),
        Options.Create(new FamilyLinkOptions { Mode = ServiceMode.Live }));

    // 16 kHz, 16 bits, one channel: a tone with a little silence around it.
    private static byte[] Wave(int milliseconds, double pitch, double loudness = 8_000)
    {
        const int Rate = 16_000;
        var count = Rate * milliseconds / 1_000;
        var wave = new byte[44 + (count * 2)];
        using var writer = new BinaryWriter(new MemoryStream(wave));
        writer.Write("RIFF"u8);
        writer.Write(wave.Length - 8);
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write((short)1);
        writer.Write((short)1);
        writer.Write(Rate);
        writer.Write(Rate * 2);
        writer.Write((short)2);
        writer.Write((short)16);
        writer.Write("data"u8);
        writer.Write(count * 2);
        for (var i = 0; i < count; i++)
        {
            writer.Write((short)Math.Clamp(loudness * Math.Sin(2 * Math.PI * pitch * i / Rate), short.MinValue, short.MaxValue));
        }

        return wave;
    }

    [GeneratedRegex("name=\"id\" value=\"([^\"]+)\"")]
    private static partial Regex Id();

    [GeneratedRegex("name=\"hash\" value=\"([^\"]+)\"")]
    private static partial Regex Hash();
}
