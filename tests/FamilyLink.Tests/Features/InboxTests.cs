using FamilyLink.Data.People;
using FamilyLink.Features.Inbox;
using FamilyLink.Messaging;
using FamilyLink.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FamilyLink.Tests.Features;

/// <summary>From "0, a person" on the phone to the caseworker's answer and back to the service.</summary>
public sealed class InboxTests
{
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
        Assert.Contains("wants to talk to a person", await worker.ReadAsync("/inbox"), StringComparison.Ordinal);
        Assert.Contains("It is yours", await worker.SendAsync($"/inbox/{id}", "Claim"), StringComparison.Ordinal);

        Assert.Null(await host.SmsAsync(FamilyLinkHost.Stranger, "ຂໍຖາມແດ່"));
        var page = await AnswerAsync(worker, id, words: Neutral);
        Assert.Contains("It is on its way", page, StringComparison.Ordinal);
        await host.Dispatcher.DrainAsync(CancellationToken.None);
        Assert.Equal([(OutboundState.HandedOff, null)], await StaffAnswersAsync(host));
        var history = await worker.ReadAsync($"/inbox/{id}");
        Assert.Contains("ຂໍຖາມແດ່", history, StringComparison.Ordinal);
        Assert.Contains(Neutral, history, StringComparison.Ordinal);

        Assert.Contains("says so", await worker.SendAsync($"/inbox/{id}", "Close"), StringComparison.Ordinal);
        var back = await host.SmsAsync(FamilyLinkHost.Stranger, "2");
        Assert.StartsWith("ມີຄົນລົມກັບທ່ານຢູ່ນີ້", back, StringComparison.Ordinal);
        Assert.DoesNotContain("ມີຄົນລົມກັບທ່ານຢູ່ນີ້", await host.SmsAsync(FamilyLinkHost.Stranger, "2"), StringComparison.Ordinal);
        Assert.Contains("Nobody is waiting", await worker.ReadAsync("/inbox"), StringComparison.Ordinal);
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
        Assert.Contains("Claim it first", await AnswerAsync(first, id, words: Neutral), StringComparison.Ordinal);
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
        foreach (var words in (string[])[Telling, "ໄປຂຶ້ນສານ", "Demo", "FL-0001 ສະບາຍດີ", "ສົ່ງຮູບມາ", "ມື້ອື່ນຈະໂທ"])
        {
            var page = await AnswerAsync(worker, id, words: words);
            Assert.DoesNotContain("on its way", page, StringComparison.Ordinal);

            // Nothing that was typed is lost.
            Assert.Contains(words, page, StringComparison.Ordinal);
        }

        Assert.Empty(await StaffAnswersAsync(host));
        Assert.Contains("on its way", await AnswerAsync(worker, id, snippet: "answer:court.must-she:0"), StringComparison.Ordinal);
        await host.Dispatcher.DrainAsync(CancellationToken.None);
        Assert.Equal([(OutboundState.HandedOff, null)], await StaffAnswersAsync(host));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S5_WordsForAVerifiedPerson_DoNotLeaveOnceTheVerificationHasLapsed(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await host.SmsAsync(FamilyLinkHost.Mother, FamilyLinkHost.MothersCode);
        var (worker, id) = await TalkAsync(host, FamilyLinkHost.Mother);
        Assert.Contains("on its way", await AnswerAsync(worker, id, words: Telling), StringComparison.Ordinal);
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
        await host.Dispatcher.DrainAsync(CancellationToken.None);
        Assert.Equal([(OutboundState.HandedOff, null)], await StaffAnswersAsync(host));
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
        await AnswerAsync(worker, id, words: Neutral);
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
        await AnswerAsync(worker, id, words: Neutral);
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
        await AnswerAsync(worker, id, words: Neutral);
        await host.Dispatcher.DrainAsync(CancellationToken.None);
        Assert.Equal([(OutboundState.Cancelled, "gate:too-late")], await StaffAnswersAsync(host));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S3_Stop_CancelsTheCaseworkersAnswerToo(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var (worker, id) = await TalkAsync(host, FamilyLinkHost.Stranger);
        await AnswerAsync(worker, id, words: Neutral);
        await host.SmsAsync(FamilyLinkHost.Stranger, "9");
        await host.Dispatcher.DrainAsync(CancellationToken.None);
        Assert.Equal([(OutboundState.Cancelled, "stop")], await StaffAnswersAsync(host));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S4_WordsChangedInTheDatabase_DoNotLeave(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var (worker, id) = await TalkAsync(host, FamilyLinkHost.Stranger);
        await AnswerAsync(worker, id, words: Neutral);
        await host.DbAsync(async db =>
        {
            var row = await db.OutboundMessages.AsNoTracking().SingleAsync(m => m.Purpose == OutboundPurpose.StaffAnswer);
            var other = host.Service<FamilyLink.Data.Encryption.Vault>().Seal(row.PersonKeyId, "message.body", OpeningTail);
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
        (string, string)[] form = [("Key", key), ("Text", Neutral)];
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

    private static async Task<(ConsoleBrowser Worker, Guid Id)> TalkAsync(FamilyLinkHost host, string from)
    {
        await host.SmsAsync(from, "0");
        var id = await ConversationAsync(host, from);
        var worker = await ConsoleBrowser.SignInAsync(host, "caseworker@demo.local");
        await worker.SendAsync($"/inbox/{id}", "Claim");
        return (worker, id);
    }

    private static Task<string> AnswerAsync(ConsoleBrowser worker, Guid id, string? snippet = null, string? words = null) =>
        worker.SendAsync($"/inbox/{id}", "Answer", ("Key", Guid.CreateVersion7().ToString()), ("Snippet", snippet ?? ""), ("Text", words ?? ""));

    private static Task<Guid> ConversationAsync(FamilyLinkHost host, string phone) => host.DbAsync(db =>
    {
        var hash = host.Service<FamilyLink.Data.Encryption.Lookup>().OfAddress(Addresses.Telephone(phone));
        return db.Conversations.Where(c => c.AddressHash == hash).Select(c => c.Id).SingleAsync();
    });

    private static Task<List<(OutboundState, string?)>> StaffAnswersAsync(FamilyLinkHost host) => host.DbAsync(async db =>
        (await db.OutboundMessages.AsNoTracking().Where(m => m.Purpose == OutboundPurpose.StaffAnswer).ToListAsync()).ConvertAll(m => (m.State, m.OutcomeCode)));
}
