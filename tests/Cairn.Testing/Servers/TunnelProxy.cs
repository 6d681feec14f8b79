using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Cairn.Testing.Servers;

/// <summary>
/// An HTTP proxy that leads every tunnel (CONNECT) to one port of this machine, whatever host was asked for: so programs that insist on a cloud's
/// host names talk with a server of the test, over TLS and with those names, by nothing more than HTTPS_PROXY in their environment.
/// </summary>
public sealed class TunnelProxy : IAsyncDisposable
{
    private const int MaxHeadBytes = 16 * 1024;

    private readonly LoopbackListener _listener;
    private readonly int _serverPort;

    /// <summary>Starts a proxy whose tunnels all end at a port of 127.0.0.1.</summary>
    public TunnelProxy(int serverPort)
    {
        _serverPort = serverPort;
        _listener = new LoopbackListener(ServeAsync);
    }

    /// <summary>The address for HTTPS_PROXY.</summary>
    public string Address => $"http://127.0.0.1:{_listener.Port}";

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    private async Task ServeAsync(TcpClient connection)
    {
        using TcpClient client = connection;
        using var server = new TcpClient();
        try
        {
            NetworkStream near = client.GetStream();
            if (!await ReadConnectAsync(near))
            {
                await near.WriteAsync("HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), _listener.Stopping);
                return;
            }

            await server.ConnectAsync(IPAddress.Loopback, _serverPort, _listener.Stopping);
            NetworkStream far = server.GetStream();
            await near.WriteAsync("HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray(), _listener.Stopping);

            // When one direction ends, the other one is of no use.
            await Task.WhenAny(near.CopyToAsync(far, _listener.Stopping), far.CopyToAsync(near, _listener.Stopping));
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
        {
            // The client, the server or the test has ended.
        }
    }

    private async Task<bool> ReadConnectAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        byte[] buffer = new byte[1];
        while (head.Length < MaxHeadBytes && !head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(buffer, _listener.Stopping) == 0)
            {
                return false;
            }

            head.Append((char)buffer[0]);
        }

        return head.ToString().StartsWith("CONNECT ", StringComparison.Ordinal);
    }
}
