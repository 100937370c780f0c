using FamilyLink.Data;
using FamilyLink.Data.People;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.Extensions.Options;

namespace FamilyLink.Messaging.Outbound;

/// <summary>The <c>Dispatch</c> section of the configuration.</summary>
public sealed class DispatchOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Dispatch";

    /// <summary>How many messages a second a channel's gateway takes, by the channel's name (<c>Sms</c>, <c>Voice</c>, <c>Messenger</c>); none or 0 is no limit.</summary>
    public Dictionary<string, double> PerSecond { get; } = new(StringComparer.OrdinalIgnoreCase);
}

/// <summary>Up to when a channel's gateway is busy with what all processes together have given it.</summary>
public sealed class GatewayRate
{
    /// <summary>The channel.</summary>
    public required Channel Channel { get; init; }

    /// <summary>The moment at which everything handed over so far is through at the configured rate, in UTC ticks.</summary>
    public long FreeAt { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<GatewayRate>
    {
        public void Configure(EntityTypeBuilder<GatewayRate> builder) => builder.ToTable("gateway_rates").HasKey(r => r.Channel);
    }
}

/// <summary>
/// Keeps each gateway's rate across processes (the generic cell rate algorithm: one stored moment a channel). What the service begins may run one second ahead
/// of the rate, answers and alarms two: they pass.
/// </summary>
public sealed class GatewayRates(IOptions<DispatchOptions> options)
{
    private const string Known = "INSERT INTO gateway_rates (channel, free_at) VALUES (@0, 0) ON CONFLICT (channel) DO NOTHING";
    private const string Read = "SELECT free_at FROM gateway_rates WHERE channel = @0";
    private const string Write = "UPDATE gateway_rates SET free_at = @0 WHERE channel = @1";

    /// <summary>How many messages may be handed over now; run inside the transaction that leases them, which <see cref="Take"/> completes.</summary>
    /// <returns>The most, and the moment to count from; no limit is <see cref="int.MaxValue"/>.</returns>
    internal (int Most, long From) Allowed(WriteSession session, Channel channel, bool urgent, DateTime now)
    {
        if (Interval(channel) is not { } interval)
        {
            return (int.MaxValue, 0);
        }

        session.Execute(Known, channel.ToString());
        var free = session.First(session.IsPostgres ? Read + " FOR UPDATE" : Read, row => row.GetInt64(0), channel.ToString());
        var from = Math.Max(free, now.Ticks);
        return ((int)Math.Clamp((now.Ticks + (TimeSpan.TicksPerSecond * (urgent ? 2 : 1)) - from) / interval, 0, 10_000), from);
    }

    /// <summary>Counts what was leased.</summary>
    internal void Take(WriteSession session, Channel channel, long from, int leased)
    {
        if (leased > 0 && Interval(channel) is { } interval)
        {
            session.Execute(Write, from + (leased * interval), channel.ToString());
        }
    }

    /// <summary>How long until one more may be handed over at most; null when the channel has no limit.</summary>
    internal TimeSpan? Pause(Channel channel) => Interval(channel) is { } interval ? TimeSpan.FromTicks(interval) : null;

    private long? Interval(Channel channel) => options.Value.PerSecond.GetValueOrDefault(channel.ToString()) is > 0 and var rate ? (long)(TimeSpan.TicksPerSecond / rate) : null;
}
