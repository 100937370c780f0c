using System.Net;
using FamilyLink.Data.Court;
using FamilyLink.Data.Notices;
using FamilyLink.Data.People;
using FamilyLink.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FamilyLink.Tests.Features.Court;

/// <summary>The court pages of the console as staff use them, and as somebody would misuse them.</summary>
public sealed class CourtPagesTests
{
    [Fact]
    public async Task Record_LineEnteredCorrectedAndTakenBack_KeepsEveryLineReadable()
    {
        await using var host = new FamilyLinkHost("sqlite");
        var web = await ConsoleSession.SignInAsync(host, CourtHost.Caseworker);
        var record = $"/court/record/{await host.CaseIdAsync("FL-0004")}";
        var page = await web.PressedAsync(record, "Add", ("Line.Stage", "Court"), ("Line.Outcome", "Acquitted"), ("Line.When", "25/03/2562"), ("Line.Source", "ดำ 12/2562"));
        Assert.Contains("25 Mar 2019", page, StringComparison.Ordinal);
        Assert.Contains("ดำ 12/2562", page, StringComparison.Ordinal);
        Assert.Contains("not told", page, StringComparison.Ordinal);

        var entry = await host.DbAsync(db => db.Set<CourtEntry>().Select(e => e.Id).SingleAsync());
        page = await web.PressedAsync(record, "Correct", ("entryId", entry.ToString()), ("Line.Stage", "Court"), ("Line.Outcome", "Convicted"), ("Line.When", "03/2562"), ("Line.Source", "ดำ 12/2562"), ("reason", "read wrongly"));
        Assert.Contains("corrected since", page, StringComparison.Ordinal);
        Assert.Contains("Mar 2019 (day not known)", page, StringComparison.Ordinal);
        Assert.Contains("Why: read wrongly", page, StringComparison.Ordinal);
        Assert.Contains("Somebody has corrected this line already", await web.PressedAsync(record, "TakeBack", ("entryId", entry.ToString()), ("reason", "again")), StringComparison.Ordinal);

        var better = await host.DbAsync(db => db.CurrentCourtEntries().Select(e => e.Id).SingleAsync());
        Assert.Contains("taken back", await web.PressedAsync(record, "TakeBack", ("entryId", better.ToString()), ("reason", "another case")), StringComparison.Ordinal);
        Assert.Equal(3, await host.DbAsync(db => db.Set<CourtEntry>().CountAsync()));
        Assert.Equal(0, await host.DbAsync(db => db.UntoldCourtEntries().CountAsync()));
    }

    [Theory]
    [InlineData("Police", "Acquitted", "", "A 1", "no outcome of the stage")]
    [InlineData("Court", "Convicted", "31/02/2562", "A 1", "no day of a calendar")]
    [InlineData("Court", "Convicted", "1/1/2599", "A 1", "very far away")]
    [InlineData("Court", "Convicted", "5/3/62", "A 1", "no full year")]
    [InlineData("Court", "Convicted", "", "", "reference of the document")]
    public async Task Record_LineWithAFault_SaysSoAndStoresNothing(string stage, string outcome, string when, string source, string message)
    {
        await using var host = new FamilyLinkHost("sqlite");
        var web = await ConsoleSession.SignInAsync(host, CourtHost.Caseworker);
        var record = $"/court/record/{await host.CaseIdAsync("FL-0004")}";
        Assert.Contains(message, await web.PressedAsync(record, "Add", ("Line.Stage", stage), ("Line.Outcome", outcome), ("Line.When", when), ("Line.Source", source)), StringComparison.Ordinal);
        Assert.Equal(0, await host.DbAsync(db => db.Set<CourtEntry>().CountAsync()));
    }

    [Theory]
    [InlineData("FreeText", "ລາວຖືກຈັບ", "not said to families")]
    [InlineData("FreeText", "ທ່ານຈະໄດ້ເງິນມື້ອື່ນ", "promise")]
    [InlineData("FreeText", "ສານຕັດສິນວ່າບໍ່ມີຄວາມຜິດ", "something else than the outcome")]
    [InlineData("FreeText", "ສານຍົກຟ້ອງ", "something else than the outcome")]
    [InlineData("FreeText", "ສານໃຫ້ 300000 ບາດ", "Leave out dates, sums")]
    [InlineData("FreeText", "ສົ່ງໄປບັນຊີ ໐໑໐໑໒໐໐໐໑", "Leave out dates, sums")]
    [InlineData("Caller", "", "who will call")]
    [InlineData("Caller", "020 55 550 101", "no number")]
    [InlineData("SecondLanguage", "lo", "another language")]
    [InlineData("Next", "", "what the person may do next")]
    public async Task Update_WordsThatMayNotBeSaid_AreRefusedBesideTheField(string field, string value, string message)
    {
        await using var host = new FamilyLinkHost("sqlite");
        var entry = await host.KnownAsync("FL-0004", CourtStage.Court, CourtOutcome.Convicted);
        var web = await ConsoleSession.SignInAsync(host, CourtHost.Caseworker);
        var fields = new Dictionary<string, string> { ["Next"] = "court.next-ask", ["Caller"] = "ນາງ ຄຳ", ["Days"] = "30", [field] = value };
        var page = await web.PressedAsync($"/court/updates/write?entryId={entry.Id}&contactId={await host.ContactAsync("FL-0004")}", "", [.. fields.Select(f => (f.Key, f.Value))]);
        Assert.Contains(message, page, StringComparison.Ordinal);
        Assert.False(await host.DbAsync(db => db.Set<CourtUpdate>().AnyAsync()));
    }

    [Fact]
    public async Task Update_AboutMoney_AlwaysWarnsAboutOtherPeoplesAccounts()
    {
        await using var host = new FamilyLinkHost("sqlite");
        foreach (var outcome in (CourtOutcome[])[CourtOutcome.CompensationPaid, CourtOutcome.CompensationNotPaid])
        {
            var entry = await host.KnownAsync("FL-0004", CourtStage.CompensationPaid, outcome, outcome.ToString());
            var read = await host.ReadAsync(await host.WrittenAsync(entry, await host.ContactAsync("FL-0004")));
            Assert.Contains(read.Words.Single().Parts, p => p.Contains("ຊື່ຂອງທ່ານເອງ", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Approve_PageKeptOpenForADay_OrSomebodyElsesPage_IsRefused()
    {
        await using var host = new FamilyLinkHost("sqlite");
        var notice = await host.WrittenAsync(await host.KnownAsync("FL-0004", CourtStage.Court, CourtOutcome.Convicted), await host.ContactAsync("FL-0004"));
        var path = $"/court/updates/{notice}";
        var approver = await ConsoleSession.SignInAsync(host, CourtHost.Approver);
        var second = await ConsoleSession.SignInAsync(host, CourtHost.Second);
        var seen = ConsoleSession.Hidden(await approver.OpenAsync(path), "seen");
        Assert.Contains("not one that was shown to you", await second.PressedAsync(path, "Approve", ("seen", seen)), StringComparison.Ordinal);
        Assert.Contains("not one that was shown to you", await approver.PressedAsync(path, "Approve", ("seen", "made up")), StringComparison.Ordinal);
        host.Clock.Forward(TimeSpan.FromHours(5));
        Assert.Contains("open for a long time", await approver.PressedAsync(path, "Approve", ("seen", seen)), StringComparison.Ordinal);
        Assert.Empty((await host.ReadAsync(notice)).ApprovedBy);

        var fresh = ConsoleSession.Hidden(await approver.OpenAsync(path), "seen");
        Assert.Contains("sealed to exactly these words", await approver.PressedAsync(path, "Approve", ("seen", fresh)), StringComparison.Ordinal);
        Assert.Single((await host.ReadAsync(notice)).ApprovedBy);
    }

    [Fact]
    public async Task Judgment_SeveralRecipients_EachIsSealedOnItsOwn()
    {
        await using var host = new FamilyLinkHost("sqlite");
        var first = await host.WrittenAsync(await host.KnownAsync("FL-0004", CourtStage.Court, CourtOutcome.Convicted), await host.ContactAsync("FL-0004"));
        var entry = await host.KnownAsync("FL-0005", CourtStage.Court, CourtOutcome.Convicted, "black 12/2562 ");
        var contact = await host.ContactAsync("FL-0005");
        var other = await host.WrittenAsync(entry, contact);
        await host.WrittenAsync(await host.KnownAsync("FL-0003", CourtStage.Court, CourtOutcome.Convicted, "BLACK 13/2562"), await host.ContactAsync("FL-0003"));
        var web = await ConsoleSession.SignInAsync(host, CourtHost.Approver);
        var path = $"/court/updates/judgment/{entry.Id}";
        var page = await web.OpenAsync(path);
        Assert.DoesNotContain("FL-0003", page, StringComparison.Ordinal);
        var seen = System.Text.RegularExpressions.Regex.Matches(page, "name=\"seen\" value=\"([^\"]+)\"").Select(m => ("seen", m.Groups[1].Value)).ToArray();
        Assert.Equal(2, seen.Length);

        // Between reading and pressing, the words to one of them change.
        await host.WrittenAsync(entry, contact, "ສານໄດ້ຟັງທ່ານ", notice: other);
        var done = await web.PressedAsync(path, "", seen);
        Assert.Contains("has changed since you opened this page", done, StringComparison.Ordinal);
        Assert.Contains("sealed to exactly these words", done, StringComparison.Ordinal);
        Assert.Single((await host.ReadAsync(first)).ApprovedBy);
        Assert.Empty((await host.ReadAsync(other)).ApprovedBy);
    }

    [Fact]
    public async Task HoldEverything_OneButton_AndSomebodyElseLetsGo()
    {
        await using var host = new FamilyLinkHost("sqlite");
        var web = await ConsoleSession.SignInAsync(host, CourtHost.Caseworker);
        Assert.Contains("Everything is held back", await web.PressedAsync("/court/updates", "HoldAll"), StringComparison.Ordinal);
        Assert.Contains("Somebody else must let it go", await web.PressedAsync("/court/updates", "ReleaseAll"), StringComparison.Ordinal);
        var other = await ConsoleSession.SignInAsync(host, CourtHost.Second);
        Assert.Contains("may be told again", await other.PressedAsync("/court/updates", "ReleaseAll"), StringComparison.Ordinal);
        Assert.Equal(["hold.all", "hold.released"], await host.DbAsync(db => db.AuditEntries.Where(e => e.Action.StartsWith("hold.")).OrderBy(e => e.Sequence).Select(e => e.Action).ToListAsync()));
    }

    [Fact]
    public async Task S23_AnotherAgencysRecordUpdateAndJudgment_AreNotThere()
    {
        await using var host = new FamilyLinkHost("sqlite");
        var entry = await host.KnownAsync("FL-0004", CourtStage.Court, CourtOutcome.Convicted);
        var contact = await host.ContactAsync("FL-0004");
        var notice = await host.WrittenAsync(entry, contact);
        await host.SaveAsync(async db =>
        {
            var other = db.Agencies.Add(new Agency { Name = "Other agency" }).Entity;
            (await db.Cases.SingleAsync(c => c.Code == "FL-0004")).AgencyId = other.Id;
            (await db.Contacts.SingleAsync(c => c.Id == contact)).AgencyId = other.Id;
        });
        var web = await ConsoleSession.SignInAsync(host, CourtHost.Caseworker);
        foreach (var path in (string[])[$"/court/record/{entry.CaseId}", $"/court/updates/{notice}", $"/court/updates/judgment/{entry.Id}", $"/court/hearers/{entry.CaseId}", $"/court/updates/write?entryId={entry.Id}&contactId={contact}", $"/audit/court-update/{notice}"])
        {
            Assert.Equal(HttpStatusCode.NotFound, await web.StatusOfAsync(path));
        }

        Assert.DoesNotContain("FL-0004", await web.OpenAsync("/court"), StringComparison.Ordinal);
        Assert.DoesNotContain("FL-0004", await web.OpenAsync("/court/updates"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ClosureList_OldestFirst_SaysHowLongAndWhoSaidNo()
    {
        await using var host = new FamilyLinkHost("sqlite");
        await host.KnownAsync("FL-0005", CourtStage.Court, CourtOutcome.Convicted);
        host.Clock.Forward(TimeSpan.FromDays(20));
        await host.KnownAsync("FL-0004", CourtStage.Court, CourtOutcome.Acquitted);
        await host.SaysAsync("FL-0004", ConsentVoice.Subject, ConsentDecision.Refused, await host.ContactAsync("FL-0004"));
        var page = await (await ConsoleSession.SignInAsync(host, CourtHost.Caseworker)).OpenAsync("/court");
        Assert.Contains("20 days", page, StringComparison.Ordinal);
        Assert.Contains("does not want to hear it", page, StringComparison.Ordinal);
        Assert.True(page.IndexOf("FL-0005", StringComparison.Ordinal) < page.IndexOf("FL-0004", StringComparison.Ordinal));
        Assert.Contains(">2<", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task S21_TheUpdatesTrail_IsReadEndToEndAndTheChainVerifies()
    {
        await using var host = new FamilyLinkHost("sqlite");
        host.ToHour(10);
        var notice = await host.SealedUpdateAsync(CourtStage.Court, CourtOutcome.Acquitted);
        await host.Dispatcher.DrainAsync(CancellationToken.None);
        foreach (var text in (string[])[CourtHost.ReturnedCode, "1", "1", "2", "ເອກະສານຢູ່ໃສ"])
        {
            await host.SmsAsync(FamilyLinkHost.Returned, text);
        }

        await (await ConsoleSession.SignInAsync(host, CourtHost.Caseworker)).OpenAsync($"/court/updates/{notice}");
        var actions = await host.DbAsync(db => db.AuditEntries.Where(e => e.Subject == $"court-update:{notice:N}").OrderBy(e => e.Sequence).Select(e => e.Action).ToListAsync());
        Assert.Equal(
            ["court-update.written", "court-update.approved", "court-update.approved", "court-update.sealed", "court-update.call-opened", "court-update.told", "court-update.told", "court-update.told", "court-update.answered", "court-update.read"],
            actions);
        using var said = new StringWriter();
        Assert.Equal(0, await Data.Audit.VerifyAuditCommand.RunAsync(host.Services, said, CancellationToken.None));
        Assert.Contains("unbroken", said.ToString(), StringComparison.Ordinal);
    }
}
