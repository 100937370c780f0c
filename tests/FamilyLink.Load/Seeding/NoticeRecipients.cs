using System.Globalization;
using FamilyLink.Conversations;
using FamilyLink.Data;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.Messages;
using FamilyLink.Data.People;
using FamilyLink.Features.Notices;
using FamilyLink.Messaging;
using FamilyLink.Messaging.Approval;
using FamilyLink.Messaging.Outbound;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FamilyLink.Load.Seeding;

/// <summary>
/// People with a policy, consents and an approved notice, so that what goes out to them passes the whole gate: address, policy, hours, consent and
/// the seal over the approved words. Each gets the notice's own opening and more of the same, every one a row of its own.
/// </summary>
public static class NoticeRecipients
{
    private static readonly string[] Blocks = ["block.cared-for", "block.not-punishment", "block.visit", "block.no-money"];

    /// <summary>Adds people until there are this many messages due, and returns to whom and what.</summary>
    /// <param name="services">The service's data services.</param>
    /// <param name="messages">How many messages.</param>
    /// <param name="perPerson">How many of them to one person.</param>
    public static async Task<IReadOnlyList<(string To, string Body)>> AddAsync(IServiceProvider services, int messages, int perPerson)
    {
        var added = new List<(string To, string Body)>(messages);
        for (var person = 0; added.Count < messages; person++)
        {
            await using var scope = services.CreateAsyncScope();
            await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<FamilyLinkContext>>().CreateDbContextAsync();
            var to = string.Create(CultureInfo.InvariantCulture, $"+85620{80_000_000 + person}");
            var body = ConversationOpener.OpeningText("lo");
            var count = Math.Min(perPerson, messages - added.Count);
            await AddPersonAsync(scope.ServiceProvider, db, person, to, body, count);
            added.AddRange(Enumerable.Repeat((to, body), count));
        }

        return added;
    }

    private static async Task AddPersonAsync(IServiceProvider services, FamilyLinkContext db, int person, string to, string body, int count)
    {
        var encryptor = services.GetRequiredService<FieldEncryptor>();
        var hasher = services.GetRequiredService<KeyedHasher>();
        var drafts = services.GetRequiredService<OutboundDrafts>();
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime;
        var staff = await db.Users.OrderBy(u => u.Email).Select(u => u.Id).Take(3).ToListAsync();
        var agency = await db.Cases.Select(c => c.AgencyId).FirstAsync();
        var (caseKey, contactKey) = (encryptor.NewKey(), encryptor.NewKey());
        var about = new Case { Code = string.Create(CultureInfo.InvariantCulture, $"LOAD-{person}"), AgencyId = agency, PersonKeyId = caseKey.Id, Age = AgeGroup.Child, OpenedAt = now };
        var contact = new Contact { AgencyId = agency, PersonKeyId = contactKey.Id, Language = "lo", CreatedAt = now };
        var address = Addresses.Telephone(to);
        db.AddRange(caseKey, contactKey, about, contact);
        db.Add(new ContactAddress
        {
            ContactId = contact.Id,
            AddressHash = hasher.OfAddress(address),
            Address = encryptor.Encrypt(contactKey.Id, "contact.address", address),
            IsTelephone = true,
            AddedAt = now,
            ConfirmedAt = now,
        });
        db.Add(new CaseContact { CaseId = about.Id, ContactId = contact.Id, Relation = Relation.Parent, Role = CheckedRole.Safe, CheckedBy = staff[0], CheckedAt = now });
        db.Add(new SafeContactPolicy
        {
            ContactId = contact.Id,
            AllowSms = true,
            AllowVoice = true,
            AllowMessenger = true,
            FromMinute = 0,
            ToMinute = 24 * 60,
            TimeZone = "Asia/Vientiane",
            Shared = SharedPhone.No,
            AgreedAt = now,
            ExpiresAt = now.AddDays(90),
            RecordedBy = staff[0],
        });
        foreach (var (voice, kind) in new[] { (ConsentVoice.Subject, ConsentKind.Assent), (ConsentVoice.Caseworker, ConsentKind.Consent), (ConsentVoice.Contact, ConsentKind.Consent) })
        {
            db.Add(new Consent
            {
                CaseId = about.Id,
                ContactId = contact.Id,
                Purpose = ConsentPurpose.NewsOfRelative,
                Voice = voice,
                Kind = kind,
                Decision = ConsentDecision.Given,
                ExplainedBy = staff[0],
                Language = "lo",
                WordingVersion = "load-1",
                GivenAt = now,
                ExpiresAt = now.AddYears(1),
            });
        }

        await db.SaveChangesAsync();
        var digests = new ApprovalDigest(encryptor);
        var ways = new ChannelSelector(digests, encryptor, drafts, services.GetServices<IMessageGateway>(), services.GetRequiredService<TimeProvider>());
        var service = new NoticeService(db, new ApprovalService(db, digests, encryptor, ways, services.GetRequiredService<DispatchSchedule>(), services.GetRequiredService<TimeProvider>()));
        var notice = await service.WriteAsync(null, about.Id, contact.Id, staff[0], Blocks, null, NoticeService.DefaultLife, CancellationToken.None);
        foreach (var approver in staff.Skip(1))
        {
            db.ChangeTracker.Clear();
            var read = await digests.ReadAsync(db, notice.Id, now, CancellationToken.None);
            await service.ApproveAsync(notice.Id, approver, holdsApproverRole: true, read!.Digest, CancellationToken.None);
        }

        // The second approval queued the opening itself; the rest are as if it had been asked for again.
        db.ChangeTracker.Clear();
        for (var more = 1; more < count; more++)
        {
            db.OutboundMessages.Add(drafts.ToContact(
                contact,
                Channel.Sms,
                address,
                body,
                "lo",
                OutboundPurpose.NewsOfRelative,
                (ApprovalDigest.Kind, notice.Id),
                string.Create(CultureInfo.InvariantCulture, $"load:{notice.Id:N}:{more}"),
                now,
                now.AddDays(1)));
        }

        await db.SaveChangesAsync();
    }
}
