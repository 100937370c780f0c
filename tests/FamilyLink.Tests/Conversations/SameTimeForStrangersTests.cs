using System.Diagnostics;
using FamilyLink.Tests.Infrastructure;
using Xunit;
using Xunit.Abstractions;

namespace FamilyLink.Tests.Conversations;

/// <summary>
/// S5 in time: 500 calls from a known number and 500 from a stranger, taken in turn, and a two-sided Mann–Whitney test on their durations.
/// |z| of 4 and more (p under 0.0001) twice in a row means that somebody with a stopwatch could tell them apart.
/// </summary>
[Collection(Alone.Name)]
public sealed class SameTimeForStrangersTests(ITestOutputHelper output)
{
    private const int Calls = 500;
    private const double ToldApart = 4;

    [Theory]
    [InlineData("1")]
    [InlineData("123456")]
    public async Task S5_KnownAndUnknownNumbers_AnswerInTheSameTime(string text)
    {
        var first = await ZAsync(text);
        var again = Math.Abs(first) < ToldApart ? 0 : await ZAsync(text);
        output.WriteLine($"z = {first:0.00}{(again == 0 ? "" : $", again {again:0.00}")} for “{text}”");
        Assert.True(Math.Abs(first) < ToldApart || Math.Abs(again) < ToldApart, $"Told apart: z = {first:0.00} and {again:0.00}.");
    }

    [Fact]
    public void TheTest_ADifferenceOfATenth_IsSeen()
    {
        var random = new Random(7);
        var one = Enumerable.Range(0, Calls).Select(_ => 10 + random.NextDouble()).ToArray();
        Assert.True(Math.Abs(Z(one, [.. one.Select(x => x + 0.3)])) > ToldApart);
        Assert.True(Math.Abs(Z(one, [.. Enumerable.Range(0, Calls).Select(_ => 10 + random.NextDouble())])) < ToldApart);
    }

    private static async Task<double> ZAsync(string text)
    {
        await using var host = new FamilyLinkHost("sqlite");
        var known = new double[Calls];
        var unknown = new double[Calls];
        for (var warm = 0; warm < 40; warm++)
        {
            await host.SmsAsync(FamilyLinkHost.Mother, text);
            await host.SmsAsync(FamilyLinkHost.Stranger, text);
        }

        for (var i = 0; i < Calls; i++)
        {
            // In turn, and each first as often as the other, so that a machine that slows down slows both.
            if (i % 2 == 0)
            {
                known[i] = await TimeAsync(host, FamilyLinkHost.Mother, text);
                unknown[i] = await TimeAsync(host, FamilyLinkHost.Stranger, text);
            }
            else
            {
                unknown[i] = await TimeAsync(host, FamilyLinkHost.Stranger, text);
                known[i] = await TimeAsync(host, FamilyLinkHost.Mother, text);
            }
        }

        return Z(known, unknown);
    }

    private static async Task<double> TimeAsync(FamilyLinkHost host, string from, string text)
    {
        var start = Stopwatch.GetTimestamp();
        await host.SmsAsync(from, text);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    // The Mann–Whitney U statistic, standardised; ties are as good as absent in durations.
    private static double Z(double[] one, double[] other)
    {
        var ranks = one.Select(x => (x, One: true)).Concat(other.Select(x => (x, One: false))).OrderBy(p => p.x).ToArray();
        double sum = 0;
        for (var i = 0; i < ranks.Length; i++)
        {
            sum += ranks[i].One ? i + 1 : 0;
        }

        double n = one.Length;
        double m = other.Length;
        var u = sum - (n * (n + 1) / 2);
        return (u - (n * m / 2)) / Math.Sqrt(n * m * (n + m + 1) / 12);
    }
}
