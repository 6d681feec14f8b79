using Cairn.Postgres.Clients;
using Cairn.Postgres.Connections;
using Cairn.Postgres.Progress;
using Cairn.Postgres.Restore.Parallel;

namespace Cairn.Postgres.Restore;

/// <summary>The whole script through psql.</summary>
internal sealed class PlainRestoreJob(IDumpContents contents, RestoreJobOptions options, TimeProvider timeProvider) : RestoreJob(options, timeProvider)
{
    public override IReadOnlyList<RestorePlan> Plans => [];

    public override async Task<RestoreJobSummary> RunAsync(PostgresClient client, PostgresServer server, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(server);
        long length = contents.LengthOf(Options.FileName)
            ?? throw PostgresException.Configuration($"The snapshot has no file {Options.FileName}.");
        Progress.Expect(length, 0, isExact: true);
        RestoreOptions restoreOptions = new()
        {
            StopOnError = Options.Restore.StopOnError,
            ExtraArguments = Options.ExtraArguments,
            ErrorLine = Options.Restore.ErrorLine,
        };
        await using RestoreStream psql = await new PostgresRestore(client, Time).StartAsync(server, restoreOptions, cancellationToken);
        await using CountingStream counted = new(psql.Input, Progress.AddBytes);
        await contents.CopyToAsync(Options.FileName, 0, length, counted, cancellationToken);
        RestoreSummary summary = await psql.CompleteAsync(cancellationToken);
        return new RestoreJobSummary(summary.FailedStatements, [], null, null);
    }
}
