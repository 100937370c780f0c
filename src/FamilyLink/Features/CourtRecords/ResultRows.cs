using System.Globalization;
using FamilyLink.Data.Court;
using FamilyLink.Data.People;
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
/// <param name="Ask">An outcome in words that are not known here: a person may choose what they mean.</param>
public sealed record RowProblem(int Number, string Problem, UnknownOutcome? Ask = null);

/// <summary>Words of a file that name no outcome known here.</summary>
/// <param name="Stage">The stage they stand beside.</param>
/// <param name="Key">The words in the form they are compared in.</param>
public sealed record UnknownOutcome(CourtStage Stage, string Key);

/// <summary>
/// Turns the rows of a file into lines of court records. A case is found by its code and by nothing else: names, ages and telephones in the file are not
/// even looked at. Words are taken in English, Thai and Lao; what is not known is a problem of its row, never a guess.
/// </summary>
public static class ResultRows
{
    private const int HeadingWithin = 10;

    private static readonly (string Field, string[] Names)[] Headings =
    [
        ("code", ["case code", "case", "code", "รหัส", "รหัสเคส", "รหัสกรณี", "ລະຫັດ", "ລະຫັດກໍລະນີ", "ລະຫັດຄະດີ"]),
        ("stage", ["stage", "ขั้นตอน", "ขั้น", "ຂັ້ນຕອນ"]),
        ("outcome", ["outcome", "result", "ผล", "ผลคดี", "ผลการพิจารณา", "ຜົນ", "ຜົນຄະດີ", "ຜົນຂອງສານ"]),
        ("date", ["date", "วันที่", "วันเดือนปี", "ວັນທີ", "ວັນເດືອນປີ"]),
        ("source", ["document", "source", "reference", "เอกสาร", "เลขที่เอกสาร", "หมายเลขคดี", "ເອກະສານ", "ເລກທີເອກະສານ"]),
    ];

    private static readonly Dictionary<string, CourtStage> Stages = Table<CourtStage>(
        (CourtStage.Police, ["police", "ตำรวจ", "ຕຳຫຼວດ", "ຕຳຫລວດ"]),
        (CourtStage.Prosecutor, ["prosecutor", "public prosecutor", "อัยการ", "พนักงานอัยการ", "ໄອຍະການ", "ອົງການໄອຍະການ", "ໄອຍະການປະຊາຊົນ"]),
        (CourtStage.Court, ["court", "court of first instance", "ศาล", "ศาลชั้นต้น", "ສານ", "ສານປະຊາຊົນ", "ສານຊັ້ນຕົ້ນ", "ສານຂັ້ນຕົ້ນ"]),
        (CourtStage.Appeal, ["appeal", "appeal court", "court of appeal", "supreme court", "อุทธรณ์", "ศาลอุทธรณ์", "ฎีกา", "ศาลฎีกา", "ອຸທອນ", "ສານອຸທອນ", "ສານຊັ້ນອຸທອນ", "ສານຂັ້ນອຸທອນ", "ສານຊັ້ນສູງສຸດ"]),
        (CourtStage.CompensationOrdered, ["compensation ordered", "compensation", "คำสั่งค่าสินไหม", "คำสั่งค่าสินไหมทดแทน", "ຄຳສັ່ງຄ່າທົດແທນ", "ຄ່າທົດແທນ"]),
        (CourtStage.CompensationPaid, ["compensation paid", "การจ่ายค่าสินไหม", "การจ่ายค่าสินไหมทดแทน", "ການຈ່າຍຄ່າທົດແທນ"]),
        (CourtStage.CompensationReceived, ["compensation received", "การรับเงิน", "ການຮັບເງິນ"]));

    private static readonly Dictionary<string, CourtOutcome> Outcomes = Table<CourtOutcome>([.. CourtOutcomeWords.All]);

    /// <summary>Reads the rows below the heading.</summary>
    /// <exception cref="FileRefusedException">The heading lacks a column, or nothing is below it.</exception>
    public static (IReadOnlyList<ResultRow> Good, IReadOnlyList<RowProblem> Problems) Read(IReadOnlyList<FileRow> file, DateOnly today) =>
        Read(file, today, new Dictionary<UnknownOutcome, CourtOutcome>());

    /// <summary>Reads the rows below the heading.</summary>
    /// <param name="file">The rows.</param>
    /// <param name="today">Nothing after this day has happened.</param>
    /// <param name="chosen">What a person said that words mean which are not known here.</param>
    /// <exception cref="FileRefusedException">The heading lacks a column, or nothing is below it.</exception>
    public static (IReadOnlyList<ResultRow> Good, IReadOnlyList<RowProblem> Problems) Read(IReadOnlyList<FileRow> file, DateOnly today, IReadOnlyDictionary<UnknownOutcome, CourtOutcome> chosen)
    {
        var filled = file.Where(r => r.Cells.Any(c => Text(c).Length > 0)).ToList();
        var (heading, columns) = Heading(filled);
        var rows = filled.Where(r => r.Number > heading.Number).ToList();
        if (rows.Count == 0)
        {
            throw new FileRefusedException("There is a heading, and no rows are below it.");
        }

        // One date that only makes sense with the month first tells how the whole file was written.
        var monthFirst = rows.Select(r => (r.Number, Way: CourtDate.MonthMayBeFirst(Text(Cell(r, columns, "date"))))).Where(r => r.Way.OnlyOtherWay).Select(r => (int?)r.Number).FirstOrDefault();
        var good = new List<ResultRow>();
        var problems = new List<RowProblem>();
        foreach (var row in rows)
        {
            if (row.Problem is { } broken)
            {
                problems.Add(new RowProblem(row.Number, broken));
            }
            else if (Line(row, columns, today, chosen, out var problem) is not { } line)
            {
                problems.Add(problem!);
            }
            else if (monthFirst is { } other && CourtDate.MonthMayBeFirst(Text(Cell(row, columns, "date"))).OtherWay)
            {
                problems.Add(new RowProblem(row.Number, $"Row {other} has the month before the day, so this date can be read in two ways. Write the day first in the whole file."));
            }
            else
            {
                good.Add(new ResultRow(row.Number, CaseCode.Read(Text(Cell(row, columns, "code"))), line));
            }
        }

        return (good, problems);
    }

    private static CourtLine? Line(FileRow row, Dictionary<string, int> columns, DateOnly today, IReadOnlyDictionary<UnknownOutcome, CourtOutcome> chosen, out RowProblem? problem)
    {
        CourtLine? No(string why, out RowProblem? problem, UnknownOutcome? ask = null)
        {
            problem = new RowProblem(row.Number, why, ask);
            return null;
        }

        // "12/2562" typed into a spreadsheet becomes a date; what was typed is gone.
        if (Headings.Select(h => h.Field).FirstOrDefault(f => f != "date" && Cell(row, columns, f) is DateCell) is { } turned)
        {
            return No($"The spreadsheet has turned the cell under “{turned}” into a date. Format it as text and write it again.", out problem);
        }

        var (stageText, outcomeText, source) = (Key(Text(Cell(row, columns, "stage"))), Key(Text(Cell(row, columns, "outcome"))), Text(Cell(row, columns, "source")));
        if (CaseCode.Read(Text(Cell(row, columns, "code"))).Length == 0)
        {
            return No("There is no case code.", out problem);
        }

        if (!Stages.TryGetValue(stageText, out var stage))
        {
            return No(stageText.Length == 0 ? "There is no stage." : "The stage is none that is known here.", out problem);
        }

        var ask = new UnknownOutcome(stage, outcomeText);
        if (!Outcomes.TryGetValue(outcomeText, out var outcome) && !chosen.TryGetValue(ask, out outcome))
        {
            return outcomeText.Length == 0 ? No("There is no outcome.", out problem) : No("The outcome is none that is known here. Choose what it means.", out problem, ask);
        }

        if (AccountNumbers.Found(source))
        {
            return No("The document's reference looks like an account number. Account numbers are never kept.", out problem);
        }

        var line = new CourtLine(stage, outcome, Date(Cell(row, columns, "date"), today), source);
        problem = CourtRecord.Problem(line) is { } wrong ? new RowProblem(row.Number, wrong) : null;
        return problem is null ? line : null;
    }

    private static CourtDate Date(object? cell, DateOnly today) => cell switch
    {
        DateCell date => CourtDate.Of(date, today),

        // Four digits are a year; any other number counts days, and its cell does not say from when.
        NumberCell { Raw: var raw } => raw.Length == 4 && raw.All(char.IsAsciiDigit) ? CourtDate.Read(raw, today) : CourtDate.BareNumber(raw),
        _ => CourtDate.Read(Text(cell), today),
    };

    private static object? Cell(FileRow row, Dictionary<string, int> columns, string field) => columns.TryGetValue(field, out var at) && at < row.Cells.Count ? row.Cells[at] : null;

    // Lists have a title, a date or an empty line above their heading.
    private static (FileRow Row, Dictionary<string, int> Columns) Heading(List<FileRow> rows)
    {
        IReadOnlyList<string> least = [.. Headings.Select(h => h.Field)];
        foreach (var row in rows.Take(HeadingWithin))
        {
            var found = Columns(row);
            var missing = Headings.Select(h => h.Field).Where(f => f != "date" && !found.ContainsKey(f)).ToList();
            if (missing.Count == 0)
            {
                return (row, found);
            }

            least = missing.Count < least.Count ? missing : least;
        }

        throw new FileRefusedException(rows.Count == 0 ? "The file is empty." : $"One of the first rows must head the columns: case code, stage, outcome, date, document. Missing: {string.Join(", ", least)}.");
    }

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

        return found;
    }

    private static string Text(object? cell) => cell switch
    {
        string text => text.Trim(),
        NumberCell number => number.Raw,
        DateCell date => date.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        _ => "",
    };

    private static string Key(string text) => ScriptText.Fold(text.Replace('_', ' ')).Trim();

    private static Dictionary<string, T> Table<T>(params (T Value, string[] Words)[] rows) =>
        rows.SelectMany(r => r.Words, (r, word) => (Key: Key(word), r.Value)).ToDictionary(w => w.Key, w => w.Value, StringComparer.Ordinal);
}
