using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;

namespace FamilyLink.Features.CourtRecords;

/// <summary>
/// Reads the cells of a spreadsheet with what a reader of mere values does not tell: formulas, errors, merged cells, what is hidden, from which year the
/// workbook counts its days, and whether a number is shown as a date. Read as a stream and given up as soon as there is too much, so that a small file that
/// unpacks to an enormous one costs nothing. One file past 300 lines: one pass over one stream.
/// </summary>
internal sealed class SheetReader
{
    private const long MostUnpacked = 200L * 1024 * 1024;
    private const int MostEntries = 5_000;
    private const int MostMerged = 2_000;
    private const int MostStrings = 1_000_000;

    private readonly ZipArchive _zip;
    private readonly int _mostRows;
    private readonly int _mostColumns;
    private readonly List<string> _notes;
    private readonly Dictionary<int, string> _problems = [];
    private readonly SortedDictionary<int, object?[]> _rows = [];
    private readonly HashSet<int> _hiddenColumns = [];
    private List<string> _strings = [];
    private List<SheetFormat> _formats = [];
    private bool _from1904;
    private int _merged;

    private SheetReader(ZipArchive zip, int mostRows, int mostColumns, List<string> notes) =>
        (_zip, _mostRows, _mostColumns, _notes) = (zip, mostRows, mostColumns, notes);

    /// <summary>The rows that hold something; what was left unread is added to the notes.</summary>
    public static IReadOnlyList<FileRow> Read(byte[] content, int mostRows, int mostColumns, List<string> notes)
    {
        using var zip = new ZipArchive(new MemoryStream(content, writable: false), ZipArchiveMode.Read);
        var unpacked = 0L;
        foreach (var entry in zip.Entries)
        {
            // Added up one by one: lengths that are lies do not overflow.
            unpacked += Math.Min(entry.Length, MostUnpacked);
            if (unpacked >= MostUnpacked || zip.Entries.Count > MostEntries)
            {
                throw new FileRefusedException("The file unpacks to something far too large.");
            }
        }

        if (zip.GetEntry("xl/workbook.xml") is null)
        {
            throw new FileRefusedException("This is a packed file of another kind than .xlsx. Open it in the spreadsheet and save it as .xlsx or .csv.");
        }

        return new SheetReader(zip, mostRows, mostColumns, notes).Rows();
    }

    /// <summary>The letters of a column, from 1.</summary>
    public static string Letters(int column) => column <= 26 ? ((char)('A' + column - 1)).ToString() : Letters((column - 1) / 26) + Letters(((column - 1) % 26) + 1);

    private List<FileRow> Rows()
    {
        var sheet = Sheet();
        _strings = Strings();
        _formats = Formats();
        using var xml = Reader(sheet.Open());
        ReadCells(xml);
        var hidden = _hiddenColumns.Where(c => _rows.Values.Any(r => r[c - 1] is not null)).Order().Select(Letters).ToList();
        if (hidden.Count > 0)
        {
            _notes.Add($"Hidden in the workbook, and read like the others: column {string.Join(", ", hidden)}.");
        }

        return [.. _rows.Select(r => new FileRow(r.Key, r.Value, _problems.GetValueOrDefault(r.Key)))];
    }

    private void ReadCells(XmlReader xml)
    {
        var (row, column, hiddenRow) = (0, 0, false);
        var (type, style, leaf) = ("", 0, "");
        var (value, phonetic) = (new StringBuilder(), false);
        while (xml.Read())
        {
            switch (xml.NodeType)
            {
                case XmlNodeType.Element:
                    leaf = xml.LocalName;
                    switch (xml.LocalName)
                    {
                        case "col":
                            HideColumns(xml);
                            break;
                        case "row":
                            var number = Number(xml.GetAttribute("r")) ?? row + 1;
                            row = number > row ? number : throw new InvalidDataException();
                            (column, hiddenRow) = (0, IsTrue(xml.GetAttribute("hidden")));
                            break;
                        case "c":
                            column = xml.GetAttribute("r") is { } at ? ColumnOf(at) : column + 1;
                            (type, style) = (xml.GetAttribute("t") ?? "n", Number(xml.GetAttribute("s")) ?? 0);
                            value.Clear();
                            break;
                        case "f":
                            _problems.TryAdd(row, $"Cell {Letters(Math.Max(column, 1))}{row} is a formula. Paste the value itself.");
                            break;
                        case "rPh":
                            phonetic = !xml.IsEmptyElement;
                            break;
                        case "mergeCell" when xml.GetAttribute("ref") is { } range:
                            Merged(range);
                            break;
                    }

                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace when leaf is "v" or "t" && !phonetic:
                    value.Append(xml.Value);
                    break;
                case XmlNodeType.EndElement:
                    leaf = "";
                    phonetic = phonetic && xml.LocalName != "rPh";
                    if (xml.LocalName == "c" && value.Length > 0)
                    {
                        Keep(row, column, hiddenRow, type, style, value.ToString());
                        value.Clear();
                    }

                    break;
            }
        }
    }

    private void Keep(int row, int column, bool hidden, string type, int style, string value)
    {
        if (type == "e")
        {
            _problems.TryAdd(row, $"Cell {Letters(Math.Max(column, 1))}{row} holds an error ({(value.Length > 20 ? value[..20] : value)}). Mend it in the workbook.");
        }

        object? cell = type switch
        {
            "s" => Number(value) is { } at && at < _strings.Count ? _strings[at] : throw new InvalidDataException(),
            "b" => value == "1" ? "TRUE" : "FALSE",
            "n" => style < _formats.Count && _formats[style].IsDate ? _formats[style].Cell(value, _from1904) : new NumberCell(value.Trim()),
            _ => Unescaped(value),
        };
        if (cell is string text && string.IsNullOrWhiteSpace(text))
        {
            return;
        }

        if (row > _mostRows)
        {
            throw ResultFile.TooMany();
        }

        if (hidden)
        {
            _problems.TryAdd(row, "This row is hidden in the workbook. Show it there, or take it out.");
        }

        if (column < 1 || column > _mostColumns)
        {
            return;
        }

        if (!_rows.TryGetValue(row, out var cells))
        {
            _rows.Add(row, cells = new object?[_mostColumns]);
        }

        cells[column - 1] = cell;
    }

    private void HideColumns(XmlReader xml)
    {
        if (IsTrue(xml.GetAttribute("hidden")) && Number(xml.GetAttribute("min")) is { } from)
        {
            for (var column = Math.Max(from, 1); column <= Math.Min(Number(xml.GetAttribute("max")) ?? from, _mostColumns); column++)
            {
                _hiddenColumns.Add(column);
            }
        }
    }

    private void Merged(string range)
    {
        if (++_merged > MostMerged)
        {
            throw new FileRefusedException("The file has far too many merged cells. Take the merging apart.");
        }

        var ends = range.Split(':');
        for (var row = RowOf(ends[0]); row <= Math.Min(RowOf(ends[^1]), _mostRows); row++)
        {
            _problems.TryAdd(row, $"Cells are merged here ({range}). Take the merging apart.");
        }
    }

    // The one sheet that people see. Two with something in them would leave one unread without a word.
    private ZipArchiveEntry Sheet()
    {
        var targets = new Dictionary<string, string>(StringComparer.Ordinal);
        using (var links = Reader((_zip.GetEntry("xl/_rels/workbook.xml.rels") ?? throw new InvalidDataException()).Open()))
        {
            while (links.Read())
            {
                if (links is { NodeType: XmlNodeType.Element, LocalName: "Relationship" } && links.GetAttribute("Type")?.EndsWith("/worksheet", StringComparison.Ordinal) == true
                    && links.GetAttribute("Id") is { } id && links.GetAttribute("Target") is { } target)
                {
                    targets[id] = target.StartsWith('/') ? target[1..] : "xl/" + target;
                }
            }
        }

        var sheets = new List<(string Name, bool Hidden, ZipArchiveEntry Entry)>();
        using (var xml = Reader(_zip.GetEntry("xl/workbook.xml")!.Open()))
        {
            while (xml.Read())
            {
                if (xml is { NodeType: XmlNodeType.Element, LocalName: "workbookPr" })
                {
                    _from1904 = IsTrue(xml.GetAttribute("date1904"));
                }
                else if (xml is { NodeType: XmlNodeType.Element, LocalName: "sheet" } && IdOf(xml) is { } id && targets.TryGetValue(id, out var target))
                {
                    sheets.Add((xml.GetAttribute("name") ?? "?", xml.GetAttribute("state") is "hidden" or "veryHidden", _zip.GetEntry(target) ?? throw new InvalidDataException()));
                }
            }
        }

        var filled = sheets.Where(s => HoldsSomething(s.Entry)).ToList();
        foreach (var (name, _, _) in filled.Where(s => s.Hidden))
        {
            _notes.Add($"The hidden sheet “{name}” was not read.");
        }

        var shown = filled.Where(s => !s.Hidden).ToList();
        return shown.Count switch
        {
            0 when filled.Count > 0 => throw new FileRefusedException("Everything in this workbook is hidden. Show the sheet with the results and save it again."),
            0 => throw new FileRefusedException("The file is empty."),
            1 => shown[0].Entry,
            _ => throw new FileRefusedException($"The workbook has more than one sheet with something in it: {string.Join(", ", shown.Take(5).Select(s => $"“{s.Name}”"))}. Save each as a file of its own."),
        };
    }

    private static bool HoldsSomething(ZipArchiveEntry entry)
    {
        using var xml = Reader(entry.Open());
        while (xml.Read())
        {
            if (xml is { NodeType: XmlNodeType.Element, LocalName: "v" or "t" or "f", IsEmptyElement: false })
            {
                return true;
            }
        }

        return false;
    }

    private List<string> Strings()
    {
        var strings = new List<string>();
        if (_zip.GetEntry("xl/sharedStrings.xml") is not { } entry)
        {
            return strings;
        }

        using var xml = Reader(entry.Open());
        var (text, leaf, phonetic) = (new StringBuilder(), "", false);
        while (xml.Read())
        {
            switch (xml.NodeType)
            {
                case XmlNodeType.Element:
                    leaf = xml.IsEmptyElement ? "" : xml.LocalName;
                    phonetic = phonetic || (leaf == "rPh");
                    if (xml is { LocalName: "si", IsEmptyElement: true })
                    {
                        strings.Add("");
                    }

                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace when leaf == "t" && !phonetic:
                    text.Append(xml.Value);
                    break;
                case XmlNodeType.EndElement:
                    leaf = "";
                    phonetic = phonetic && xml.LocalName != "rPh";
                    if (xml.LocalName == "si")
                    {
                        strings.Add(strings.Count < MostStrings ? Unescaped(text.ToString()) : throw new FileRefusedException("The file unpacks to something far too large."));
                        text.Clear();
                    }

                    break;
            }
        }

        return strings;
    }

    private List<SheetFormat> Formats()
    {
        var formats = new List<SheetFormat>();
        if (_zip.GetEntry("xl/styles.xml") is not { } entry)
        {
            return formats;
        }

        using var xml = Reader(entry.Open());
        var (own, inCells) = (new Dictionary<int, string>(), false);
        while (xml.Read())
        {
            switch (xml.LocalName)
            {
                case "numFmt" when xml.NodeType == XmlNodeType.Element && Number(xml.GetAttribute("numFmtId")) is { } id:
                    own[id] = xml.GetAttribute("formatCode") ?? "";
                    break;
                case "cellXfs":
                    inCells = xml.NodeType == XmlNodeType.Element && !xml.IsEmptyElement;
                    break;
                case "xf" when inCells && xml.NodeType == XmlNodeType.Element:
                    var format = Number(xml.GetAttribute("numFmtId")) ?? 0;
                    formats.Add(own.TryGetValue(format, out var code) ? SheetFormat.Of(code) : SheetFormat.BuiltIn(format));
                    break;
            }
        }

        return formats;
    }

    // The relationship's id is the one attribute of that name with a namespace, in both editions of the format.
    private static string? IdOf(XmlReader xml) =>
        xml.GetAttribute("id", "http://schemas.openxmlformats.org/officeDocument/2006/relationships") ?? xml.GetAttribute("id", "http://purl.oclc.org/ooxml/officeDocument/relationships");

    private static string Unescaped(string text) => text.Replace("_x000D_", "", StringComparison.Ordinal);

    private static bool IsTrue(string? text) => text is "1" or "true" or "on";

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static int ColumnOf(string cell)
    {
        var column = 0;
        foreach (var letter in cell.TakeWhile(char.IsAsciiLetterUpper).Take(4))
        {
            column = (column * 26) + letter - 'A' + 1;
        }

        return column;
    }

    private static int RowOf(string cell) => Number(cell.TrimStart([.. "ABCDEFGHIJKLMNOPQRSTUVWXYZ$"])) ?? 1;

    // No document type, nothing fetched from elsewhere.
    private static XmlReader Reader(Stream stream) =>
        XmlReader.Create(stream, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, CloseInput = true, MaxCharactersInDocument = MostUnpacked });
}
