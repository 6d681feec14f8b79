using System.Net;
using System.Net.Sockets;

namespace Cairn.Testing.Postgres;

/// <summary>
/// A real PostgreSQL server of its own in a temporary directory, on a free loopback port and a socket, without fsync. It lives until it is
/// disposed, and takes its directory with it. Every failure shows the server's log. For one test, or shared: members may be called from
/// several threads.
/// </summary>
/// <remarks>Limit: a test process that is killed leaves the server and its directory behind.</remarks>
public sealed class ScratchPostgres : IAsyncDisposable
{
    /// <summary>The superuser of every scratch server.</summary>
    public const string User = "postgres";

    private static readonly TimeSpan ToolLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly ScratchPostgresOptions _options;
    private ServerProcess? _server;

    private ScratchPostgres(ScratchPostgresOptions options, string bin, string directory, int port)
    {
        _options = options;
        BinDirectory = bin;
        Directory = directory;
        Port = port;
    }

    /// <summary>The directory of the server's programs and of clients of the same version.</summary>
    public string BinDirectory { get; }

    /// <summary>The temporary directory: the data in <c>data</c>, the socket right here.</summary>
    public string Directory { get; }

    /// <summary>The port on 127.0.0.1, and of the socket in <see cref="Directory"/>.</summary>
    public int Port { get; }

    /// <summary>The server's certificate, which is its own authority, in PEM; exists with <see cref="ScratchPostgresOptions.UseTls"/>
    /// only.</summary>
    public string CertificateFile => Path.Combine(Directory, "server.crt");

    /// <summary>The process id of the server.</summary>
    public int ProcessId => Server.Id;

    private ServerProcess Server => _server ?? throw new InvalidOperationException("The server is not running.");

    /// <summary>Creates and starts a server, and waits until it answers.</summary>
    public static async Task<ScratchPostgres> StartAsync(ScratchPostgresOptions options, CancellationToken cancellationToken)
    {
        string bin = Installations.BinDirectory(options.Major);
        string directory = Path.Combine(Path.GetTempPath(), "cairn-pg-" + Guid.NewGuid().ToString("N")[..12]);
        var scratch = new ScratchPostgres(options, bin, directory, FreePort());
        try
        {
            await scratch.InitializeAsync(cancellationToken);
            await scratch.StartServerAsync(cancellationToken);
            return scratch;
        }
        catch
        {
            await scratch.DisposeAsync();
            throw;
        }
    }

    /// <summary>A URL of a database for the superuser, with the password if there is one. Further parameters can be appended:
    /// "sslmode=require".</summary>
    public string Url(string database, string parameters = "")
    {
        string password = _options.Password is null ? "" : ":" + Uri.EscapeDataString(_options.Password);
        string query = parameters.Length == 0 ? "" : "?" + parameters;
        return $"postgres://{User}{password}@127.0.0.1:{Port}/{Uri.EscapeDataString(database)}{query}";
    }

    /// <summary>Creates an empty database.</summary>
    public Task CreateDatabaseAsync(string database, CancellationToken cancellationToken)
    {
        string name = database.Replace("\"", "\"\"", StringComparison.Ordinal);
        return ExecuteAsync("postgres", $"create database \"{name}\" template template0", cancellationToken);
    }

    /// <summary>Runs SQL through psql, stopping at the first error, and returns what it printed (unaligned, rows only).</summary>
    public Task<string> ExecuteAsync(string database, string sql, CancellationToken cancellationToken) =>
        RunClientAsync("psql", ["-XAtq", "-v", "ON_ERROR_STOP=1", "-f", "-"], database, sql, cancellationToken);

    /// <summary>
    /// The plain dump of a database, for comparisons: without the <c>\restrict</c> lines, whose key is new in each dump.
    /// </summary>
    public async Task<string> DumpTextAsync(string database, CancellationToken cancellationToken, params string[] arguments)
    {
        string dump = await RunClientAsync("pg_dump", arguments, database, "", cancellationToken);
        return string.Join('\n', dump.Split('\n').Where(line =>
            !line.StartsWith("\\restrict ", StringComparison.Ordinal) && !line.StartsWith("\\unrestrict ", StringComparison.Ordinal)));
    }

    /// <summary>The plain dump of the whole server, for comparisons.</summary>
    public Task<string> DumpAllTextAsync(CancellationToken cancellationToken, params string[] arguments) => ServerProcess.RunAsync(
        Path.Combine(BinDirectory, "pg_dumpall"), ["-w", "-h", Directory, "-p", $"{Port}", "-U", User, .. arguments], ToolLimit, cancellationToken);

    /// <summary>Stops the server at once, as a crash would, and removes the directory.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
            _server = null;
        }

        if (System.IO.Directory.Exists(Directory))
        {
            System.IO.Directory.Delete(Directory, recursive: true);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task InitializeAsync(CancellationToken cancellationToken)
    {
        System.IO.Directory.CreateDirectory(Directory);
        string passwordFile = Path.Combine(Directory, "password");
        await File.WriteAllTextAsync(passwordFile, (_options.Password ?? "unused") + "\n", cancellationToken);
        if (ServerUser.IsNeeded)
        {
            await ServerProcess.RunAsync("chown", ["-R", ServerUser.Name, Directory], ToolLimit, cancellationToken);
        }

        // The socket trusts everybody, so that a test can always get in.
        string[] arguments =
        [
            "-D", Path.Combine(Directory, "data"), "-U", User, "--pwfile=" + passwordFile, "--auth-local=trust",
            "--auth-host=" + (_options.Password is null ? "trust" : "scram-sha-256"), "-E", "UTF8", "--locale=C", "--no-sync",
        ];
        await RunAsServerUserAsync(Path.Combine(BinDirectory, "initdb"), arguments, cancellationToken);
        if (_options.UseTls)
        {
            await RunAsServerUserAsync("openssl",
            [
                "req", "-new", "-x509", "-days", "2", "-nodes", "-newkey", "rsa:2048", "-subj", "/CN=localhost",
                "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
                "-keyout", Path.Combine(Directory, "server.key"), "-out", CertificateFile,
            ], cancellationToken);
        }
    }

    private async Task StartServerAsync(CancellationToken cancellationToken)
    {
        var settings = new Dictionary<string, string>
        {
            ["listen_addresses"] = "127.0.0.1",
            ["unix_socket_directories"] = Directory,
            ["fsync"] = "off",
            ["max_wal_size"] = "4GB",
            ["log_checkpoints"] = "off",
        };
        if (_options.UseTls)
        {
            settings["ssl"] = "on";
            settings["ssl_cert_file"] = CertificateFile;
            settings["ssl_key_file"] = Path.Combine(Directory, "server.key");
        }

        foreach ((string name, string value) in _options.Settings)
        {
            settings[name] = value;
        }

        string[] arguments =
        [
            "-D", Path.Combine(Directory, "data"), "-p", $"{Port}", .. settings.SelectMany(s => new[] { "-c", $"{s.Key}={s.Value}" }),
        ];
        (string program, string[] all) = ServerUser.Wrap(Path.Combine(BinDirectory, "postgres"), arguments);
        _server = ServerProcess.Start(program, all);
        await WaitUntilReadyAsync(cancellationToken);
    }

    private async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(StartLimit);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        while (true)
        {
            try
            {
                await ExecuteAsync("postgres", "select 1", either.Token);
                return;
            }
            catch (InvalidOperationException e) when (Server.HasExited)
            {
                throw new InvalidOperationException($"The scratch server has ended: {Server.ErrorText}", e);
            }
            catch (InvalidOperationException)
            {
                await Task.Delay(Pause, TimeProvider.System, either.Token);
            }
        }
    }

    private static Task<string> RunAsServerUserAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        (string wrapped, string[] all) = ServerUser.Wrap(program, arguments);
        return ServerProcess.RunAsync(wrapped, all, ToolLimit, cancellationToken);
    }

    private Task<string> RunClientAsync(
        string program, string[] arguments, string database, string input, CancellationToken cancellationToken) =>
        ServerProcess.RunAsync(Path.Combine(BinDirectory, program),
            ["-w", "-h", Directory, "-p", $"{Port}", "-U", User, .. arguments, "-d", database], ToolLimit, cancellationToken, input);
}
