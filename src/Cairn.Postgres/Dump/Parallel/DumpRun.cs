using Cairn.Postgres.Archives;
using Cairn.Postgres.Clients;
using Cairn.Postgres.Connections;
using Cairn.Postgres.Libpq;
using Cairn.Postgres.Processes;

namespace Cairn.Postgres.Dump.Parallel;

/// <summary>What the steps of one parallel dump share: the coordinator's connection, its snapshot, and how programs are started.</summary>
internal sealed class DumpRun(
    PostgresClient client, PostgresServer server, ParallelArguments arguments, ParallelDumpOptions options, TimeProvider timeProvider) : IAsyncDisposable
{
    private PostgresConnection? _coordinator;
    private string _snapshot = "";
    private string _encodingStatement = "";

    public PostgresServer Server => server;

    public ParallelArguments Arguments => arguments;

    public ParallelDumpOptions Options => options;

    public TimeProvider Time => timeProvider;

    public PostgresConnection Coordinator => _coordinator ?? throw new InvalidOperationException("Not connected yet.");

    public DumpFacts Facts { get; private set; } = null!;

    /// <summary>The result of preparing.</summary>
    public DumpSession? Session { get; set; }

    public async Task ConnectCoordinatorAsync(CancellationToken cancellationToken)
    {
        _coordinator = await ConnectAsync(cancellationToken);
        if (await PoolerCheck.PoolsTransactionsAsync(_coordinator, ConnectAsync, cancellationToken))
        {
            throw PostgresException.Configuration(
                $"{server.Display} is a connection pooler that gives each transaction another session (pgbouncer with pool_mode transaction or "
                + "statement). A dump needs sessions of its own: connect to the server itself, or to a pool with pool_mode session.");
        }

        await _coordinator.ExecuteAsync("SET client_encoding = 'UTF8'", cancellationToken);
        await SessionSettings.ApplyAsync(_coordinator, arguments.Role, cancellationToken);
    }

    public async Task ExportSnapshotAsync(CancellationToken cancellationToken)
    {
        await Coordinator.ExecuteAsync("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", cancellationToken);
        _snapshot = (await Coordinator.QueryAsync("SELECT pg_catalog.pg_export_snapshot()", cancellationToken))[0][0]!;
    }

    public async Task ReadFactsAsync(CancellationToken cancellationToken) =>
        Facts = await DumpCatalog.ReadFactsAsync(Coordinator, client.Version.ToString(), cancellationToken);

    /// <summary>Gives the coordinator the dump's encoding: names are sent as the bytes that the archive has.</summary>
    public async Task AdoptEncodingAsync(ArchiveToc toc, CancellationToken cancellationToken)
    {
        const string start = "SET client_encoding = '";
        _encodingStatement = toc.Entries.FirstOrDefault(entry => entry.Type == "ENCODING")?.Definition.Trim() ?? "";
        if (!_encodingStatement.StartsWith(start, StringComparison.Ordinal))
        {
            throw new ArchiveFormatException("the archive does not name its encoding");
        }

        Facts = Facts with { DumpEncoding = _encodingStatement[start.Length..].TrimEnd('\'', ';') };
        await Coordinator.ExecuteAsync(_encodingStatement, cancellationToken);
    }

    /// <summary>Makes one more connection that reads in the coordinator's snapshot.</summary>
    public async Task<DumpWorker> StartWorkerAsync(CancellationToken cancellationToken)
    {
#pragma warning disable CA2000 // The worker owns it.
        PostgresConnection connection = await ConnectAsync(cancellationToken);
#pragma warning restore CA2000
        try
        {
            return await DumpWorker.StartAsync(connection, _snapshot, _encodingStatement, arguments.Role, cancellationToken);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>pg_dump, writing an archive of everything; it is ended when its table of contents has been read.</summary>
    public ChildProcessOptions ArchiveOptions() => Program(client.PgDump, ["--format=custom", "--compress=0", .. DumpSelection()]);

    /// <summary>pg_dump, writing the statements for large objects and nothing else: privileges stand at the end of the script.</summary>
    public ChildProcessOptions LargeObjectOptions() =>
        Program(
            client.PgDump,
            ["--section=data", "--exclude-table-data=*.*", "--no-privileges", .. DumpSelection(), .. arguments.Script.Where(IsCommonOption)]);

    /// <summary>pg_restore, writing the script of an archive that it reads from its input.</summary>
    public ChildProcessOptions ScriptOptions(IEnumerable<string> sections) => new()
    {
        Program = client.PgRestore,
        Arguments = ["--file=-", "--format=custom", .. sections, .. arguments.Script],
        Environment = ToolEnvironment.For(server),
        ErrorLine = options.ErrorLine,
    };

    public async ValueTask DisposeAsync()
    {
        if (_coordinator is not null)
        {
            await _coordinator.DisposeAsync();
            _coordinator = null;
        }
    }

    // In a script of data alone nothing is dropped or created.
    private static bool IsCommonOption(string option) => option is "--no-owner" or "--no-tablespaces";

    private IEnumerable<string> DumpSelection() => [$"--snapshot={_snapshot}", .. arguments.Archive];

    private ChildProcessOptions Program(string program, IEnumerable<string> specific) => new()
    {
        Program = program,
        Arguments = [.. ToolEnvironment.ConnectionArguments(server), .. specific],
        Environment = ToolEnvironment.For(server),
        Redactor = ToolEnvironment.Redactor(server),
        ErrorLine = options.ErrorLine,
    };

    private Task<PostgresConnection> ConnectAsync(CancellationToken cancellationToken) => PostgresConnection.ConnectAsync(
        client, server, PostgresSide.SourceDatabase, timeProvider, options.ConnectLimit, cancellationToken);
}
