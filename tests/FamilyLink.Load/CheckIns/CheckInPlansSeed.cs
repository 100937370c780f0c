using System.Data.Common;
using System.Globalization;
using FamilyLink.Data;
using FamilyLink.Data.CheckIns;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.People;
using FamilyLink.Features.CheckIns;
using FamilyLink.Messaging;
using FamilyLink.Messaging.Outbound;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FamilyLink.Load.CheckIns;

/// <summary>Returned people with consent, policy and a plan whose check-ins fall due in a window, and any number of plans that are not due.</summary>
internal static class CheckInPlansSeed
{
    private const int AtOnce = 500;

    /// <summary>Adds people, each with so many check-ins spread over the window, and returns their numbers.</summary>
    public static async Task<IReadOnlyList<string>> AddAsync(IServiceProvider services, int people, int each, DateTime from, TimeSpan window, int firstNumber = 0)
    {
        var (encryptor, hasher) = (services.GetRequiredService<FieldEncryptor>(), services.GetRequiredService<KeyedHasher>());
        var contexts = services.GetRequiredService<IDbContextFactory<FamilyLinkContext>>();
        var numbers = new List<string>(people);
        for (var begin = 0; begin < people; begin += AtOnce)
        {
            await using var db = await contexts.CreateDbContextAsync();
            var now = TimeProvider.System.GetUtcNow().UtcDateTime;
            var staff = await db.Users.OrderBy(u => u.Email).Select(u => u.Id).FirstAsync();
            var agency = await db.Cases.Select(c => c.AgencyId).FirstAsync();
            for (var person = begin; person < Math.Min(people, begin + AtOnce); person++)
            {
                var to = string.Create(CultureInfo.InvariantCulture, $"+85620{80_000_000 + firstNumber + person}");
                numbers.Add(to);
                var (caseKey, key) = (encryptor.NewKey(), encryptor.NewKey());
                var about = new Case { Code = string.Create(CultureInfo.InvariantCulture, $"LOAD-{firstNumber + person}"), AgencyId = agency, PersonKeyId = caseKey.Id, Age = AgeGroup.Adult, OpenedAt = now };
                var contact = new Contact { AgencyId = agency, PersonKeyId = key.Id, Language = "lo", CreatedAt = now };
                var address = Addresses.Telephone(to);
                db.AddRange(caseKey, key, about, contact);
                db.Add(new ContactAddress { ContactId = contact.Id, AddressHash = hasher.OfAddress(address), Address = encryptor.Encrypt(key.Id, "contact.address", address), IsTelephone = true, AddedAt = now, ConfirmedAt = now });
                db.Add(new CaseContact { CaseId = about.Id, ContactId = contact.Id, Relation = Relation.Self, Role = CheckedRole.Safe, CheckedBy = staff, CheckedAt = now });
                db.Add(new SafeContactPolicy
                {
                    ContactId = contact.Id,
                    AllowSms = true,
                    AllowVoice = false,
                    AllowMessenger = false,
                    FromMinute = 0,
                    ToMinute = 24 * 60,
                    TimeZone = "Asia/Vientiane",
                    Shared = SharedPhone.No,
                    AgreedAt = now,
                    ExpiresAt = now.AddDays(90),
                    RecordedBy = staff,
                });
                db.Add(new Consent
                {
                    CaseId = about.Id,
                    ContactId = contact.Id,
                    Purpose = ConsentPurpose.CheckIns,
                    Voice = ConsentVoice.Subject,
                    Kind = ConsentKind.Consent,
                    Decision = ConsentDecision.Given,
                    ExplainedBy = staff,
                    Language = "lo",
                    WordingVersion = "load",
                    GivenAt = now,
                    ExpiresAt = now.AddDays(90),
                });
                var plan = new CheckInPlan
                {
                    CaseId = about.Id,
                    ContactId = contact.Id,
                    Channel = Channel.Sms,
                    Minute = 600,
                    TimeZone = "Asia/Vientiane",
                    Days = CheckInCalendar.EveryDay,
                    Language = "lo",
                    StartsOn = DateOnly.FromDateTime(now),
                    Steps = CheckInCalendar.ProposedSteps,
                    AgreedAt = now,
                    RecordedBy = staff,
                };
                db.Add(plan);
                for (var ordinal = 1; ordinal <= each; ordinal++)
                {
                    // Each person's evenly over the window, people shifted against one another.
                    var at = from + (window * ((ordinal - 1 + ((double)person / people)) / each));
                    db.Add(new CheckIn { PlanId = plan.Id, Ordinal = ordinal, DueAt = at });
                }
            }

            await db.SaveChangesAsync();
        }

        return numbers;
    }

    /// <summary>Writes whatever is due to the outbox, as the service does before each drain.</summary>
    public static async Task QueueDueAsync(IServiceProvider services) =>
        await ActivatorUtilities.CreateInstance<CheckInsDue>(services).RunAsync(CancellationToken.None);

    /// <summary>Plans of nobody whose eight check-ins lie ahead: only their number matters.</summary>
    public static async Task FillAsync(DbConnection connection, string engine, int from, int until)
    {
        await using var command = connection.CreateCommand();
        command.CommandTimeout = 3_600;
        var due = TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(30);
        command.CommandText = engine == "postgres"
            ? $"""
              INSERT INTO check_in_plans (id, case_id, contact_id, channel, minute, time_zone, days, language, starts_on, steps, state, silences, version, agreed_at, recorded_by)
              SELECT lpad(to_hex(n), 32, '0')::uuid, gen_random_uuid(), gen_random_uuid(), 'Sms', 600, 'Asia/Vientiane', 127, 'lo', current_date, '3d', 'Running', 0, 1, now(), gen_random_uuid()
              FROM generate_series({from + 1}, {until}) n;
              INSERT INTO check_ins (id, plan_id, ordinal, due_at, state, tries)
              SELECT gen_random_uuid(), lpad(to_hex(n), 32, '0')::uuid, o, now() + interval '30 days' + (o * 30 + n % 1000) * interval '1 hour', 'Planned', 0
              FROM generate_series({from + 1}, {until}) n, generate_series(1, 8) o;
              ANALYZE check_ins; ANALYZE check_in_plans;
              """
            : $"""
              WITH RECURSIVE n(i) AS (SELECT {from + 1} UNION ALL SELECT i + 1 FROM n WHERE i < {until})
              INSERT INTO check_in_plans (id, case_id, contact_id, channel, minute, time_zone, days, language, starts_on, steps, state, silences, version, agreed_at, recorded_by)
              SELECT printf('%08X-0000-0000-0000-000000000000', i), printf('%08X-0000-0000-0000-000000000001', i), printf('%08X-0000-0000-0000-000000000002', i), 'Sms', 600, 'Asia/Vientiane', 127, 'lo', '2026-01-01', '3d', 'Running', 0, 1, '2026-01-01 00:00:00', printf('%08X-0000-0000-0000-000000000003', i) FROM n;
              WITH RECURSIVE n(i) AS (SELECT {from + 1} UNION ALL SELECT i + 1 FROM n WHERE i < {until}), o(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM o WHERE k < 8)
              INSERT INTO check_ins (id, plan_id, ordinal, due_at, state, tries)
              SELECT printf('%08X-0000-0000-%04X-000000000004', i, k), printf('%08X-0000-0000-0000-000000000000', i), k, '{due.AddDays(400):yyyy-MM-dd HH:mm:ss}', 'Planned', 0 FROM n, o;
              """;
        await command.ExecuteNonQueryAsync();
    }
}
