using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using MiniExcelLibs;

namespace FamilyLink.Features.CourtRecords;

/// <summary>A file could not be read at all; the message is for the person who sent it.</summary>
public sealed class FileRefusedException(string message) : Exception(message);

/// <summary>One row of a file of results as it stands there: what a cell holds, and what is wrong with a cell before anybody reads it.</summary>
/// <param name="Number">The row's number as a spreadsheet shows it.</param>
/// <param name="Cells">The cells: text, a date, a number, or null.</param>
/// <param name="Problem">A formula or merged cells in it, or null.</param>
public sealed record FileRow(int Number, IReadOnlyList<object?> Cells, string? Problem);

/// <summary>
/// Reads files of results as they come from other offices: spreadsheets and lines of text, in Unicode or the old Thai encoding. A file that is too large,
/// or not what it says, is refused before it is read; formulas and merged cells are named row by row, because what they show need not be what they hold.
/// </summary>
public static class ResultFile
{
    /// <summary>The most rows that are read in at once.</summary>
    public const int MostRows = 20_000;

    /// <summary>The largest file, in bytes.</summary>
    public const int LargestFile = 8 * 1024 * 1024;

    private const int MostColumns = 40;
    private const int ThaiCodePage = 874;

    static ResultFile() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>True when the bytes begin like a spreadsheet.</summary>
    public static bool IsSpreadsheet(ReadOnlySpan<byte> content) => content.StartsWith("PK\u0003\u0004"u8);

    /// <summary>The rows of a file, the heading first.</summary>
    /// <exception cref="FileRefusedException">It is none of the two kinds, too large, has too many rows, or is broken.</exception>
    public static IReadOnlyList<FileRow> Read(byte[] content)
    {
        if (content.Length > LargestFile)
        {
            throw new FileRefusedException($"The file is larger than {LargestFile / 1024 / 1024} MB. Send it in parts.");
        }

        if (content.Length == 0)
        {
            throw new FileRefusedException("The file is empty.");
        }

        try
        {
            return IsSpreadsheet(content) ? ReadSpreadsheet(content) : ReadText(content);
        }
        catch (Exception broken) when (broken is InvalidDataException or System.Xml.XmlException or CsvHelperException or InvalidOperationException or FormatException or ArgumentException or KeyNotFoundException or NullReferenceException)
        {
            throw new FileRefusedException("The file cannot be read. Save it again as .xlsx or .csv.");
        }
    }

    private static List<FileRow> ReadSpreadsheet(byte[] content)
    {
        var marks = SheetMarks.Read(content, MostRows + 1);
        if (marks.Rows > MostRows + 1)
        {
            throw TooMany();
        }

        using var stream = new MemoryStream(content, writable: false);
        var rows = new List<FileRow>();
        foreach (var row in stream.Query(useHeaderRow: false, sheetName: marks.SheetName, excelType: ExcelType.XLSX).Cast<IDictionary<string, object?>>())
        {
            var number = rows.Count + 1;
            if (number > MostRows + 1)
            {
                throw TooMany();
            }

            rows.Add(new FileRow(number, [.. row.Values.Take(MostColumns)], marks.ProblemOf(number)));
        }

        return rows;
    }

    private static List<FileRow> ReadText(byte[] content)
    {
        if (content.AsSpan().Contains((byte)0))
        {
            throw new FileRefusedException("This is neither a .xlsx nor a .csv file.");
        }

        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            HasHeaderRecord = false,
            DetectDelimiter = true,
            DetectDelimiterValues = [",", ";", "\t"],
            IgnoreBlankLines = false,
            BadDataFound = null,
            MaxFieldSize = 4_000,
        };
        using var text = new StringReader(Decode(content));
        using var csv = new CsvParser(text, configuration);
        var rows = new List<FileRow>();
        while (csv.Read())
        {
            if (rows.Count > MostRows)
            {
                throw TooMany();
            }

            var cells = csv.Record!.Take(MostColumns).ToList();
            var formula = cells.FindIndex(IsFormula);
            rows.Add(new FileRow(rows.Count + 1, cells, formula < 0 ? null : $"Column {SheetMarks.Letters(formula + 1)} begins like a formula. Write the value itself."));
        }

        return rows;
    }

    // A dash alone means "nothing" in many lists; a dash before something else is a formula to a spreadsheet that opens the file.
    private static bool IsFormula(string cell) => cell.Trim() is { Length: > 1 } text && text[0] is '=' or '@' or '+' or '-';

    private static string Decode(byte[] content)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(content).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            return Encoding.GetEncoding(ThaiCodePage).GetString(content);
        }
    }

    private static FileRefusedException TooMany() => new($"The file has more than {MostRows:N0} rows. Send it in parts.");
}
