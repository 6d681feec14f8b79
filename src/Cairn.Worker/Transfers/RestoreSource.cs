using Cairn.Postgres.Restore.Parallel;
using Cairn.Restic;
using Cairn.Restic.Blobs;
using Cairn.Restic.Operations;
using Cairn.Restic.Snapshots;

namespace Cairn.Worker.Transfers;

/// <summary>What a restore reads: the script of a snapshot, and the plan for a parallel restore where the snapshot has a table of contents.</summary>
public sealed record RestoreSource
{
    private RestoreSource()
    {
    }

    /// <summary>The repository.</summary>
    public required ResticRepository Repository { get; init; }

    /// <summary>The restic snapshot.</summary>
    public required ResticSnapshotId Id { get; init; }

    /// <summary>The script.</summary>
    public required Node File { get; init; }

    /// <summary>The plan for a restore over several connections; null where the script goes through psql as it is.</summary>
    public RestorePlan? Plan { get; init; }

    /// <summary>How many bytes will be read.</summary>
    public long Bytes => Plan?.Bytes ?? (long)File.Size;

    /// <summary>Finds the script and makes the plan. The index must be loaded.</summary>
    /// <exception cref="RunException">A choice was made that this snapshot cannot answer.</exception>
    /// <exception cref="RepositoryException">The snapshot has no such file.</exception>
    public static async Task<RestoreSource> OpenAsync(
        ResticRepository repository, (ResticSnapshotId Id, SnapshotFile File) snapshot, DatabaseRestoreOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        SnapshotReader reader = new(repository);
        RestoreSource source = new()
        {
            Repository = repository,
            Id = snapshot.Id,
            File = await reader.FindFileAsync(snapshot.Id, snapshot.File, options.FileName, cancellationToken),
        };
        bool isPlain = options.Plain || options.Arguments.Count > 0;
        if (!isPlain && await ParallelFiles.HasTocAsync(repository, snapshot, options.FileName, cancellationToken))
        {
            byte[] toc = await ReadAsync(reader, snapshot, ParallelFiles.TocName, cancellationToken);
            byte[] schema = await ReadAsync(reader, snapshot, ParallelFiles.SchemaName, cancellationToken);
            return source with { Plan = await RestorePlan.CreateAsync(toc, schema, options.Choice, cancellationToken) };
        }

        return options.ChoiceName is not { } choice ? source : throw new RunException(isPlain
            ? $"{choice} has no meaning for a script that goes through psql as it is, as arguments for psql demand. Leave out one of the two."
            : $"{choice} needs a snapshot with a table of contents ({ParallelFiles.TocName}), and {snapshot.Id.Value.ToShortString()} has none: it can only be "
                + "restored as a whole.");
    }

    private static async Task<byte[]> ReadAsync(
        SnapshotReader reader, (ResticSnapshotId Id, SnapshotFile File) snapshot, string name, CancellationToken cancellationToken)
    {
        Node node = await reader.FindFileAsync(snapshot.Id, snapshot.File, name, cancellationToken);
        using MemoryStream content = new();
        await reader.CopyToAsync(node, content, new TransferProgress(), cancellationToken);
        return content.ToArray();
    }
}
