using System.CommandLine;
using System.Text.Json.Nodes;
using Cairn.Cli.Options;
using Cairn.Cli.Output;
using Cairn.Restic;
using Cairn.Restic.Locks;
using Cairn.Restic.Operations;
using Cairn.Restic.Snapshots;

namespace Cairn.Cli.Commands.Repo;

/// <summary><c>cairn repo stats</c>.</summary>
internal static class StatsCommand
{
    public static Command Create(CommandRunner runner, Option<string?> repo)
    {
        Argument<string[]> ids = new("snapshot") { Description = "Snapshots to count. Default: all.", Arity = ArgumentArity.ZeroOrMore };
        Option<string?> mode = new("--mode")
        {
            Description = "Count snapshots in one way: restore-size, raw-data or blobs-per-file. Default: an overview of the repository.",
        };
        mode.AcceptOnlyFromAmong("restore-size", "raw-data", "blobs-per-file");
        SnapshotSelection selection = new();
        Command command = new("stats", "Show how large a repository is, or some of its snapshots.") { ids, mode };
        selection.AddTo(command);
        runner.SetAction(command, async (run, cancellationToken) =>
        {
            await using ResticRepository repository = await run.Repositories.OpenAsync(run.Parsed.GetValue(repo), cancellationToken);
            await using RepositoryLock? repositoryLock = await run.Repositories.LockForReadingAsync(repository, cancellationToken);
            await repository.LoadIndexAsync(cancellationToken);
            if (run.Parsed.GetValue(mode) is { } chosen)
            {
                IReadOnlyList<(ResticSnapshotId Id, SnapshotFile File)> snapshots =
                    await selection.FindAsync(run.Parsed, repository, run.Parsed.GetValue(ids) ?? [], cancellationToken);
                await CountAsync(run, repository, snapshots, chosen, cancellationToken);
                return;
            }

            RepositoryStatistics statistics = await RepositoryStatistics.CollectAsync(repository, cancellationToken);
            run.Reporter.Result(ToText(statistics), ToJson(statistics));
        });
        return command;
    }

    private static async Task CountAsync(
        CommandRun run,
        ResticRepository repository,
        IReadOnlyList<(ResticSnapshotId Id, SnapshotFile File)> snapshots,
        string chosen,
        CancellationToken cancellationToken)
    {
        StatisticsMode mode = chosen switch
        {
            "raw-data" => StatisticsMode.RawData,
            "blobs-per-file" => StatisticsMode.BlobsPerFile,
            _ => StatisticsMode.RestoreSize,
        };
        SnapshotStatistics counted = await SnapshotStatistics.CollectAsync(repository, snapshots, mode, cancellationToken);
        string before = mode == StatisticsMode.RawData ? $", {ByteSize.Format(counted.UncompressedSize)} before compression" : "";
        run.Reporter.Result(
            $"Snapshots      {counted.Snapshots}\nSize           {ByteSize.Format(counted.TotalSize)}{before} ({chosen})"
            + (counted.Files > 0 ? $"\nFiles          {counted.Files}" : "") + (counted.Blobs > 0 ? $"\nBlobs          {counted.Blobs}" : ""),
            new JsonObject
            {
                ["message_type"] = "stats",
                ["mode"] = chosen,
                ["snapshots_count"] = counted.Snapshots,
                ["total_size"] = counted.TotalSize,
                ["total_file_count"] = counted.Files,
                ["total_blob_count"] = counted.Blobs,
                ["total_uncompressed_size"] = counted.UncompressedSize,
            });
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
