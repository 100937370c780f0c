namespace FamilyLink.Load.Generator;

/// <summary>What one turn of the generator saw: every answer's time, exactly.</summary>
public sealed class Latencies
{
    private readonly List<long> _ticks = [];

    /// <summary>How many answers.</summary>
    public int Count => _ticks.Count;

    /// <summary>Notes one answer's time in <see cref="System.Diagnostics.Stopwatch"/> ticks.</summary>
    public void Add(long ticks) => _ticks.Add(ticks);

    /// <summary>Takes another's answers in.</summary>
    public void Add(Latencies other) => _ticks.AddRange(other._ticks);

    /// <summary>The time below which the given share of the answers came, in milliseconds.</summary>
    public double Percentile(double share)
    {
        if (_ticks.Count == 0)
        {
            return 0;
        }

        _ticks.Sort();
        var index = Math.Clamp((int)Math.Ceiling(share * _ticks.Count) - 1, 0, _ticks.Count - 1);
        return _ticks[index] * 1000.0 / System.Diagnostics.Stopwatch.Frequency;
    }
}

/// <summary>Middle values.</summary>
public static class Medians
{
    /// <summary>The median, 0 of nothing.</summary>
    public static double Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? 0 : sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
