using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Cairn.Testing.Servers;

/// <summary>A small HTTP proxy on a loopback port, in front of a server, that does what broken networks and servers do.</summary>
/// <remarks>
/// It takes one request a connection and speaks no TLS. It cannot show what depends on reused connections, on lost or reordered packets, or on
/// slow lines. Bodies must have a length (no chunked encoding), which is what S3 clients send.
/// </remarks>
public sealed class FaultProxy : IAsyncDisposable
{
    private const int MaxHeadBytes = 64 * 1024;

    private readonly int _serverPort;
    private readonly LoopbackListener _listener;
    private readonly Lock _lock = new();
    private readonly List<(ProxyFault Fault, int Seen)> _faults = [];
    private readonly List<string> _requests = [];
    private bool _refuses;
    private int _refused;

    /// <summary>Starts a proxy in front of a port of 127.0.0.1.</summary>
    public FaultProxy(int serverPort)
    {
        _serverPort = serverPort;
        _listener = new LoopbackListener(ServeAsync);
    }

    /// <summary>The port on 127.0.0.1.</summary>
    public int Port => _listener.Port;

    /// <summary>The address, with scheme and port.</summary>
    public string Endpoint => $"http://127.0.0.1:{Port}";

    /// <summary>Method and target of all requests so far.</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (_lock)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>
    /// While true, connections are reset as soon as they are made. How often a client tries to connect for one request is a matter of moments: one that
    /// finds its connection gone before it has sent anything may make another. <see cref="HttpRequestCounter"/> counts requests.
    /// </summary>
    public bool RefusesConnections
    {
        get => Volatile.Read(ref _refuses);
        set => Volatile.Write(ref _refuses, value);
    }

    /// <summary>How many connections were reset because of <see cref="RefusesConnections"/>.</summary>
    public int RefusedConnections => Volatile.Read(ref _refused);

    /// <summary>Adds a fault. It counts the requests from now on.</summary>
    public FaultProxy Add(ProxyFault fault)
    {
        lock (_lock)
        {
            _faults.Add((fault, 0));
        }

        return this;
    }

    /// <summary>Forgets faults and requests.</summary>
    public void Reset()
    {
        lock (_lock)
        {
            _faults.Clear();
            _requests.Clear();
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    private async Task ServeAsync(TcpClient connection)
    {
        using TcpClient client = connection;
        try
        {
            if (RefusesConnections)
            {
                Interlocked.Increment(ref _refused);
                Reset(client);
                return;
            }

            NetworkStream stream = client.GetStream();
            (string head, byte[] bodyStart) = await ReadHeadAsync(stream);
            ProxyFault? fault = Note(head);
            long bodyLength = LengthIn(head);
            if (fault is { Status: not null } or { Hang: true } or { CutRequestAfter: not null })
            {
                await AnswerWithoutServerAsync(client, stream, head, fault, bodyLength - bodyStart.Length);
            }
            else
            {
                await ForwardAsync(client, stream, head, bodyStart, bodyLength, fault);
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Either side has left; that is what this proxy is about.
        }
    }

    private async Task AnswerWithoutServerAsync(TcpClient client, NetworkStream stream, string head, ProxyFault fault, long restOfBody)
    {
        if (head.Contains("100-continue", StringComparison.OrdinalIgnoreCase))
        {
            await stream.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), _listener.Stopping);
        }

        if (fault.CutRequestAfter is { } bytes)
        {
            await SkipAsync(stream, Math.Min(bytes, restOfBody));
            Reset(client);
            return;
        }

        await SkipAsync(stream, restOfBody);
        if (fault.Hang)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, _listener.Stopping);
        }

        await stream.WriteAsync(Answer(fault.Status!.Value, fault.Code), _listener.Stopping);
    }

    private async Task ForwardAsync(TcpClient client, NetworkStream stream, string head, byte[] bodyStart, long bodyLength, ProxyFault? fault)
    {
        using var server = new TcpClient();
        await server.ConnectAsync(IPAddress.Loopback, _serverPort, _listener.Stopping);
        NetworkStream toServer = server.GetStream();
        string[] lines = [.. head.Split("\r\n", StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !line.StartsWith("Connection:", StringComparison.OrdinalIgnoreCase))];
        await toServer.WriteAsync(Encoding.Latin1.GetBytes(string.Join("\r\n", lines) + "\r\nConnection: close\r\n\r\n"), _listener.Stopping);
        await toServer.WriteAsync(bodyStart, _listener.Stopping);
        Task upload = CopyAsync(stream, toServer, bodyLength - bodyStart.Length);
        if (fault?.StatusAfterSuccess is { } status)
        {
            await upload;
            await SkipAsync(toServer, long.MaxValue);
            await stream.WriteAsync(Answer(status, fault.Code), _listener.Stopping);
            return;
        }

        await CopyAsync(toServer, stream, fault?.CutAnswerAfter ?? fault?.StallAnswerAfter ?? long.MaxValue);
        if (fault?.StallAnswerAfter is not null)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, _listener.Stopping);
        }

        if (fault?.CutAnswerAfter is not null)
        {
            Reset(client);
        }

        await upload;
    }

    /// <summary>Reads up to the empty line, and what of the body came with it.</summary>
    private async Task<(string Head, byte[] BodyStart)> ReadHeadAsync(NetworkStream stream)
    {
        byte[] buffer = new byte[MaxHeadBytes];
        int count = 0;
        while (true)
        {
            int read = await stream.ReadAsync(buffer.AsMemory(count), _listener.Stopping);
            if (read == 0)
            {
                throw new IOException("The client left before its request was complete.");
            }

            count += read;
            int end = buffer.AsSpan(0, count).IndexOf("\r\n\r\n"u8);
            if (end >= 0)
            {
                return (Encoding.Latin1.GetString(buffer, 0, end), buffer[(end + 4)..count]);
            }
        }
    }

    private ProxyFault? Note(string head)
    {
        string[] parts = head.Split(' ', 3);
        lock (_lock)
        {
            _requests.Add($"{parts[0]} {parts[1]}");
            ProxyFault? hit = null;
            for (int i = 0; i < _faults.Count; i++)
            {
                (ProxyFault fault, int seen) = _faults[i];
                if ((fault.Method is { } method && method != parts[0])
                    || (fault.Target is { } target && !parts[1].Contains(target, StringComparison.Ordinal)))
                {
                    continue;
                }

                _faults[i] = (fault, seen + 1);
                if (seen >= fault.After && seen < fault.After + fault.Times)
                {
                    hit ??= fault;
                }
            }

            return hit;
        }
    }

    private static long LengthIn(string head)
    {
        const string name = "Content-Length:";
        string? line = head.Split("\r\n").FirstOrDefault(line => line.StartsWith(name, StringComparison.OrdinalIgnoreCase));
        return line is null ? 0 : long.Parse(line[name.Length..]);
    }

    private Task SkipAsync(NetworkStream from, long bytes) => CopyAsync(from, Stream.Null, bytes);

    private async Task CopyAsync(Stream from, Stream to, long bytes)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            while (bytes > 0)
            {
                int count = await from.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, bytes)), _listener.Stopping);
                if (count == 0)
                {
                    return;
                }

                await to.WriteAsync(buffer.AsMemory(0, count), _listener.Stopping);
                bytes -= count;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static byte[] Answer(int status, string code)
    {
        string body = $"<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>{code}</Code><Message>The test proxy says {code}</Message></Error>";
        return Encoding.Latin1.GetBytes(
            $"HTTP/1.1 {status} {code}\r\nContent-Type: application/xml\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}");
    }

    /// <summary>Closes with a reset instead of an orderly end.</summary>
    private static void Reset(TcpClient client)
    {
        client.LingerState = new LingerOption(enable: true, seconds: 0);
        client.Close();
    }
}
