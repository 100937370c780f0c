using System.Net.Sockets;
using FamilyLink.Load.Generator;

namespace FamilyLink.Load.Crash;

/// <summary>
/// Callers that behave as a gateway does: whatever happens, the same message again under the same id until it is answered. Then, often,
/// once more, to see whether the answer stays the same.
/// </summary>
public sealed class InsistentCallers(int port, SmsTraffic traffic) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly CancellationTokenSource _noMore = new();
    private readonly CancellationTokenSource _giveUp = new();
    private readonly List<string> _answered = [];
    private readonly Lock _lock = new();
    private Task _work = Task.CompletedTask;
    private int _retried;
    private int _differed;
    private int _refused;
    private int _refusedWith;
    private int _failed;

    /// <summary>The ids that were answered.</summary>
    public IReadOnlyList<string> Answered => _answered;

    /// <summary>Messages that needed more than one try.</summary>
    public int Retried => _retried;

    /// <summary>Messages whose second answer differed from the first.</summary>
    public int Differed => _differed;

    /// <summary>Messages refused for good (4xx): none should be.</summary>
    public int Refused => _refused;

    /// <summary>Answers 5xx, each followed by another try.</summary>
    public int Failed => _failed;

    /// <summary>Starts calling.</summary>
    public void Start(int callers) => _work = Task.WhenAll(Enumerable.Range(0, callers).Select(i => Task.Run(() => CallAsync(new Random(i)))));

    /// <summary>Begins no new message, and waits until every message begun has its answer.</summary>
    public async Task FinishAsync()
    {
        await _noMore.CancelAsync();
        await _work;
    }

    /// <summary>Gives up at once what is still unanswered: there may be nobody left to answer.</summary>
    public async ValueTask DisposeAsync()
    {
        await _giveUp.CancelAsync();
        await FinishAsync();
        _noMore.Dispose();
        _giveUp.Dispose();
    }

    private async Task CallAsync(Random random)
    {
        using var connection = new HttpConnection(port);
        while (!_noMore.IsCancellationRequested)
        {
            SmsRequest request;
            lock (_lock)
            {
                request = traffic.Next();
            }

            var (first, tries) = await UntilAnsweredAsync(connection, request);
            if (first is null)
            {
                Interlocked.Increment(ref _refused);
                continue;
            }

            if (tries > 1)
            {
                Interlocked.Increment(ref _retried);
            }

            lock (_lock)
            {
                _answered.Add(request.Sid);
            }

            if (tries > 1 || random.Next(5) == 0)
            {
                var (second, _) = await UntilAnsweredAsync(connection, request);
                if (second is null || !second.AsSpan().SequenceEqual(first))
                {
                    Interlocked.Increment(ref _differed);
                }
            }

            await Task.Delay(random.Next(20));
        }
    }

    private async Task<(byte[]? Answer, int Tries)> UntilAnsweredAsync(HttpConnection connection, SmsRequest request)
    {
        for (var tries = 1; !_giveUp.IsCancellationRequested; tries++)
        {
            try
            {
                using var patience = CancellationTokenSource.CreateLinkedTokenSource(_giveUp.Token);
                patience.CancelAfter(Patience);
                var (status, body) = await connection.SendAsync(request.Bytes, patience.Token);
                if (status == 200)
                {
                    return (body.ToArray(), tries);
                }

                if (status < 500)
                {
                    // Once is enough to know what it was.
                    if (Interlocked.Exchange(ref _refusedWith, status) == 0)
                    {
                        Report.Say($"refused with {status}: {System.Text.Encoding.UTF8.GetString(body.Span[..Math.Min(body.Length, 200)])}");
                    }

                    return (null, tries);
                }

                Interlocked.Increment(ref _failed);
            }
            catch (Exception broken) when (broken is IOException or SocketException or OperationCanceledException)
            {
                connection.Reset();
            }

            await Task.Delay(50);
        }

        return (null, 0);
    }
}
