using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Cairn.Testing.Postgres;

/// <summary>A real pgbouncer in front of a scratch server, on a free loopback port. It lives until it is disposed.</summary>
public sealed class ScratchPgBouncer : IAsyncDisposable
{
    private static readonly string[] Places = ["/usr/sbin/pgbouncer", "/usr/bin/pgbouncer", "/usr/local/bin/pgbouncer"];
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly ServerProcess _process;

    private ScratchPgBouncer(ServerProcess process, int port) => (_process, Port) = (process, port);

    /// <summary>Its port on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>The program's path, or null where it is not installed.</summary>
    public static string? Program => Array.Find(Places, File.Exists);

    /// <summary>Starts it and waits until it listens.</summary>
    /// <param name="server">The server behind it, which must trust everybody on its socket.</param>
    /// <param name="poolMode">session, transaction or statement.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<ScratchPgBouncer> StartAsync(ScratchPostgres server, string poolMode, CancellationToken cancellationToken)
    {
        int port = FreePort();
        string settings = Path.Combine(server.Directory, $"pgbouncer-{port}.ini");
        await File.WriteAllTextAsync(settings, string.Create(CultureInfo.InvariantCulture,
            $"""
            [databases]
            * = host={server.Directory} port={server.Port} user={ScratchPostgres.User}
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {port}
            auth_type = any
            pool_mode = {poolMode}
            unix_socket_dir =
            """), cancellationToken);
        (string program, string[] arguments) = ServerUser.Wrap(Program!, [settings]);
        ScratchPgBouncer bouncer = new(ServerProcess.Start(program, arguments), port);
        try
        {
            await bouncer.WaitUntilListeningAsync(cancellationToken);
            return bouncer;
        }
        catch
        {
            await bouncer.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops it at once.</summary>
    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task WaitUntilListeningAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(StartLimit);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        while (true)
        {
            try
            {
                using TcpClient client = new();
                await client.ConnectAsync(IPAddress.Loopback, Port, either.Token);
                return;
            }
            catch (SocketException) when (!_process.HasExited)
            {
                await Task.Delay(Pause, TimeProvider.System, either.Token);
            }
        }
    }
}
