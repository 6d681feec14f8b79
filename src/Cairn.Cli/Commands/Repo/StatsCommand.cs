using System.CommandLine;
using System.Text.Json.Nodes;
using Cairn.Cli.Output;
using Cairn.Restic;
using Cairn.Restic.Locks;
using Cairn.Restic.Operations;

namespace Cairn.Cli.Commands.Repo;

/// <summary><c>cairn repo stats</c>.</summary>
internal static class StatsCommand
{
    public static Command Create(CommandRunner runner, Option<string?> repo)
    {
        Command command = new("stats", "Show how large a repository is.");
        runner.SetAction(command, async (run, cancellationToken) =>
        {
            await using ResticRepository repository = await run.Repositories.OpenAsync(run.Parsed.GetValue(repo), cancellationToken);
            await using RepositoryLock? repositoryLock = await run.Repositories.LockForReadingAsync(repository, cancellationToken);
            await repository.LoadIndexAsync(cancellationToken);
            RepositoryStatistics statistics = await RepositoryStatistics.CollectAsync(repository, cancellationToken);
            run.Reporter.Result(ToText(statistics), ToJson(statistics));
        });
        return command;
    }

    private static string ToText(RepositoryStatistics statistics) =>
        $"""
        Snapshots      {statistics.Snapshots}
        Restore size   {ByteSize.Format(statistics.RestoreSize)}
        Blobs          {statistics.Blobs}, {ByteSize.Format(statistics.UncompressedSize)} before compression
        Stored         {ByteSize.Format(statistics.PackSize)} in {statistics.Packs} pack(s), compression {Ratio(statistics):0.00}x
        """;

    private static JsonObject ToJson(RepositoryStatistics statistics) => new()
    {
        ["message_type"] = "stats",
        ["snapshots_count"] = statistics.Snapshots,
        ["restore_size"] = statistics.RestoreSize,
        ["total_blob_count"] = statistics.Blobs,
        ["total_uncompressed_size"] = statistics.UncompressedSize,
        ["total_size"] = statistics.StoredBlobSize,
        ["compression_ratio"] = Math.Round(Ratio(statistics), 3),
        ["packs_count"] = statistics.Packs,
        ["packs_size"] = statistics.PackSize,
    };

    private static double Ratio(RepositoryStatistics statistics) =>
        statistics.StoredBlobSize == 0 ? 1 : (double)statistics.UncompressedSize / statistics.StoredBlobSize;
}
