using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Options;

namespace FamilyLink;

/// <summary>What the configuration says about this site, in the form turns need.</summary>
public sealed class SiteSettings(IOptions<FamilyLinkOptions> options)
{
    private readonly FamilyLinkOptions _options = options.Value;
    private readonly TimeZoneInfo _zone = TimeZoneInfo.FindSystemTimeZoneById(options.Value.TimeZone);

    /// <summary>The languages offered, in menu order.</summary>
    public ImmutableList<string> Languages { get; } =
        options.Value.Languages.Count > 0 ? [.. options.Value.Languages] : [.. Localization.Languages.All];

    /// <summary>The hours at which a person answers, as digits.</summary>
    public string DutyHours => string.Create(CultureInfo.InvariantCulture, $"{_options.DutyFromHour}-{_options.DutyToHour}");

    /// <summary>How long a verification by text holds without another message (S6).</summary>
    public TimeSpan VerificationLapse => TimeSpan.FromMinutes(_options.VerificationLapseMinutes);

    /// <summary>True when a person answers at that moment (UTC).</summary>
    public bool PersonOnDutyAt(DateTime utc)
    {
        var hour = TimeZoneInfo.ConvertTimeFromUtc(utc, _zone).Hour;
        return hour >= _options.DutyFromHour && hour < _options.DutyToHour;
    }

    /// <summary>The first moment at or after <paramref name="utc"/> at which a person answers, UTC; null when nobody ever does.</summary>
    public DateTime? NextDuty(DateTime utc)
    {
        if (PersonOnDutyAt(utc))
        {
            return utc;
        }

        var local = TimeZoneInfo.ConvertTimeFromUtc(utc, _zone);
        for (var day = 0; day <= 1; day++)
        {
            var begins = local.Date.AddDays(day).AddHours(_options.DutyFromHour);
            if (begins > local && !_zone.IsInvalidTime(begins) && TimeZoneInfo.ConvertTimeToUtc(begins, _zone) is var at && PersonOnDutyAt(at))
            {
                return at;
            }
        }

        return null;
    }

    /// <summary>The day a moment (UTC) falls on here.</summary>
    public DateOnly DayOf(DateTime utc) => DateOnly.FromDateTime(LocalOf(utc));

    /// <summary>A moment (UTC) on the site's clocks.</summary>
    public DateTime LocalOf(DateTime utc) => TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(utc, DateTimeKind.Utc), _zone);

    /// <summary>The end of a day here, UTC.</summary>
    public DateTime EndOf(DateOnly day) => TimeZoneInfo.ConvertTimeToUtc(day.AddDays(1).ToDateTime(default), _zone);

    /// <summary>How long after a caseworker's last sign the service answers again by itself.</summary>
    public TimeSpan PersonSilence => TimeSpan.FromMinutes(_options.PersonSilenceMinutes);

    /// <summary>The country whose network an address is on, <c>LA</c> or <c>TH</c>, or null: short numbers work nowhere else (S15).</summary>
    public static string? CountryOf(string address) =>
        address.StartsWith("tel:+856", StringComparison.Ordinal) ? "LA" : address.StartsWith("tel:+66", StringComparison.Ordinal) ? "TH" : null;

    /// <summary>The language of the country a telephone belongs to, or null: the same for known and unknown numbers (S5).</summary>
    public static string? LanguageOfNumber(string address) =>
        address.StartsWith("tel:+856", StringComparison.Ordinal) ? Localization.Languages.Lao
        : address.StartsWith("tel:+66", StringComparison.Ordinal) ? Localization.Languages.Thai
        : null;
}
