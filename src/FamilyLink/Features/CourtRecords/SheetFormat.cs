using System.Globalization;
using FamilyLink.Data.Court;

namespace FamilyLink.Features.CourtRecords;

/// <summary>A number in a spreadsheet that is not shown as a date, as it is written there.</summary>
internal sealed record NumberCell(string Raw);

/// <summary>A cell that a spreadsheet shows as a date, with no more of it than is shown.</summary>
internal sealed record DateCell(DateTime Value, DateCertainty Shown, string? Problem);

/// <summary>What a cell's format shows of a number of days: day, month, year, or none of them.</summary>
internal sealed record SheetFormat(bool Day, bool Month, bool Year, bool Time, bool Buddhist, bool Known = true)
{
    private const int DaysBetweenSystems = 1_462;
    private static readonly SheetFormat Plain = new(false, false, false, false, false);

    /// <summary>True when the number is shown as a date or a time.</summary>
    public bool IsDate => Day || Month || Year || Time || !Known;

    /// <summary>A format that has a number and no text; those of Thai spreadsheets are from 71 on.</summary>
    public static SheetFormat BuiltIn(int id) => id switch
    {
        14 or 15 or 22 or 71 or 72 or 77 or 81 => Plain with { Day = true, Month = true, Year = true },
        16 or 73 => Plain with { Day = true, Month = true },
        17 or 74 => Plain with { Month = true, Year = true },
        (>= 18 and <= 21) or (>= 45 and <= 47) or 75 or 76 or (>= 78 and <= 80) => Plain with { Time = true },

        // Dates in spreadsheets of East Asia: what they show depends on where they are opened.
        (>= 27 and <= 36) or (>= 50 and <= 58) => Plain with { Known = false },
        _ => Plain,
    };

    /// <summary>A format that is written out, such as <c>[$-107041E]d mmm yyyy</c>.</summary>
    public static SheetFormat Of(string code)
    {
        var (day, month, year, time, buddhist, shortMonths) = (false, false, false, false, false, 0);
        for (var i = 0; i < code.Length && code[i] != ';'; i++)
        {
            var run = 1;
            while (i + run < code.Length && char.ToLowerInvariant(code[i + run]) == char.ToLowerInvariant(code[i]))
            {
                run++;
            }

            switch (char.ToLowerInvariant(code[i]))
            {
                case '"':
                    i = End(code, '"', i);
                    continue;
                case '\\' or '_' or '*':
                    i++;
                    continue;
                case '[':
                    var inside = code[(i + 1)..End(code, ']', i)];
                    time |= inside.Length > 0 && inside.ToLowerInvariant().All(c => c is 'h' or 'm' or 's');
                    buddhist |= inside.LastIndexOf('-') is >= 0 and var dash && int.TryParse(inside[(dash + 1)..], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var locale) && (locale >> 16 & 0xFF) == 7;
                    i = End(code, ']', i);
                    continue;
                case 'g' when code.AsSpan(i).StartsWith("General", StringComparison.OrdinalIgnoreCase):
                    i += "General".Length - 1;
                    continue;
                case 'a' when code.AsSpan(i).StartsWith("AM/PM", StringComparison.OrdinalIgnoreCase):
                    time = true;
                    i += "AM/PM".Length - 1;
                    continue;
                case 'd':
                    // Three and four are the day of the week.
                    day |= run <= 2;
                    break;
                case 'ว':
                    day = true;
                    break;
                case 'm' when run <= 2:
                    shortMonths++;
                    break;
                case 'm' or 'ด':
                    month = true;
                    break;
                case 'y' or 'ป' or 'b':
                    year = true;
                    buddhist |= char.ToLowerInvariant(code[i]) == 'b';
                    break;
                case 'e' when i + 1 >= code.Length || code[i + 1] is not ('+' or '-'):
                    year = true;
                    break;
                case 'h' or 's' or 'ช' or 'ท':
                    time = true;
                    break;
            }

            i += run - 1;
        }

        // “m” beside hours or seconds is minutes, unless a day or a year is there to be the month of.
        month |= shortMonths > 0 && (!time || shortMonths > 1 || day || year);
        return new SheetFormat(day, month, year, time || (shortMonths > 0 && !month), buddhist);
    }

    /// <summary>The date of a cell, or why it is none.</summary>
    public DateCell Cell(string raw, bool from1904)
    {
        if (!double.TryParse(raw, NumberStyles.Float, CultureInfo.InvariantCulture, out var days) || (days += from1904 ? DaysBetweenSystems : 0) is < 1 or >= 2_958_466)
        {
            return new DateCell(default, DateCertainty.NotKnown, "The date's cell holds no date.");
        }

        var date = DateTime.FromOADate(Math.Floor(days));
        return (Day, Month, Year) switch
        {
            _ when !Known => Refused(date, "is formatted as a date in a way that is not known here. Format it like 25/03/2562"),
            (_, _, false) when !Day && !Month => Refused(date, "shows a time of day and no date"),
            (_, _, false) => Refused(date, "does not show the year. Format it like 25/03/2562"),
            (true, false, true) => Refused(date, "does not show the month. Format it like 25/03/2562"),
            _ when Buddhist && date.Year >= 2400 => Refused(date, $"shows the year {date.Year + 543}: a Buddhist year was typed into a cell that adds 543 once more"),
            (true, true, true) => new DateCell(date, DateCertainty.Day, null),
            (false, true, true) => new DateCell(date, DateCertainty.Month, null),
            _ => new DateCell(date, DateCertainty.Year, null),
        };
    }

    private static DateCell Refused(DateTime date, string why) => new(date, DateCertainty.NotKnown, $"The date's cell {why}.");

    private static int End(string code, char end, int from) => code.IndexOf(end, from + 1) is >= 0 and var at ? at : code.Length - 1;
}
