using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using FamilyLink.Data.Court;
using FamilyLink.Data.Notices;
using FamilyLink.Features.CourtRecords;
using FamilyLink.Messaging;
using FamilyLink.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MiniExcelLibs;
using Xunit;

namespace FamilyLink.Tests.Features.Court;

/// <summary>Files of results from other offices: looked at first, row by row, matched by case code alone, and nothing is sent by reading one in.</summary>
public sealed class CourtImportTests
{
    private const string Heading = "case code,stage,outcome,date,document";

    public static TheoryData<string> Databases => Infrastructure.Databases.All;

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task File_LookedAtThenEntered_AddsLinesAndSendsNothing(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var before = await host.DbAsync(db => db.OutboundMessages.CountAsync());
        var web = await ConsoleSession.SignInAsync(host, CourtHost.Caseworker);
        var page = await web.UploadAsync("/court/import", "Look", Sheet(
            ["รหัส", "ชื่อ", "ขั้นตอน", "ผล", "วันที่", "เลขที่เอกสาร"],
            ["fl-0004", "somebody's name", "ศาล", "มีความผิด", "25/03/2562", "ดำ 12/2562"],
            ["FL-0005", "", "อุทธรณ์", "ยกฟ้อง", new DateTime(2020, 5, 6), "ดำ 12/2562"],
            ["FL-0004", "", "ศาล", "มีความผิด", "25/03/2562", "ดำ 12/2562"],
            ["FL-9999", "", "ศาล", "มีความผิด", "", "ดำ 12/2562"],
            ["FL-0003", "", "ศาล", "unheard of", "", "ดำ 12/2562"],
            ["FL-0003", "", "ศาล", "มีความผิด", "5/3/62", "ดำ 12/2562"],
            ["FL-0003", "", "ศาล", "มีความผิด", "", "บัญชี 1234567890"]), "results.xlsx");
        Assert.Contains("<b>2</b> rows can be entered", page, StringComparison.Ordinal);
        Assert.Contains("25 Mar 2019", page, StringComparison.Ordinal);
        Assert.Contains("6 May 2020", page, StringComparison.Ordinal);
        Assert.Contains("says the same as row 2", page, StringComparison.Ordinal);
        Assert.Contains("no case with this code", page, StringComparison.Ordinal);
        Assert.Contains("outcome is none that is known", page, StringComparison.Ordinal);
        Assert.Contains("no full year", page, StringComparison.Ordinal);
        Assert.Contains("looks like an account number", page, StringComparison.Ordinal);
        Assert.DoesNotContain("somebody's name", page, StringComparison.Ordinal);
        Assert.Equal(0, await host.DbAsync(db => db.Set<CourtEntry>().CountAsync()));

        var import = await host.DbAsync(db => db.Set<CourtImport>().SingleAsync());
        Assert.Contains("<b>2</b> lines were entered", await web.PressedAsync($"/court/import/{import.Id}", "Enter"), StringComparison.Ordinal);
        Assert.Equal(2, await host.DbAsync(db => db.UntoldCourtEntries().CountAsync()));
        Assert.Equal(before, await host.DbAsync(db => db.OutboundMessages.CountAsync()));
        Assert.False(await host.DbAsync(db => db.Set<Notice>().AnyAsync(n => n.Subject == NoticeSubject.CourtOutcome)));

        // The file is gone for good, and reading it in again finds nothing new.
        var done = await host.DbAsync(db => db.Set<CourtImport>().SingleAsync());
        Assert.True(done.Content.IsEmpty);
        Assert.NotNull(await host.DbAsync(db => db.PersonKeys.Where(k => k.Id == done.PersonKeyId).Select(k => k.ErasedAt).SingleAsync()));
        Assert.Contains("in the record already", await web.UploadAsync("/court/import", "Look", Text("FL-0004,court,convicted,25/03/2562,ดำ 12/2562"), "a.csv"), StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task File_EnteredTwiceAtOnce_EntersEveryLineOnce(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var staff = await host.StaffAsync(CourtHost.Caseworker);
        var import = await host.ScopedAsync<CourtImports, Guid>(imports => imports.KeepAsync(Text("FL-0004,court,convicted,,A 1", "FL-0005,court,convicted,,A 1"), staff, CancellationToken.None));
        Task<Exception?> Enter() => Record.ExceptionAsync(() => EnterAsync(host, import, staff));
        var results = await Task.WhenAll(Enter(), Enter());
        Assert.All(results.Where(r => r is not null), r => Assert.IsType<CourtLineRefusedException>(r));
        Assert.Equal(2, await host.DbAsync(db => db.Set<CourtEntry>().CountAsync()));
    }

    [Fact]
    public async Task File_OfSomebodyElse_OrADayOld_IsNotThere()
    {
        await using var host = new FamilyLinkHost("sqlite");
        var import = await host.ScopedAsync<CourtImports, Guid>(async imports => await imports.KeepAsync(Text("FL-0004,court,convicted,,A 1"), await host.StaffAsync(CourtHost.Second), CancellationToken.None));
        var web = await ConsoleSession.SignInAsync(host, CourtHost.Caseworker);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, await web.StatusOfAsync($"/court/import/{import}"));
        var own = await web.UploadAsync("/court/import", "Look", Text("FL-0004,court,convicted,,A 1"), "a.csv");
        Assert.Contains("1</b> row can be entered", own, StringComparison.Ordinal);
        var mine = await host.DbAsync(db => db.Set<CourtImport>().Where(i => i.Id != import).Select(i => i.Id).SingleAsync());
        host.Clock.Forward(TimeSpan.FromHours(25));
        var later = await ConsoleSession.SignInAsync(host, CourtHost.Caseworker);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, await later.StatusOfAsync($"/court/import/{mine}"));
    }

    [Fact]
    public void Spreadsheet_WithFormulasAndMergedCells_NamesTheRows()
    {
        var (good, problems) = ResultRows.Read(
            ResultFile.Read(Raw(
                """
                <row r="1"><c r="A1" t="inlineStr"><is><t>case code</t></is></c><c r="B1" t="inlineStr"><is><t>stage</t></is></c><c r="C1" t="inlineStr"><is><t>outcome</t></is></c><c r="D1" t="inlineStr"><is><t>date</t></is></c><c r="E1" t="inlineStr"><is><t>document</t></is></c></row>
                <row r="2"><c r="A2" t="str"><f>"FL-"&amp;"0004"</f><v>FL-0004</v></c><c r="B2" t="inlineStr"><is><t>court</t></is></c><c r="C2" t="inlineStr"><is><t>convicted</t></is></c><c r="E2" t="inlineStr"><is><t>A 1</t></is></c></row>
                <row r="3"><c r="A3" t="inlineStr"><is><t>FL-0004</t></is></c><c r="B3" t="inlineStr"><is><t>court</t></is></c><c r="C3" t="inlineStr"><is><t>convicted</t></is></c><c r="D3" t="inlineStr"><is><t>25/03/2562</t></is></c><c r="E3" t="inlineStr"><is><t>A 1</t></is></c></row>
                <row r="4"><c r="A4" t="inlineStr"><is><t>FL-0004</t></is></c><c r="B4" t="inlineStr"><is><t>court</t></is></c><c r="C4" t="inlineStr"><is><t>acquitted</t></is></c><c r="E4" t="inlineStr"><is><t>A 1</t></is></c></row>
                <row r="5"><c r="B5" t="inlineStr"><is><t>court</t></is></c><c r="C5" t="inlineStr"><is><t>convicted</t></is></c><c r="E5" t="inlineStr"><is><t>A 1</t></is></c></row>
                """,
                """<mergeCells count="1"><mergeCell ref="A4:A5"/></mergeCells>""")),
            new DateOnly(2026, 11, 24));

        Assert.Equal((3, new DateOnly(2019, 3, 25)), (good.Single().Number, good.Single().Line.Date.Date));
        Assert.Equal([2, 4, 5], problems.Select(p => p.Number));
        Assert.Contains("formula", problems[0].Problem, StringComparison.Ordinal);
        Assert.All(problems.Skip(1), p => Assert.Contains("merged", p.Problem, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("FL-0004,court,convicted,,=HYPERLINK(\"x\")", "formula")]
    [InlineData("@FL-0004,court,convicted,,A 1", "formula")]
    [InlineData(",court,convicted,,A 1", "no case code")]
    [InlineData("FL-0004,,convicted,,A 1", "no stage")]
    [InlineData("FL-0004,police,convicted,,A 1", "no outcome of the stage")]
    [InlineData("FL-0004,court,convicted,,", "reference of the document")]
    [InlineData("FL-0004,court,convicted,03/25/2562,A 1", "day comes before the month")]
    public void Row_WithAFault_IsAProblemOfThatRow(string row, string problem)
    {
        var (good, problems) = ResultRows.Read(ResultFile.Read(Text("FL-0001,court,convicted,-,A 1", row)), new DateOnly(2026, 11, 24));
        Assert.Equal(2, good.Single().Number);
        Assert.Equal(3, problems.Single().Number);
        Assert.Contains(problem, problems.Single().Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_InTheOldThaiEncoding_WithSemicolons_IsRead()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var content = Encoding.GetEncoding(874).GetBytes("รหัส;ขั้นตอน;ผล;วันที่;เอกสาร\nFL-0004;ศาล;ยกฟ้อง;๒๕/๐๓/๒๕๖๒;แดง 3/2562\n");
        var (good, _) = ResultRows.Read(ResultFile.Read(content), new DateOnly(2026, 11, 24));
        Assert.Equal((CourtOutcome.Acquitted, new DateOnly(2019, 3, 25), "แดง 3/2562"), (good.Single().Line.Outcome, good.Single().Line.Date.Date!.Value, good.Single().Line.Source));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void File_WithAHundredThousandRows_IsRefusedQuickly(bool spreadsheet)
    {
        var content = spreadsheet
            ? Raw(
                string.Concat(Enumerable.Range(1, 100_000).Select(r => $"""<row r="{r}"><c r="A{r}" t="inlineStr"><is><t>FL-{r}</t></is></c></row>""")), "")
            : Text([.. Enumerable.Range(1, 100_000).Select(r => $"FL-{r},court,convicted,,A 1")]);
        var begun = Stopwatch.GetTimestamp();
        var refused = Assert.Throws<FileRefusedException>(() => ResultFile.Read(content));
        Assert.Contains("more than 20,000 rows", refused.Message, StringComparison.Ordinal);
        Assert.True(Stopwatch.GetElapsedTime(begun) < TimeSpan.FromSeconds(5), $"It took {Stopwatch.GetElapsedTime(begun)}.");
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task File_WithTwentyThousandRows_IsLookedAtAndEntered(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var staff = await host.StaffAsync(CourtHost.Caseworker);
        var content = Text([.. Enumerable.Range(1, ResultFile.MostRows).Select(r => $"FL-000{(r % 5) + 1},court,convicted,,A {r}")]);
        var import = await host.ScopedAsync<CourtImports, Guid>(imports => imports.KeepAsync(content, staff, CancellationToken.None));
        var entered = await EnterAsync(host, import, staff);
        Assert.Equal(ResultFile.MostRows, entered);
        Assert.Equal(ResultFile.MostRows, await host.DbAsync(db => db.Set<CourtEntry>().CountAsync()));
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("\0\0\0\0", "neither")]
    [InlineData("PK\u0003\u0004broken", "cannot be read")]
    [InlineData("name,telephone\nA,1", "Missing: code, stage, outcome, source")]
    [InlineData("case,code,stage,outcome,document\nA,B,court,convicted,x", "Two columns")]
    public void File_ThatIsNone_IsRefusedWithAReason(string content, string reason) => Assert.Contains(
        reason,
        Assert.Throws<FileRefusedException>(() => ResultRows.Read(ResultFile.Read(Encoding.UTF8.GetBytes(content)), new DateOnly(2026, 11, 24))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Spreadsheet_ThatNamesAnEntityFromElsewhere_IsRefused() =>
        Assert.Throws<FileRefusedException>(() => ResultFile.Read(Raw("<row r=\"1\"/>", "", "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/hostname\">]>")));

    private static async Task<int?> EnterAsync(FamilyLinkHost host, Guid import, Guid staff)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<Data.FamilyLinkContext>();
        return await scope.ServiceProvider.GetRequiredService<CourtImports>().EnterAsync(import, staff, db.Cases, CancellationToken.None);
    }

    private static byte[] Text(params string[] rows) => Encoding.UTF8.GetBytes(Heading + "\n" + string.Join('\n', rows) + "\n");

    private static byte[] Sheet(params object[][] rows)
    {
        using var stream = new MemoryStream();
        stream.SaveAs(rows.Select(row => row.Select((cell, i) => KeyValuePair.Create(SheetLetter(i), cell)).ToDictionary()).ToList(), printHeader: false);
        return stream.ToArray();
    }

    private static string SheetLetter(int column) => ((char)('A' + column)).ToString();

    // A spreadsheet as small as one can be, with whatever rows are wanted.
    private static byte[] Raw(string rows, string after, string prolog = "")
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            void Add(string name, string content)
            {
                using var writer = new StreamWriter(zip.CreateEntry(name).Open());
                writer.Write(content);
            }

            Add("[Content_Types].xml", """<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>""");
            Add("_rels/.rels", """<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>""");
            Add("xl/workbook.xml", """<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Results" sheetId="1" r:id="rId1"/></sheets></workbook>""");
            Add("xl/_rels/workbook.xml.rels", """<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>""");
            Add("xl/worksheets/sheet1.xml", $"""<?xml version="1.0"?>{prolog}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData>{after}</worksheet>""");
        }

        return stream.ToArray();
    }
}
