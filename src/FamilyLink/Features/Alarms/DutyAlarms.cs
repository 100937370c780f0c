using FamilyLink.Conversations;
using FamilyLink.Data;
using FamilyLink.Data.Audit;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.Messages;
using FamilyLink.Data.People;
using FamilyLink.Localization;
using FamilyLink.Messaging;
using FamilyLink.Messaging.Outbound;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FamilyLink.Features.Alarms;

/// <summary>
/// Brings signs of danger to a person: what needs somebody now rings at once, every few minutes and on ever more phones; what needs somebody today rings in
/// duty hours. The task that the turn committed is the truth, so that a process killed between any two steps loses no ring and doubles none.
/// </summary>
public sealed class DutyAlarms(
    IDbContextFactory<FamilyLinkContext> contexts, GroupCommit commits, FieldEncryptor encryptor, KeyedHasher hasher, SiteSettings site, IOptions<DutyOptions> options, TimeProvider clock)
    : IDueWork, IFallbackRoute
{
    /// <summary>The cause kind of the messages it sends.</summary>
    public const string Kind = "duty-alarm";

    /// <summary>The kind of the task about a duty phone that cannot be reached; its place in the list of phones follows.</summary>
    public const string DeadPhoneTask = "duty-phone-";

    private const string DuressTask = "duress";
    private static readonly TimeSpan TodayRepeats = TimeSpan.FromHours(1);
    private static readonly TimeSpan TodayEscalates = TimeSpan.FromHours(2);

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await RaiseAsync(cancellation);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var now = Now();
        var due = await db.Set<DutyAlarm>().AsNoTracking().Where(a => a.QuietAt == null && a.NextAt <= now).OrderBy(a => a.NextAt).Select(a => a.TaskId).ToListAsync(cancellation);
        foreach (var task in due)
        {
            await OneAsync(session => RingAsync(session, task));
        }
    }

    /// <summary>A duty phone that cannot be reached: the next one rings at once, and the console says which phone is dead.</summary>
    public async Task<bool> TakeAsync(WriteSession session, OutboundMessage refused)
    {
        if (refused.CauseKind != Kind || refused.CauseId is not { } task || await session.Db.Set<DutyAlarm>().SingleOrDefaultAsync(a => a.TaskId == task) is not { } alarm)
        {
            return false;
        }

        var (phones, now) = (options.Value.Phones, Now());
        var dead = phones.Select((phone, i) => (i, Hash: hasher.OfAddress(Addresses.Telephone(phone)))).Where(p => p.Hash.AsSpan().SequenceEqual(refused.AddressHash)).Select(p => p.i).FirstOrDefault(-1);
        await session.Db.OpenTaskOnceAsync(DeadPhoneTask + (dead + 1).ToString(System.Globalization.CultureInfo.InvariantCulture), Urgency.Now, now, new(OutboundId: refused.Id));

        for (var step = 1; step < phones.Count; step++)
        {
            var next = (dead + step) % phones.Count;
            var ring = Ring(alarm, Addresses.Telephone(phones[next]), next, now);
            if (!await session.Db.OutboundMessages.AnyAsync(m => m.SendKey == ring.SendKey))
            {
                session.Db.OutboundMessages.Add(ring);
                session.Audit(AuditFact.Service("alarm.next-phone", $"task:{task:N}"));
                break;
            }
        }

        await session.SaveAsync();
        return true;
    }

    private async Task RaiseAsync(CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var open = db.StaffTasks.AsNoTracking().Where(t => t.DoneAt == null && t.ClaimedAt == null && t.Urgency != Urgency.Normal && (t.Signal != null || t.Kind == DuressTask));
        foreach (var task in await open.Where(t => !db.Set<DutyAlarm>().Any(a => a.TaskId == t.Id)).ToListAsync(cancellation))
        {
            await OneAsync(async session =>
            {
                if (await session.Db.Set<DutyAlarm>().AnyAsync(a => a.TaskId == task.Id))
                {
                    return;
                }

                var key = encryptor.NewKey();
                session.Db.PersonKeys.Add(key);
                session.Db.Add(new DutyAlarm { TaskId = task.Id, PersonKeyId = key.Id, RaisedAt = First(task, task.OpenedAt), NextAt = First(task, task.OpenedAt) });
                session.Audit(AuditFact.Service("alarm.raised", $"task:{task.Id:N}", task.Signal == Security.StaffIdentity.ComplaintSignal ? task.Kind : task.Signal ?? task.Kind));
                await session.SaveAsync();
            });
        }

        // Somebody had the person and put them back: it rings again from the beginning.
        foreach (var task in await open.Where(t => db.Set<DutyAlarm>().Any(a => a.TaskId == t.Id && a.QuietAt != null)).ToListAsync(cancellation))
        {
            await OneAsync(async session =>
            {
                var alarm = await session.Db.Set<DutyAlarm>().SingleAsync(a => a.TaskId == task.Id);
                (alarm.QuietAt, alarm.RaisedAt, alarm.NextAt) = (null, First(task, Now()), First(task, Now()));
                session.Audit(AuditFact.Service("alarm.raised-again", $"task:{task.Id:N}"));
                await session.SaveAsync();
            });
        }
    }

    private async Task RingAsync(WriteSession session, Guid taskId)
    {
        var now = Now();
        var alarm = await session.Db.Set<DutyAlarm>().SingleAsync(a => a.TaskId == taskId);
        var task = await session.Db.StaffTasks.AsNoTracking().SingleAsync(t => t.Id == taskId);
        if (alarm.QuietAt is not null || alarm.NextAt > now)
        {
            return;
        }

        if (task.ClaimedAt is not null || task.DoneAt is not null)
        {
            alarm.QuietAt = now;
            session.Audit(AuditFact.Service("alarm.taken", $"task:{taskId:N}"));
            await session.SaveAsync();
            return;
        }

        alarm.Rings++;
        alarm.NextAt = Next(task, now);
        var phones = options.Value.Phones;
        var asked = Math.Min(phones.Count, 1 + (int)((now - alarm.RaisedAt) / Escalates(task)));
        for (var i = 0; i < asked; i++)
        {
            session.Db.OutboundMessages.Add(Ring(alarm, Addresses.Telephone(phones[i]), i, now));
        }

        session.Audit(AuditFact.Service("alarm.rang", $"task:{taskId:N}", $"ring {alarm.Rings}, {asked} phones"));
        await session.SaveAsync();
    }

    // Nothing of what was heard, and not from whom: the duty phone may lie on a table.
    private OutboundMessage Ring(DutyAlarm alarm, string address, int phone, DateTime now) => new()
    {
        SendKey = $"duty:{alarm.TaskId:N}:{alarm.Rings}:{phone}",
        Channel = Channel.Sms,
        AddressHash = hasher.OfAddress(address),
        Address = encryptor.Encrypt(alarm.PersonKeyId, "message.address", address),
        PersonKeyId = alarm.PersonKeyId,
        Body = encryptor.Encrypt(alarm.PersonKeyId, "message.body", Texts.Get("duty.alert", options.Value.Language).Text),
        Language = options.Value.Language,
        Purpose = OutboundPurpose.DutyAlert,
        Priority = (int)OutboundPurpose.DutyAlert,
        CauseKind = Kind,
        CauseId = alarm.TaskId,
        NotBefore = now,
        ExpiresAt = now.AddHours(1),
        CreatedAt = now,
        State = OutboundState.Waiting,
        StateAt = now,
    };

    private DateTime First(StaffTask task, DateTime from) => task.Urgency == Urgency.Now ? from : site.NextDuty(from) ?? from;

    private DateTime Next(StaffTask task, DateTime now) =>
        task.Urgency == Urgency.Now ? now.AddMinutes(options.Value.RepeatMinutes) : site.NextDuty(now + TodayRepeats) ?? now + TodayRepeats;

    private TimeSpan Escalates(StaffTask task) => task.Urgency == Urgency.Now ? TimeSpan.FromMinutes(options.Value.EscalateMinutes) : TodayEscalates;

    // Another process may do the same step at the same moment: the database lets one through, and the other has nothing left to do.
    private async Task OneAsync(Func<WriteSession, Task> step)
    {
        try
        {
            await commits.CommitAsync(step, CancellationToken.None);
        }
        catch (DbUpdateException)
        {
            // Theirs is the ring.
        }
    }

    private DateTime Now() => clock.GetUtcNow().UtcDateTime;
}
