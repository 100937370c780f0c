using System.Globalization;
using FamilyLink.Data.Court;
using FamilyLink.Dialogs.Understanding;
using FamilyLink.Localization.Text;

namespace FamilyLink.Features.CourtRecords;

/// <summary>A row that can be entered.</summary>
/// <param name="Number">Its number in the file.</param>
/// <param name="Code">The case's code.</param>
/// <param name="Line">What it says.</param>
public sealed record ResultRow(int Number, string Code, CourtLine Line);

/// <summary>A row that cannot.</summary>
/// <param name="Number">Its number in the file.</param>
/// <param name="Problem">Why, for the person who sent the file.</param>
public sealed record RowProblem(int Number, string Problem);

/// <summary>
/// Turns the rows of a file into lines of court records. A case is found by its code and by nothing else: names, ages and telephones in the file are not
/// even looked at. Words are taken in English, Thai and Lao; what is not known is a problem of its row, never a guess.
/// </summary>
public static class ResultRows
{
    private static readonly (string Field, string[] Names)[] Headings =
    [
        ("code", ["case code", "case", "code", "รหัส", "รหัสเคส", "รหัสกรณี", "ລະຫັດ"]),
        ("stage", ["stage", "ขั้นตอน", "ขั้น", "ຂັ້ນຕອນ"]),
        ("outcome", ["outcome", "result", "ผล", "ผลคดี", "ผลการพิจารณา", "ຜົນ"]),
        ("date", ["date", "วันที่", "วันเดือนปี", "ວັນທີ"]),
        ("source", ["document", "source", "reference", "เอกสาร", "เลขที่เอกสาร", "หมายเลขคดี", "ເອກະສານ"]),
    ];

    private static readonly Dictionary<string, CourtStage> Stages = Table<CourtStage>(
        (CourtStage.Police, ["police", "ตำรวจ", "ຕຳຫຼວດ"]),
        (CourtStage.Prosecutor, ["prosecutor", "อัยการ", "ໄອຍະການ"]),
        (CourtStage.Court, ["court", "ศาล", "ศาลชั้นต้น", "ສານ"]),
        (CourtStage.Appeal, ["appeal", "อุทธรณ์", "ศาลอุทธรณ์", "ฎีกา", "ອຸທອນ"]),
        (CourtStage.CompensationOrdered, ["compensation ordered", "คำสั่งค่าสินไหม", "คำสั่งค่าสินไหมทดแทน"]),
        (CourtStage.CompensationPaid, ["compensation paid", "การจ่ายค่าสินไหม", "การจ่ายค่าสินไหมทดแทน"]),
        (CourtStage.CompensationReceived, ["compensation received", "การรับเงิน"]));

    private static readonly Dictionary<string, CourtOutcome> Outcomes = Table<CourtOutcome>(
        (CourtOutcome.StillRunning, ["still running", "running", "pending", "อยู่ระหว่างพิจารณา", "ระหว่างพิจารณา"]),
        (CourtOutcome.Convicted, ["convicted", "guilty", "มีความผิด", "พิพากษาลงโทษ", "ลงโทษ"]),
        (CourtOutcome.Acquitted, ["acquitted", "not guilty", "ยกฟ้อง"]),
        (CourtOutcome.ChargesDropped, ["charges dropped", "dropped", "สั่งไม่ฟ้อง", "ไม่ฟ้อง", "ถอนฟ้อง"]),
        (CourtOutcome.CompensationOrdered, ["compensation ordered", "ordered", "ให้ชดใช้", "ให้ชดใช้ค่าสินไหมทดแทน"]),
        (CourtOutcome.NoCompensation, ["no compensation", "ไม่ให้ชดใช้", "ยกคำร้องค่าสินไหม"]),
        (CourtOutcome.CompensationPaid, ["compensation paid", "paid", "จ่ายแล้ว", "ได้รับแล้ว"]),
        (CourtOutcome.CompensationNotPaid, ["compensation not paid", "not paid", "ยังไม่จ่าย", "ไม่จ่าย"]),
        (CourtOutcome.NeedsDecision, ["the person has to decide", "needs decision", "ต้องตัดสินใจ"]),
        (CourtOutcome.NothingNew, ["nothing new", "ไม่มีความคืบหน้า"]));

    /// <summary>Reads the rows below the heading.</summary>
    /// <exception cref="FileRefusedException">The heading lacks a column.</exception>
    public static (IReadOnlyList<ResultRow> Good, IReadOnlyList<RowProblem> Problems) Read(IReadOnlyList<FileRow> file, DateOnly today)
    {
        var heading = file.FirstOrDefault(r => r.Cells.Any(c => Text(c).Length > 0)) ?? throw new FileRefusedException("The file is empty.");
        var columns = Columns(heading);
        var good = new List<ResultRow>();
        var problems = new List<RowProblem>();
        foreach (var row in file.Where(r => r.Number > heading.Number && r.Cells.Any(c => Text(c).Length > 0)))
        {
            var problem = row.Problem;
            var line = problem is null ? Line(row, columns, today, out problem) : null;
            if (line is null)
            {
                problems.Add(new RowProblem(row.Number, problem!));
            }
            else
            {
                good.Add(new ResultRow(row.Number, Code(row, columns), line));
            }
        }

        return (good, problems);
    }

    private static CourtLine? Line(FileRow row, Dictionary<string, int> columns, DateOnly today, out string? problem)
    {
        object? Cell(string field) => columns.TryGetValue(field, out var at) && at < row.Cells.Count ? row.Cells[at] : null;
        var (stageText, outcomeText, source) = (Key(Text(Cell("stage"))), Key(Text(Cell("outcome"))), Text(Cell("source")));
        if (Code(row, columns).Length == 0)
        {
            problem = "There is no case code.";
            return null;
        }

        if (!Stages.TryGetValue(stageText, out var stage))
        {
            problem = stageText.Length == 0 ? "There is no stage." : "The stage is none that is known here.";
            return null;
        }

        if (!Outcomes.TryGetValue(outcomeText, out var outcome))
        {
            problem = outcomeText.Length == 0 ? "There is no outcome." : "The outcome is none that is known here.";
            return null;
        }

        if (AccountNumbers.Found(source))
        {
            problem = "The document's reference looks like an account number. Account numbers are never kept.";
            return null;
        }

        var line = new CourtLine(stage, outcome, Date(Cell("date"), today), source);
        problem = CourtRecord.Problem(line);
        return problem is null ? line : null;
    }

    private static CourtDate Date(object? cell, DateOnly today) => cell switch
    {
        DateTime date => CourtDate.Of(date, today),

        // A year is a year; a number that a spreadsheet counts days with is a day.
        double number when number == Math.Floor(number) && number is >= 32_874 and < 80_000 => CourtDate.Of(DateTime.FromOADate(number), today),
        _ => CourtDate.Read(Text(cell), today),
    };

    private static string Code(FileRow row, Dictionary<string, int> columns) =>
        columns["code"] < row.Cells.Count ? Text(row.Cells[columns["code"]]).ToUpperInvariant() : "";

    private static Dictionary<string, int> Columns(FileRow heading)
    {
        var found = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < heading.Cells.Count; i++)
        {
            var name = Key(Text(heading.Cells[i]));
            foreach (var (field, names) in Headings)
            {
                if (names.Any(n => Key(n) == name) && !found.TryAdd(field, i))
                {
                    throw new FileRefusedException($"Two columns are headed like “{field}”.");
                }
            }
        }

        var missing = Headings.Select(h => h.Field).Where(f => f != "date" && !found.ContainsKey(f)).ToList();
        return missing.Count == 0 ? found : throw new FileRefusedException($"The first row must head the columns: case code, stage, outcome, date, document. Missing: {string.Join(", ", missing)}.");
    }

    private static string Text(object? cell) => cell switch
    {
        null => "",
        string text => text.Trim(),
        _ => (Convert.ToString(cell, CultureInfo.InvariantCulture) ?? "").Trim(),
    };

    private static string Key(string text) => ScriptText.Fold(text.Replace('_', ' ')).Trim();

    private static Dictionary<string, T> Table<T>(params (T Value, string[] Words)[] rows) =>
        rows.SelectMany(r => r.Words, (r, word) => (Key: Key(word), r.Value)).ToDictionary(w => w.Key, w => w.Value, StringComparer.Ordinal);
}
