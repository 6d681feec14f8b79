using System.Net;
using System.Net.Sockets;

namespace Cairn.Postgres.Tests.Connections;

/// <summary>A port that forwards to a server, and cuts the first connection if told to; counts connections.</summary>
internal sealed class ProbeGate : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _accepting;
    private int _connections;

    private ProbeGate(int target, int cut)
    {
        _listener.Start();
        _accepting = AcceptAsync(target, cut);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Connections => Volatile.Read(ref _connections);

    public static ProbeGate RefuseOnce(int target) => new(target, cut: 1);

    public static ProbeGate Open(int target) => new(target, cut: 0);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync(int target, int cut)
    {
        var forwards = new List<Task>();
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_end.Token);
                if (Interlocked.Increment(ref _connections) <= cut)
                {
                    client.Client.LingerState = new LingerOption(true, 0);
                    client.Dispose();
                }
                else
                {
                    forwards.Add(ForwardAsync(client, target));
                }
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(forwards);
        }
    }

    private async Task ForwardAsync(TcpClient client, int target)
    {
        using TcpClient near = client;
        using var far = new TcpClient();
        try
        {
            await far.ConnectAsync(IPAddress.Loopback, target, _end.Token);
            Task there = near.GetStream().CopyToAsync(far.GetStream(), _end.Token);
            Task back = far.GetStream().CopyToAsync(near.GetStream(), _end.Token);
            await Task.WhenAny(there, back);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // One side has gone: so does the other.
        }
    }
}
