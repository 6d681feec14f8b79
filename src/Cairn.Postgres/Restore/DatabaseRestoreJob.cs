using Cairn.Postgres.Clients;
using Cairn.Postgres.Connections;
using Cairn.Postgres.Dump;
using Cairn.Postgres.Progress;
using Cairn.Postgres.Restore.Parallel;

namespace Cairn.Postgres.Restore;

/// <summary>One database over several connections.</summary>
internal sealed class DatabaseRestoreJob : RestoreJob
{
    private readonly IDumpContents _contents;
    private readonly RestorePlan _plan;

    private DatabaseRestoreJob(IDumpContents contents, RestorePlan plan, RestoreJobOptions options, TimeProvider timeProvider)
        : base(options, timeProvider) => (_contents, _plan) = (contents, plan);

    public override IReadOnlyList<RestorePlan> Plans => [_plan];

    public static async Task<RestoreJob> PlanAsync(
        IDumpContents contents, byte[] toc, RestoreJobOptions options, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        byte[] schema = await contents.ReadAsync(DumpFileNames.Schema, cancellationToken);
        RestorePlan plan = await RestorePlan.CreateAsync(toc, schema, options.Restore, cancellationToken);
        return new DatabaseRestoreJob(contents, plan, options, timeProvider);
    }

    public override async Task<RestoreJobSummary> RunAsync(PostgresClient client, PostgresServer server, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(server);
        Progress.Expect(_plan.Bytes, _plan.Tables.Count, isExact: true);
        ParallelRestoreSummary summary = await RunAsync(
            client, server, _plan, Options.FileName, 0, _contents, Progress, Time, cancellationToken);
        return new RestoreJobSummary(summary.FailedStatements, [server.Database ?? _plan.SourceDatabase], summary.Tables, summary.Rows);
    }

    /// <summary>Runs a plan whose script stands somewhere in a file.</summary>
    public static Task<ParallelRestoreSummary> RunAsync(
        PostgresClient client,
        PostgresServer server,
        RestorePlan plan,
        string file,
        long start,
        IDumpContents contents,
        WorkProgress progress,
        TimeProvider timeProvider,
        CancellationToken cancellationToken) => new ParallelRestore(client, timeProvider) { Watcher = progress }.RunAsync(
            server,
            plan,
            async (offset, length, destination, token) =>
            {
                await using CountingStream counted = new(destination, progress.AddBytes);
                await contents.CopyToAsync(file, start + offset, length, counted, token);
            },
            cancellationToken);
}
