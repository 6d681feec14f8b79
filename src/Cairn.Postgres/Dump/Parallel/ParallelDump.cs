using Cairn.Postgres.Archives;
using Cairn.Postgres.Clients;
using Cairn.Postgres.Connections;
using Cairn.Postgres.Libpq;
using Cairn.Postgres.Processes;

namespace Cairn.Postgres.Dump.Parallel;

/// <summary>
/// Prepares a dump of one database that several connections read at the same time and whose script is, byte for byte, that of pg_dump.
/// </summary>
/// <remarks>
/// <list type="number">
/// <item>The coordinator's connection begins a transaction, exports its snapshot, and asks the catalogs for facts and sizes.</item>
/// <item>pg_dump writes an archive from that snapshot. Its table of contents comes first and says what the dump holds.</item>
/// <item>The coordinator takes the locks that pg_dump holds, and pg_dump is ended before it reads rows: there is no moment without locks.</item>
/// <item>pg_restore writes the script around the rows, from the table of contents alone.</item>
/// <item>The plan says which connection's COPY gives which part of the script.</item>
/// </list>
/// Whatever is not understood refuses the parallel way, and the plain way, one stream of pg_dump, is taken.
/// </remarks>
/// <param name="client">The client whose programs are run: see <see cref="ClientCatalog.ForDump"/>.</param>
/// <param name="timeProvider">The clock of limits.</param>
public sealed class ParallelDump(PostgresClient client, TimeProvider timeProvider)
{
    private const string LockNotAvailable = "55P03";
    private const string OutOfMemory = "53200";
    private const int OldestServerMajor = 10;
    private const int RangeScanMajor = 14;
    private const int LockBatch = 500;
    private const int MaxScript = 512 * 1024 * 1024;
    private static readonly TimeSpan ScriptLimit = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan ExitLimit = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Prepares the dump, or says why it has to take the plain way. Fails with a <see cref="PostgresException"/> when the server or a program
    /// fails, which the plain way would meet as well.
    /// </summary>
    public async Task<PreparedDump> PrepareAsync(PostgresServer server, ParallelDumpOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(options);

        // What is refused for every dump is refused before anything is tried.
        _ = DumpArguments.Build(server, new DumpOptions { ExtraArguments = options.ExtraArguments });
        (ParallelArguments? arguments, string? refusal) = ParallelArguments.Parse(options.ExtraArguments);
        if (arguments is null)
        {
            return new PreparedDump(null, refusal);
        }

        PostgresServer database = arguments.Database is null ? server : server with { Database = arguments.Database };
#pragma warning disable CA2000 // Disposed below, or by the session.
        DumpRun run = new(client, database, arguments, options, timeProvider);
#pragma warning restore CA2000
        try
        {
            // :: Step 1
            await run.ConnectCoordinatorAsync(cancellationToken);
            if (run.Coordinator.ServerVersion.Major < OldestServerMajor)
            {
                refusal = $"the server is older than version {OldestServerMajor}";
            }
            else
            {
                refusal = await PrepareAsync(run, cancellationToken);
            }
        }
        catch (ArchiveFormatException e)
        {
            refusal = e.Message;
        }
        catch (PostgresException e) when (e.SqlState == LockNotAvailable)
        {
            refusal = "somebody waits to change or lock one of the tables";
        }
        catch (PostgresException e) when (e.SqlState == OutOfMemory)
        {
            refusal = "the server has no memory for a second lock on every table (max_locks_per_transaction)";
        }
        catch
        {
            await run.DisposeAsync();
            throw;
        }

        if (refusal is null)
        {
            return new PreparedDump(run.Session!, null);
        }

        await run.DisposeAsync();
        return new PreparedDump(null, refusal);
    }

    private async Task<string?> PrepareAsync(DumpRun run, CancellationToken cancellationToken)
    {
        await run.ExportSnapshotAsync(cancellationToken);

        // :: Step 2, and meanwhile the questions for the catalogs.
        await using ChildProcess dump = ChildProcess.Start(run.ArchiveOptions(), timeProvider, cancellationToken);
        Task<ArchiveToc?> reading = ArchiveToc.ReadAsync(dump.Output, cancellationToken);
        Dictionary<uint, DumpTable> tables;
        try
        {
            await run.ReadFactsAsync(cancellationToken);
            tables = await DumpCatalog.ReadTablesAsync(run.Coordinator, cancellationToken);
        }
        catch
        {
            await dump.StopAsync();
            await Task.WhenAny(reading);
            throw;
        }

        ArchiveToc toc = await reading ?? throw await FailureAsync(dump, run, cancellationToken);

        if (run.Arguments.IsClean && toc.Entries.Any(entry => entry.Type == "BLOB METADATA"))
        {
            await dump.StopAsync();
            return "large objects of this version are dropped among the rows";
        }

        // :: Step 3
        await run.AdoptEncodingAsync(toc, cancellationToken);
        await LockAsync(run.Coordinator, toc, cancellationToken);
        await dump.StopAsync();

        // :: Step 4
        byte[] archive = toc.WithoutData();
        Task<byte[]> schema = ScriptAsync(run, archive, ["--section=pre-data", "--section=post-data"], cancellationToken);
        Task<byte[]> preData = ScriptAsync(run, archive, ["--section=pre-data", "--no-privileges"], cancellationToken);
        await Task.WhenAll(schema, preData);
        ScriptText? script = ScriptText.TryCut(await preData, await schema, run.Arguments.IsClean, run.Options.RestrictKey);
        if (script is null)
        {
            return "the script that pg_restore writes has an unknown form";
        }

        // :: Step 5
        DumpPlan plan = new(
            tables, run.Coordinator.ServerVersion.Major >= RangeScanMajor, run.Options.RangeBytes, !run.Arguments.Script.Contains("--no-owner"));
        (IReadOnlyList<DumpPart>? parts, string? refusal) = plan.Lay(toc, script);
        if (parts is not null)
        {
            run.Session = new DumpSession(run, parts, plan.Entries, archive);
        }

        return refusal;
    }

    private static async Task LockAsync(PostgresConnection coordinator, ArchiveToc toc, CancellationToken cancellationToken)
    {
        IEnumerable<string> tables = toc.Entries.Where(entry => entry.Type == "TABLE DATA").Select(DumpPlan.NameOf);
        foreach (string[] batch in tables.Chunk(LockBatch))
        {
            await coordinator.ExecuteAsync(DumpWorker.LockStatement(batch), cancellationToken);
        }
    }

    private static async Task<PostgresException> FailureAsync(ChildProcess dump, DumpRun run, CancellationToken cancellationToken)
    {
        ProcessExit exit = await dump.WaitForExitAsync(ExitLimit, cancellationToken);
        await dump.ThrowIfCancelledAsync(cancellationToken);
        return ToolFailure.Create(dump.Name, run.Server, PostgresSide.SourceDatabase, exit);
    }

    private async Task<byte[]> ScriptAsync(DumpRun run, byte[] archive, string[] sections, CancellationToken cancellationToken)
    {
        (ProcessExit exit, byte[] output) = await ProgramRun.RunAsync(
            run.ScriptOptions(sections), archive, MaxScript, ScriptLimit, timeProvider, cancellationToken);
        return exit.IsSuccess ? output : throw ToolFailure.Create("pg_restore", run.Server, PostgresSide.SourceDatabase, exit);
    }
}
