using FamilyLink.Data.Demo;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.People;
using FamilyLink.Dialogs.Understanding;
using FamilyLink.Features.Enrolments;
using FamilyLink.Messaging;
using FamilyLink.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FamilyLink.Tests.Features.Enrolments;

/// <summary>Secrets, tries and duress words (S6, S7), by SMS.</summary>
public sealed class SecretTests
{
    private const string CaredFor = "ຄົນດູແລ";

    public static TheoryData<string> Databases => Infrastructure.Databases.All;

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S6_QuestionsGreetingsAndOtherNumbers_AreNoTriesAtTheSecret(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await host.SmsAsync(FamilyLinkHost.Mother, "60000");
        await host.SmsAsync(FamilyLinkHost.Mother, "25112026");
        await host.SmsAsync(FamilyLinkHost.Mother, "1");
        foreach (var words in (string[])["ລູກຂ້ອຍຢູ່ໃສ", "ບໍ່ມີລະຫັດ", "ສະບາຍດີ", "hello", "ລູກ", "ข้อยบ่มีรหัส", "12345", "1234567", "87654", "99999999", "7392", "where is my child", "who are you"])
        {
            await host.SmsAsync(FamilyLinkHost.Mother, words);
            await host.SmsAsync(FamilyLinkHost.Mother, "1");
        }

        Assert.Contains(CaredFor, await host.SmsAsync(FamilyLinkHost.Mother, FamilyLinkHost.MothersCode), StringComparison.Ordinal);
        Assert.False(await host.DbAsync(db => db.StaffTasks.AnyAsync(t => t.Kind == SecretTriedHandler.LockedTask)));
    }

    [Theory]
    [InlineData("ດອກບົວ", "ຂໍ ດອກບົວແດ່")]
    [InlineData("ດອກບົວ", "ດອກບົວເດີ້")]
    [InlineData("ດອກບົວ", "ຢາກຊື້ດອກບົວແດ່")]
    [InlineData("ໝາກມ່ວງ", "ໝາກມ່ວງເດີ້")]
    [InlineData("ໝາກມ່ວງ", "ກິນໝາກມ່ວງແດ່")]
    [InlineData("ດອກຈຳປາ", "dokchampadae")]
    [InlineData("ດອກໄມ້ໄຟ", "ມີດອກໄມ້ໄຟເດີ້")]
    public void S7_AnAgreedWordWithAPoliteWordGluedToIt_IsHeardAndNotKept(string word, string said)
    {
        var sound = SecretForm.SoundOf(word);

        Assert.Contains(sound, SecretForm.StretchesOf(said, sound.Length));
        Assert.NotNull(SecretForm.Without(said, sound, "•"));
    }

    [Fact]
    public void S6_AnAgreedWordThatIsSaidTwice_IsKeptNeitherTime() =>
        Assert.Null(SecretForm.Without(SecretForm.Without("ດອກບົວ ດອກບົວແດ່", SecretForm.SoundOf("ດອກບົວ"), "•••")!, SecretForm.SoundOf("ດອກບົວ"), "•••"));

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S6_AQuestionAtTheSecretPrompt_IsAnswered(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await host.SmsAsync(FamilyLinkHost.Mother, "1");
        var refused = await host.SmsAsync(FamilyLinkHost.Mother, "999999");
        Assert.NotEqual(refused, await host.SmsAsync(FamilyLinkHost.Mother, "ພາດສະປອດເຮັດຢູ່ໃສ"));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S6_AnotherAgencysContactsOnHerNumber_NeitherPushOutNorUnlockHerEnrolment(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var other = await host.DbAsync(db => db.Agencies.Where(a => a.Name == DemoPeople.OtherAgency).Select(a => a.Id).SingleAsync());
        for (var i = 0; i < 4; i++)
        {
            await EnrolOnHersAsync(host, other);
        }

        await host.SmsAsync(FamilyLinkHost.Mother, "1");
        Assert.Contains(CaredFor, await host.SmsAsync(FamilyLinkHost.Mother, FamilyLinkHost.MothersCode), StringComparison.Ordinal);
        Assert.Equal(2, await host.DbAsync(db => db.StaffTasks.Where(t => t.Kind == EnrolContact.SharedNumberTask).Select(t => t.AgencyId).Distinct().CountAsync()));

        host.Clock.Forward(TimeSpan.FromMinutes(31));
        for (var tries = 0; tries < 5; tries++)
        {
            await host.SmsAsync(FamilyLinkHost.Mother, "1");
            await host.SmsAsync(FamilyLinkHost.Mother, "999998");
        }

        // A fresh secret of the other agency's contact begins anew; hers stays locked.
        await EnrolOnHersAsync(host, other);
        await host.SmsAsync(FamilyLinkHost.Mother, "1");
        Assert.DoesNotContain(CaredFor, await host.SmsAsync(FamilyLinkHost.Mother, FamilyLinkHost.MothersCode), StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S7_DuressWord_IsHeardInEveryStateAndSpelling(string database)
    {
        string[][] talks =
        [
            ["ດອກຈຳປາ"], ["1", "ດອກຈຳປາ"], ["1", "ດອກຈຳປາ ເດີ້"], ["4", "ດອກຈຳປາ"], ["0", "ດອກຈຳປາ"], ["2", "ດອກຈຳປາ ດອກຈຳປາ"], ["ดอกจำปา"], ["1", "dok champa"],
            ["ຂ້ອຍຢາກໄດ້ດອກຈຳປາຫຼາຍ"], ["8", "1", "ຢາກຖາມເລື່ອງ ດອກຈຳປາ ແດ່"], ["1", "999999", "1", "999998", "1", "999997", "1", "999996", "1", "999995", "ດອກຈຳປາ"], ["1", DemoPeople.DuressNumber],
            ["4", DemoPeople.DuressNumber], [$"hello {DemoPeople.DuressNumber} bye"], [$"1 {DemoPeople.DuressNumber}"], [$"ເບີຂອງຂ້ອຍແມ່ນ{DemoPeople.DuressNumber}"],
            [string.Concat(Enumerable.Repeat("ຂ້ອຍຢາກເວົ້າກັບເຈົ້າວ່າ ", 40)) + "ດອກຈຳປາ"], [$"STOP {DemoPeople.DuressNumber}"], ["ດອກຈຳປາ"],
        ];
        await using var host = new FamilyLinkHost(database);
        var contact = await host.ContactAsync("FL-0005");
        foreach (var talk in talks)
        {
            await host.SaveAsync(async db =>
            {
                await db.Contacts.Where(c => c.Id == contact).ExecuteUpdateAsync(c => c.SetProperty(x => x.HeldForDuressAt, (DateTime?)null));
                await db.StaffTasks.Where(t => t.Kind == SecretTriedHandler.DuressTask).ExecuteDeleteAsync();
            });
            foreach (var words in talk)
            {
                await host.SmsAsync(FamilyLinkHost.SharedPhone, words);
            }

            Assert.True(await host.DbAsync(db => db.StaffTasks.AnyAsync(t => t.Kind == SecretTriedHandler.DuressTask && t.Urgency == Urgency.Now)), string.Join(" / ", talk));
            Assert.NotNull(await host.DbAsync(async db => (await db.Contacts.SingleAsync(c => c.Id == contact)).HeldForDuressAt));
        }

        // And nothing of it is kept anywhere.
        var bodies = await host.DbAsync(db => db.InboundMessages.AsNoTracking().Join(db.Conversations, m => m.ConversationId, c => c.Id, (m, c) => new { m.Body, c.PersonKeyId }).ToListAsync());
        Assert.DoesNotContain(bodies, b => host.Service<FieldEncryptor>().DecryptIfKept(b.PersonKeyId, "message.body", b.Body)!.Contains("ຈຳປາ", StringComparison.Ordinal));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S7_DuressWordOfOneAgency_HoldsTheTelephoneForAll_AndEachIsTold(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var contact = await host.ContactAsync("FL-0005");
        await host.SaveAsync(async db =>
        {
            var other = await db.Agencies.Where(a => a.Name == DemoPeople.OtherAgency).Select(a => a.Id).SingleAsync();
            var hers = await db.ContactAddresses.FirstAsync(a => a.ContactId == contact && a.State == AddressState.Active);
            var theirs = new Contact { AgencyId = other, PersonKeyId = (await db.Contacts.SingleAsync(c => c.Id == contact)).PersonKeyId, Language = "lo", CreatedAt = host.Now };
            db.AddRange(theirs, new ContactAddress { ContactId = theirs.Id, AddressHash = hers.AddressHash, Address = hers.Address, IsTelephone = true, AddedAt = host.Now, ConfirmedAt = host.Now });
        });
        await host.SmsAsync(FamilyLinkHost.SharedPhone, "ດອກຈຳປາ");
        Assert.Equal(2, await host.DbAsync(db => db.Contacts.CountAsync(c => c.HeldForDuressAt != null)));
        Assert.Equal(2, await host.DbAsync(db => db.StaffTasks.Where(t => t.Kind == SecretTriedHandler.DuressTask).Select(t => t.AgencyId).Distinct().CountAsync()));
        Assert.Equal(2, await host.DbAsync(db => db.AuditEntries.CountAsync(e => e.Action == "contact.duress")));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S6_ASecretWord_IsKeptNowhere_WhereverAndHoweverItIsWritten(string database)
    {
        const string Word = "ໝາກມ່ວງຫວານ";
        string[][] talks =
        [
            [Word], ["1", Word], ["0", Word], ["0", $"ຄຳຂອງຂ້ອຍແມ່ນ {Word} ເດີ້"], ["4", Word], ["4", $"{Word} ແມ່ນຄຳ"], ["2", $"ຂ້ອຍຢາກຖາມ {Word} ກັບຄົນ"], ["มากม่วงหวาน"], ["mak muang wan"],
            [$"ຊ່ວຍແດ່ ຜົວຕີຂ້ອຍ {Word}"], [$"STOP {Word}"],
        ];
        foreach (var talk in talks)
        {
            await using var host = new FamilyLinkHost(database);
            var contact = await host.ContactAsync("FL-0001");
            await host.SaveAsync(async db => await new EnrolContact(db, host.Service<KeyedHasher>(), host.Clock)
                .HandOverAsync(contact, await db.Users.Select(u => u.Id).FirstAsync(), Word, null, CancellationToken.None));
            foreach (var words in talk)
            {
                await host.SmsAsync(FamilyLinkHost.Mother, words);
            }

            var encryptor = host.Service<FieldEncryptor>();
            var bodies = await host.DbAsync(db => db.InboundMessages.AsNoTracking().Join(db.Conversations, m => m.ConversationId, c => c.Id, (m, c) => new { m.Body, c.PersonKeyId }).ToListAsync());
            var tasks = await host.DbAsync(db => db.StaffTasks.AsNoTracking().Where(t => t.PersonKeyId != null).ToListAsync());
            var kept = bodies.Select(b => encryptor.DecryptIfKept(b.PersonKeyId, "message.body", b.Body)!).Concat(tasks.Select(t => encryptor.DecryptIfKept(t.PersonKeyId!.Value, "task.detail", t.Detail) ?? "")).ToList();
            Assert.DoesNotContain(kept, k => k.Contains("ໝາກມ່ວງ", StringComparison.Ordinal) || k.Contains("ม่วง", StringComparison.Ordinal) || k.Contains("muang", StringComparison.Ordinal));
            Assert.All(kept.Where(k => talk[^1].Contains("ຜົວຕີ", StringComparison.Ordinal)), k => Assert.Contains("ຜົວຕີຂ້ອຍ", k, StringComparison.Ordinal));
        }
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S7_ADuressNumberKeyedOneByOne_WhereOneKeyIsAskedFor_IsHeard(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var caller = new VoiceCaller(host, FamilyLinkHost.SharedPhone);
        await caller.CallAsync();
        await caller.PressAsync("1");
        foreach (var key in DemoPeople.DuressNumber)
        {
            Assert.False(await host.DbAsync(db => db.StaffTasks.AnyAsync(t => t.Kind == SecretTriedHandler.DuressTask)));
            await caller.PressAsync(key.ToString());
        }

        Assert.True(await host.DbAsync(db => db.StaffTasks.AnyAsync(t => t.Kind == SecretTriedHandler.DuressTask && t.Urgency == Urgency.Now)));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S6_ASecretWordThatNobodyAskedFor_OpensLikeACode(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var contact = await host.ContactAsync("FL-0001");
        await host.SaveAsync(async db => await new EnrolContact(db, host.Service<KeyedHasher>(), host.Clock)
            .HandOverAsync(contact, await db.Users.Select(u => u.Id).FirstAsync(), "ໝາກມ່ວງຫວານ", null, CancellationToken.None));

        Assert.Contains(CaredFor, await host.SmsAsync(FamilyLinkHost.Mother, "ໝາກມ່ວງຫວານ"), StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S7_OtherWords_AreNoDuressWord_AndItsAnswerIsThatOfNothingToTell(string database)
    {
        await using var host = new FamilyLinkHost(database);
        foreach (var words in (string[])["ດອກໄມ້", "ຈຳປາສັກຢູ່ໃສ", "ດອກບົວ", "dok mai", "ຂ້ອຍຢູ່ປາກເຊ"])
        {
            await host.SmsAsync(FamilyLinkHost.SharedPhone, words);
        }

        Assert.False(await host.DbAsync(db => db.StaffTasks.AnyAsync(t => t.Kind == SecretTriedHandler.DuressTask)));

        // Somebody verified for whom nothing waits, and somebody who is being forced, read the same.
        await host.SmsAsync(FamilyLinkHost.Returned, "1");
        var nothing = await host.SmsAsync(FamilyLinkHost.Returned, "150963");
        await host.SmsAsync(FamilyLinkHost.SharedPhone, "1");
        Assert.Equal(nothing, await host.SmsAsync(FamilyLinkHost.SharedPhone, "ດອກຈຳປາ"));
    }

    [Theory]
    [InlineData("stop"), InlineData("ຢຸດ"), InlineData("123"), InlineData("123456"), InlineData("777777"), InlineData("ຊ່ວຍແດ່ ຂ້ອຍຖືກຕີ"), InlineData("ສະບາຍດີ"), InlineData("a b c d"), InlineData("aaaa"), InlineData("ພາດສະປອດ")]
    public void S6_WordsThatCanNeverWork_AreNoSecret(string secret) => Assert.NotNull(SecretWords.WhyNotSecret(secret));

    [Theory]
    [InlineData("739214"), InlineData("ໝາກມ່ວງ"), InlineData("ดอกบัวแดง"), InlineData("ໝາກຂາມຫວານ")]
    public void S6_WordsThatPeopleChoose_AreSecrets(string secret) => Assert.Null(SecretWords.WhyNotSecret(secret));

    [Theory]
    [InlineData("ຢຸດ"), InlineData("ຕີ"), InlineData("246813"), InlineData("ໝາກມ່ວງ"), InlineData("หมากม่วง"), InlineData("ຖືກຂັງ")]
    public void S7_WordsThatCanNeverWork_AreNoDuressWord(string word) => Assert.NotNull(SecretWords.WhyNotDuress(word, "ໝາກມ່ວງ"));

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S6_ANewCard_EndsWhatTheEarlierOneProved_AndTheAccountsLinkedByIt(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await host.SmsAsync(FamilyLinkHost.Mother, "1");
        Assert.Contains(CaredFor, await host.SmsAsync(FamilyLinkHost.Mother, FamilyLinkHost.MothersCode), StringComparison.Ordinal);
        var mother = await host.ContactAsync("FL-0001");
        await host.SaveAsync(async db =>
        {
            var hers = await db.ContactAddresses.AsNoTracking().FirstAsync(a => a.ContactId == mother);
            db.Add(new ContactAddress { ContactId = mother, AddressHash = [.. Enumerable.Repeat((byte)7, 32)], Address = hers.Address, IsTelephone = false, AddedAt = host.Now, ConfirmedAt = host.Now });
        });

        var staff = await host.StaffAsync("caseworker@demo.local");
        await host.ScopedAsync<EnrolContact, int>(async enrol =>
        {
            await enrol.HandOverAsync(mother, staff, null, null, CancellationToken.None);
            return 0;
        });
        Assert.DoesNotContain(CaredFor, await host.SmsAsync(FamilyLinkHost.Mother, "1") ?? "", StringComparison.Ordinal);
        Assert.DoesNotContain(CaredFor, await host.SmsAsync(FamilyLinkHost.Mother, FamilyLinkHost.MothersCode) ?? "", StringComparison.Ordinal);
        Assert.False(await host.DbAsync(db => db.Conversations.AnyAsync(c => c.VerifiedContactId == mother && c.VerifiedUntil > host.Now)));
        Assert.Equal(AddressState.Retired, await host.DbAsync(db => db.ContactAddresses.Where(a => a.ContactId == mother && !a.IsTelephone).Select(a => a.State).SingleAsync()));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S6_StopAndStartInTheMiddleOfNews_AsksForTheSecretAgain(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await host.SmsAsync(FamilyLinkHost.Mother, "1");
        Assert.Contains(CaredFor, await host.SmsAsync(FamilyLinkHost.Mother, FamilyLinkHost.MothersCode), StringComparison.Ordinal);
        await host.SmsAsync(FamilyLinkHost.Mother, "ຢຸດ");
        await host.SmsAsync(FamilyLinkHost.Mother, "ເລີ່ມ");
        var asked = await host.SmsAsync(FamilyLinkHost.Mother, "1");
        Assert.DoesNotContain(CaredFor, asked, StringComparison.Ordinal);
        Assert.Null(await host.DbAsync(db => db.Conversations.Where(c => c.Channel == Channel.Sms).OrderByDescending(c => c.LastInboundAt).Select(c => c.VerifiedContactId).FirstAsync()));
        Assert.Contains(CaredFor, await host.SmsAsync(FamilyLinkHost.Mother, FamilyLinkHost.MothersCode), StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S14_ACryFromANumberOfTwoAgencies_IsHeardByEachWithAnOpenCase(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var agency = await host.DbAsync(db => db.Agencies.Where(a => a.Name == "Demo district office").Select(a => a.Id).SingleAsync());
        await EnrolOnHersAsync(host, agency);
        await host.SaveAsync(async db =>
        {
            var key = host.Service<FieldEncryptor>().NewKey();
            var theirs = await db.Contacts.AsNoTracking().Where(c => c.AgencyId == agency && db.ContactAddresses.Any(a => a.ContactId == c.Id && db.ContactAddresses.Any(o => o.AddressHash == a.AddressHash && o.ContactId != c.Id))).SingleAsync();
            var about = new Case { AgencyId = agency, Code = "DI-0001", PersonKeyId = key.Id, Age = AgeGroup.Adult, OpenedAt = host.Now };
            db.AddRange(key, about);
            db.Add(new CaseContact { CaseId = about.Id, ContactId = theirs.Id, Relation = Relation.Relative });
        });
        await host.SmsAsync(FamilyLinkHost.Mother, "ຜົວຕີຂ້ອຍ");
        foreach (var email in (string[])["caseworker@demo.local", "district@demo.local"])
        {
            Assert.Contains("danger.violence", await (await ConsoleBrowser.SignInAsync(host, email)).ReadAsync("/tasks"), StringComparison.Ordinal);
        }

        // What they take of it stays theirs, though the conversation is not shown to them.
        var district = await ConsoleBrowser.SignInAsync(host, "district@demo.local");
        var task = await host.DbAsync(db => db.StaffTasks.Where(t => t.Signal == "danger.violence").Select(t => t.Id).SingleAsync());
        await district.SendAsync("/tasks", "Claim", ("id", task.ToString()));
        await host.Service<FamilyLink.Features.Inbox.LostClaims>().RunAsync(CancellationToken.None);
        Assert.Equal(await host.StaffAsync("district@demo.local"), await host.DbAsync(db => db.StaffTasks.Where(t => t.Id == task).Select(t => t.ClaimedBy).SingleAsync()));

        await host.SaveAsync(db => db.Cases.Where(c => c.Code == "DI-0001").ExecuteUpdateAsync(c => c.SetProperty(x => x.ClosedAt, host.Now)));
        Assert.DoesNotContain("danger.violence", await (await ConsoleBrowser.SignInAsync(host, "district@demo.local")).ReadAsync("/tasks"), StringComparison.Ordinal);
    }

    private static async Task EnrolOnHersAsync(FamilyLinkHost host, Guid agency)
    {
        Guid contactId = default;
        await host.SaveAsync(async db =>
        {
            var mothers = await db.ContactAddresses.AsNoTracking().FirstAsync(a => a.ContactId == host.ContactAsync("FL-0001").Result && a.IsTelephone);
            var key = host.Service<FieldEncryptor>().NewKey();
            var contact = new Contact { AgencyId = agency, PersonKeyId = key.Id, Language = "lo", CreatedAt = host.Now };
            contactId = contact.Id;
            db.AddRange(key, contact);
            db.Add(new ContactAddress { ContactId = contact.Id, AddressHash = mothers.AddressHash, Address = mothers.Address, IsTelephone = true, AddedAt = host.Now, ConfirmedAt = host.Now });
        });
        var staff = await host.StaffAsync("caseworker@demo.local");
        await host.ScopedAsync<EnrolContact, int>(async enrol =>
        {
            await enrol.HandOverAsync(contactId, staff, null, null, CancellationToken.None);
            return 0;
        });
    }
}
