using System.Net;
using System.Text;
using FamilyLink.Channels.Twilio;
using FamilyLink.Data.Messages;
using FamilyLink.Data.People;
using FamilyLink.Dialogs;
using FamilyLink.Messaging.Outbound;
using FamilyLink.Tests.Infrastructure;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FamilyLink.Tests.Features.Inbox;

/// <summary>A caller for whom nobody has time leaves words of their own: fetched, kept encrypted, deleted at the provider, heard by a person.</summary>
public sealed class VoiceMessageTests
{
    private const string Account = "AC00000000000000000000000000000001";
    private const string Sid = "RE0123456789abcdef0123456789abcdef";
    private static readonly byte[] Words = [.. "RIFF\0\0\0\0WAVEfmt "u8, .. Enumerable.Range(0, 4_000).Select(i => (byte)(i * 7))];

    public static TheoryData<string> Databases => Infrastructure.Databases.All;

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task CallerWhomNobodyCanTalkTo_LeavesWords_AndACaseworkerHearsThem(string database)
    {
        await using var twilio = await TwilioDouble.StartAsync(Account, TwilioOptions.DemoAuthToken);
        await using var host = Host(database, twilio);
        twilio.Recordings[Sid] = Words;
        var caller = await AtTheToneAsync(host);
        Assert.Equal(["lo:voice.speak-now"], caller.Heard);
        Assert.Equal("lo:voice.message-kept", (await caller.SpeakAsync(Sid))[0]);
        var task = await host.DbAsync(db => db.StaffTasks.SingleAsync(t => t.Kind == TaskKinds.LeftVoiceMessage));
        Assert.Equal(Urgency.Today, task.Urgency);

        await WakeAsync(host);
        Assert.Empty(twilio.Recordings);
        var kept = await host.DbAsync(db => db.Set<VoiceMessage>().SingleAsync());
        Assert.Equal((VoiceMessageState.Kept, (DateTime?)null), (kept.State, kept.DueAt));
        Assert.Equal(-1, kept.Sound.Bytes.AsSpan().IndexOf("WAVE"u8));

        var staff = await ConsoleSession.SignInAsync(host, "caseworker@demo.local");
        var page = await staff.OpenAsync($"/inbox/{kept.ConversationId}");
        Assert.Contains("<audio", page, StringComparison.Ordinal);
        Assert.DoesNotContain("voice Key", page, StringComparison.Ordinal);
        using var sound = await staff.AskAsync(HttpMethod.Get, $"/inbox/{kept.ConversationId}?handler=Sound&message={kept.Id}", "audio/*");
        Assert.Equal(("audio/wav", true), (sound.Content.Headers.ContentType!.MediaType, sound.Headers.CacheControl!.NoStore));
        Assert.Equal(Words, await sound.Content.ReadAsByteArrayAsync());
        Assert.Equal(1, await host.DbAsync(db => db.AuditEntries.CountAsync(e => e.Action == "voice-message.heard")));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task NothingSaidAfterTheTone_LeavesNothing_AndMayBeTriedAgain(string database)
    {
        await using var twilio = await TwilioDouble.StartAsync(Account, TwilioOptions.DemoAuthToken);
        await using var host = Host(database, twilio);
        var caller = await AtTheToneAsync(host);
        Assert.Equal("lo:voice.nothing-recorded", (await caller.WaitAsync())[0]);
        Assert.False(await host.DbAsync(db => db.Set<VoiceMessage>().AnyAsync()));
        Assert.Equal(["lo:voice.speak-now"], await caller.PressAsync("7"));
    }

    [Fact]
    public async Task CallerWhoPressesNothing_IsNotRecorded()
    {
        await using var twilio = await TwilioDouble.StartAsync(Account, TwilioOptions.DemoAuthToken);
        await using var host = Host("sqlite", twilio);
        var caller = new VoiceCaller(host, FamilyLinkHost.Stranger);
        await caller.CallAsync();
        await caller.PressAsync("0");
        var heard = await caller.WaitAsync();
        Assert.Equal(["lo:voice.no-key", "lo:voice.person-by-0", "lo:voice.nobody-answered", "lo:voice.own-words", "lo:voice.key-7"], heard.Take(5));
        Assert.DoesNotContain(caller.Document.Verbs, v => v.Name.LocalName == "Record");
        Assert.Equal("lo:voice.nobody-answered", (await caller.PressAsync("*"))[0]);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task TheSameReportTwice_AndTwoCallersAtOnce_AreEachOneMessage(string database)
    {
        await using var twilio = await TwilioDouble.StartAsync(Account, TwilioOptions.DemoAuthToken);
        await using var host = Host(database, twilio);
        var (one, other) = (await AtTheToneAsync(host), await AtTheToneAsync(host, "+8562055550198"));
        await Task.WhenAll(one.SpeakAsync(Sid), other.SpeakAsync("RE" + new string('9', 32)));
        await one.AgainAsync();
        Assert.Equal(2, await host.DbAsync(db => db.Set<VoiceMessage>().CountAsync()));
        Assert.Equal(2, await host.DbAsync(db => db.StaffTasks.CountAsync(t => t.Kind == TaskKinds.LeftVoiceMessage)));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task ProviderHasItLater_NothingIsLost_AndWhatNeverComesIsSaidSo(string database)
    {
        await using var twilio = await TwilioDouble.StartAsync(Account, TwilioOptions.DemoAuthToken);
        await using var host = Host(database, twilio);
        await (await AtTheToneAsync(host)).SpeakAsync(Sid);
        await WakeAsync(host);
        Assert.Equal(VoiceMessageState.AtProvider, await StateAsync(host));
        host.Clock.Forward(TimeSpan.FromMinutes(1));
        twilio.Recordings[Sid] = Words;
        await WakeAsync(host);
        Assert.Equal(VoiceMessageState.Kept, await StateAsync(host));

        await (await AtTheToneAsync(host, "+8562055550198")).SpeakAsync("RE" + new string('9', 32));
        for (var hour = 0; hour < 50; hour++)
        {
            host.Clock.Forward(TimeSpan.FromHours(1));
            await WakeAsync(host);
        }

        var lost = await host.DbAsync(db => db.Set<VoiceMessage>().SingleAsync(m => m.State == VoiceMessageState.Lost));
        var staff = await ConsoleSession.SignInAsync(host, "caseworker@demo.local");
        Assert.Contains("could not be fetched. Call back", await staff.OpenAsync($"/inbox/{lost.ConversationId}"), StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("sqlite", "<html>Sign in to the network</html>")]
    [InlineData("sqlite", "#!/bin/sh echo")]
    [InlineData("sqlite", "")]
    [InlineData("sqlite", null)]
    [InlineData("postgres", "<html>Sign in to the network</html>")]
    public async Task WhatIsNoSound_OrEndless_IsNeverGivenToABrowser(string database, string? content)
    {
        await using var twilio = await TwilioDouble.StartAsync(Account, TwilioOptions.DemoAuthToken);
        await using var host = Host(database, twilio);
        twilio.Recordings[Sid] = content is null ? [.. Words, .. new byte[9_000_000]] : Encoding.UTF8.GetBytes(content);
        await (await AtTheToneAsync(host)).SpeakAsync(Sid);
        await WakeAsync(host);
        var message = await host.DbAsync(db => db.Set<VoiceMessage>().SingleAsync());
        Assert.Equal((VoiceMessageState.Lost, true), (message.State, message.Sound.IsEmpty));
        var staff = await ConsoleSession.SignInAsync(host, "caseworker@demo.local");
        Assert.Equal(HttpStatusCode.NotFound, await staff.StatusOfAsync($"/inbox/{message.ConversationId}?handler=Sound&message={message.Id}"));
        Assert.True(await host.DbAsync(db => db.StaffTasks.AnyAsync(t => t.Kind == TaskKinds.LeftVoiceMessage && t.DoneAt == null)));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S22_ErasedBeforeItWasFetched_NothingIsKeptHereOrAtTheProvider(string database)
    {
        await using var twilio = await TwilioDouble.StartAsync(Account, TwilioOptions.DemoAuthToken);
        await using var host = Host(database, twilio);
        twilio.Recordings[Sid] = Words;
        await (await AtTheToneAsync(host)).SpeakAsync(Sid);
        var message = await host.DbAsync(db => db.Set<VoiceMessage>().SingleAsync());
        await host.SaveAsync(async db =>
        {
            var key = await db.PersonKeys.SingleAsync(k => k.Id == message.PersonKeyId);
            (key.Wrapped, key.ErasedAt) = ([], host.Now);
        });
        host.Service<FamilyLink.Data.Encryption.FieldEncryptor>().Forget(message.PersonKeyId);
        await WakeAsync(host);
        Assert.Empty(twilio.Recordings);
        Assert.True((await host.DbAsync(db => db.Set<VoiceMessage>().SingleAsync())).Sound.IsEmpty);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S23_WordsLeftByAContactOfOneAgency_AreNotHeardByAnother(string database)
    {
        await using var twilio = await TwilioDouble.StartAsync(Account, TwilioOptions.DemoAuthToken);
        await using var host = Host(database, twilio);
        twilio.Recordings[Sid] = Words;
        await (await AtTheToneAsync(host, FamilyLinkHost.Mother)).SpeakAsync(Sid);
        await WakeAsync(host);
        var message = await host.DbAsync(db => db.Set<VoiceMessage>().SingleAsync());
        var outsider = await ConsoleSession.SignInAsync(host, "district@demo.local");
        Assert.Equal(HttpStatusCode.NotFound, await outsider.StatusOfAsync($"/inbox/{message.ConversationId}?handler=Sound&message={message.Id}"));
        var own = await ConsoleSession.SignInAsync(host, "caseworker@demo.local");
        Assert.Equal(HttpStatusCode.OK, await own.StatusOfAsync($"/inbox/{message.ConversationId}?handler=Sound&message={message.Id}"));
    }

    private static FamilyLinkHost Host(string database, TwilioDouble twilio) => new(database, web => web
        .UseSetting("Twilio:AccountSid", Account).UseSetting("Twilio:ApiBaseUrl", twilio.BaseUrl)
        .UseSetting("FamilyLink:DutyFromHour", "0").UseSetting("FamilyLink:DutyToHour", "0"));

    private static async Task<VoiceCaller> AtTheToneAsync(FamilyLinkHost host, string from = FamilyLinkHost.Stranger)
    {
        var caller = new VoiceCaller(host, from);
        await caller.CallAsync();
        Assert.Contains("lo:voice.own-words", await caller.PressAsync("0"));
        await caller.PressAsync("7");
        return caller;
    }

    private static async Task WakeAsync(FamilyLinkHost host)
    {
        using var scope = host.Services.CreateScope();
        await scope.ServiceProvider.GetRequiredService<DrainJob>().RunAsync(CancellationToken.None);
    }

    private static Task<VoiceMessageState> StateAsync(FamilyLinkHost host) => host.DbAsync(db => db.Set<VoiceMessage>().Select(m => m.State).SingleAsync());
}
