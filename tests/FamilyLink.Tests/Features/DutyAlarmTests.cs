using FamilyLink.Data.Messages;
using FamilyLink.Features.Alarms;
using FamilyLink.Messaging;
using FamilyLink.Messaging.Outbound;
using FamilyLink.Tests.Infrastructure;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FamilyLink.Tests.Features;

/// <summary>A sign of danger reaches a person by the times of the table, and rings until somebody has it.</summary>
public sealed class DutyAlarmTests
{
    private const string Duty = "+8562055550301";
    private const string Second = "+8562055550302";
    private const string Violence = "ລາວທຸບຕີຂ້ອຍ ຢູ່ບ້ານດອນ";
    private const string Exposed = "ຮູບຂ້ອຍລົງເຟສ";

    public static TheoryData<string> Databases => Infrastructure.Databases.All;

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S14_SignThatNeedsSomebodyNow_RingsAtOnceAgainAndOnMorePhonesUntilTaken(string database)
    {
        await using var host = Host(database);
        await host.SmsAsync(FamilyLinkHost.Stranger, Violence);
        await WakeAsync(host);
        Assert.Equal([Duty], await RungAsync(host));

        await WakeAsync(host);
        Assert.Single(await RungAsync(host));
        host.Clock.Forward(TimeSpan.FromMinutes(5));
        await WakeAsync(host);
        Assert.Equal([Duty, Duty], await RungAsync(host));
        host.Clock.Forward(TimeSpan.FromMinutes(5));
        await WakeAsync(host);
        Assert.Equal([Duty, Duty, Duty, Second], await RungAsync(host));

        var worker = await ConsoleBrowser.SignInAsync(host, "caseworker@demo.local");
        Assert.Contains("nobody has them yet", await worker.ReadAsync("/cases"), StringComparison.Ordinal);
        var id = await host.DbAsync(db => db.StaffTasks.Where(t => t.Signal != null).Select(t => t.ConversationId).SingleAsync());
        await worker.SendAsync($"/inbox/{id}", "Claim");
        Assert.DoesNotContain("nobody has them yet", await worker.ReadAsync("/cases"), StringComparison.Ordinal);
        host.Clock.Forward(TimeSpan.FromMinutes(30));
        await WakeAsync(host);
        Assert.Equal(4, (await RungAsync(host)).Count);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task Alarm_PutBackByWhoeverHadIt_RingsAgainFromTheBeginning(string database)
    {
        await using var host = Host(database);
        await host.SmsAsync(FamilyLinkHost.Stranger, Violence);
        await WakeAsync(host);
        var worker = await ConsoleBrowser.SignInAsync(host, "caseworker@demo.local");
        var id = await host.DbAsync(db => db.StaffTasks.Where(t => t.Signal != null).Select(t => t.ConversationId).SingleAsync());
        await worker.SendAsync($"/inbox/{id}", "Claim");
        host.Clock.Forward(TimeSpan.FromMinutes(20));
        await WakeAsync(host);
        await worker.SendAsync($"/inbox/{id}", "Release");
        await WakeAsync(host);
        Assert.Equal([Duty, Duty], await RungAsync(host));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task SignThatNeedsSomebodyToday_RingsInDutyHoursOnly(string database)
    {
        await using var host = Host(database);
        await ToHourAsync(host, 20);
        await host.SmsAsync(FamilyLinkHost.Stranger, Exposed);
        await WakeAsync(host);
        Assert.Empty(await RungAsync(host));
        await ToHourAsync(host, 8);
        await WakeAsync(host);
        Assert.Equal([Duty], await RungAsync(host));
        host.Clock.Forward(TimeSpan.FromMinutes(61));
        await WakeAsync(host);
        Assert.Equal([Duty, Duty], await RungAsync(host));
        host.Clock.Forward(TimeSpan.FromMinutes(61));
        await WakeAsync(host);
        Assert.Equal([Duty, Duty, Duty, Second], await RungAsync(host));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S7_DuressWordOfSomebodyVerifiedAlready_IsHeardAndHoldsEverythingBack(string database)
    {
        await using var host = Host(database);
        Assert.Contains("ບໍ່ມີຫຍັງໃຫ້ອ່ານ", await host.SmsAsync(FamilyLinkHost.SharedPhone, "ດອກຈຳປາ"), StringComparison.Ordinal);
        await WakeAsync(host);
        Assert.Equal([Duty], await RungAsync(host));
        var contact = await host.ContactAsync("FL-0005");
        Assert.NotNull(await host.DbAsync(db => db.Contacts.Where(c => c.Id == contact).Select(c => c.HeldForDuressAt).SingleAsync()));

        // Another word of somebody verified is no wrong try.
        await host.SmsAsync(FamilyLinkHost.Returned, "ດອກໄມ້ງາມ");
        Assert.False(await host.DbAsync(db => db.Set<FamilyLink.Features.Enrolments.SecretTries>().AnyAsync(t => t.Failures > 0)));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S7_DuressWord_RingsTheDutyPhoneSilently(string database)
    {
        await using var host = Host(database);
        host.Clock.Forward(TimeSpan.FromMinutes(31));
        await host.SmsAsync(FamilyLinkHost.SharedPhone, "1");
        var said = await host.SmsAsync(FamilyLinkHost.SharedPhone, "ດອກຈຳປາ");
        await WakeAsync(host);
        Assert.Equal([Duty], await RungAsync(host));
        Assert.DoesNotContain("ຄົນໂທ", said, StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task Ring_HoldsNothingOfWhatWasHeardNorFromWhom(string database)
    {
        await using var host = Host(database);
        await host.SmsAsync(FamilyLinkHost.Mother, Violence);
        await WakeAsync(host);
        var body = await host.DbAsync(async db =>
        {
            var ring = await db.OutboundMessages.AsNoTracking().SingleAsync(m => m.Purpose == OutboundPurpose.DutyAlert);
            return host.Service<FamilyLink.Data.Encryption.FieldEncryptor>().Decrypt(ring.PersonKeyId, "message.body", ring.Body);
        });
        Assert.Equal("ມີວຽກລໍຖ້າ. ກະລຸນາເປີດເບິ່ງ.", body);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task KilledBetweenAnyTwoSteps_NoRingIsLostAndNoneComesTwice(string database)
    {
        await using var host = Host(database);

        // Killed right after the turn: nothing but the task exists. Whoever starts next finds it.
        await host.SmsAsync(FamilyLinkHost.Stranger, Violence);
        Assert.Equal(0, await host.DbAsync(db => db.Set<DutyAlarm>().CountAsync()));

        // Two processes wake at once; then one is killed before the drain: the ring is a row already.
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => DueAsync(host)));
        Assert.Equal(1, await host.DbAsync(db => db.OutboundMessages.CountAsync(m => m.Purpose == OutboundPurpose.DutyAlert && m.State == OutboundState.Waiting)));
        await WakeAsync(host);
        await WakeAsync(host);
        Assert.Equal([Duty], await RungAsync(host));

        // Nothing ran for an hour: it rings once, on every phone, not twelve times.
        host.Clock.Forward(TimeSpan.FromHours(1));
        await WakeAsync(host);
        Assert.Equal([Duty, Duty, Second], await RungAsync(host));
    }

    private static FamilyLinkHost Host(string database) => new(database, web => web.UseSetting("Duty:Phones:0", Duty).UseSetting("Duty:Phones:1", Second));

    private static async Task DueAsync(FamilyLinkHost host)
    {
        foreach (var work in host.Services.GetServices<IDueWork>())
        {
            await work.RunAsync(CancellationToken.None);
        }
    }

    private static Task<int> WakeAsync(FamilyLinkHost host) => host.ScopedAsync<DrainJob, int>(async job =>
    {
        await job.RunAsync(CancellationToken.None);
        return 0;
    });

    private static Task ToHourAsync(FamilyLinkHost host, int hour)
    {
        var local = TimeZoneInfo.ConvertTimeFromUtc(host.Now, TimeZoneInfo.FindSystemTimeZoneById("Asia/Vientiane"));
        var to = local.Date.AddHours(hour).AddMinutes(1);
        host.Clock.Forward((to > local ? to : to.AddDays(1)) - local);
        return Task.CompletedTask;
    }

    private static Task<List<string>> RungAsync(FamilyLinkHost host) => host.DbAsync(async db =>
    {
        var encryptor = host.Service<FamilyLink.Data.Encryption.FieldEncryptor>();
        var rings = await db.OutboundMessages.AsNoTracking().Where(m => m.Purpose == OutboundPurpose.DutyAlert && m.State == OutboundState.Sent).OrderBy(m => m.CreatedAt).ThenBy(m => m.SendKey).ToListAsync();
        return rings.ConvertAll(m => Addresses.NumberOf(encryptor.Decrypt(m.PersonKeyId, "message.address", m.Address)!));
    });
}
