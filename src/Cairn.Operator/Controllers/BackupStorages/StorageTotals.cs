using Cairn.Api.Rules.Quantities;
using Cairn.Api.Storage;
using Cairn.Layout.Metadata;

namespace Cairn.Operator.Controllers.BackupStorages;

/// <summary>What a storage says about the Repositories in it.</summary>
internal static class StorageTotals
{
    /// <summary>The list and the sum in a status. Repositories that were found in the storage and could not be made stay in it with their error.</summary>
    public static BackupStorageStatus Apply(BackupStorageStatus status, IReadOnlyList<Repository> repositories)
    {
        List<StoredRepository> entries = [.. repositories.Select(EntryOf)];
        entries.AddRange((status.Repositories ?? []).Where(item => item.Synced == false && !entries.Exists(entry => IsSame(entry, item))));
        long total = entries.Sum(entry => ByteSize.TryParse(entry.Size, out long bytes) ? bytes : 0);
        return status with { Repositories = [.. Sort(entries)], TotalSize = ByteSize.Format(total) };
    }

    /// <summary>
    /// The content of <c>metadata.yaml</c>: the Repositories there are, and those it had whose objects were deleted with their data kept. The same object
    /// means that nothing changed.
    /// </summary>
    public static BackendMetadata Apply(BackendMetadata metadata, IReadOnlyList<Repository> repositories)
    {
        List<StoredRepository> entries = [.. repositories.Select(EntryOf)];
        entries.AddRange(metadata.Repositories.Where(item => !entries.Exists(entry => IsSame(entry, item))));
        StoredRepository[] sorted = [.. Sort(entries)];
        return sorted.SequenceEqual(Sort(metadata.Repositories)) ? metadata : metadata with { Repositories = sorted };
    }

    /// <summary>Whether two entries are about the same Repository.</summary>
    public static bool IsSame(StoredRepository one, StoredRepository other) => one.Name == other.Name && one.Namespace == other.Namespace;

    private static StoredRepository EntryOf(Repository repository) => new()
    {
        Name = repository.Metadata.Name,
        Namespace = repository.Metadata.NamespaceProperty,
        Path = repository.Spec?.Path,
        Size = repository.Status?.Size,
        Synced = true,
    };

    private static IEnumerable<StoredRepository> Sort(IEnumerable<StoredRepository> entries) =>
        entries.OrderBy(entry => entry.Namespace, StringComparer.Ordinal).ThenBy(entry => entry.Name, StringComparer.Ordinal);
}
