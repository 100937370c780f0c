using System.Text;
using FamilyLink.Data.Court;
using FamilyLink.Data.Notices;
using FamilyLink.Features.CourtRecords;
using FamilyLink.Messaging.Approval;
using FamilyLink.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FamilyLink.Tests.Features.Court;

/// <summary>Two outcomes of which only one can be true are never two facts: a person decides, and until then nothing is told of either (S11).</summary>
public sealed class CourtContradictionTests
{
    public static TheoryData<string> Databases => Infrastructure.Databases.All;

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task File_ThatConvictsAndAcquitsInOneDocument_EntersNeitherUntilAPersonSaysWhich(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var web = await ConsoleSession.SignInAsync(host, CourtHost.Caseworker);
        var page = await web.UploadAsync("/court/import", "Look", Text("FL-0004,court,convicted,25/03/2562,ดำ 12/2562", "FL-0004,court,acquitted,25/03/2562,ดำ ๑๒/๒๕๖๒", "FL-0005,court,convicted,,A 1"), "a.csv");
        Assert.Contains("2 contradict each other or the record", page, StringComparison.Ordinal);
        Assert.Contains("<b>1</b> row can be entered", page, StringComparison.Ordinal);
        var import = $"/court/import/{await host.DbAsync(db => db.Set<CourtImport>().Select(i => i.Id).SingleAsync())}";
        Assert.Contains("Rows that cannot all be true", await web.PressedAsync(import, "Enter"), StringComparison.Ordinal);
        Assert.Equal(["FL-0005"], await CodesAsync(host));

        // Both ticked is no decision; one is.
        Assert.Contains("Rows that cannot all be true", await web.PressedAsync(import, "Enter", ("Right", "2"), ("Right", "3")), StringComparison.Ordinal);
        Assert.Equal(["FL-0005"], await CodesAsync(host));
        Assert.Contains("were entered", await web.PressedAsync(import, "Enter", ("Right", "3")), StringComparison.Ordinal);
        Assert.Equal(["FL-0004", "FL-0005"], await CodesAsync(host));
        Assert.Equal(CourtOutcome.Acquitted, await host.DbAsync(db => db.Set<CourtEntry>().Where(e => e.ImportRow == 3).Select(e => e.Outcome).SingleAsync()));
        Assert.True((await host.DbAsync(db => db.Set<CourtImport>().SingleAsync())).Content.IsEmpty);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task File_AgainstTheRecord_ReplacesTheLineOnlyWhenAPersonSaysSo(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var old = await host.KnownAsync("FL-0004", CourtStage.Court, CourtOutcome.Convicted);
        var web = await ConsoleSession.SignInAsync(host, CourtHost.Caseworker);
        var page = await web.UploadAsync("/court/import", "Look", Text("FL-0004,court,not guilty,25/03/2562,black 12 / 2562"), "a.csv");
        Assert.Contains("on record", page, StringComparison.Ordinal);
        var import = $"/court/import/{await host.DbAsync(db => db.Set<CourtImport>().Select(i => i.Id).SingleAsync())}";
        await web.PressedAsync(import, "Enter");
        Assert.Equal(old.Id, await host.DbAsync(db => db.CurrentCourtEntries().Select(e => e.Id).SingleAsync()));

        Assert.Contains("replaces the line on record", await web.PressedAsync(import, "Choose", ("Right", "2")), StringComparison.Ordinal);
        await web.PressedAsync(import, "Enter", ("Right", "2"));
        var current = await host.DbAsync(db => db.CurrentCourtEntries().SingleAsync());
        Assert.Equal((CourtOutcome.Acquitted, old.Id), (current.Outcome, current.Replaces!.Value));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S11_RecordThatContradictsItself_IsToldByNoUpdateUntilItIsSettled(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var contact = await host.ContactAsync("FL-0004");
        var convicted = await host.KnownAsync("FL-0004", CourtStage.Court, CourtOutcome.Convicted);
        var notice = await host.WrittenAsync(convicted, contact);
        var acquitted = await host.KnownAsync("FL-0004", CourtStage.Court, CourtOutcome.Acquitted);
        Assert.Contains("cannot both be true", (await Assert.ThrowsAsync<NoticeRefusedException>(() => host.ApprovedAsync(notice))).Message, StringComparison.Ordinal);
        Assert.Contains("cannot both be true", (await Assert.ThrowsAsync<NoticeRefusedException>(() => host.WrittenAsync(acquitted, contact))).Message, StringComparison.Ordinal);
        var web = await ConsoleSession.SignInAsync(host, CourtHost.Caseworker);
        var record = $"/court/record/{convicted.CaseId}";
        Assert.Contains("contradicts another line", await web.OpenAsync(record), StringComparison.Ordinal);
        Assert.Contains("cannot both be true", await web.OpenAsync($"/court/updates/{notice}"), StringComparison.Ordinal);

        // Settled against what the update says: it stays untold, and the right line can be told.
        await web.PressedAsync(record, "TakeBack", ("entryId", convicted.Id.ToString()), ("reason", "read wrongly"));
        Assert.Contains("was corrected", (await Assert.ThrowsAsync<NoticeRefusedException>(() => host.ApprovedAsync(notice))).Message, StringComparison.Ordinal);
        var right = await host.WrittenAsync(acquitted, contact);
        await host.ApprovedAsync(right);
        Assert.Equal(NoticeState.Approved, await host.StateAsync(right));
        Assert.DoesNotContain("contradicts another line", await web.OpenAsync(record), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("FL-0004,court,convicted,25/03/2562,A 1", "FL-0004,appeal,acquitted,25/03/2562,A 1")]
    [InlineData("FL-0004,appeal,convicted,25/03/2562,A 1", "FL-0004,appeal,acquitted,26/03/2563,A 1")]
    [InlineData("FL-0004,court,convicted,25/03/2562,A 1 defendant 1", "FL-0004,court,acquitted,25/03/2562,A 1 defendant 2")]
    [InlineData("FL-0004,court,convicted,25/03/2562,A 1", "FL-0005,court,acquitted,25/03/2562,A 1")]
    [InlineData("FL-0004,court,still running,25/03/2561,A 1", "FL-0004,court,acquitted,25/03/2562,A 1")]
    [InlineData("FL-0004,compensation paid,not paid,25/03/2562,A 1", "FL-0004,compensation paid,paid,26/03/2563,A 1")]
    public async Task File_WithALaterAppealOrAnotherDefendant_HasNoContradiction(string one, string other)
    {
        await using var host = new FamilyLinkHost("sqlite");
        var web = await ConsoleSession.SignInAsync(host, CourtHost.Caseworker);
        Assert.Contains("<b>2</b> rows can be entered", await web.UploadAsync("/court/import", "Look", Text(one, other), "a.csv"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("FL-0004,court,convicted,25/03/2562,A 1", "FL-0004,court,withdrawn,,ａ　๑")]
    [InlineData("FL-0004,court,convicted,25/03/2562,A 1", "FL-0004,court,acquitted,26/03/2563,A 1")]
    [InlineData("FL-0004,appeal,convicted,03/2562,A 1", "FL-0004,appeal,acquitted,31/03/2562,A 1")]
    [InlineData("FL-0004,compensation ordered,no compensation,,A 1", "FL-0004,compensation ordered,compensation ordered,25/03/2562,A 1")]
    public async Task File_WithOppositeOutcomesThatMayBeOfOneDecision_AsksAPerson(string one, string other)
    {
        await using var host = new FamilyLinkHost("sqlite");
        var web = await ConsoleSession.SignInAsync(host, CourtHost.Caseworker);
        var page = await web.UploadAsync("/court/import", "Look", Text(one, other), "a.csv");
        Assert.Contains("<b>0</b> rows can be entered", page, StringComparison.Ordinal);
        Assert.Contains("Rows that cannot all be true", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_WithWordsThatMeanTwoThings_IsEnteredAsAPersonChose()
    {
        await using var host = new FamilyLinkHost("sqlite");
        var web = await ConsoleSession.SignInAsync(host, CourtHost.Caseworker);
        var page = await web.UploadAsync("/court/import", "Look", Text("FL-0004,court,Dismissed,,A 1", "FL-0005,court,dismissed,,A 1"), "a.csv");
        Assert.Contains("“dismissed” (court) means", page, StringComparison.Ordinal);
        var import = $"/court/import/{await host.DbAsync(db => db.Set<CourtImport>().Select(i => i.Id).SingleAsync())}";
        Assert.Contains("<b>2</b> rows can be entered", await web.PressedAsync(import, "Choose", ("Meaning", "Court|dismissed|Acquitted")), StringComparison.Ordinal);
        await web.PressedAsync(import, "Enter", ("Meaning", "Court|dismissed|Acquitted"));
        Assert.Equal([CourtOutcome.Acquitted, CourtOutcome.Acquitted], await host.DbAsync(db => db.Set<CourtEntry>().Select(e => e.Outcome).ToListAsync()));
    }

    private static Task<List<string>> CodesAsync(FamilyLinkHost host) =>
        host.DbAsync(db => db.CurrentCourtEntries().Join(db.Cases, e => e.CaseId, c => c.Id, (_, c) => c.Code).OrderBy(c => c).ToListAsync());

    private static byte[] Text(params string[] rows) => Encoding.UTF8.GetBytes("case code,stage,outcome,date,document\n" + string.Join('\n', rows) + "\n");
}
