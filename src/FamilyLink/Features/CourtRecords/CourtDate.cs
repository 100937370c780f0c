using System.Globalization;
using System.Text.RegularExpressions;
using FamilyLink.Data.Court;
using FamilyLink.Localization.Text;

namespace FamilyLink.Features.CourtRecords;

/// <summary>
/// A date as documents write it: day, month and year, month and year, only a year, or nothing; in the Gregorian calendar or the Buddhist era
/// (2562 is 2019); with Lao, Thai or Latin digits and Thai month names. What is not written is not made up.
/// </summary>
/// <param name="Date">The date, the first day of what is known.</param>
/// <param name="Certainty">How much of it is known.</param>
/// <param name="Problem">What is wrong, or null.</param>
public sealed partial record CourtDate(DateOnly? Date, DateCertainty Certainty, string? Problem = null)
{
    private const int BuddhistEra = 543;
    private const int FirstYear = 1990;

    // Every name a month has; a word that only begins like one ("decided 2562") is none.
    private static readonly Dictionary<string, int> Months = new string[][]
    {
        ["january", "jan", "มกราคม", "มค", "ມັງກອນ"],
        ["february", "feb", "กุมภาพันธ์", "กพ", "ກຸມພາ"],
        ["march", "mar", "มีนาคม", "มีค", "ມີນາ"],
        ["april", "apr", "เมษายน", "เมย", "ເມສາ"],
        ["may", "พฤษภาคม", "พค", "ພຶດສະພາ"],
        ["june", "jun", "มิถุนายน", "มิย", "ມິຖຸນາ"],
        ["july", "jul", "กรกฎาคม", "กค", "ກໍລະກົດ"],
        ["august", "aug", "สิงหาคม", "สค", "ສິງຫາ"],
        ["september", "sep", "sept", "กันยายน", "กย", "ກັນຍາ"],
        ["october", "oct", "ตุลาคม", "ตค", "ຕຸລາ"],
        ["november", "nov", "พฤศจิกายน", "พย", "ພະຈິກ"],
        ["december", "dec", "ธันวาคม", "ธค", "ທັນວາ"],
    }.SelectMany((names, month) => names.Select(name => (Name: ScriptText.Normalise(name), Month: month + 1))).ToDictionary(m => m.Name, m => m.Month, StringComparer.Ordinal);

    /// <summary>Nothing is known.</summary>
    public static CourtDate NotKnown { get; } = new(null, DateCertainty.NotKnown);

    /// <summary>Reads a date as it was written.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="today">Nothing after this day has happened.</param>
    public static CourtDate Read(string? text, DateOnly today)
    {
        var written = ScriptText.Normalise(text ?? "").Trim();
        if (written.Length == 0 || written is "-" or "?")
        {
            return NotKnown;
        }

        if (Serial().IsMatch(written))
        {
            return BareNumber(written);
        }

        // The hour is not kept, and a moment told in another zone may be another day here.
        var bare = written;
        if (Hour().Match(written) is { Success: true } hour)
        {
            bare = written[..hour.Index].TrimEnd(',', ' ');
            if (hour.Groups["zone"].Success && AnotherDayHere(hour))
            {
                return Wrong(written, "is told in the time of another place and may be another day here. Write the day alone, like 25/03/2562");
            }
        }

        var era = Era().Match(bare);
        var buddhist = era.Success ? era.Groups["be"].Success : (bool?)null;
        bare = Prefix().Replace(Era().Replace(bare, " "), "").Trim();
        if (YearFirst().Match(bare) is { Success: true } iso)
        {
            return Make(iso.Groups[3].Value, iso.Groups[2].Value, iso.Groups[1].Value, written, today, buddhist);
        }

        if (DayFirst().Match(bare) is { Success: true } day)
        {
            return Make(day.Groups[1].Value, day.Groups[2].Value, day.Groups[3].Value, written, today, buddhist);
        }

        if (Named().Match(bare) is { Success: true } named && MonthOf(named.Groups[2].Value) is { } month)
        {
            // Two digits of a year beside a month in Thai are the last two of the Buddhist year, when that one year alone is possible.
            var year = named.Groups[3].Value;
            if (year.Length == 2 && ScriptText.LanguageOf(named.Groups[2].Value) == "th" && int.Parse(year, CultureInfo.InvariantCulture) + 2500 - BuddhistEra is var christian && christian >= FirstYear && christian <= today.Year)
            {
                year = "25" + year;
            }

            return Make(named.Groups[1].Value, month.ToString(CultureInfo.InvariantCulture), year, written, today, buddhist);
        }

        return MonthNamedFirst().Match(bare) is { Success: true } american && MonthOf(american.Groups[1].Value) is { } first
            ? Make(american.Groups[2].Value, first.ToString(CultureInfo.InvariantCulture), american.Groups[3].Value, written, today, buddhist)
            : Wrong(written, "is not a date. Write it like 25/03/2562, 03/2562 or 2562");
    }

    /// <summary>A number that counts days from some year: which one, its cell does not say.</summary>
    internal static CourtDate BareNumber(string written) => Wrong(written, "is a bare number, not a date. Format the cell as a date, or write it like 25/03/2562");

    /// <summary>A date that a spreadsheet shows, with no more of it than is shown.</summary>
    internal static CourtDate Of(DateCell cell, DateOnly today)
    {
        if (cell.Problem is not null)
        {
            return new CourtDate(null, DateCertainty.NotKnown, cell.Problem);
        }

        string Part(int number, DateCertainty from) => cell.Shown >= from ? number.ToString(CultureInfo.InvariantCulture) : "";
        return Make(Part(cell.Value.Day, DateCertainty.Day), Part(cell.Value.Month, DateCertainty.Month), cell.Value.Year.ToString(CultureInfo.InvariantCulture), cell.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), today, null);
    }

    /// <summary>Whether a date has its day and its month in numbers that could be read the other way round, or can only be.</summary>
    internal static (bool OtherWay, bool OnlyOtherWay) MonthMayBeFirst(string? text)
    {
        if (DayFirst().Match(ScriptText.Normalise(text ?? "").Trim()) is not { Success: true } match || match.Groups[1].Length == 0 || match.Groups[3].Length != 4)
        {
            return (false, false);
        }

        var (one, two) = (int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture));
        return (one is >= 1 and <= 12 && two is >= 1 and <= 12 && one != two, one is >= 1 and <= 12 && two is > 12 and <= 31);
    }

    private static CourtDate Make(string dayText, string monthText, string yearText, string written, DateOnly today, bool? buddhist)
    {
        if (yearText.Length != 4)
        {
            return Wrong(written, yearText.Length == 2 ? $"has no full year: {yearText} could be 25{yearText}, 19{yearText} or 20{yearText}. Write the year with four digits" : "has no full year. Write the year with four digits");
        }

        var year = int.Parse(yearText, CultureInfo.InvariantCulture);
        if (buddhist is { } era && era != year >= FirstYear + BuddhistEra)
        {
            return Wrong(written, "names a calendar that its year does not fit");
        }

        year = year >= FirstYear + BuddhistEra ? year - BuddhistEra : year;
        var month = monthText.Length == 0 ? 1 : int.Parse(monthText, CultureInfo.InvariantCulture);
        var day = dayText.Length == 0 ? 1 : int.Parse(dayText, CultureInfo.InvariantCulture);
        if (year < FirstYear || year > today.Year + 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return Wrong(written, "is no day of a calendar, or is very far away. The day comes before the month");
        }

        var date = new DateOnly(year, month, day);
        return date > today
            ? Wrong(written, "lies in the future")
            : new CourtDate(date, dayText.Length > 0 ? DateCertainty.Day : monthText.Length > 0 ? DateCertainty.Month : DateCertainty.Year);
    }

    private static CourtDate Wrong(string written, string what) => new(null, DateCertainty.NotKnown, $"“{(written.Length > 30 ? written[..30] + "…" : written)}” {what}.");

    private static int? MonthOf(string name) =>
        Months.TryGetValue(name.Replace(".", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).Replace("เดือน", "", StringComparison.Ordinal).Replace("ເດືອນ", "", StringComparison.Ordinal), out var month) ? month : null;

    // Thailand and Laos are seven hours ahead; neither changes its clocks.
    private static bool AnotherDayHere(Match hour)
    {
        int Part(string name) => hour.Groups[name] is { Success: true, Length: > 0 } part ? int.Parse(part.Value, CultureInfo.InvariantCulture) : 0;
        var minutes = (Part("h") * 60) + Part("m") + (7 * 60);
        minutes += hour.Groups["sign"].Value switch { "+" => -((Part("zh") * 60) + Part("zm")), "-" => (Part("zh") * 60) + Part("zm"), _ => 0 };
        return minutes is < 0 or >= 24 * 60;
    }

    [GeneratedRegex(@"^(?:\d{5,}(?:\.\d*)?|\d\.\d+e\+?\d+)$")]
    private static partial Regex Serial();

    [GeneratedRegex(@"(?<=\d)(?:t|,? )(?:เวลา |ເວລາ )?(?<h>[01]?\d|2[0-3]):(?<m>[0-5]\d)(?::[0-5]\d(?:[.,]\d{1,9})?)?(?: ?(?:am|pm|น\.?|ໂມງ))?(?<zone> ?(?:z|(?<sign>[+\-])(?<zh>\d{2}):?(?<zm>\d{2})?))?$")]
    private static partial Regex Hour();

    [GeneratedRegex(@"(?<be>พ\.? ?ศ\.?|ພ\.? ?ສ\.?|\bb\.? ?e\.?(?=\s|\d|$))|(?<ce>ค\.? ?ศ\.?|ຄ\.? ?ສ\.?|\ba\.? ?d\.?(?=\s|\d|$))")]
    private static partial Regex Era();

    [GeneratedRegex(@"^(?:วันที่|วัน|ວັນທີ|ที่)\s*")]
    private static partial Regex Prefix();

    [GeneratedRegex(@"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$")]
    private static partial Regex YearFirst();

    [GeneratedRegex(@"^(?:(?:(\d{1,2})\s*[/.\-]\s*)?(\d{1,2})\s*[/.\-]\s*)?(\d{2,4})$")]
    private static partial Regex DayFirst();

    [GeneratedRegex(@"^(\d{0,2})[\s/\-]*([\p{L}\p{M}. ]+?)[\s/,\-]*(\d{2,4})$")]
    private static partial Regex Named();

    [GeneratedRegex(@"^([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{2,4})$")]
    private static partial Regex MonthNamedFirst();
}
