using System.Globalization;
using FamilyLink.Data.Court;

namespace FamilyLink.Features.CourtRecords;

/// <summary>Dates of the court record in the reader's language.</summary>
public static class CourtWords
{
    /// <summary>A date as far as it is known.</summary>
    public static string Say(ConsoleText text, DateOnly? date, DateCertainty certainty) => (date, certainty) switch
    {
        ({ } day, DateCertainty.Day) => text.Day(day),
        ({ } month, DateCertainty.Month) => text["{0} (day not known)", text.Month(month)],
        ({ } year, DateCertainty.Year) => text["{0} (month not known)", year.ToString("yyyy", CultureInfo.InvariantCulture)],
        _ => text["date not known"],
    };
}
