using FamilyLink.Data.Messages;
using FamilyLink.Data.People;
using FamilyLink.Features.Inbox;
using FamilyLink.Messaging;
using FamilyLink.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static FamilyLink.Tests.Features.Inbox.InboxSteps;

namespace FamilyLink.Tests.Features.Inbox;

/// <summary>From "0, a person" on the phone to the caseworker's answer and back to the service. One file past 300 lines: every rule about a caseworker's answer, in one place.</summary>
public sealed class InboxTests
{
    private const string Reviewed = "text:staff.call-when";
    private const string ReviewedWords = "ໂທຫາທ່ານຍາມໃດສະດວກ?";
    private const string Neutral = "ສະບາຍດີ ຕອນໃດລົມກັນໄດ້";
    private const string Telling = "ລູກຂອງທ່ານຝາກຄວາມຄິດຮອດ";
    private const string OpeningTail = "ຂໍ້ຄວາມໃຫ້ທ່ານອ່ານ";

    public static TheoryData<string> Databases => Infrastructure.Databases.All;

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task Conversation_ClaimedAnsweredAndClosed_ServiceIsSilentThenComesBackAndSaysSo(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await host.SmsAsync(FamilyLinkHost.Stranger, "0");
        var id = await ConversationAsync(host, FamilyLinkHost.Stranger);
        var worker = await ConsoleBrowser.SignInAsync(host, "caseworker@demo.local");
        Assert.Contains("Wants to talk to a person", await worker.ReadAsync("/inbox"), StringComparison.Ordinal);
        Assert.Contains("It is yours", await worker.SendAsync($"/inbox/{id}", "Claim"), StringComparison.Ordinal);

        Assert.Null(await host.SmsAsync(FamilyLinkHost.Stranger, "ຂໍຖາມແດ່"));
        var page = await AnswerAsync(worker, id, snippet: Reviewed);
        Assert.Contains("It is on its way", page, StringComparison.Ordinal);
        await host.Dispatcher.DrainAsync(CancellationToken.None);
        Assert.Equal([(OutboundState.Sent, null)], await StaffAnswersAsync(host));
        var history = await worker.ReadAsync($"/inbox/{id}");
        Assert.Contains("ຂໍຖາມແດ່", history, StringComparison.Ordinal);
        Assert.Contains(ReviewedWords, history, StringComparison.Ordinal);

        Assert.Contains("says so", await worker.SendAsync($"/inbox/{id}", "Close"), StringComparison.Ordinal);
        var back = await host.SmsAsync(FamilyLinkHost.Stranger, "2");
        Assert.StartsWith("ມີຄົນລົມກັບທ່ານຢູ່ນີ້", back, StringComparison.Ordinal);
        Assert.DoesNotContain("ມີຄົນລົມກັບທ່ານຢູ່ນີ້", await host.SmsAsync(FamilyLinkHost.Stranger, "2"), StringComparison.Ordinal);
        Assert.Contains("Nobody is waiting", await worker.ReadAsync("/inbox"), StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S23_ANumberThatAnotherAgencyLooksAfter_ShowsWhatConcernsTheOwnContact_AndNotWhoAnswers(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await host.SmsAsync(FamilyLinkHost.Mother, "0");
        var id = await ConversationAsync(host, FamilyLinkHost.Mother);
        var worker = await ConsoleBrowser.SignInAsync(host, "caseworker@demo.local");
        await worker.SendAsync($"/inbox/{id}", "Claim");
        var mother = await host.ContactAsync("FL-0001");
        var theirs = Guid.CreateVersion7();
        await host.SaveAsync(async db =>
        {
            var agency = await db.Users.Where(u => u.Email == "district@demo.local").Select(u => u.AgencyId!.Value).SingleAsync();
            var (known, address) = (await db.Contacts.AsNoTracking().SingleAsync(c => c.Id == mother), await db.ContactAddresses.AsNoTracking().FirstAsync(a => a.ContactId == mother && a.IsTelephone));
            db.Add(new Contact { Id = theirs, AgencyId = agency, PersonKeyId = known.PersonKeyId, Name = known.Name, Language = "lo", CreatedAt = host.Now });
            db.Add(new ContactAddress { ContactId = theirs, AddressHash = address.AddressHash, Address = address.Address, IsTelephone = true, AddedAt = host.Now, ConfirmedAt = host.Now });
            db.Add(new StaffTask { Kind = "duress", Urgency = Urgency.Now, AgencyId = agency, ContactId = theirs, ConversationId = id, OpenedAt = host.Now, DueAt = host.Now });
        });

        var district = await ConsoleBrowser.SignInAsync(host, "district@demo.local");
        var inbox = await district.ReadAsync("/inbox");
        Assert.Contains("somebody is forcing them", inbox, StringComparison.Ordinal);
        Assert.Contains($"/contacts/{theirs}", inbox, StringComparison.Ordinal);
        Assert.DoesNotContain($"/inbox/{id}", inbox, StringComparison.Ordinal);
        Assert.DoesNotContain("with Demo caseworker", inbox, StringComparison.Ordinal);
        Assert.Contains($"/inbox/{id}", await worker.ReadAsync("/inbox"), StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task Caseworker_SilentForTheSetTime_ServiceAnswersAgainAndTheTalkIsFree(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await host.SmsAsync(FamilyLinkHost.Stranger, "0");
        var id = await ConversationAsync(host, FamilyLinkHost.Stranger);
        var first = await ConsoleBrowser.SignInAsync(host, "caseworker@demo.local");
        await first.SendAsync($"/inbox/{id}", "Claim");
        host.Clock.Forward(TimeSpan.FromMinutes(119));
        Assert.Null(await host.SmsAsync(FamilyLinkHost.Stranger, "2"));
        host.Clock.Forward(TimeSpan.FromMinutes(2));

        Assert.StartsWith("ມີຄົນລົມກັບທ່ານຢູ່ນີ້", await host.SmsAsync(FamilyLinkHost.Stranger, "2"), StringComparison.Ordinal);
        Assert.Contains("Claim it first", await AnswerAsync(first, id, snippet: Reviewed), StringComparison.Ordinal);
        var second = await ConsoleBrowser.SignInAsync(host, "second@demo.local");
        Assert.Contains("It is yours", await second.SendAsync($"/inbox/{id}", "Claim"), StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task TwoCaseworkers_ClaimAtOnce_ExactlyOneWinsAndTheOtherSeesWho(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var people = await Task.WhenAll(ConsoleBrowser.SignInAsync(host, "caseworker@demo.local"), ConsoleBrowser.SignInAsync(host, "second@demo.local"), ConsoleBrowser.SignInAsync(host, "approver@demo.local"));
        for (var round = 0; round < 5; round++)
        {
            var from = $"+85620555502{round:00}";
            await host.SmsAsync(from, "0");
            var id = await ConversationAsync(host, from);
            var answers = await Task.WhenAll(people.Select(p => p.SendAsync($"/inbox/{id}", "Claim")));

            Assert.Single(answers, a => a.Contains("It is yours", StringComparison.Ordinal));
            var owner = await host.DbAsync(db => (from h in db.Set<Handoff>() join u in db.Users on h.OwnerId equals u.Id where h.ConversationId == id && h.EndedAt == null select u.DisplayName).SingleAsync());
            Assert.Equal(2, answers.Count(a => a.Contains($"{owner} was faster and has it", StringComparison.Ordinal)));
            Assert.Equal(1, await host.DbAsync(db => db.AuditEntries.CountAsync(e => e.Action == "conversation.claimed" && e.Subject == $"conversation:{id:N}")));
        }
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S5_SomebodyNotVerified_GetsNoWordsThatShowWhatThisIsAbout(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var (worker, id) = await TalkAsync(host, FamilyLinkHost.Mother);
        foreach (var words in (string[])[Telling, Neutral, "ໄປຂຶ້ນສານ", "Demo", "FL-0001 ສະບາຍດີ", "ສົ່ງຮູບມາ", "ມື້ອື່ນຈະໂທ"])
        {
            var page = await AnswerAsync(worker, id, words: words);
            Assert.DoesNotContain("on its way", page, StringComparison.Ordinal);
            Assert.DoesNotContain("waits for a colleague", page, StringComparison.Ordinal);

            // Nothing that was typed is lost.
            Assert.Contains(words, page, StringComparison.Ordinal);
        }

        Assert.Empty(await StaffAnswersAsync(host));
        Assert.Contains("on its way", await AnswerAsync(worker, id, snippet: "answer:court.must-she:0"), StringComparison.Ordinal);
        await host.Dispatcher.DrainAsync(CancellationToken.None);
        Assert.Equal([(OutboundState.Sent, null)], await StaffAnswersAsync(host));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S5_WordsForAVerifiedPerson_DoNotLeaveOnceTheVerificationHasLapsed(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await host.SmsAsync(FamilyLinkHost.Mother, FamilyLinkHost.MothersCode);
        var (worker, id) = await TalkAsync(host, FamilyLinkHost.Mother);
        Assert.Contains("waits for a colleague", await AnswerAsync(worker, id, words: Telling), StringComparison.Ordinal);
        Assert.Contains("on its way", await SecondAsync(host, id, send: true), StringComparison.Ordinal);
        host.Clock.Forward(TimeSpan.FromMinutes(31));
        await host.Dispatcher.DrainAsync(CancellationToken.None);

        Assert.Equal([(OutboundState.Cancelled, "gate:not-verified")], await StaffAnswersAsync(host));
        Assert.Contains("they were not verified any more", await worker.ReadAsync($"/inbox/{id}"), StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S5_WordsForAVerifiedPerson_LeaveWhileTheyAreVerified(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await host.SmsAsync(FamilyLinkHost.Mother, FamilyLinkHost.MothersCode);
        var (worker, id) = await TalkAsync(host, FamilyLinkHost.Mother);
        await AnswerAsync(worker, id, words: Telling);
        await SecondAsync(host, id, send: true);
        await host.Dispatcher.DrainAsync(CancellationToken.None);
        Assert.Equal([(OutboundState.Sent, null)], await StaffAnswersAsync(host));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S10_WordsThatSpeakOfSomebody_LeaveOnlyAfterASecondPersonHasReadThem(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await host.SmsAsync(FamilyLinkHost.Mother, FamilyLinkHost.MothersCode);
        var (worker, id) = await TalkAsync(host, FamilyLinkHost.Mother);
        await AnswerAsync(worker, id, words: Telling);
        await host.Dispatcher.DrainAsync(CancellationToken.None);
        Assert.Empty(await StaffAnswersAsync(host));

        var own = await host.DbAsync(db => db.Set<StaffAnswer>().Select(a => a.Id).SingleAsync());
        Assert.Contains("You wrote this", await worker.SendAsync($"/inbox/{id}", "Second", ("answer", own.ToString()), ("send", "true")), StringComparison.Ordinal);
        Assert.Contains("does not leave", await SecondAsync(host, id, send: false), StringComparison.Ordinal);
        Assert.Contains("decided about this already", await SecondAsync(host, id, send: true, own), StringComparison.Ordinal);
        await host.Dispatcher.DrainAsync(CancellationToken.None);
        Assert.Empty(await StaffAnswersAsync(host));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S9_S10_S16_WordsThatNobodyMayBeTold_AreRefusedEvenToSomebodyVerified(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await host.SmsAsync(FamilyLinkHost.Mother, FamilyLinkHost.MothersCode);
        var (worker, id) = await TalkAsync(host, FamilyLinkHost.Mother);
        foreach (var words in (string[])
            ["ລາວຢູ່ບ້ານພັກເກັດຕະການ", "ລູກຢູ່ຂອນແກ່ນ", "ລາວປອດໄພດີ", "ລາວຈະກັບບ້ານກ່ອນປີໃໝ່", "ຄົນທີ່ທ່ານຊອກຫາຢູ່ນຳພວກເຮົາ", "ລາວເຄີຍເຮັດຢູ່ຮ້ານຄາຣາໂອເກະ", "ສົ່ງຄ່າລົດມາແສນບາດ", "ໃຊ້ເງິນສອງໝື່ນ", "ສົ່ງ STOP ມາ", "ລູກຖືກທຳຮ້າຍ", "ຂໍເລກບັນຊີແດ່"])
        {
            var page = await AnswerAsync(worker, id, words: words);
            Assert.DoesNotContain("on its way", page, StringComparison.Ordinal);
            Assert.DoesNotContain("waits for a colleague", page, StringComparison.Ordinal);
            Assert.Contains(words, page, StringComparison.Ordinal);
        }

        Assert.Empty(await StaffAnswersAsync(host));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S3_DangerBesideStop_ACaseworkerMayStillAnswer_AndTheirAnswerIsNotCancelled(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var (worker, id) = await TalkAsync(host, FamilyLinkHost.Mother);
        await AnswerAsync(worker, id, snippet: Reviewed);
        await host.SmsAsync(FamilyLinkHost.Mother, "ຢ່າໂທມາ ຜົວຢູ່ນີ້ ລາວຕີຂ້ອຍ");
        await host.Dispatcher.DrainAsync(CancellationToken.None);

        Assert.Equal([(OutboundState.Sent, null)], await StaffAnswersAsync(host));
        Assert.Equal(OutboundState.Cancelled, (await host.OpeningAsync("FL-0001")).State);
        Assert.Equal(1, await host.DbAsync(db => db.StaffTasks.CountAsync(t => t.Signal == "danger.violence")));
    }

    [SkippableTheory]
    [InlineData("sqlite", true), InlineData("sqlite", false), InlineData("postgres", true), InlineData("postgres", false)]
    public async Task S23_NumberPutOnFileByAnotherAgency_ShowsNothingOfItsConversationOrTasks(string database, bool proved)
    {
        await using var host = new FamilyLinkHost(database);
        if (proved)
        {
            await host.SmsAsync(FamilyLinkHost.Mother, FamilyLinkHost.MothersCode);
        }

        await host.SmsAsync(FamilyLinkHost.Mother, "ຊ່ວຍແດ່ ຜົວຕີຂ້ອຍ");
        var id = await ConversationAsync(host, FamilyLinkHost.Mother);
        host.Clock.Forward(TimeSpan.FromMinutes(1));
        var otherId = await host.DbAsync(db => db.Agencies.Where(a => a.Name == "Demo district office").Select(a => a.Id).SingleAsync());
        await host.SaveAsync(async db =>
        {
            var mothers = await db.ContactAddresses.AsNoTracking().SingleAsync(a => a.ContactId == host.ContactAsync("FL-0001").Result && a.IsTelephone);
            var key = host.Service<FamilyLink.Data.Encryption.FieldEncryptor>().NewKey();
            var contact = new Contact { AgencyId = otherId, PersonKeyId = key.Id, Language = "lo", CreatedAt = host.Now };
            db.AddRange(key, contact);
            db.Add(new ContactAddress { ContactId = contact.Id, AddressHash = mothers.AddressHash, Address = mothers.Address, IsTelephone = true, AddedAt = host.Now, ConfirmedAt = host.Now });
        });
        var district = (await host.DbAsync(db => db.Users.Where(u => u.AgencyId == otherId).Select(u => u.Email).FirstAsync()))!;
        var stranger = await ConsoleBrowser.SignInAsync(host, district);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, await stranger.StatusAsync($"/inbox/{id}"));
        Assert.DoesNotContain($"/inbox/{id}", await stranger.ReadAsync("/inbox"), StringComparison.Ordinal);

        // Words that come now concern the agency whose contact has proved the secret, or was on file first, and no other.
        await host.SmsAsync(FamilyLinkHost.Mother, "ຂໍລົມກັບຄົນ");
        Assert.DoesNotContain($"/inbox/{id}", await stranger.ReadAsync("/inbox"), StringComparison.Ordinal);
        Assert.Contains($"/inbox/{id}", await (await ConsoleBrowser.SignInAsync(host, "caseworker@demo.local")).ReadAsync("/inbox"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ຖືກລ່ວງລະເມີດ")]
    [InlineData("ທ້ອງໄດ້ຫົກເດືອນ")]
    [InlineData("ຕິດເຊື້ອ HIV")]
    [InlineData("ເປັນຜູ້ເສຍຫາຍ")]
    [InlineData("ຄົນນັ້ນຢູ່ປະທຸມທານີ")]
    [InlineData("ຢູ່ນົນທະບູລີ")]
    [InlineData("ປອດ ໄພ")]
    [InlineData("ຈະໄດ້ເງິນຄືນ")]
    [InlineData("ກຽມເງິນໄວ້")]
    [InlineData("ໂທຫາ ສູນ ແປດ ຫ້າ ຫ້າ ຫົກ")]
    [InlineData("ມື້ນີ້ຝົນຕົກ")]
    public async Task S10_OwnWordsOfOneCaseworker_NeverReachAPhoneUnreadByASecond(string words)
    {
        await using var host = new FamilyLinkHost("sqlite");
        await host.SmsAsync(FamilyLinkHost.Mother, FamilyLinkHost.MothersCode);
        var (worker, id) = await TalkAsync(host, FamilyLinkHost.Mother);
        await worker.SendAsync($"/inbox/{id}", "Answer", ("Text", words));
        Assert.Equal(0, await host.DbAsync(db => db.OutboundMessages.CountAsync(m => m.Purpose == OutboundPurpose.StaffAnswer)));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S23_WhatIsSaidToACaseworker_OrAsAContactOfACase_IsNotShownToAnotherAgencyThatHasTheSameNumber(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await host.SmsAsync(FamilyLinkHost.Mother, FamilyLinkHost.MothersCode);
        await host.SmsAsync(FamilyLinkHost.Mother, "ຂ້ອຍຢາກຖາມເລື່ອງລູກຂອງຂ້ອຍ ຄຳທີໜຶ່ງ");
        var (worker, id) = await TalkAsync(host, FamilyLinkHost.Mother);
        Assert.Null(await host.SmsAsync(FamilyLinkHost.Mother, "ຄຳທີສອງ ບອກແຕ່ເຈົ້າ"));
        await worker.SendAsync($"/inbox/{id}", "Answer", ("Text", "ມື້ນີ້ຝົນຕົກໜັກ"));
        var otherId = await host.DbAsync(db => db.Agencies.Where(a => a.Name == "Demo district office").Select(a => a.Id).SingleAsync());
        await host.SaveAsync(async db =>
        {
            // A second agency's contact with the same number, who has proved a secret of their own.
            var mothers = await db.ContactAddresses.AsNoTracking().SingleAsync(a => a.ContactId == host.ContactAsync("FL-0001").Result && a.IsTelephone);
            var key = host.Service<FamilyLink.Data.Encryption.FieldEncryptor>().NewKey();
            var contact = new Contact { AgencyId = otherId, PersonKeyId = key.Id, Language = "lo", CreatedAt = host.Now };
            db.AddRange(key, contact);
            db.Add(new ContactAddress { ContactId = contact.Id, AddressHash = mothers.AddressHash, Address = mothers.Address, IsTelephone = true, AddedAt = host.Now, ConfirmedAt = host.Now, ProvedAt = host.Now });
            (await db.Conversations.SingleAsync(c => c.Id == id)).VerifiedUntil = host.Now.AddMinutes(-1);
        });
        Assert.Null(await host.SmsAsync(FamilyLinkHost.Mother, "ຄຳທີສາມ ບອກແຕ່ເຈົ້າ"));

        var own = await worker.ReadAsync($"/inbox/{id}");
        Assert.All(["ຄຳທີໜຶ່ງ", "ຄຳທີສອງ", "ຄຳທີສາມ"], words => Assert.Contains(words, own, StringComparison.Ordinal));
        var district = (await host.DbAsync(db => db.Users.Where(u => u.AgencyId == otherId).Select(u => u.Email).FirstAsync()))!;
        var theirs = await (await ConsoleBrowser.SignInAsync(host, district)).ReadAsync($"/inbox/{id}");
        Assert.Contains("another agency", theirs, StringComparison.Ordinal);
        Assert.All(["ຄຳທີໜຶ່ງ", "ຄຳທີສອງ", "ຄຳທີສາມ", "ຝົນຕົກໜັກ"], words => Assert.DoesNotContain(words, theirs, StringComparison.Ordinal));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S6_SecretsAndDuressWords_AreShownToNobody(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await host.SmsAsync(FamilyLinkHost.Mother, FamilyLinkHost.MothersCode);
        var (worker, id) = await TalkAsync(host, FamilyLinkHost.Mother);

        // Also when the caseworker has asked for it by hand: it is tried, and kept nowhere.
        Assert.Null(await host.SmsAsync(FamilyLinkHost.Mother, FamilyLinkHost.MothersCode));
        var page = await worker.ReadAsync($"/inbox/{id}");
        Assert.DoesNotContain(FamilyLinkHost.MothersCode, page, StringComparison.Ordinal);
        Assert.Contains("verified now", page, StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S4_AnswerAfterTheTalkHasGoneQuiet_WaitsForTheSafeHours(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var (worker, id) = await TalkAsync(host, FamilyLinkHost.Mother);
        host.Clock.Forward(TimeSpan.FromMinutes(40));
        var hour = TimeZoneInfo.ConvertTimeFromUtc(host.Now, TimeZoneInfo.FindSystemTimeZoneById("Asia/Vientiane")).Hour;
        var from = (hour + 3) % 22;
        await host.PolicyAsync(await host.ContactAsync("FL-0001"), Channel.Sms, from, from + 1);
        await AnswerAsync(worker, id, snippet: Reviewed);
        await host.Dispatcher.DrainAsync(CancellationToken.None);

        Assert.Equal([(OutboundState.Waiting, "gate:hours")], await StaffAnswersAsync(host));
        Assert.Contains("waits until", await worker.ReadAsync($"/inbox/{id}"), StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S8_SharedPhone_GetsNothingInWritingOnceTheTalkHasGoneQuiet(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var (worker, id) = await TalkAsync(host, FamilyLinkHost.SharedPhone);
        host.Clock.Forward(TimeSpan.FromMinutes(40));
        await AnswerAsync(worker, id, snippet: Reviewed);
        await host.Dispatcher.DrainAsync(CancellationToken.None);
        Assert.Equal([(OutboundState.Cancelled, "gate:channel")], await StaffAnswersAsync(host));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S1_SomebodyOnNoFile_IsNotWrittenToADayAfterTheirOwnWords(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var (worker, id) = await TalkAsync(host, FamilyLinkHost.Stranger);
        host.Clock.Forward(TimeSpan.FromHours(25));
        worker = await ConsoleBrowser.SignInAsync(host, "caseworker@demo.local");
        await worker.SendAsync($"/inbox/{id}", "Claim");
        await AnswerAsync(worker, id, snippet: Reviewed);
        await host.Dispatcher.DrainAsync(CancellationToken.None);
        Assert.Equal([(OutboundState.Cancelled, "gate:too-late")], await StaffAnswersAsync(host));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S3_Stop_CancelsTheCaseworkersAnswerToo(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var (worker, id) = await TalkAsync(host, FamilyLinkHost.Stranger);
        await AnswerAsync(worker, id, snippet: Reviewed);
        await host.SmsAsync(FamilyLinkHost.Stranger, "9");
        await host.Dispatcher.DrainAsync(CancellationToken.None);
        Assert.Equal([(OutboundState.Cancelled, "stop")], await StaffAnswersAsync(host));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S4_WordsChangedInTheDatabase_DoNotLeave(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var (worker, id) = await TalkAsync(host, FamilyLinkHost.Stranger);
        await AnswerAsync(worker, id, snippet: Reviewed);
        await host.DbAsync(async db =>
        {
            var row = await db.OutboundMessages.AsNoTracking().SingleAsync(m => m.Purpose == OutboundPurpose.StaffAnswer);
            var other = host.Service<FamilyLink.Data.Encryption.FieldEncryptor>().Encrypt(row.PersonKeyId, "message.body", OpeningTail);
            return await db.OutboundMessages.Where(m => m.Id == row.Id).ExecuteUpdateAsync(m => m.SetProperty(x => x.Body, other));
        });
        await host.Dispatcher.DrainAsync(CancellationToken.None);
        Assert.Equal([(OutboundState.Cancelled, "gate:words-changed")], await StaffAnswersAsync(host));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task AnswerForm_SentTwice_IsOneMessage(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var (worker, id) = await TalkAsync(host, FamilyLinkHost.Stranger);
        var key = Guid.CreateVersion7().ToString();
        (string, string)[] form = [("Key", key), ("Snippet", Reviewed)];
        await Task.WhenAll(worker.SendAsync($"/inbox/{id}", "Answer", form), worker.SendAsync($"/inbox/{id}", "Answer", form));
        Assert.Single(await StaffAnswersAsync(host));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task HandOver_WithANote_TheColleagueHasItAndReadsTheNote(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var (worker, id) = await TalkAsync(host, FamilyLinkHost.Mother);
        await worker.SendAsync($"/inbox/{id}", "Note", ("Key", Guid.CreateVersion7().ToString()), ("Note", "ໂທຕອນແລງ"));
        var to = await host.StaffAsync("second@demo.local");
        Assert.Contains("with your colleague", await worker.SendAsync($"/inbox/{id}", "HandOver", ("to", to.ToString())), StringComparison.Ordinal);
        Assert.Contains("Choose a colleague", await (await ConsoleBrowser.SignInAsync(host, "second@demo.local")).SendAsync($"/inbox/{id}", "HandOver", ("to", Guid.NewGuid().ToString())), StringComparison.Ordinal);

        var colleague = await ConsoleBrowser.SignInAsync(host, "second@demo.local");
        var page = await colleague.ReadAsync($"/inbox/{id}");
        Assert.Contains("You have it", page, StringComparison.Ordinal);
        Assert.Contains("ໂທຕອນແລງ", page, StringComparison.Ordinal);
        Assert.Contains("Demo contact FL-0001", page, StringComparison.Ordinal);
        Assert.True(await host.DbAsync(db => db.AuditEntries.AnyAsync(e => e.Action == "conversation.read" && e.Subject == $"conversation:{id:N}")));
        Assert.Contains("conversation.handed-over", await colleague.ReadAsync($"/audit/conversation/{id}"), StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S23_ConversationOfAnotherAgencysContact_IsNotThere(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await host.SmsAsync(FamilyLinkHost.Mother, "0");
        var id = await ConversationAsync(host, FamilyLinkHost.Mother);
        await host.SaveAsync(async db =>
        {
            var other = db.Agencies.Add(new Agency { Name = "Other agency" }).Entity;
            var mother = await host.ContactAsync("FL-0001");
            (await db.Cases.SingleAsync(c => c.Code == "FL-0001")).AgencyId = other.Id;
            await db.Contacts.Where(c => c.Id == mother).ExecuteUpdateAsync(c => c.SetProperty(x => x.AgencyId, other.Id));
        });
        var worker = await ConsoleBrowser.SignInAsync(host, "caseworker@demo.local");
        Assert.Equal(System.Net.HttpStatusCode.NotFound, await worker.StatusAsync($"/inbox/{id}"));
        Assert.Equal(System.Net.HttpStatusCode.NotFound, await worker.StatusAsync($"/audit/conversation/{id}"));
    }
}
