using FamilyLink.Data;
using FamilyLink.Data.Demo;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.Messages;
using FamilyLink.Data.Notices;
using FamilyLink.Data.People;
using FamilyLink.Features.CheckIns;
using FamilyLink.Features.Enrolments;
using FamilyLink.Features.Notices;
using FamilyLink.Localization;
using FamilyLink.Messaging;
using FamilyLink.Messaging.Approval;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.Demo;

/// <summary>Fills an empty Demo database with the invented people, through the same code that staff use.</summary>
public sealed class DemoSeed(
    FamilyLinkContext db,
    FieldEncryptor encryptor,
    KeyedHasher hasher,
    EnrolContact enrol,
    NoticeService notices,
    ApprovalDigest digests,
    CheckInPlans checkIns,
    UserManager<StaffMember> staff,
    RoleManager<IdentityRole<Guid>> roles,
    TimeProvider clock)
{
    private static readonly string[] MotherBlocks = ["block.cared-for", "block.not-punishment", "block.visit", "block.no-money"];

    /// <summary>Seeds once; does nothing when there are staff already.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        foreach (var role in StaffRoles.All)
        {
            if (!await roles.RoleExistsAsync(role))
            {
                await roles.CreateAsync(new IdentityRole<Guid>(role));
            }
        }

        if (await staff.Users.AnyAsync(cancellation))
        {
            return;
        }

        var agency = new Agency { Name = DemoPeople.Agency };
        var other = new Agency { Name = DemoPeople.OtherAgency };
        db.Agencies.AddRange(agency, other);
        await db.SaveChangesAsync(cancellation);
        var members = new List<StaffMember>();

        // One slow hash for all: the demo accounts share their password, and the first start should not keep anybody waiting.
        string? passwordHash = null;
        foreach (var (email, name, role, of) in DemoPeople.Staff)
        {
            var member = new StaffMember { Id = Guid.CreateVersion7(clock.GetUtcNow().AddDays(-60)), UserName = email, Email = email, EmailConfirmed = true, DisplayName = name, AgencyId = of == DemoPeople.Agency ? agency.Id : other.Id };
            member.PasswordHash = passwordHash ??= staff.PasswordHasher.HashPassword(member, DemoPeople.Password);
            var made = await staff.CreateAsync(member);
            if (!made.Succeeded)
            {
                throw new InvalidOperationException("A demo account could not be made: " + string.Join("; ", made.Errors.Select(e => e.Code)));
            }

            await staff.AddToRoleAsync(member, role);
            members.Add(member);
            foreach (var language in role == StaffRoles.Approver ? (string[])[Languages.Lao, Languages.Thai] : [])
            {
                db.Add(new NativeSpeaker { StaffId = member.Id, Language = language, RecordedBy = member.Id, ConfirmedBy = member.Id, RecordedAt = clock.GetUtcNow().UtcDateTime });
            }
        }

        var people = new Dictionary<string, (Case Case, Contact Contact)>();
        foreach (var person in DemoPeople.All.Where(p => p.CaseCode is not null))
        {
            people.Add(person.CaseCode!, await AddAsync(person, agency.Id, members[0].Id, cancellation));
        }

        await NoticeAsync(people["FL-0001"], MotherBlocks, members, approvals: 2, cancellation);
        await NoticeAsync(people["FL-0002"], MotherBlocks, members, approvals: 1, cancellation);
        await NoticeAsync(people["FL-0003"], MotherBlocks, members, approvals: 2, cancellation);

        var (about, contact) = people["FL-0004"];
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(clock.GetUtcNow().UtcDateTime, TimeZoneInfo.FindSystemTimeZoneById("Asia/Vientiane")));
        await checkIns.StartAsync(
            about.Id,
            contact.Id,
            members[0].Id,
            new CheckInAgreement(Channel.Sms, 18 * 60, CheckInCalendar.EveryDay, contact.Language, today, CheckInCalendar.ProposedSteps),
            cancellation);
    }

    private async Task<(Case Case, Contact Contact)> AddAsync(DemoPerson person, Guid agencyId, Guid caseworker, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var returned = person.CaseCode is "FL-0004" or "FL-0005";
        var voiceOnly = person.CaseCode == "FL-0005";
        var voiceFirst = person.CaseCode == "FL-0003";
        var caseKey = encryptor.NewKey();
        var contactKey = encryptor.NewKey();
        db.PersonKeys.AddRange(caseKey, contactKey);
        var about = new Case
        {
            Code = person.CaseCode!,
            AgencyId = agencyId,
            CaseworkerId = caseworker,
            PersonKeyId = caseKey.Id,
            Name = encryptor.Encrypt(caseKey.Id, "case.name", $"Demo person {person.CaseCode}"),
            Age = returned ? AgeGroup.Adult : AgeGroup.Child,
            OpenedAt = now,
        };
        var contact = new Contact
        {
            AgencyId = agencyId,
            PersonKeyId = contactKey.Id,
            Name = encryptor.Encrypt(contactKey.Id, "contact.name", $"Demo contact {person.CaseCode}"),
            Language = person.Language,
            CreatedAt = now,
        };
        var address = Addresses.Telephone(person.Phone);
        db.AddRange(about, contact);
        db.Add(new ContactAddress
        {
            ContactId = contact.Id,
            AddressHash = hasher.OfAddress(address),
            Address = encryptor.Encrypt(contactKey.Id, "contact.address", address),
            IsTelephone = true,
            AddedAt = now,
            ConfirmedAt = now,
        });
        db.Add(new CaseContact
        {
            CaseId = about.Id,
            ContactId = contact.Id,
            Relation = returned ? Relation.Self : person.CaseCode == "FL-0002" ? Relation.Relative : Relation.Parent,
            Role = CheckedRole.Safe,
            CheckedBy = caseworker,
            CheckedAt = now,
        });
        db.Add(new SafeContactPolicy
        {
            ContactId = contact.Id,
            AllowSms = !voiceOnly,
            AllowVoice = true,
            AllowMessenger = !voiceOnly,
            FromMinute = voiceOnly ? 18 * 60 : 0,
            ToMinute = voiceOnly ? 20 * 60 : 24 * 60,
            TimeZone = person.Language == "th" ? "Asia/Bangkok" : "Asia/Vientiane",
            Shared = voiceOnly || voiceFirst ? SharedPhone.Yes : SharedPhone.No,
            AgreedAt = now,
            ExpiresAt = now.AddDays(90),
            RecordedBy = caseworker,
        });
        foreach (var consent in Consents(returned, about, contact, caseworker, person.Language, now))
        {
            db.Add(consent);
        }

        await db.SaveChangesAsync(cancellation);
        await enrol.HandOverAsync(contact.Id, caseworker, person.Code, voiceOnly ? DemoPeople.DuressWord : null, cancellation, person.Link, DemoPeople.DuressNumber);

        // After the card, which ends what was proved before it.
        if (returned)
        {
            AddVerifiedConversation(address, contact.Id, now);
        }

        await db.SaveChangesAsync(cancellation);
        return (about, contact);
    }

    private void AddVerifiedConversation(string address, Guid contactId, DateTime now)
    {
        var key = encryptor.NewKey();
        db.PersonKeys.Add(key);
        db.Conversations.Add(new Conversation
        {
            Channel = Channel.Sms,
            AddressHash = hasher.OfAddress(address),
            Address = encryptor.Encrypt(key.Id, "conversation.address", address),
            PersonKeyId = key.Id,
            VerifiedContactId = contactId,
            VerifiedUntil = now.AddMinutes(30),
            LastInboundAt = now,
        });
    }

    private static IEnumerable<Consent> Consents(bool returned, Case about, Contact contact, Guid caseworker, string language, DateTime now)
    {
        Consent Row(ConsentPurpose purpose, ConsentVoice voice, ConsentKind kind) => new()
        {
            CaseId = about.Id,
            ContactId = contact.Id,
            Purpose = purpose,
            Voice = voice,
            Kind = kind,
            Decision = ConsentDecision.Given,
            ExplainedBy = caseworker,
            Language = language,
            WordingVersion = "demo-1",
            GivenAt = now,
            ExpiresAt = now.AddYears(1),
        };

        if (returned)
        {
            return
            [
                Row(ConsentPurpose.CheckIns, ConsentVoice.Subject, ConsentKind.Consent),
                Row(ConsentPurpose.CourtUpdates, ConsentVoice.Subject, ConsentKind.Consent),
                Row(ConsentPurpose.Voice, ConsentVoice.Subject, ConsentKind.Consent),
            ];
        }

        return
        [
            Row(ConsentPurpose.NewsOfRelative, ConsentVoice.Subject, ConsentKind.Assent),
            Row(ConsentPurpose.NewsOfRelative, ConsentVoice.Caseworker, ConsentKind.Consent),
            Row(ConsentPurpose.NewsOfRelative, ConsentVoice.Contact, ConsentKind.Consent),
            Row(ConsentPurpose.Voice, ConsentVoice.Contact, ConsentKind.Consent),
        ];
    }

    private async Task NoticeAsync((Case Case, Contact Contact) whom, string[] blocks, List<StaffMember> members, int approvals, CancellationToken cancellation)
    {
        var notice = await notices.WriteAsync(null, whom.Case.Id, whom.Contact.Id, members[0].Id, blocks, null, NoticeService.DefaultLife, cancellation);
        for (var i = 1; i <= approvals; i++)
        {
            db.ChangeTracker.Clear();
            var read = await digests.ReadAsync(db, notice.Id, clock.GetUtcNow().UtcDateTime, cancellation);
            await notices.ApproveAsync(notice.Id, members[i].Id, holdsApproverRole: true, read!.Digest, cancellation);
        }
    }
}
