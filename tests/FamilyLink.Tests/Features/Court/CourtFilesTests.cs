using System.IO.Compression;
using System.Text;
using FamilyLink.Data.Court;
using FamilyLink.Data.People;
using FamilyLink.Features.CourtRecords;
using FamilyLink.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FamilyLink.Tests.Features.Court;

/// <summary>Files as other offices really save them: every way of counting days, of writing letters and of writing a code; what cannot be read for sure is refused with the way out.</summary>
public sealed class CourtFilesTests
{
    private const string Heading = "case code,stage,outcome,date,document";
    private static readonly DateOnly Today = new(2026, 11, 24);

    public static TheoryData<string> Databases => Infrastructure.Databases.All;

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task Workbook_ThatCountsFrom1904_IsShownAndEnteredWithTheDaysItShows(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var web = await ConsoleSession.SignInAsync(host, CourtHost.Caseworker);
        var page = await web.UploadAsync("/court/import", "Look", Workbook(true, Row(2, "FL-0004", "convicted", Days("42087", 1))), "a.xlsx");
        Assert.Contains("25 Mar 2019", page, StringComparison.Ordinal);
        var import = await host.DbAsync(db => db.Set<CourtImport>().SingleAsync());
        await web.PressedAsync($"/court/import/{import.Id}", "Enter");
        Assert.Equal(new DateOnly(2019, 3, 25), await host.DbAsync(db => db.Set<CourtEntry>().Select(e => e.Date).SingleAsync()));
    }

    [Theory]
    [InlineData(false, "43549", 1, "2019-03-25", DateCertainty.Day)]
    [InlineData(true, "42087", 2, "2019-03-25", DateCertainty.Day)]
    [InlineData(false, "43549.75", 3, "2019-03-25", DateCertainty.Day)]
    [InlineData(false, "43549", 4, "2019-03-01", DateCertainty.Month)]
    [InlineData(true, "42087", 5, "2019-01-01", DateCertainty.Year)]
    [InlineData(false, "2562", 0, "2019-01-01", DateCertainty.Year)]
    public void Workbook_Date_ComesOutAsTheCellShowsIt(bool from1904, string days, int style, string date, DateCertainty certainty)
    {
        var (good, problems) = ResultRows.Read(ResultFile.Read(Workbook(from1904, Row(2, "FL-0004", "convicted", Days(days, style)))), Today);
        Assert.Empty(problems);
        Assert.Equal((date, certainty), (good.Single().Line.Date.Date!.Value.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), good.Single().Line.Date.Certainty));
    }

    [Theory]
    [InlineData("43549", 0, "bare number")]
    [InlineData("43549", 6, "time of day")]
    [InlineData("43549", 7, "does not show the year")]
    [InlineData("43549", 8, "bare number")]
    [InlineData("241877", 9, "adds 543 once more")]
    [InlineData("43549", 10, "not known here")]
    [InlineData("-5", 1, "holds no date")]
    public void Workbook_NumberThatIsNotShownAsADate_IsRefusedAndNotGuessed(string days, int style, string problem)
    {
        var (good, problems) = ResultRows.Read(ResultFile.Read(Workbook(false, Row(2, "FL-0004", "convicted", Days(days, style)))), Today);
        Assert.Empty(good);
        Assert.Contains(problem, problems.Single().Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Workbook_RowsThatHideOrBreakSomething_AreNamedAndTheOthersRead()
    {
        var notes = new List<string>();
        var content = Workbook(
            false,
            Row(2, "FL-0001", "convicted", Error("#REF!")),
            Row(3, "FL-0002", "convicted", "", "hidden=\"1\""),
            Row(4, "FL-0003", "convicted", ""),
            Row(5, "FL-0004", "convicted", "", document: Days("241498", 4)));
        var (good, problems) = ResultRows.Read(ResultFile.Read(content, notes), Today);
        Assert.Equal("FL-0003", good.Single().Code);
        Assert.Equal([2, 3, 5], problems.Select(p => p.Number));
        Assert.Contains("holds an error (#REF!)", problems[0].Problem, StringComparison.Ordinal);
        Assert.Contains("hidden", problems[1].Problem, StringComparison.Ordinal);
        Assert.Contains("turned the cell under “source” into a date", problems[2].Problem, StringComparison.Ordinal);

        ResultFile.Read(Workbook(false, [Row(2, "FL-0001", "convicted", "")], second: "hidden"), notes);
        Assert.Contains("hidden sheet “Second” was not read", notes.Single(), StringComparison.Ordinal);
        Assert.Contains("more than one sheet", Assert.Throws<FileRefusedException>(() => ResultFile.Read(Workbook(false, [Row(2, "FL-0001", "convicted", "")], second: "visible"))).Message, StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task CaseCode_HoweverItIsTyped_FindsTheSameCaseInFilesAndPages(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var web = await ConsoleSession.SignInAsync(host, CourtHost.Caseworker);
        string[] written = ["FL\u200B-0001", "FL\u20110002", "ＦＬ－０００３", "fl–๐๐๐๔", "\u00A0FL − ໐໐໐໕ "];
        var page = await web.UploadAsync("/court/import", "Look", Text([.. written.Select(code => $"{code},court,convicted,,A 1")]), "a.csv");
        Assert.Contains("<b>5</b> rows can be entered", page, StringComparison.Ordinal);
        foreach (var (code, i) in written.Select((code, i) => (code, i)))
        {
            Assert.Contains($"FL-000{i + 1}</a>", await web.OpenAsync($"/cases?code={Uri.EscapeDataString(code)}"), StringComparison.Ordinal);
        }

        Assert.Contains("There is a case with this code already", await web.PressedAsync("/cases/new", "", ("Key", Guid.CreateVersion7().ToString()), ("Code", "ｆｌ‑0001"), ("Name", "x"), ("Age", "Adult")), StringComparison.Ordinal);
        Assert.Equal("FI-0001", CaseCode.Read("FI-0001"));
        Assert.NotEqual("FL-0001", CaseCode.Read("FӀ-0001"));
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-16 unmarked")]
    [InlineData("utf-16BE unmarked")]
    [InlineData("utf-32")]
    [InlineData("utf-8")]
    public void Text_InEveryUnicode_WithItsSeparatorSaid_IsRead(string name)
    {
        var encoding = Encoding.GetEncoding(name.Replace(" unmarked", "", StringComparison.Ordinal));
        byte[] content = [.. name.Contains("unmarked", StringComparison.Ordinal) ? [] : encoding.GetPreamble(), .. encoding.GetBytes("sep=;\r\nรหัส;ขั้นตอน;ผล;วันที่;เอกสาร\r\nFL-0004;ศาล;ยกฟ้อง;25 มี.ค. 2562;\"แดง, 3\n/2562\"\r\n")];
        var (good, problems) = ResultRows.Read(ResultFile.Read(content), Today);
        Assert.Empty(problems);
        Assert.Equal((2, CourtOutcome.Acquitted, new DateOnly(2019, 3, 25)), (good.Single().Number, good.Single().Line.Outcome, good.Single().Line.Date.Date!.Value));
    }

    [Theory]
    [InlineData("D0CF11E0A1B11AE1", "", "old kind (.xls)")]
    [InlineData("D0CF11E0A1B11AE1", "EncryptedPackage", "locked with a password")]
    [InlineData("255044462D", "", "PDF")]
    [InlineData("3C68746D6C3E", "", "web page")]
    [InlineData("FFFE00D8", "", "broken")]
    [InlineData("636173652CFC", "", "neither Unicode nor the Thai encoding")]
    [InlineData("636166E9", "", "neither Unicode nor the Thai encoding")]
    public void File_OfAnotherKind_IsRefusedWithTheWayOut(string begins, string holds, string reason) => Assert.Contains(
        reason,
        Assert.Throws<FileRefusedException>(() => ResultFile.Read([.. Convert.FromHexString(begins), .. Encoding.Unicode.GetBytes(holds)])).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("FL-0001,court,convicted,,\"A 1\nFL-0002,court,convicted,,A 2", "never closed")]
    [InlineData("", "no rows are below it")]
    public void Text_WhereRowsWouldBeLost_IsRefusedWhole(string rows, string reason) => Assert.Contains(
        reason, Assert.Throws<FileRefusedException>(() => ResultRows.Read(ResultFile.Read(Text(rows)), Today)).Message, StringComparison.Ordinal);

    [Fact]
    public void Text_WithATitleAboveItsHeading_AndOneDateWithTheMonthFirst_AsksAboutTheOthers()
    {
        var (good, problems) = ResultRows.Read(ResultFile.Read(Encoding.UTF8.GetBytes($"Results of March\n\n{Heading}\nFL-0001,court,convicted,03/25/2019,A 1\nFL-0002,court,convicted,03/04/2019,A 2\nFL-0003,court,convicted,25 March 2019,A 3\n")), Today);
        Assert.Equal(6, good.Single().Number);
        Assert.Equal([4, 5], problems.Select(p => p.Number));
        Assert.Contains("read in two ways", problems[1].Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Workbook_ThatUnpacksToSomethingEnormous_IsRefused() =>
        Assert.Contains("far too large", Assert.Throws<FileRefusedException>(() => ResultFile.Read(Workbook(false, [new string(' ', 210 * 1024 * 1024)]))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("ຕັດສິນວ່າມີຄວາມຜິດ", CourtOutcome.Convicted)]
    [InlineData("ມີຄວາມຜິດ", CourtOutcome.Convicted)]
    [InlineData("ຕັດສິນລົງໂທດ", CourtOutcome.Convicted)]
    [InlineData("Sentenced", CourtOutcome.Convicted)]
    [InlineData("ບໍ່ມີຄວາມຜິດ", CourtOutcome.Acquitted)]
    [InlineData("ພົ້ນຜິດ", CourtOutcome.Acquitted)]
    [InlineData("ไม่มีความผิด", CourtOutcome.Acquitted)]
    [InlineData("ຖອນຟ້ອງ", CourtOutcome.ChargesDropped)]
    [InlineData("withdrawn", CourtOutcome.ChargesDropped)]
    [InlineData("ກຳລັງພິຈາລະນາ", CourtOutcome.StillRunning)]
    public void Outcome_InThreeLanguages_IsRead(string words, CourtOutcome outcome) =>
        Assert.Equal(outcome, ResultRows.Read(ResultFile.Read(Text($"FL-0004,ສານ,{words},,A 1")), Today).Good.Single().Line.Outcome);

    [Theory]
    [InlineData("dismissed")]
    [InlineData("appeal")]
    [InlineData("ບໍ່ຮູ້")]
    [InlineData("guilty and not guilty")]
    public void Outcome_ThatMeansTwoThings_OrNone_IsAskedAboutAndTakenAsAPersonChose(string words)
    {
        var file = ResultFile.Read(Text($"FL-0004,court,{words},,A 1"));
        var (good, problems) = ResultRows.Read(file, Today);
        Assert.Empty(good);
        var ask = problems.Single().Ask!;
        Assert.Equal(CourtOutcome.Acquitted, ResultRows.Read(file, Today, new Dictionary<UnknownOutcome, CourtOutcome> { [ask] = CourtOutcome.Acquitted }).Good.Single().Line.Outcome);
    }

    private static byte[] Text(params string[] rows) => Encoding.UTF8.GetBytes(Heading + "\n" + string.Join('\n', rows) + "\n");

    private static string Days(string days, int style) => $"""<c r="@" s="{style}"><v>{days}</v></c>""";

    private static string Error(string error) => $"""<c r="@" t="e"><v>{error}</v></c>""";

    private static string Cell(string at, string text) => $"""<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>""";

    private static string Row(int number, string code, string outcome, string date, string marks = "", string? document = null) =>
        $"""<row r="{number}" {marks}>{Cell($"A{number}", code)}{Cell($"B{number}", "court")}{Cell($"C{number}", outcome)}{date.Replace("@", $"D{number}", StringComparison.Ordinal)}{document?.Replace("@", $"E{number}", StringComparison.Ordinal) ?? Cell($"E{number}", $"A {number}")}</row>""";

    private static byte[] Workbook(bool from1904, params string[] rows) => Workbook(from1904, rows, null);

    // The smallest workbook with every kind of format: 1 day, 2 a long Thai date, 3 day and hour, 4 month, 5 year, 6 hour, 7 no year, 8 a number, 9 Buddhist, 10 of East Asia.
    private static byte[] Workbook(bool from1904, string[] rows, string? second)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            void Add(string name, string content)
            {
                using var writer = new StreamWriter(zip.CreateEntry(name).Open());
                writer.Write(content);
            }

            const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
            const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
            string[] formats = ["General", "dd/mm/yyyy", "[$-107041E]d mmmm yyyy", "d/m/yy h:mm", "mmm-yy", "yyyy", "h:mm", "d-mmm", "#,##0", "[$-D07041E]dd/mm/bbbb"];
            var (other, otherLink) = second is null ? ("", "") : ($"""<sheet name="Second" sheetId="2" state="{second}" r:id="rId2"/>""", $"""<Relationship Id="rId2" Type="{Office}/worksheet" Target="worksheets/sheet2.xml"/>""");
            Add("xl/workbook.xml", $"""<workbook xmlns="{Main}" xmlns:r="{Office}"><workbookPr date1904="{(from1904 ? 1 : 0)}"/><sheets><sheet name="Results" sheetId="1" r:id="rId1"/>{other}</sheets></workbook>""");
            Add("xl/_rels/workbook.xml.rels", $"""<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{Office}/worksheet" Target="worksheets/sheet1.xml"/>{otherLink}</Relationships>""");
            Add("xl/styles.xml", $"""<styleSheet xmlns="{Main}"><numFmts>{string.Concat(formats.Select((f, i) => $"""<numFmt numFmtId="{164 + i}" formatCode="{f}"/>"""))}</numFmts><cellXfs>{string.Concat(formats.Select((_, i) => $"""<xf numFmtId="{164 + i}"/>"""))}<xf numFmtId="27"/></cellXfs></styleSheet>""");
            string[] sheets = [Sheet(string.Concat(rows)), Sheet("")];
            for (var i = 0; i < (second is null ? 1 : 2); i++)
            {
                Add($"xl/worksheets/sheet{i + 1}.xml", sheets[i]);
            }

            static string Sheet(string rows) => $"""<worksheet xmlns="{Main}"><sheetData><row r="1">{string.Concat(Heading.Split(',').Select((h, i) => Cell($"{(char)('A' + i)}1", h)))}</row>{rows}</sheetData></worksheet>""";
        }

        return stream.ToArray();
    }
}
