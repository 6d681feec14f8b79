namespace Cairn.Restic.Operations.Pruning;

/// <summary>Where a prune is.</summary>
public enum PruneStage
{
    /// <summary>Reads the index and finds what snapshots use. Backups go on.</summary>
    Marking,

    /// <summary>Writes the used blobs of badly used packs to new packs. Backups go on.</summary>
    Repacking,

    /// <summary>Waits until nobody else uses the repository.</summary>
    Waiting,

    /// <summary>Looks for what others did meanwhile, writes the new index and deletes. Nobody else may use the repository.</summary>
    Deleting,
}
