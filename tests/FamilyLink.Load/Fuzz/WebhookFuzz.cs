using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using FamilyLink.Load.Generator;

namespace FamilyLink.Load.Fuzz;

/// <summary>Sends requests over many connections and looks at the answers: never an error, never a page, never silence.</summary>
/// <param name="port">Where the service listens.</param>
/// <param name="bodies">Makes the requests.</param>
/// <param name="failed">Told of each request that was answered wrongly, and how.</param>
internal sealed class WebhookFuzz(int port, WebhookBodies bodies, Action<WebhookRequest, string> failed)
{
    /// <summary>Which STOPs were sent, and by which request.</summary>
    public const string StopsStored =
        """
        SELECT m.provider_id FROM inbound_messages m JOIN conversations c ON c.id = m.conversation_id JOIN suppressions s ON s.address_hash = c.address_hash
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private long _closed;

    /// <summary>How often a connection was found closed after its last answer.</summary>
    public long Closed => _closed;

    /// <summary>The STOPs that were sent: the id under which each must be stored, and the request's number.</summary>
    public ConcurrentDictionary<string, long> Stops { get; } = new(StringComparer.Ordinal);

    /// <summary>How often each webhook gave each status.</summary>
    public ConcurrentDictionary<(string Webhook, int Status), long> Statuses { get; } = [];

    /// <summary>Sends the requests from one number up to another.</summary>
    public Task RunAsync(long from, long to, int connections)
    {
        var next = from - 1;
        return Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(async () =>
        {
            using var connection = new HttpConnection(port);
            for (var number = Interlocked.Increment(ref next); number < to; number = Interlocked.Increment(ref next))
            {
                await SendAsync(connection, bodies.Make(number));
            }
        })));
    }

    private async Task SendAsync(HttpConnection connection, WebhookRequest request)
    {
        if (request.Stop is { } id)
        {
            Stops[id] = request.Number;
        }

        for (var times = request.Twice ? 2 : 1; times > 0; times--)
        {
            var reused = connection.IsOpen;
            try
            {
                using var patience = new CancellationTokenSource(Patience);
                var (status, body) = await connection.SendAsync(request.Bytes, patience.Token);
                Statuses.AddOrUpdate((request.Webhook, status), 1, (_, count) => count + 1);
                if (Wrong(request, status, body.Span) is { } wrong)
                {
                    failed(request, wrong);
                }
            }
            catch (Exception broken) when (broken is IOException or SocketException or OperationCanceledException)
            {
                connection.Reset();
                if (reused && broken is not OperationCanceledException)
                {
                    // After an answer to a body that it did not read to its end, a server may close (RFC 9112, 9.3); who meets that asks again.
                    Interlocked.Increment(ref _closed);
                    times++;
                    continue;
                }

                failed(request, $"no answer: {broken.GetType().Name}");
            }
        }
    }

    private static string? Wrong(WebhookRequest request, int status, ReadOnlySpan<byte> body)
    {
        var text = Encoding.UTF8.GetString(body[..Math.Min(body.Length, 200)]).TrimStart();
        return status is < 200 or (>= 300 and < 400) or (>= 500 and not 501) || (status == 501 && request.Webhook != "/api/messages") ? $"status {status}"
            : text.StartsWith("<!doctype", StringComparison.OrdinalIgnoreCase) || text.StartsWith("<html", StringComparison.OrdinalIgnoreCase) ? $"status {status} with a page"
            : body.IndexOf("once-more=1"u8) >= 0 ? "a caller was told to wait, because nothing could be stored"
            : null;
    }
}
