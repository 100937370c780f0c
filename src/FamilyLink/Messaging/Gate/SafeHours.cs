using FamilyLink.Data.People;

namespace FamilyLink.Messaging.Gate;

/// <summary>The hours a person said are safe, in the time of the place where their phone is (S1, S4).</summary>
public static class SafeHours
{
    private const int MostSteps = 20;

    /// <summary>The first moment at or after <paramref name="utc"/> inside the policy's hours, UTC; null when there is none before the policy ends.</summary>
    public static DateTime? NextSafe(SafeContactPolicy policy, DateTime utc)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(policy.TimeZone);
        var local = TimeZoneInfo.ConvertTimeFromUtc(utc, zone);
        for (var day = 0; day <= 7; day++)
        {
            var date = local.Date.AddDays(day);
            if ((policy.Days & (1 << (int)date.DayOfWeek)) == 0)
            {
                continue;
            }

            var from = ToUtc(date.AddMinutes(policy.FromMinute), zone);
            var to = ToUtc(date.AddMinutes(policy.ToMinute), zone);
            if (utc < to)
            {
                var at = utc > from ? utc : from;
                return at < policy.ExpiresAt ? at : null;
            }
        }

        return null;
    }

    /// <summary>
    /// The first moment that is safe for <paramref name="own"/> and for everybody else on the number, UTC; null when there is none before the policy
    /// ends or within a week. A policy of somebody else that ends before its next hour asks for nothing more.
    /// </summary>
    public static DateTime? NextSafe(SafeContactPolicy own, IReadOnlyCollection<SafeContactPolicy> others, DateTime utc)
    {
        // Each step goes on to the next hour of whoever is not safe yet; daily windows that meet at all do so within a week of such steps.
        for (var (at, steps) = (utc, 0); steps < MostSteps; steps++)
        {
            if (NextSafe(own, at) is not { } safe)
            {
                return null;
            }

            var latest = others.Select(o => NextSafe(o, at)).Append(safe).Max()!.Value;
            if (latest == at)
            {
                return at;
            }

            at = latest;
        }

        return null;
    }

    // An hour that a clock change skips is taken at its standard offset: later by the wall, never outside the window by more than the change.
    private static DateTime ToUtc(DateTime local, TimeZoneInfo zone)
    {
        var wall = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        return zone.IsInvalidTime(wall)
            ? TimeZoneInfo.ConvertTimeToUtc(wall.AddHours(1), zone)
            : TimeZoneInfo.ConvertTimeToUtc(wall, zone);
    }
}
