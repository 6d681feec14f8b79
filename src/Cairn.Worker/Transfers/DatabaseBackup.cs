using Cairn.Postgres.Clients;
using Cairn.Postgres.Connections;
using Cairn.Postgres.Dump;
using Cairn.Postgres.Dump.Parallel;
using Cairn.Restic.Operations;

namespace Cairn.Worker.Transfers;

/// <summary>
/// Dumps a server once into any number of repositories: in parallel where the arguments allow it, else as one stream. Nothing lies on a disk of ours.
/// </summary>
/// <param name="client">The client whose programs are run.</param>
/// <param name="timeProvider">The clock of limits.</param>
public sealed class DatabaseBackup(PostgresClient client, TimeProvider timeProvider)
{
    /// <summary>
    /// Runs the backup. The destinations are open, locked, and their indexes are loaded, so that a large index never keeps a database snapshot open. It
    /// tells for each what became of it, and throws what the dump throws, and when it is cancelled.
    /// </summary>
    public async Task<IReadOnlyList<BackupOutcome>> RunAsync(
        PostgresServer server, IReadOnlyList<BackupDestination> destinations, DatabaseBackupOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(destinations);
        ArgumentNullException.ThrowIfNull(options);
        options.Detail?.Invoke($"Dumping with {client.PgDump}, version {client.Version}.");
        EmptyDump emptiness = new(options);
        await using DumpSession? session = await TryPrepareAsync(server, destinations[0], options, cancellationToken);
        if (session is not null)
        {
            emptiness.ThrowIfEmpty(session);
            await using IAsyncDisposable? parallel = options.Started?.Invoke();
            return await ParallelFiles.StoreAsync(destinations, session, options.Jobs, options.Snapshot, cancellationToken);
        }

        DumpOptions dumpOptions = new() { Program = options.Program, ExtraArguments = options.Arguments, ErrorLine = options.Detail };
        await using DumpStream dump = await new PostgresDump(client, timeProvider).StartAsync(server, dumpOptions, cancellationToken);
        await using WatchedStream output = new(dump.Output);
        await using IAsyncDisposable? display = options.Started?.Invoke();
        return await new StreamBackup(destinations).RunAsync(
            output,
            async stop =>
            {
                await dump.CompleteAsync(stop);
                emptiness.ThrowIfEmpty(output);
            },
            options.Snapshot,
            cancellationToken);
    }

    /// <summary>The parallel way, or null where the plain one was asked for or has to be taken.</summary>
    private async Task<DumpSession?> TryPrepareAsync(
        PostgresServer server, BackupDestination destination, DatabaseBackupOptions options, CancellationToken cancellationToken)
    {
        if (options.Plain || options.Program != DumpProgram.PgDump || !ParallelFiles.CanBeNamed(options.Snapshot.FileName))
        {
            return null;
        }

        ParallelDumpOptions dumpOptions = new()
        {
            ExtraArguments = options.Arguments,
            RestrictKey = ParallelFiles.RestrictKey(destination.Repository),
            ErrorLine = options.Detail,
        };
        PreparedDump prepared = await new ParallelDump(client, timeProvider).PrepareAsync(server, dumpOptions, cancellationToken);
        if (prepared.Refusal is not null)
        {
            options.Note?.Invoke($"The database is read as one stream and not in parallel, because {prepared.Refusal}.");
        }

        return prepared.Session;
    }
}
