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

    private static readonly string[] ThaiMonths =
        ["มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน", "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม"];

    private static readonly string[] ThaiShort = ["มค", "กพ", "มีค", "เมย", "พค", "มิย", "กค", "สค", "กย", "ตค", "พย", "ธค"];

    private static readonly string[] EnglishShort = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

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

        if (YearFirst().Match(written) is { Success: true } iso)
        {
            return Make(iso.Groups[3].Value, iso.Groups[2].Value, iso.Groups[1].Value, written, today);
        }

        if (DayFirst().Match(written) is { Success: true } day)
        {
            return Make(day.Groups[1].Value, day.Groups[2].Value, day.Groups[3].Value, written, today);
        }

        return Named().Match(written) is { Success: true } named && MonthOf(named.Groups[2].Value) is { } month
            ? Make(named.Groups[1].Value, month.ToString(CultureInfo.InvariantCulture), named.Groups[3].Value, written, today)
            : Wrong(written, "is not a date. Write it like 25/03/2562, 03/2562 or 2562");
    }

    /// <summary>A date that a spreadsheet holds as a date.</summary>
    public static CourtDate Of(DateTime value, DateOnly today) =>
        Make(value.Day.ToString(CultureInfo.InvariantCulture), value.Month.ToString(CultureInfo.InvariantCulture), value.Year.ToString(CultureInfo.InvariantCulture), value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), today);

    private static CourtDate Make(string dayText, string monthText, string yearText, string written, DateOnly today)
    {
        if (yearText.Length != 4)
        {
            return Wrong(written, "has no full year. Write the year with four digits");
        }

        var year = int.Parse(yearText, CultureInfo.InvariantCulture);
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

    private static int? MonthOf(string name)
    {
        var bare = name.Replace(".", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant();
        for (var i = 0; i < 12; i++)
        {
            if (bare == ThaiMonths[i] || bare == ThaiShort[i] || bare.StartsWith(EnglishShort[i], StringComparison.Ordinal))
            {
                return i + 1;
            }
        }

        return null;
    }

    [GeneratedRegex(@"^(\d{4})-(\d{1,2})-(\d{1,2})(?:[t ]00:00(?::00)?)?$")]
    private static partial Regex YearFirst();

    [GeneratedRegex(@"^(?:(?:(\d{1,2})\s*[/.\-]\s*)?(\d{1,2})\s*[/.\-]\s*)?(\d{2,4})$")]
    private static partial Regex DayFirst();

    [GeneratedRegex(@"^(\d{0,2})\s*([\p{L}\p{M}. ]+?)\s*(?:พ\.?ศ\.?\s*)?(\d{2,4})$")]
    private static partial Regex Named();
}
