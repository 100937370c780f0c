using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;

namespace FamilyLink.Load.Generator;

/// <summary>
/// One keep-alive HTTP/1.1 connection that sends prepared bytes and reads the answer with as little work as possible,
/// because the generator shares the machine's cores with what it measures.
/// </summary>
public sealed class HttpConnection(int port) : IDisposable
{
    private byte[] _buffer = new byte[16 * 1024];
    private Socket? _socket;
    private bool _closing;

    /// <summary>True when the next request goes over a connection that carried others before.</summary>
    public bool IsOpen => _socket is not null && !_closing;

    /// <summary>Sends one request and returns the status and the body; the body's memory is good until the next request.</summary>
    /// <exception cref="IOException">The other side went away.</exception>
    /// <exception cref="SocketException">The same.</exception>
    public async ValueTask<(int Status, ReadOnlyMemory<byte> Body)> SendAsync(ReadOnlyMemory<byte> request, CancellationToken cancellation = default)
    {
        if (_closing)
        {
            Reset();
        }

        var socket = _socket ??= await ConnectAsync(cancellation);
        while (request.Length > 0)
        {
            request = request[await socket.SendAsync(request, cancellation)..];
        }

        var filled = 0;
        var head = -1;
        while (head < 0)
        {
            filled += await ReceiveAsync(socket, filled, cancellation);
            head = _buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8);
        }

        var start = head + 4;
        if (!Utf8Parser.TryParse(_buffer.AsSpan(9, 3), out int status, out _))
        {
            throw new IOException("The answer has no status line.");
        }

        if (_buffer.AsSpan(0, head).IndexOf("\r\nConnection: close"u8) >= 0)
        {
            // It was said, so it is no fault.
            _closing = true;
        }

        var length = ContentLength(_buffer.AsSpan(0, head));
        if (length >= 0)
        {
            while (filled < start + length)
            {
                filled += await ReceiveAsync(socket, filled, cancellation);
            }

            return (status, _buffer.AsMemory(start, length));
        }

        // Chunked: the answers measured here are small and end with the empty chunk.
        while (!_buffer.AsSpan(start, filled - start).EndsWith("0\r\n\r\n"u8))
        {
            filled += await ReceiveAsync(socket, filled, cancellation);
        }

        return (status, Unchunk(start, filled));
    }

    /// <summary>Drops the connection; the next request opens a new one.</summary>
    public void Reset()
    {
        _socket?.Dispose();
        (_socket, _closing) = (null, false);
    }

    /// <inheritdoc/>
    public void Dispose() => Reset();

    private static int ContentLength(ReadOnlySpan<byte> head)
    {
        // Kestrel writes it exactly so; 204 and the like have no body at all.
        var name = "\r\nContent-Length: "u8;
        var at = head.IndexOf(name);
        if (at >= 0 && Utf8Parser.TryParse(head[(at + name.Length)..], out int length, out _))
        {
            return length;
        }

        return head.IndexOf("chunked"u8) >= 0 ? -1 : 0;
    }

    private ReadOnlyMemory<byte> Unchunk(int start, int end)
    {
        var from = start;
        var to = start;
        while (from < end && Utf8Parser.TryParse(_buffer.AsSpan(from, end - from), out int size, out var used, 'X') && size > 0)
        {
            from += used + 2;
            _buffer.AsSpan(from, size).CopyTo(_buffer.AsSpan(to));
            to += size;
            from += size + 2;
        }

        return _buffer.AsMemory(start, to - start);
    }

    private async Task<Socket> ConnectAsync(CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancellation);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async ValueTask<int> ReceiveAsync(Socket socket, int filled, CancellationToken cancellation)
    {
        if (filled == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var got = await socket.ReceiveAsync(_buffer.AsMemory(filled), cancellation);
        return got > 0 ? got : throw new IOException("The connection was closed before the answer was complete.");
    }
}
