using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FamilyLink.Tests.Infrastructure.Kannel;

/// <summary>A message an operator took from us, its parts put together.</summary>
/// <param name="Id">The operator's id of its first part.</param>
/// <param name="From">The sender.</param>
/// <param name="To">The recipient.</param>
/// <param name="DataCoding">8 is UCS-2, 0 the operator's alphabet.</param>
/// <param name="Text">The words.</param>
/// <param name="Parts">How many parts carried them.</param>
/// <param name="ReceiptAsked">Whether a delivery receipt was asked for.</param>
public sealed record SmppMessage(string Id, string From, string To, byte DataCoding, string Text, int Parts, bool ReceiptAsked);

/// <summary>
/// Plays an operator's message centre (SMPP 3.4) on a loopback port: takes binds, answers enquire_link, takes submit_sm and keeps what it took,
/// delivers what telephones write, and sends delivery receipts. One binding at a time, as a transceiver.
/// </summary>
public sealed class SmppCenter : IAsyncDisposable
{
    private const uint Response = 0x80000000;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<SmppMessage> _taken = new();
    private readonly ConcurrentDictionary<string, SortedDictionary<int, byte[]>> _parts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<uint, TaskCompletionSource<uint>> _waiting = new();
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly Task _serving;
    private NetworkStream? _bound;
    private int _sequence;
    private int _ids;
    private int _enquiries;

    /// <summary>Starts it.</summary>
    public SmppCenter()
    {
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _serving = Task.Run(ServeAsync);
    }

    /// <summary>Where it listens.</summary>
    public int Port { get; }

    /// <summary>What it took, in order.</summary>
    public IReadOnlyList<SmppMessage> Taken => [.. _taken];

    /// <summary>How many enquire_link it answered.</summary>
    public int Enquiries => Volatile.Read(ref _enquiries);

    /// <summary>The status it answers submit_sm with; 0 takes the message.</summary>
    public uint SubmitStatus { get; set; }

    /// <summary>The <c>stat:</c> of the receipt it sends by itself for what it takes, or null for none.</summary>
    public string? Receipt { get; set; } = "DELIVRD";

    /// <summary>Delivers what a telephone wrote, in UCS-2, and waits for Kannel's thanks.</summary>
    public Task<uint> DeliverLaoAsync(string from, string to, string text) => DeliverAsync(from, to, 8, 0, Encoding.BigEndianUnicode.GetBytes(text));

    /// <summary>Delivers bytes as they are.</summary>
    public Task<uint> DeliverAsync(string from, string to, byte dataCoding, byte esmClass, byte[] text, byte ton = 1)
    {
        var body = new List<byte> { 0, ton, 1 };
        Cstring(body, from);
        body.AddRange([1, 1]);
        Cstring(body, to);
        body.AddRange([esmClass, 0, 0, 0, 0, 0, 0, dataCoding, 0, (byte)text.Length]);
        body.AddRange(text);
        return AskAsync(5, [.. body]);
    }

    /// <summary>Sends a delivery receipt about a message.</summary>
    public Task<uint> ReceiptAsync(SmppMessage message, string stat, string err = "000")
    {
        var now = DateTimeOffset.UnixEpoch.ToString("yyMMddHHmm", CultureInfo.InvariantCulture);
        var text = $"id:{message.Id} sub:001 dlvrd:{(stat == "DELIVRD" ? "001" : "000")} submit date:{now} done date:{now} stat:{stat} err:{err} text:";
        return DeliverAsync(message.To.TrimStart('+'), message.From, 0, 4, Encoding.ASCII.GetBytes(text));
    }

    /// <summary>Waits for a message that was taken.</summary>
    /// <exception cref="TimeoutException">None came.</exception>
    public async Task<SmppMessage> NextAsync(Func<SmppMessage, bool> which, int seconds = 20)
    {
        for (var tries = 0; tries < seconds * 50; tries++)
        {
            if (_taken.FirstOrDefault(which) is { } found)
            {
                return found;
            }

            await Task.Delay(20);
        }

        throw new TimeoutException($"No such message; taken were: {string.Join(" | ", _taken.Select(m => m.ToString()))}");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _serving;
        _stop.Dispose();
        _writing.Dispose();
    }

    private static void Cstring(List<byte> to, string text)
    {
        to.AddRange(Encoding.ASCII.GetBytes(text));
        to.Add(0);
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                client.NoDelay = true;
                try
                {
                    await TalkAsync(client.GetStream());
                }
                catch (Exception gone) when (gone is IOException or EndOfStreamException)
                {
                    // The other side went away, as it does when it is killed; it will come back.
                }
            }
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Ended by the test.
        }
    }

    private async Task TalkAsync(NetworkStream stream)
    {
        var head = new byte[16];
        while (true)
        {
            await stream.ReadExactlyAsync(head, _stop.Token);
            var body = new byte[BinaryPrimitives.ReadInt32BigEndian(head) - 16];
            await stream.ReadExactlyAsync(body, _stop.Token);
            var command = BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(4));
            var status = BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(8));
            var sequence = BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(12));
            switch (command)
            {
                case 1 or 2 or 9:
                    await WriteAsync(stream, command | Response, 0, sequence, "centre\0"u8.ToArray());
                    _bound = stream;
                    break;
                case 0x15:
                    Interlocked.Increment(ref _enquiries);
                    await WriteAsync(stream, command | Response, 0, sequence, []);
                    break;
                case 6:
                    await WriteAsync(stream, command | Response, 0, sequence, []);
                    return;
                case 4:
                    await TakeAsync(stream, body, sequence);
                    break;
                default:
                    if (_waiting.TryRemove(sequence, out var asked))
                    {
                        asked.TrySetResult(status);
                    }

                    break;
            }
        }
    }

    private async Task TakeAsync(NetworkStream stream, byte[] body, uint sequence)
    {
        if (SubmitStatus != 0)
        {
            await WriteAsync(stream, 4 | Response, SubmitStatus, sequence, []);
            return;
        }

        var id = Interlocked.Increment(ref _ids).ToString(CultureInfo.InvariantCulture);
        await WriteAsync(stream, 4 | Response, 0, sequence, Encoding.ASCII.GetBytes(id + "\0"));
        if (Read(body, id) is { } whole)
        {
            _taken.Enqueue(whole);
        }

        // Receipts are asked for on the first part, whose id they carry.
        if (Receipt is { } stat && ReceiptAsked(body) && Addresses(body) is var (from, to))
        {
            _ = Task.Run(() => ReceiptAsync(new SmppMessage(id, from, to, 0, "", 1, true), stat));
        }
    }

    private static (string From, string To) Addresses(byte[] body)
    {
        var at = 0;
        Skip(body, ref at);
        at += 2;
        var from = Skip(body, ref at);
        at += 2;
        return (from, Skip(body, ref at));
    }

    private static bool ReceiptAsked(byte[] body) => (body[AfterAddresses(body, out _, out _) - 1] & 1) != 0;

    // The place after registered_delivery.
    private static int AfterAddresses(byte[] body, out byte esmClass, out (string From, string To) who)
    {
        var at = 0;
        Skip(body, ref at);
        at += 2;
        var from = Skip(body, ref at);
        at += 2;
        who = (from, Skip(body, ref at));
        esmClass = body[at];
        at += 3;
        Skip(body, ref at);
        Skip(body, ref at);
        return at + 1;
    }

    private SmppMessage? Read(byte[] body, string id)
    {
        var at = AfterAddresses(body, out var esmClass, out var who);
        var asked = (body[at - 1] & 1) != 0;
        var coding = body[at + 1];
        var text = body.AsSpan(at + 4, body[at + 3]).ToArray();
        if ((esmClass & 0x40) == 0)
        {
            return new SmppMessage(id, who.From, who.To, coding, Words(coding, text), 1, asked);
        }

        // User data header of a long message: length, 0, 3, reference, parts, place.
        var key = $"{who.To}/{text[3]}";
        var parts = _parts.GetOrAdd(key, _ => []);
        parts[text[5]] = text[(text[0] + 1)..];
        if (parts.Count < text[4])
        {
            return null;
        }

        _parts.TryRemove(key, out _);
        return new SmppMessage(id, who.From, who.To, coding, Words(coding, [.. parts.Values.SelectMany(p => p)]), parts.Count, asked);
    }

    private static string Words(byte coding, byte[] text) => coding == 8 ? Encoding.BigEndianUnicode.GetString(text) : Encoding.Latin1.GetString(text);

    private static string Skip(byte[] body, ref int at)
    {
        var end = Array.IndexOf(body, (byte)0, at);
        var text = Encoding.ASCII.GetString(body, at, end - at);
        at = end + 1;
        return text;
    }

    private async Task<uint> AskAsync(uint command, byte[] body)
    {
        var sequence = (uint)Interlocked.Increment(ref _sequence);
        var answer = new TaskCompletionSource<uint>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[sequence] = answer;
        await WriteAsync(_bound ?? throw new InvalidOperationException("Nobody is bound."), command, 0, sequence, body);
        return await answer.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    private async Task WriteAsync(NetworkStream stream, uint command, uint status, uint sequence, byte[] body)
    {
        var pdu = new byte[16 + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(pdu, pdu.Length);
        BinaryPrimitives.WriteUInt32BigEndian(pdu.AsSpan(4), command);
        BinaryPrimitives.WriteUInt32BigEndian(pdu.AsSpan(8), status);
        BinaryPrimitives.WriteUInt32BigEndian(pdu.AsSpan(12), sequence);
        body.CopyTo(pdu.AsSpan(16));
        await _writing.WaitAsync(_stop.Token);
        try
        {
            await stream.WriteAsync(pdu, _stop.Token);
        }
        finally
        {
            _writing.Release();
        }
    }
}
