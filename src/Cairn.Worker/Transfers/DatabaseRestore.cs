using Cairn.Postgres;
using Cairn.Postgres.Clients;
using Cairn.Postgres.Connections;
using Cairn.Postgres.Restore;
using Cairn.Postgres.Restore.Parallel;
using Cairn.Postgres.Restore.Scripts;
using Cairn.Restic.Blobs;
using Cairn.Restic.Operations;

namespace Cairn.Worker.Transfers;

/// <summary>Restores a script from a repository into a server: in parallel by a plan, else through psql.</summary>
/// <param name="client">The client whose programs are run.</param>
/// <param name="timeProvider">The clock of limits.</param>
public sealed class DatabaseRestore(PostgresClient client, TimeProvider timeProvider)
{
    private static readonly TimeSpan QuestionLimit = TimeSpan.FromSeconds(30);

    /// <summary>Restores, and returns how many statements failed: none, unless the options say to go on after failures.</summary>
    /// <param name="server">The target. Its database, if it names one, must exist, unless the plan creates it.</param>
    /// <param name="source">What is restored.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Counts the bytes that are read.</param>
    /// <param name="cancellationToken">Ends the restore; the target keeps what it has by then.</param>
    public async Task<long> RunAsync(
        PostgresServer server, RestoreSource source, DatabaseRestoreOptions options, TransferProgress progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(options);
        if (source.Plan is not { } plan)
        {
            return await StreamAsync(server, source, options, progress, cancellationToken);
        }

        FileRangeReader script = new(source.Repository, source.File);
        ParallelRestoreSummary summary = await new ParallelRestore(client, timeProvider).RunAsync(
            server,
            plan,
            (offset, length, destination, token) => script.CopyToAsync(offset, length, destination, progress, token),
            cancellationToken);
        return summary.FailedStatements;
    }

    private async Task<long> StreamAsync(
        PostgresServer server, RestoreSource source, DatabaseRestoreOptions options, TransferProgress progress, CancellationToken cancellationToken)
    {
        // Asked before psql starts: while it runs, a new role may be in the middle of being made.
        ServerProbe probe = new(client, PostgresSide.TargetDatabase, timeProvider);
        ServerObjects objects = await probe.ReadObjectsAsync(server, QuestionLimit, cancellationToken);
        RestoreOptions restoreOptions = new()
        {
            StopOnError = options.Choice.StopOnError,
            ExtraArguments = options.Arguments,
            ErrorLine = options.Choice.ErrorLine,
        };
        await using RestoreStream restore = await new PostgresRestore(client, timeProvider).StartAsync(server, restoreOptions, cancellationToken);
        await using ClusterScriptStream script = new(restore.Input, objects);
        await new SnapshotReader(source.Repository).CopyToAsync(source.File, script, progress, cancellationToken);
        await script.CompleteAsync(cancellationToken);
        return (await restore.CompleteAsync(cancellationToken)).FailedStatements;
    }
}
