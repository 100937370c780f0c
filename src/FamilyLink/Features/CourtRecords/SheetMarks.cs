using System.Globalization;
using System.IO.Compression;
using System.Xml;

namespace FamilyLink.Features.CourtRecords;

/// <summary>
/// What a reader of values does not tell about a spreadsheet: which cells are formulas, which are merged, and how many rows there are. Read as a stream,
/// and given up as soon as there are too many rows, so that a small file that unpacks to an enormous one costs nothing.
/// </summary>
internal sealed class SheetMarks
{
    private const long MostUnpacked = 200L * 1024 * 1024;
    private const string Relationships = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    private readonly Dictionary<int, string> _problems = [];

    public int Rows { get; private set; }

    public string? SheetName { get; private set; }

    public string? ProblemOf(int row) => _problems.GetValueOrDefault(row);

    public static SheetMarks Read(byte[] content, int mostRows)
    {
        using var zip = new ZipArchive(new MemoryStream(content, writable: false), ZipArchiveMode.Read);
        if (zip.Entries.Sum(e => e.Length) > MostUnpacked)
        {
            throw new FileRefusedException("The file unpacks to something far too large.");
        }

        var marks = new SheetMarks();
        var sheet = zip.GetEntry(marks.FirstSheet(zip)) ?? throw new InvalidDataException();
        using var stream = sheet.Open();
        using var xml = Reader(stream);
        var row = 0;
        while (xml.Read())
        {
            if (xml.NodeType != XmlNodeType.Element)
            {
                continue;
            }

            switch (xml.LocalName)
            {
                case "row":
                    row = int.TryParse(xml.GetAttribute("r"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : row + 1;
                    marks.Rows = Math.Max(marks.Rows, row);
                    if (row > mostRows)
                    {
                        return marks;
                    }

                    break;
                case "f":
                    marks._problems.TryAdd(row, "A cell of this row is a formula. Paste the value itself.");
                    break;
                case "mergeCell" when xml.GetAttribute("ref") is { } range:
                    marks.Merged(range, mostRows);
                    break;
            }
        }

        return marks;
    }

    /// <summary>The letters of a column, from 1.</summary>
    public static string Letters(int column) => column <= 26 ? ((char)('A' + column - 1)).ToString() : Letters((column - 1) / 26) + Letters(((column - 1) % 26) + 1);

    private void Merged(string range, int mostRows)
    {
        var ends = range.Split(':');
        var (from, to) = (RowOf(ends[0]), RowOf(ends[^1]));
        for (var row = from; row <= Math.Min(to, mostRows); row++)
        {
            _problems.TryAdd(row, $"Cells are merged here ({range}). Take the merging apart.");
        }
    }

    private static int RowOf(string cell) => int.TryParse(cell.TrimStart([.. "ABCDEFGHIJKLMNOPQRSTUVWXYZ$"]), NumberStyles.None, CultureInfo.InvariantCulture, out var row) ? row : 1;

    private string FirstSheet(ZipArchive zip)
    {
        string? id = null;
        using (var xml = Reader((zip.GetEntry("xl/workbook.xml") ?? throw new InvalidDataException()).Open()))
        {
            while (id is null && xml.Read())
            {
                if (xml is { NodeType: XmlNodeType.Element, LocalName: "sheet" })
                {
                    (id, SheetName) = (xml.GetAttribute("id", Relationships), xml.GetAttribute("name"));
                }
            }
        }

        using var links = Reader((zip.GetEntry("xl/_rels/workbook.xml.rels") ?? throw new InvalidDataException()).Open());
        while (links.Read())
        {
            if (links is { NodeType: XmlNodeType.Element, LocalName: "Relationship" } && links.GetAttribute("Id") == id && links.GetAttribute("Target") is { } target)
            {
                return target.StartsWith('/') ? target[1..] : "xl/" + target;
            }
        }

        throw new InvalidDataException();
    }

    // No document type, nothing fetched from elsewhere.
    private static XmlReader Reader(Stream stream) => XmlReader.Create(stream, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, CloseInput = true });
}
