using Cairn.Postgres.Clients;
using Cairn.Postgres.Connections;
using Cairn.Postgres.Progress;
using Cairn.Postgres.Restore.Parallel;
using Cairn.Postgres.Restore.Scripts;
using Cairn.Postgres.Restore.Servers;

namespace Cairn.Postgres.Restore;

/// <summary>
/// The whole script through psql. That of a whole server goes without the statements that a server which has been lived in cannot take
/// (<see cref="ClusterScriptStream"/>).
/// </summary>
internal sealed class PlainRestoreJob(IDumpContents contents, RestoreJobOptions options, TimeProvider timeProvider) : RestoreJob(options, timeProvider)
{
    public override IReadOnlyList<RestorePlan> Plans => [];

    public override async Task<RestoreJobSummary> RunAsync(PostgresClient client, PostgresServer server, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(server);
        long length = contents.LengthOf(Options.FileName)
            ?? throw PostgresException.Configuration($"The snapshot has no file {Options.FileName}.");
        Progress.Expect(length, 0, isExact: true);
        TargetServer? target = await IsOfServerAsync(length, cancellationToken)
            ? await TargetServer.ReadAsync(client, server, Options.Restore.ConnectLimit, Time, cancellationToken)
            : null;
        RestoreOptions restoreOptions = new()
        {
            StopOnError = Options.Restore.StopOnError,
            ExtraArguments = Options.ExtraArguments,
            ErrorLine = Options.Restore.ErrorLine,
        };
        await using RestoreStream psql = await new PostgresRestore(client, Time).StartAsync(server, restoreOptions, cancellationToken);
        await using CountingStream counted = new(psql.Input, Progress.AddBytes);
        await CopyAsync(length, counted, target, cancellationToken);
        RestoreSummary summary = await psql.CompleteAsync(cancellationToken);
        return new RestoreJobSummary(summary.FailedStatements, [], null, null);
    }

    private async Task<bool> IsOfServerAsync(long length, CancellationToken cancellationToken)
    {
        using MemoryStream head = new();
        await contents.CopyToAsync(Options.FileName, 0, Math.Min(length, ClusterScriptStream.HeadLength), head, cancellationToken);
        return ClusterScriptStream.IsClusterScript(head.GetBuffer().AsSpan(0, (int)head.Length));
    }

    private async Task CopyAsync(long length, Stream psql, TargetServer? target, CancellationToken cancellationToken)
    {
        if (target is null)
        {
            await contents.CopyToAsync(Options.FileName, 0, length, psql, cancellationToken);
            return;
        }

        await using ClusterScriptStream script = new(psql, target);
        await contents.CopyToAsync(Options.FileName, 0, length, script, cancellationToken);
        await script.CompleteAsync(cancellationToken);
        if (script.LeftOut > 0)
        {
            Options.Note?.Invoke($"{script.LeftOut} statement(s) were left out: what they create is on the target already, or they would change the role "
                + $"{target.User}, which is logged in.");
        }
    }
}
