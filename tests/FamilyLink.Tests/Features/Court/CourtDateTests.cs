using FamilyLink.Data.Court;
using FamilyLink.Features.CourtRecords;
using Xunit;

namespace FamilyLink.Tests.Features.Court;

/// <summary>Dates as documents write them, in two calendars and three kinds of digits, with no more made of them than is written.</summary>
public sealed class CourtDateTests
{
    private static readonly DateOnly Today = new(2026, 11, 24);

    [Theory]
    [InlineData("25/03/2562", "2019-03-25", DateCertainty.Day)]
    [InlineData("25/03/2019", "2019-03-25", DateCertainty.Day)]
    [InlineData("25-3-2562", "2019-03-25", DateCertainty.Day)]
    [InlineData("๒๕/๐๓/๒๕๖๒", "2019-03-25", DateCertainty.Day)]
    [InlineData("໒໕/໐໓/໒໐໑໙", "2019-03-25", DateCertainty.Day)]
    [InlineData("2019-03-25", "2019-03-25", DateCertainty.Day)]
    [InlineData("2562-03-25", "2019-03-25", DateCertainty.Day)]
    [InlineData("25 มีนาคม 2562", "2019-03-25", DateCertainty.Day)]
    [InlineData("25 มี.ค. 2562", "2019-03-25", DateCertainty.Day)]
    [InlineData("25 มี.ค. พ.ศ. 2562", "2019-03-25", DateCertainty.Day)]
    [InlineData("25 March 2019", "2019-03-25", DateCertainty.Day)]
    [InlineData("มีนาคม 2562", "2019-03-01", DateCertainty.Month)]
    [InlineData("03/2562", "2019-03-01", DateCertainty.Month)]
    [InlineData("2562", "2019-01-01", DateCertainty.Year)]
    [InlineData("25/03/2562 00:00:00", "2019-03-25", DateCertainty.Day)]
    [InlineData("25/03/2562 12:00:00 AM", "2019-03-25", DateCertainty.Day)]
    [InlineData("25-มี.ค.-62", "2019-03-25", DateCertainty.Day)]
    [InlineData("25-มี.ค.-2562", "2019-03-25", DateCertainty.Day)]
    [InlineData("วันที่ 25 มีนาคม พ.ศ. 2562", "2019-03-25", DateCertainty.Day)]
    [InlineData("25 ມີນາ 2019", "2019-03-25", DateCertainty.Day)]
    [InlineData("2019-03-25T09:30:00", "2019-03-25", DateCertainty.Day)]
    [InlineData("2019-03-25T00:00:00.000+07:00", "2019-03-25", DateCertainty.Day)]
    [InlineData("March 25, 2019", "2019-03-25", DateCertainty.Day)]
    [InlineData("29/02/2563", "2020-02-29", DateCertainty.Day)]
    [InlineData("", null, DateCertainty.NotKnown)]
    [InlineData("-", null, DateCertainty.NotKnown)]
    public void Date_AsDocumentsWriteIt_IsReadNoFurtherThanItSays(string text, string? date, DateCertainty certainty)
    {
        var read = CourtDate.Read(text, Today);
        Assert.Null(read.Problem);
        Assert.Equal((date is null ? null : DateOnly.ParseExact(date, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), certainty), (read.Date, read.Certainty));
    }

    [Theory]
    [InlineData("03/25/2562", "day comes before the month")]
    [InlineData("29/02/2562", "no day of a calendar")]
    [InlineData("5/3/62", "no full year")]
    [InlineData("62", "no full year")]
    [InlineData("25/12/2569", "in the future")]
    [InlineData("1/1/1890", "very far away")]
    [InlineData("25-Mar-62", "could be 2562, 1962 or 2062")]
    [InlineData("25-มี.ค.-80", "no full year")]
    [InlineData("2019-03-24T17:00:00Z", "another day here")]
    [InlineData("decided 2562", "not a date")]
    [InlineData("43549", "bare number")]
    [InlineData("25 มี.ค. พ.ศ. 2019", "calendar that its year does not fit")]
    [InlineData("next spring", "not a date")]
    [InlineData("=TODAY()", "not a date")]
    public void Date_ThatIsNone_IsAProblemAndNotAGuess(string text, string problem)
    {
        var read = CourtDate.Read(text, Today);
        Assert.Contains(problem, read.Problem, StringComparison.Ordinal);
        Assert.Null(read.Date);
    }
}
