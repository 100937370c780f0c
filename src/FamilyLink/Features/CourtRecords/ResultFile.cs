using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace FamilyLink.Features.CourtRecords;

/// <summary>A file could not be read at all; the message is for the person who sent it.</summary>
public sealed class FileRefusedException(string message) : Exception(message);

/// <summary>One row of a file of results as it stands there: what a cell holds, and what is wrong with a cell before anybody reads it.</summary>
/// <param name="Number">The row's number as a spreadsheet shows it.</param>
/// <param name="Cells">The cells: text, a date, a number, or null.</param>
/// <param name="Problem">A formula, an error, merged cells, or that it is hidden; or null.</param>
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
    private const int LinesLookedAt = 10;
    private const string Separators = ",;\t|";
    private static readonly HashSet<string> Errors = ["#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"];

    /// <summary>True when the bytes begin like a spreadsheet.</summary>
    public static bool IsSpreadsheet(ReadOnlySpan<byte> content) => content.StartsWith("PK\u0003\u0004"u8);

    /// <summary>The rows of a file, the heading first.</summary>
    /// <exception cref="FileRefusedException">It is none of the two kinds, too large, has too many rows, or is broken.</exception>
    public static IReadOnlyList<FileRow> Read(byte[] content) => Read(content, []);

    /// <summary>The rows of a file, the heading first.</summary>
    /// <param name="content">The file.</param>
    /// <param name="notes">Takes what whoever looks at it has to know: what was left unread, and what is hidden.</param>
    /// <exception cref="FileRefusedException">It is none of the two kinds, too large, has too many rows, or is broken.</exception>
    public static IReadOnlyList<FileRow> Read(byte[] content, List<string> notes)
    {
        if (content.Length > LargestFile)
        {
            throw new FileRefusedException($"The file is larger than {LargestFile / 1024 / 1024} MB. Send it in parts.");
        }

        if (content.Length == 0)
        {
            throw new FileRefusedException("The file is empty.");
        }

        if (OtherKind(content) is { } kind)
        {
            throw new FileRefusedException(kind);
        }

        try
        {
            return IsSpreadsheet(content) ? SheetReader.Read(content, MostRows + 1, MostColumns, notes) : ReadText(content);
        }
        catch (Exception broken) when (broken is InvalidDataException or System.Xml.XmlException or CsvHelperException or InvalidOperationException or FormatException or ArgumentException or KeyNotFoundException or EndOfStreamException or OverflowException or NotSupportedException)
        {
            throw new FileRefusedException("The file cannot be read. Save it again as .xlsx or .csv.");
        }
    }

    internal static FileRefusedException TooMany() => new($"The file has more than {MostRows:N0} rows. Send it in parts.");

    // What offices send under the name of a spreadsheet, each with the way out.
    private static string? OtherKind(ReadOnlySpan<byte> content)
    {
        if (content.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]))
        {
            return content.IndexOf(Encoding.Unicode.GetBytes("EncryptedPackage")) >= 0
                ? "The file is locked with a password. Open it in the spreadsheet, take the password off and save it again."
                : "This is a spreadsheet of the old kind (.xls). Open it and save it as .xlsx or .csv.";
        }

        if (content.StartsWith("%PDF"u8))
        {
            return "This is a PDF, not a list. Ask for the spreadsheet it was made from.";
        }

        var start = Encoding.UTF8.GetString(content[..Math.Min(content.Length, 200)]).TrimStart('\uFEFF', ' ', '\r', '\n', '\t');
        return start.StartsWith('<') ? "This is a web page or XML under the name of a spreadsheet. Open it in the spreadsheet and save it as .xlsx or .csv." : null;
    }

    private static List<FileRow> ReadText(byte[] content)
    {
        var decoded = TextEncodings.Decode(content);
        var separator = Separator(decoded, out var from);
        var text = decoded[from..];
        if (text.Count(c => c == '"') % 2 != 0)
        {
            throw new FileRefusedException("A quotation mark is opened and never closed, so that rows run into each other. Write each \" inside a cell twice, or save the file as .xlsx.");
        }

        var outOfPlace = false;
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            HasHeaderRecord = false,
            Delimiter = separator.ToString(),
            IgnoreBlankLines = false,
            BadDataFound = _ => outOfPlace = true,
            MaxFieldSize = 4_000,
        };
        using var reader = new StringReader(text);
        using var csv = new CsvParser(reader, configuration);
        var rows = new List<FileRow>();
        while (csv.Read())
        {
            if (rows.Count > MostRows)
            {
                throw TooMany();
            }

            outOfPlace = false;
            var cells = csv.Record!.Take(MostColumns).ToList();
            var formula = cells.FindIndex(IsFormula);
            var error = cells.FindIndex(c => Errors.Contains(c.Trim()));
            rows.Add(new FileRow(
                rows.Count + 1,
                cells,
                formula >= 0 ? $"Column {SheetReader.Letters(formula + 1)} begins like a formula. Write the value itself."
                : outOfPlace ? "A quotation mark of this row is out of place. Write each \" inside a cell twice, or save the file as .xlsx."
                : error >= 0 ? $"Column {SheetReader.Letters(error + 1)} holds an error ({cells[error].Trim()}). Mend it where the file comes from."
                : null));
        }

        return rows;
    }

    // Spreadsheets say it in a first line of its own; where it is not said, it is whatever parts one of the first lines most often.
    private static char Separator(string text, out int from)
    {
        from = 0;
        if (text.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) && text.Length > 5 && text[5] is '\r' or '\n')
        {
            from = text[5] == '\r' && text.Length > 6 && text[6] == '\n' ? 7 : 6;
            return text[4];
        }

        var (best, most, quoted) = (',', 0, false);
        foreach (var line in text.Split('\n', LinesLookedAt + 1).Take(LinesLookedAt))
        {
            var counts = new int[Separators.Length];
            foreach (var character in line)
            {
                quoted ^= character == '"';
                if (!quoted && Separators.IndexOf(character) is >= 0 and var at && ++counts[at] > most)
                {
                    (best, most) = (character, counts[at]);
                }
            }
        }

        return best;
    }

    // A dash alone means "nothing" in many lists; a dash before something else is a formula to a spreadsheet that opens the file.
    private static bool IsFormula(string cell) => cell.Trim() is { Length: > 1 } text && text[0] is '=' or '@' or '+' or '-';
}
