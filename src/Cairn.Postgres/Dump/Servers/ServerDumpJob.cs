using System.Runtime.ExceptionServices;
using Cairn.Postgres.Clients;
using Cairn.Postgres.Connections;
using Cairn.Postgres.Dump.Parallel;
using Cairn.Postgres.Processes;
using Cairn.Postgres.Progress;

namespace Cairn.Postgres.Dump.Servers;

/// <summary>
/// All databases of a server, each in parallel and several at a time, in one script that is pg_dumpall's, byte for byte.
/// </summary>
/// <remarks>
/// <list type="number">
/// <item>pg_dumpall --globals-only writes roles and tablespaces, and the catalog says which databases there are.</item>
/// <item>Databases are dumped largest first, each at the moment of its own snapshot: pg_dumpall promises no more. All of them share the connections
/// that read; one that is alone at the end gets them all.</item>
/// <item>A database that cannot be read in parallel is one stream of pg_dump in its place.</item>
/// <item>Stored streams are put together in pg_dumpall's order, and a table of contents says where each database is.</item>
/// </list>
/// A database that is dropped meanwhile is left out, and one that was renamed is dumped by its new name; both are told.
/// </remarks>
internal sealed class ServerDumpJob : DumpJob
{
    private const int MaxGlobals = 256 * 1024 * 1024;
    private static readonly TimeSpan GlobalsLimit = TimeSpan.FromMinutes(10);

    private readonly PostgresClient _client;
    private readonly PostgresServer _server;
    private readonly ServerArguments _arguments;
    private ServerCatalog _catalog;
    private IReadOnlyList<ServerDatabase> _databases = [];
    private ServerFactsForToc _facts = null!;
    private byte[] _globals = [];

    private ServerDumpJob(PostgresClient client, PostgresServer server, ServerArguments arguments, DumpJobOptions options, TimeProvider timeProvider)
        : base(options, timeProvider)
    {
        (_client, _server, _arguments) = (client, server, arguments);
        _catalog = Catalog(server);
    }

    public override bool IsParallel => true;

    /// <summary>Prepares the dump, or says why it has to be one stream of pg_dumpall.</summary>
    public static async Task<(DumpJob? Job, string? Refusal)> TryPrepareAsync(
        PostgresClient client, PostgresServer server, DumpJobOptions options, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        // What is refused for every dump is refused before anything is tried.
        _ = DumpArguments.Build(server, new DumpOptions { Program = DumpProgram.PgDumpAll, ExtraArguments = options.ExtraArguments });
        (ServerArguments? arguments, string? refusal) = ServerArguments.Parse(options.ExtraArguments);
        if (arguments is null)
        {
            return (null, refusal);
        }

        ServerDumpJob job = new(client, server, arguments, options, timeProvider);
        await job.ReadServerAsync(cancellationToken);
        return ServerScript.BeforeDatabases(job._globals) is null ? (null, "the script that pg_dumpall writes has an unknown form") : (job, null);
    }

    public override async Task<IReadOnlyList<DumpFile<TPart>>> RunAsync<TPart>(
        Func<Stream, CancellationToken, Task<TPart>> storeAsync, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(storeAsync);

        // :: Step 2-3
        IReadOnlyList<ServerDumpPiece<TPart>> pieces = await DumpDatabasesAsync(storeAsync, cancellationToken);
        await NoteNewDatabasesAsync(cancellationToken);

        // :: Step 4
        byte[] before = ServerScript.BeforeDatabases(_globals)!;
        List<TPart> script = [await StoreBytesAsync(before)];
        using ServerTocWriter toc = new(Options.FileName, _facts, _globals.Length, before.Length);
        foreach (ServerDumpPiece<TPart> piece in pieces)
        {
            byte[] header = ServerScript.BeforeDatabase(piece.Database.Name);
            script.Add(await StoreBytesAsync(header));
            script.AddRange(piece.Script);
            toc.Add(piece, header.Length);
        }

        script.Add(await StoreBytesAsync(ServerScript.AfterDatabases));
        byte[] content = toc.Finish(Time.GetUtcNow(), ServerScript.AfterDatabases.Length);
        return
        [
            new DumpFile<TPart>(Options.FileName, script),
            new DumpFile<TPart>(DumpFileNames.Toc, [await StoreBytesAsync(content)]),
            new DumpFile<TPart>(DumpFileNames.Globals, [await StoreBytesAsync(_globals)]),
            .. pieces.SelectMany(piece => piece.Companions),
        ];

        Task<TPart> StoreBytesAsync(ReadOnlyMemory<byte> bytes) => storeAsync(new MemoryStream(bytes.ToArray()), cancellationToken);
    }

    private ServerCatalog Catalog(PostgresServer server) => new(_client, server, PostgresSide.SourceDatabase, Options.ConnectLimit, Time);

    private async Task ReadServerAsync(CancellationToken cancellationToken)
    {
        // pg_dumpall's own choice when nobody says otherwise; a URL's database is a choice.
        string first = _arguments.Database ?? _server.Database ?? "postgres";
        PostgresServer maintenance = _server with { Database = first };
        _catalog = Catalog(maintenance);
        DateTimeOffset started = Time.GetUtcNow();
        (_databases, string version, int number) = await _catalog.ReadAsync(_arguments.Excluded, _arguments.Role, cancellationToken);
        _facts = new ServerFactsForToc(started, version, number, _client.Version.ToString());
        var options = new ChildProcessOptions
        {
            Program = _client.PgDumpAll,
            Arguments = [.. ToolEnvironment.ConnectionArguments(_server), "--globals-only", $"--database={first}", .. _arguments.Globals],
            Environment = ToolEnvironment.For(_server),
            Redactor = ToolEnvironment.Redactor(_server),
            ErrorLine = Options.ErrorLine,
        };
        (ProcessExit exit, byte[] output) = await ProgramRun.RunAsync(options, default, MaxGlobals, GlobalsLimit, Time, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        _globals = exit.IsSuccess
            ? ServerScript.WithKey(output, Options.RestrictKey)
            : throw ToolFailure.Create("pg_dumpall", _server, PostgresSide.SourceDatabase, exit);
    }

    private async Task<IReadOnlyList<ServerDumpPiece<TPart>>> DumpDatabasesAsync<TPart>(
        Func<Stream, CancellationToken, Task<TPart>> storeAsync, CancellationToken cancellationToken)
    {
        ServerDumpPiece<TPart>?[] pieces = new ServerDumpPiece<TPart>?[_databases.Count];
        using SemaphoreSlim readers = new(Options.Jobs);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        List<Task> running = [];
        Progress.Expect(0, 0, isExact: false);
        try
        {
            foreach (ServerDatabase database in _databases.OrderByDescending(database => database.Bytes))
            {
                // Whoever reads the first stream of a database holds a place among the readers; so there are never more databases than readers.
                await readers.WaitAsync(stop.Token);
                running.Add(DumpAndReleaseAsync(database));
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // One of them has failed, and says why below.
        }

        await FirstFailure.ThrowAsync(running);
        return [.. pieces.OfType<ServerDumpPiece<TPart>>()];

        async Task DumpAndReleaseAsync(ServerDatabase database)
        {
            try
            {
                pieces[_databases.ToList().IndexOf(database)] = await DumpUnlessDroppedAsync(database, readers, storeAsync, stop.Token);
            }
            catch
            {
                await stop.CancelAsync();
                throw;
            }
            finally
            {
                readers.Release();
            }
        }
    }

    private async Task<ServerDumpPiece<TPart>?> DumpUnlessDroppedAsync<TPart>(
        ServerDatabase database, SemaphoreSlim readers, Func<Stream, CancellationToken, Task<TPart>> storeAsync, CancellationToken cancellationToken)
    {
        try
        {
            return await DumpAsync(database, readers, storeAsync, cancellationToken);
        }
        catch (PostgresException e)
        {
            // Why it failed is one question. Whether the database is still there is another, and only the server can answer it.
            string? name = await TryFindNameAsync(database, cancellationToken);
            if (name is null)
            {
                Options.Note?.Invoke($"The database {database.Name} was dropped while the server was read. It is not part of the backup.");
                return null;
            }

            if (name == database.Name || e.Kind != PostgresErrorKind.DatabaseMissing)
            {
                ExceptionDispatchInfo.Throw(e);
            }

            Options.Note?.Invoke($"The database {database.Name} was renamed to {name} while the server was read, and is part of the backup by that name.");
            return await DumpAsync(database with { Name = name }, readers, storeAsync, cancellationToken);
        }
    }

    /// <summary>The present name of a database that could not be dumped; its old one when the server does not answer at all.</summary>
    private async Task<string?> TryFindNameAsync(ServerDatabase database, CancellationToken cancellationToken)
    {
        try
        {
            return await _catalog.FindNameAsync(database.Oid, _arguments.Role, cancellationToken);
        }
        catch (PostgresException)
        {
            return database.Name;
        }
    }

    private async Task<ServerDumpPiece<TPart>> DumpAsync<TPart>(
        ServerDatabase database, SemaphoreSlim readers, Func<Stream, CancellationToken, Task<TPart>> storeAsync, CancellationToken cancellationToken)
    {
        string[] create = ServerScript.IsAlwaysThere(database.Name) ? [] : ["--create"];
        string[] arguments = [.. create, .. _arguments.Databases];
        PostgresServer server = _server with { Database = database.Name };
        PreparedDump prepared = await new ParallelDump(_client, Time).PrepareAsync(server, ParallelOptions(arguments), cancellationToken);
        if (prepared.Session is null)
        {
            Options.Note?.Invoke($"The database {database.Name} is read as one stream and not in parallel, because {prepared.Refusal}.");
            return await DumpPlainAsync(database, server, arguments, storeAsync, cancellationToken);
        }

        await using DumpSession session = prepared.Session;
        Progress.Begin($"database {database.Name}");
        Progress.Expect(session.EstimatedBytes, session.TableCount, isExact: false);
        TPart[] parts = new TPart[session.Parts.Count];
        await session.ReadAsync(
            Options.Jobs, async (part, stream, token) => parts[part.Number] = await storeAsync(stream, token), Progress, readers, cancellationToken);
        TPart toc = await storeAsync(new MemoryStream(session.DescribeTocAs(Options.FileName, DumpFileNames.SchemaOf(database.Name))), cancellationToken);
        TPart schema = await storeAsync(new MemoryStream(session.SchemaArchive.ToArray()), cancellationToken);
        return new ServerDumpPiece<TPart>
        {
            Database = database,
            Script = parts,
            Length = session.Parts.Sum(part => part.Length),
            Rows = session.RowCount,
            Companions =
            [
                new DumpFile<TPart>(DumpFileNames.TocOf(database.Name), [toc]),
                new DumpFile<TPart>(DumpFileNames.SchemaOf(database.Name), [schema]),
            ],
        };
    }

    private async Task<ServerDumpPiece<TPart>> DumpPlainAsync<TPart>(
        ServerDatabase database,
        PostgresServer server,
        string[] arguments,
        Func<Stream, CancellationToken, Task<TPart>> storeAsync,
        CancellationToken cancellationToken)
    {
        DumpOptions options = new() { ExtraArguments = arguments, ErrorLine = Options.ErrorLine };
        long length = 0;
        TPart part = await PlainDumpJob.StoreAsync(_client, server, options, Progress, Time, async (stream, token) =>
        {
            await using CountingStream counted = new(stream, count => length += count);
            return await storeAsync(counted, token);
        }, cancellationToken);
        return new ServerDumpPiece<TPart> { Database = database, Script = [part], Length = length };
    }

    private async Task NoteNewDatabasesAsync(CancellationToken cancellationToken)
    {
        (IReadOnlyList<ServerDatabase> now, _, _) = await _catalog.ReadAsync(_arguments.Excluded, _arguments.Role, cancellationToken);
        HashSet<uint> known = [.. _databases.Select(database => database.Oid)];
        foreach (ServerDatabase database in now.Where(database => !known.Contains(database.Oid)))
        {
            Options.Note?.Invoke($"The database {database.Name} was created while the server was read. The next backup will have it.");
        }
    }
}
