using System.CommandLine;
using System.Text.Json.Nodes;
using Cairn.Cli.Options;
using Cairn.Cli.Output;
using Cairn.Restic;
using Cairn.Restic.Blobs;
using Cairn.Restic.Operations.Pruning;
using Cairn.Storage;

namespace Cairn.Cli.Commands.Repo;

/// <summary><c>cairn repo prune</c>.</summary>
internal static class PruneCommand
{
    public static Command Create(CommandRunner runner, Option<string?> repo)
    {
        PruneOptionSet options = new();
        Command command = new("prune", "Free the space that no snapshot needs. Backups may run meanwhile.");
        options.AddTo(command);
        runner.SetAction(
            command,
            async (run, cancellationToken) =>
            {
                PruneOptions prune = options.Read(run.Parsed);
                await using ResticRepository repository = await run.Repositories.OpenAsync(run.Parsed.GetValue(repo), cancellationToken);
                await RunAsync(run, repository, prune, cancellationToken);
            },
            whenStopped: "Every snapshot is as it was; the next prune goes on from here.");
        return command;
    }

    /// <summary>Prunes and reports.</summary>
    public static async Task RunAsync(CommandRun run, ResticRepository repository, PruneOptions options, CancellationToken cancellationToken)
    {
        TransferProgress progress = new();
        PruneFigures figures;
        await using (run.Reporter.ShowProgress("Repacking", progress, totalBytes: null))
        {
            Pruner pruner = new(repository, run.Repositories.LockOptions) { OnStage = stage => run.Reporter.Detail(Describe(stage)) };
            figures = await pruner.RunAsync(options, progress, cancellationToken);
        }

        Leftovers leftovers = await repository.RemoveLeftoversAsync(options.DryRun, cancellationToken);
        run.Reporter.Result(ToText(figures, leftovers, options.DryRun), ToJson(figures, leftovers, options.DryRun));
    }

    private static string Describe(PruneStage stage) => stage switch
    {
        PruneStage.Marking => "Finding what the snapshots use.",
        PruneStage.Repacking => "Moving used data out of badly used packs.",
        PruneStage.Waiting => "Waiting until nobody else uses the repository.",
        _ => "Deleting.",
    };

    private static string ToText(PruneFigures figures, Leftovers leftovers, bool dryRun) =>
        $"""
        In use         {figures.UsedBlobs} blob(s), {ByteSize.Format(figures.UsedSize)}, by {figures.Snapshots} snapshot(s)
        Unused         {figures.UnusedBlobs} blob(s), {ByteSize.Format(figures.UnusedSize)}
        Duplicates     {figures.DuplicateBlobs} blob(s), {ByteSize.Format(figures.DuplicateSize)}
        Not indexed    {figures.UnreferencedPacks} pack(s), {ByteSize.Format(figures.UnreferencedSize)}
        {(dryRun ? "To repack " : "Repacked  ")}     {Repacked(figures)}
        {(dryRun ? "To delete " : "Deleted   ")}     {figures.DeletedPacks} pack(s) without any use, {ByteSize.Format(figures.DeletedSize)}
        Kept           {figures.KeptPacks} pack(s), with {ByteSize.Format(figures.RemainingUnusedSize)} unused
        {(dryRun ? "Would free" : "Freed     ")}     {ByteSize.Format(figures.TotalFreed + leftovers.Bytes)}
        Half-written   {leftovers.Files} file(s) of runs that were killed, {ByteSize.Format(leftovers.Bytes)}{(dryRun ? "" : ", removed")}
        """;

    private static string Repacked(PruneFigures figures) =>
        $"{figures.RepackedPacks} pack(s): {figures.RepackedBlobs} blob(s), {ByteSize.Format(figures.RepackedSize)}, "
        + $"freeing {ByteSize.Format(figures.FreedByRepacking)}";

    private static JsonObject ToJson(PruneFigures figures, Leftovers leftovers, bool dryRun) => new()
    {
        ["message_type"] = "prune",
        ["dry_run"] = dryRun,
        ["snapshots"] = figures.Snapshots,
        ["used_blobs"] = figures.UsedBlobs,
        ["used_size"] = figures.UsedSize,
        ["unused_blobs"] = figures.UnusedBlobs,
        ["unused_size"] = figures.UnusedSize,
        ["duplicate_blobs"] = figures.DuplicateBlobs,
        ["duplicate_size"] = figures.DuplicateSize,
        ["unreferenced_packs"] = figures.UnreferencedPacks,
        ["unreferenced_size"] = figures.UnreferencedSize,
        ["kept_packs"] = figures.KeptPacks,
        ["repacked_packs"] = figures.RepackedPacks,
        ["repacked_blobs"] = figures.RepackedBlobs,
        ["repacked_size"] = figures.RepackedSize,
        ["freed_by_repacking"] = figures.FreedByRepacking,
        ["deleted_packs"] = figures.DeletedPacks,
        ["deleted_size"] = figures.DeletedSize,
        ["remaining_unused_size"] = figures.RemainingUnusedSize,
        ["leftover_files"] = leftovers.Files,
        ["leftover_size"] = leftovers.Bytes,
        ["total_freed"] = figures.TotalFreed + leftovers.Bytes,
    };
}
