using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;

namespace FamilyLink.Load.Generator;

/// <summary>What one turn of the callers came to.</summary>
/// <param name="PerSecond">Good answers a second.</param>
/// <param name="Latencies">Their times.</param>
/// <param name="Errors">Other answers and broken connections.</param>
/// <param name="Answered">The ids that got a good answer.</param>
public sealed record TurnResult(double PerSecond, Latencies Latencies, int Errors, IReadOnlyCollection<string> Answered);

/// <summary>A fixed number of callers, each on its own keep-alive connection, each sending the next message when the last was answered.</summary>
public static class Callers
{
    private const int PreparedPerSecond = 12_000;

    /// <summary>Calls for a time.</summary>
    public static async Task<TurnResult> RunAsync(int port, SmsTraffic traffic, int callers, TimeSpan time)
    {
        // Signing is the sender's work, not the service's: done before the clock runs, and on the go only when the stock runs out.
        var stock = new ConcurrentQueue<SmsRequest>(traffic.Next((int)Math.Min(time.TotalSeconds * PreparedPerSecond, 150_000)));
        GC.Collect();
        var begun = Stopwatch.GetTimestamp();
        var end = begun + (long)(time.TotalSeconds * Stopwatch.Frequency);
        return await RunAsync(port, callers, begun, () => Stopwatch.GetTimestamp() >= end ? null : stock.TryDequeue(out var next) ? next : Locked(traffic));
    }

    /// <summary>Sends a given number of messages as fast as the other side answers.</summary>
    public static async Task<TurnResult> RunAsync(int port, SmsTraffic traffic, int callers, int messages)
    {
        var left = messages;
        return await RunAsync(port, callers, Stopwatch.GetTimestamp(), () => Interlocked.Decrement(ref left) < 0 ? null : Locked(traffic));
    }

    private static SmsRequest Locked(SmsTraffic traffic)
    {
        lock (traffic)
        {
            return traffic.Next();
        }
    }

    private static async Task<TurnResult> RunAsync(int port, int callers, long begun, Func<SmsRequest?> next)
    {
        var runs = await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(() => CallAsync(port, next))));
        var elapsed = Stopwatch.GetElapsedTime(begun);
        var all = new Latencies();
        var answered = new List<string>();
        foreach (var run in runs)
        {
            all.Add(run.Latencies);
            answered.AddRange(run.Answered);
        }

        return new TurnResult(all.Count / elapsed.TotalSeconds, all, runs.Sum(r => r.Errors), answered);
    }

    private static async Task<(Latencies Latencies, List<string> Answered, int Errors)> CallAsync(int port, Func<SmsRequest?> next)
    {
        using var connection = new HttpConnection(port);
        var latencies = new Latencies();
        var answered = new List<string>();
        var errors = 0;
        while (next() is { } request)
        {
            var sent = Stopwatch.GetTimestamp();
            try
            {
                var (status, body) = await connection.SendAsync(request.Bytes);
                if (status == 200 && (body.Span.IndexOf("<Response"u8) >= 0 || body.Span.IndexOf("\"activities\""u8) >= 0))
                {
                    latencies.Add(Stopwatch.GetTimestamp() - sent);
                    answered.Add(request.Sid);
                    continue;
                }
            }
            catch (Exception broken) when (broken is IOException or SocketException)
            {
                connection.Reset();
            }

            errors++;
        }

        return (latencies, answered, errors);
    }
}
