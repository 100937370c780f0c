using FamilyLink.Data.CheckIns;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.Messages;
using FamilyLink.Data.People;
using FamilyLink.Features.CheckIns;
using FamilyLink.Messaging;
using FamilyLink.Messaging.Outbound;
using FamilyLink.Tests.Infrastructure;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FamilyLink.Tests.Features.CheckIns;

/// <summary>The demo person FL-0004 and their plan, with a clock that goes on to whatever is due next.</summary>
internal sealed class CheckInStage : IAsyncDisposable
{
    public const string Person = FamilyLinkHost.Returned;

    public CheckInStage(string database = "sqlite", Action<IWebHostBuilder>? more = null) => Host = new FamilyLinkHost(database, more);

    public FamilyLinkHost Host { get; }

    public CheckInPlans Plans => Host.Service<CheckInPlans>();

    public async Task<CheckInPlan> PlanAsync() => await Host.DbAsync(async db => await db.Set<CheckInPlan>().AsNoTracking().SingleAsync(p => p.ContactId == db.CaseContacts
        .Where(l => db.Cases.Any(c => c.Id == l.CaseId && c.Code == "FL-0004")).Select(l => l.ContactId).First()));

    public async Task<List<CheckIn>> CheckInsAsync()
    {
        var plan = await PlanAsync();
        return await Host.DbAsync(db => db.Set<CheckIn>().AsNoTracking().Where(c => c.PlanId == plan.Id).OrderBy(c => c.Ordinal).ToListAsync());
    }

    public Task<Guid> StaffAsync() => Host.StaffAsync("caseworker@demo.local");

    /// <summary>What the service sent the person about check-ins, in order: local time and words.</summary>
    public async Task<List<(DateTime At, string Words)>> SentAsync()
    {
        var encryptor = Host.Service<FieldEncryptor>();
        var rows = await Host.DbAsync(db => db.OutboundMessages.AsNoTracking().Where(m => m.CauseKind == CheckInQuestion.Kind && m.State == OutboundState.Sent).OrderBy(m => m.StateAt).ToListAsync());
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Vientiane");
        return rows.ConvertAll(m => (TimeZoneInfo.ConvertTimeFromUtc(m.StateAt, zone), encryptor.Decrypt(m.PersonKeyId, "message.body", m.Body)!));
    }

    public Task<List<string>> TasksAsync() => Host.DbAsync(db => db.StaffTasks.Where(t => t.Kind.StartsWith("check-in")).OrderBy(t => t.OpenedAt).Select(t => t.Kind).ToListAsync());

    /// <summary>Goes on to the next thing that is due and does it; false when nothing is due before the given time from now.</summary>
    public async Task<bool> NextAsync(TimeSpan within)
    {
        var now = Host.Now;
        var next = await Host.DbAsync(async db => new[]
        {
            await db.Set<CheckIn>().Where(c => c.State == CheckInState.Planned).MinAsync(c => (DateTime?)c.DueAt),
            await db.Set<CheckIn>().Where(c => c.State == CheckInState.Queued || c.State == CheckInState.Asked).MinAsync(c => c.LookAt),
            await db.OutboundMessages.Where(m => m.CauseKind == CheckInQuestion.Kind && m.State == OutboundState.Waiting).MinAsync(m => (DateTime?)m.NotBefore),
        }.Min());
        if (next is not { } at || at > now + within)
        {
            Host.Clock.Forward(within);
            await DrainAsync();
            return false;
        }

        Host.Clock.Forward(at > now ? at - now + TimeSpan.FromSeconds(1) : TimeSpan.FromSeconds(1));
        await DrainAsync();
        return true;
    }

    /// <summary>Goes on until the check-in of a number has been asked.</summary>
    public async Task AskedAsync(int ordinal)
    {
        for (var tries = 0; tries < 60; tries++)
        {
            if ((await CheckInsAsync()).Find(c => c.Ordinal == ordinal)?.State == CheckInState.Asked)
            {
                return;
            }

            await NextAsync(TimeSpan.FromDays(100));
        }

        throw new InvalidOperationException($"Check-in {ordinal} was never asked.");
    }

    /// <summary>Writes what is due to the outbox and hands nothing over.</summary>
    public Task QueueAsync() => Host.Services.GetServices<IDueWork>().OfType<CheckInsDue>().Single().RunAsync(CancellationToken.None);

    public async Task DrainAsync()
    {
        await using var scope = Host.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<DrainJob>().RunAsync(CancellationToken.None);
    }

    /// <summary>Consent and policy that last longer than the demo's.</summary>
    public Task LastingAsync(Channel channel = Channel.Sms, int fromHour = 8, int toHour = 20) => Host.SaveAsync(async db =>
    {
        var link = await db.CaseContacts.SingleAsync(l => db.Cases.Any(c => c.Id == l.CaseId && c.Code == "FL-0004"));
        var staff = await StaffAsync();
        db.SafeContactPolicies.Add(new SafeContactPolicy
        {
            ContactId = link.ContactId,
            AllowSms = channel == Channel.Sms,
            AllowVoice = channel == Channel.Voice,
            AllowMessenger = channel == Channel.Messenger,
            FromMinute = fromHour * 60,
            ToMinute = toHour * 60,
            TimeZone = "Asia/Vientiane",
            Shared = channel == Channel.Voice ? SharedPhone.Yes : SharedPhone.No,
            AgreedAt = Host.Now,
            ExpiresAt = Host.Now.AddYears(3),
            RecordedBy = staff,
        });
        foreach (var purpose in (ConsentPurpose[])[ConsentPurpose.CheckIns, ConsentPurpose.Voice])
        {
            db.Consents.Add(new Consent
            {
                CaseId = link.CaseId,
                ContactId = link.ContactId,
                Purpose = purpose,
                Voice = ConsentVoice.Subject,
                Kind = ConsentKind.Consent,
                Decision = ConsentDecision.Given,
                ExplainedBy = staff,
                Language = "lo",
                WordingVersion = "demo-1",
                GivenAt = Host.Now,
                ExpiresAt = Host.Now.AddYears(3),
            });
        }
    });

    public async ValueTask DisposeAsync() => await Host.DisposeAsync();
}
