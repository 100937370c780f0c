using System.Globalization;
using System.Text.Json;
using FamilyLink.Conversations;
using FamilyLink.Data;
using FamilyLink.Data.Court;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.Messages;
using FamilyLink.Data.Notices;
using FamilyLink.Data.People;
using FamilyLink.Features.CourtUpdates;
using FamilyLink.Messaging;
using FamilyLink.Messaging.Approval;
using FamilyLink.Messaging.Outbound;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FamilyLink.Load.Seeding;

/// <summary>
/// People with a court update that two others have approved, each with a case, a telephone, a policy and a consent of their own, and the opening message
/// due. On request one bit of something the approvals cover is changed after they were given.
/// </summary>
public static class CourtRecipients
{
    private const int AtOnce = 200;

    /// <summary>The things of which a bit can be changed.</summary>
    private const int Things = 8;

    /// <summary>Adds them, and returns to whom and what.</summary>
    /// <param name="services">The service's data services.</param>
    /// <param name="count">How many.</param>
    /// <param name="firstNumber">The last eight digits of the first one's telephone.</param>
    /// <param name="mutate">Chooses the bit to change in each; null to change nothing.</param>
    public static async Task<IReadOnlyList<(string To, string Body)>> AddAsync(IServiceProvider services, int count, int firstNumber, Random? mutate)
    {
        var added = new List<(string, string)>(count);
        var digests = new ApprovalDigest(services.GetRequiredService<FieldEncryptor>());
        while (added.Count < count)
        {
            await using var db = await services.GetRequiredService<IDbContextFactory<FamilyLinkContext>>().CreateDbContextAsync();
            var staff = await db.Users.OrderBy(u => u.Email).Select(u => u.Id).Take(3).ToListAsync();
            var agency = await db.Cases.Select(c => c.AgencyId).FirstAsync();
            var made = new List<Guid>();
            for (var i = 0; i < AtOnce && added.Count < count; i++)
            {
                var to = string.Create(CultureInfo.InvariantCulture, $"+85620{firstNumber + added.Count}");
                var body = ConversationOpener.OpeningText("lo");
                made.Add(Person(services, db, to, body, agency, staff));
                added.Add((to, body));
            }

            await db.SaveChangesAsync();
            db.ChangeTracker.Clear();
            var now = services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime;
            foreach (var id in made)
            {
                var read = (await digests.ReadAsync(db, id, now, CancellationToken.None))!;
                foreach (var approver in staff.Skip(1))
                {
                    db.Add(new NoticeApproval { NoticeId = id, ApprovedBy = approver, AsApprover = true, Digest = read.Digest, Pieces = read.Pieces.Marks(), At = now });
                }
            }

            await db.SaveChangesAsync();
            db.ChangeTracker.Clear();
            if (mutate is not null)
            {
                foreach (var id in made)
                {
                    await MutateAsync(services.GetRequiredService<FieldEncryptor>(), db, id, mutate);
                }

                await db.SaveChangesAsync();
            }
        }

        return added;
    }

    private static Guid Person(IServiceProvider services, FamilyLinkContext db, string to, string body, Guid agency, List<Guid> staff)
    {
        var (encryptor, hasher) = (services.GetRequiredService<FieldEncryptor>(), services.GetRequiredService<KeyedHasher>());
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime;
        var (caseKey, contactKey) = (encryptor.NewKey(), encryptor.NewKey());
        var about = new Case { Code = "COURT-" + to[6..], AgencyId = agency, PersonKeyId = caseKey.Id, Age = AgeGroup.Adult, OpenedAt = now };
        var contact = new Contact { AgencyId = agency, PersonKeyId = contactKey.Id, Language = "lo", CreatedAt = now };
        var address = Addresses.Telephone(to);
        var entry = new CourtEntry
        {
            CaseId = about.Id,
            Stage = CourtStage.Court,
            Outcome = CourtOutcome.Convicted,
            Certainty = DateCertainty.NotKnown,
            Source = encryptor.Encrypt(caseKey.Id, "court.source", "load"),
            SourceHash = hasher.OfAddress("court-source:LOAD"),
            EnteredBy = staff[0],
            EnteredAt = now,
        };
        var notice = new Notice { Subject = NoticeSubject.CourtOutcome, CaseId = about.Id, ContactId = contact.Id, Language = "lo", WrittenBy = staff[0], State = NoticeState.Approved, CreatedAt = now, ExpiresAt = now.AddDays(30) };
        db.AddRange(caseKey, contactKey, about, contact, entry, notice);
        db.Add(new ContactAddress { ContactId = contact.Id, AddressHash = hasher.OfAddress(address), Address = encryptor.Encrypt(contactKey.Id, "contact.address", address), IsTelephone = true, AddedAt = now, ConfirmedAt = now });
        db.Add(new CaseContact { CaseId = about.Id, ContactId = contact.Id, Relation = Relation.Self, Role = CheckedRole.Safe });
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
        db.Add(new Consent
        {
            CaseId = about.Id,
            ContactId = contact.Id,
            Purpose = ConsentPurpose.CourtUpdates,
            Voice = ConsentVoice.Subject,
            Kind = ConsentKind.Consent,
            Decision = ConsentDecision.Given,
            ExplainedBy = staff[0],
            Language = "lo",
            WordingVersion = "load-1",
            GivenAt = now,
            ExpiresAt = now.AddYears(1),
        });
        db.Add(new CourtUpdate { NoticeId = notice.Id, EntryId = entry.Id, Outcome = entry.Outcome, Caller = encryptor.Encrypt(caseKey.Id, "court.caller", "ນາງ ຄຳ") });
        db.Add(new NoticeText
        {
            NoticeId = notice.Id,
            Channel = Channel.Sms,
            Opening = encryptor.Encrypt(caseKey.Id, "notice.opening", body),
            Parts = encryptor.Encrypt(caseKey.Id, "notice.parts", JsonSerializer.Serialize(CourtBlocks.Parts(entry.Outcome, ["court.next-ask"], null, "ນາງ ຄຳ", "lo"))),
        });
        db.OutboundMessages.Add(services.GetRequiredService<OutboundDrafts>().ToContact(
            contact, Channel.Sms, address, body, "lo", OutboundPurpose.CourtUpdate, (ApprovalDigest.CourtKind, notice.Id), $"court-update:{notice.Id:N}:1:0", now, notice.ExpiresAt));
        return notice.Id;
    }

    // One bit, of one of the things that were sealed: words, versions, telephone, end, result, or an approval itself.
    private static async Task MutateAsync(FieldEncryptor encryptor, FamilyLinkContext db, Guid id, Random random)
    {
        var notice = await db.Set<Notice>().SingleAsync(n => n.Id == id);
        switch (random.Next(Things))
        {
            case 0:
                var about = await db.Cases.SingleAsync(c => c.Id == notice.CaseId);
                var text = await db.Set<NoticeText>().SingleAsync(t => t.NoticeId == id);
                var parts = JsonSerializer.Deserialize<string[]>(encryptor.Decrypt(about.PersonKeyId, "notice.parts", text.Parts)!)!;
                var part = random.Next(parts.Length);
                var letters = parts[part].ToCharArray();
                letters[random.Next(letters.Length)] ^= (char)(1 << random.Next(7));
                parts[part] = new string(letters);
                text.Parts = encryptor.Encrypt(about.PersonKeyId, "notice.parts", JsonSerializer.Serialize(parts));
                break;
            case 1:
                (await db.Cases.SingleAsync(c => c.Id == notice.CaseId)).Version ^= 1 << random.Next(16);
                break;
            case 2:
                (await db.Contacts.SingleAsync(c => c.Id == notice.ContactId)).Version ^= 1 << random.Next(16);
                break;
            case 3:
                // A bit of the ticks from the 16th on (some milliseconds): both databases store it, and the end stays in the future.
                notice.ExpiresAt = new DateTime(notice.ExpiresAt.Ticks ^ (1L << random.Next(16, 32)), DateTimeKind.Utc);
                break;
            case 4:
                notice.Edition ^= 1 << random.Next(16);
                break;
            case 5:
                var update = await db.Set<CourtUpdate>().SingleAsync(u => u.NoticeId == id);
                var bytes = update.EntryId.ToByteArray();
                bytes[random.Next(16)] ^= (byte)(1 << random.Next(8));
                update.EntryId = new Guid(bytes);
                break;
            case 6:
                var approvals = await db.Set<NoticeApproval>().Where(a => a.NoticeId == id).ToListAsync();
                var approval = approvals[random.Next(approvals.Count)];
                var digest = approval.Digest.ToArray();
                digest[random.Next(digest.Length)] ^= (byte)(1 << random.Next(8));
                db.Remove(approval);
                db.Add(new NoticeApproval { NoticeId = id, ApprovedBy = approval.ApprovedBy, AsApprover = approval.AsApprover, Digest = digest, Pieces = approval.Pieces, At = approval.At });
                break;
            default:
                var address = await db.ContactAddresses.SingleAsync(a => a.ContactId == notice.ContactId);
                var hash = address.AddressHash.ToArray();
                hash[random.Next(hash.Length)] ^= (byte)(1 << random.Next(8));
                db.Add(new ContactAddress { ContactId = address.ContactId, AddressHash = hash, Address = address.Address, IsTelephone = true, AddedAt = address.ConfirmedAt.AddDays(-1), ConfirmedAt = address.ConfirmedAt.AddDays(-1) });
                break;
        }
    }
}
