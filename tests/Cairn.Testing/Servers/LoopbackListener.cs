using System.Net;
using System.Net.Sockets;

namespace Cairn.Testing.Servers;

/// <summary>Takes connections on a free port of 127.0.0.1 and serves them side by side, until it is disposed; then it waits for all of them.</summary>
internal sealed class LoopbackListener : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly List<Task> _connections = [];
    private readonly Func<TcpClient, Task> _serve;
    private readonly Task _accepting;

    /// <summary>Listens at once.</summary>
    /// <param name="serve">Serves one connection and disposes it. It throws nothing, and ends when <see cref="Stopping"/> is cancelled.</param>
    public LoopbackListener(Func<TcpClient, Task> serve)
    {
        _serve = serve;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        Stopping = _stop.Token;
        _accepting = AcceptAsync();
    }

    /// <summary>The port on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>Is cancelled when the listener is disposed.</summary>
    public CancellationToken Stopping { get; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        Task[] connections;
        lock (_lock)
        {
            connections = [.. _connections];
        }

        await Task.WhenAll(connections);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(Stopping);
                lock (_lock)
                {
                    _connections.Add(_serve(client));
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The listener ends.
        }
    }
}
