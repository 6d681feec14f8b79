using Cairn.Api.Storage;

namespace Cairn.Operator.Controllers.BackupStorages;

/// <summary>Whether storages lie within each other. Validation refuses equal places only; erasing has to know of nested ones too.</summary>
internal static class StoragePlaces
{
    /// <summary>Another storage whose files would be erased with those of this one, or null. Volumes cannot be compared.</summary>
    public static BackupStorage? FindNeighbour(BackupStorage storage, IEnumerable<BackupStorage> others) =>
        others.FirstOrDefault(other => other.Metadata.Uid != storage.Metadata.Uid && IsWithin(storage.Spec?.Storage, other.Spec?.Storage));

    private static bool IsWithin(StorageLocation? outer, StorageLocation? inner) => (outer, inner) switch
    {
        // The endpoint is left out on purpose: one service has several names, and here a doubt keeps data.
        ({ S3: { } a }, { S3: { } b }) => a.Bucket == b.Bucket && StorageReferences.Overlap(a.Prefix, b.Prefix),
        ({ Gcs: { } a }, { Gcs: { } b }) => a.Bucket == b.Bucket && StorageReferences.Overlap(a.Prefix, b.Prefix),
        ({ Azure: { } a }, { Azure: { } b }) =>
            a.StorageAccount == b.StorageAccount && a.Container == b.Container && StorageReferences.Overlap(a.Prefix, b.Prefix),
        _ => false,
    };
}
