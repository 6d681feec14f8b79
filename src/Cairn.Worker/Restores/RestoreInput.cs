using Cairn.Api.Core;
using Cairn.Api.Meta;
using Cairn.Api.Storage;
using Cairn.Kubernetes;
using Cairn.Layout;
using Cairn.Layout.Backends;
using Cairn.Layout.Metadata;
using Cairn.Worker.Objects;

namespace Cairn.Worker.Restores;

/// <summary>Where the data of a restore is: which file of which restic snapshot in which repository of which storage.</summary>
internal sealed record RestoreInput
{
    /// <summary>The storage.</summary>
    public required StorageAccess Storage { get; init; }

    /// <summary>Directory of the restic repository below the storage's prefix.</summary>
    public required string Directory { get; init; }

    /// <summary>Its password.</summary>
    public required string Password { get; init; }

    /// <summary>The restic snapshot.</summary>
    public required string ResticSnapshot { get; init; }

    /// <summary>The file in it.</summary>
    public required string FileName { get; init; }

    /// <summary>The application that was backed up.</summary>
    public TypedObjectReference? Source { get; init; }

    /// <summary>Never shows the password, as the generated text would.</summary>
    public override string ToString() => $"{FileName} of {ResticSnapshot} in {Storage.LocationOf(Directory)}";

    /// <summary>Reads the objects that say so.</summary>
    /// <param name="objects">The cluster.</param>
    /// <param name="session">The RestoreSession.</param>
    /// <param name="options">The Job's arguments.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<RestoreInput> ReadAsync(
        RunObjects objects, RestoreSession session, RestoreRunOptions options, CancellationToken cancellationToken)
    {
        string subject = $"RestoreSession {NamespacedName.Of(session)}";
        RestoreDataSource dataSource = session.Spec?.DataSource ?? throw new RunException($"The {subject} names no data source.");
        string home = string.IsNullOrEmpty(dataSource.Namespace) ? options.Namespace : dataSource.Namespace;
        NamespacedName name = new(home, options.Snapshot);
        Snapshot snapshot = OldSnapshots.Modernize(await objects.NeedAsync<Snapshot>(name, subject, cancellationToken));
        SnapshotComponent component = FindComponent(dataSource, snapshot, options.Component);
        Repository repository = await objects.NeedAsync<Repository>(
            new NamespacedName(home, snapshot.Spec?.Repository ?? ""), $"Snapshot {name}", cancellationToken);
        ResticSummary summary = component.ResticStats?.Select(item => item.Summary).FirstOrDefault(item => !string.IsNullOrEmpty(item?.Id))
            ?? throw new RunException($"The component {options.Component} of the Snapshot {name} names no restic snapshot (resticStats[].summary.id).");
        return new RestoreInput
        {
            Storage = await objects.OpenStorageAsync(repository, cancellationToken),
            Directory = StoragePaths.Join(repository.Spec?.Path ?? "", component.Path ?? ""),
            Password = await ReadPasswordAsync(objects, dataSource, repository, options.Namespace, cancellationToken),
            ResticSnapshot = summary.Id!,
            FileName = string.IsNullOrEmpty(summary.HostPath) ? "dumpfile.sql" : summary.HostPath,
            Source = snapshot.Spec?.AppRef,
        };
    }

    private static SnapshotComponent FindComponent(RestoreDataSource dataSource, Snapshot snapshot, string name)
    {
        if (dataSource.Components is { Count: > 0 } wanted && !wanted.Contains(name))
        {
            throw new RunException($"The data source wants the components {string.Join(", ", wanted)} only; this task restores {name}.");
        }

        SnapshotComponent component = snapshot.Status?.Components?.GetValueOrDefault(name)
            ?? throw new RunException($"The Snapshot {NamespacedName.Of(snapshot)} has no component {name}.");
        return component.Phase is null or "" or SnapshotPhases.Succeeded ? component : throw new RunException(
            $"The component {name} of the Snapshot {NamespacedName.Of(snapshot)} is {component.Phase}: only a backup that succeeded can be restored.");
    }

    private static Task<string> ReadPasswordAsync(
        RunObjects objects, RestoreDataSource dataSource, Repository repository, string home, CancellationToken cancellationToken)
    {
        (ObjectReference? secret, string defaultHome) = dataSource.EncryptionSecret is { Name.Length: > 0 } own
            ? (own, home)
            : (repository.Spec?.EncryptionSecret, repository.Metadata.NamespaceProperty);
        string neededBy = $"Repository {NamespacedName.Of(repository)}";
        return string.IsNullOrEmpty(secret?.Name)
            ? throw new RunException($"{neededBy} names no Secret with the key RESTIC_PASSWORD, and neither does the data source (encryptionSecret).")
            : objects.ReadPasswordAsync(
                new NamespacedName(string.IsNullOrEmpty(secret.Namespace) ? defaultHome : secret.Namespace, secret.Name), neededBy, cancellationToken);
    }
}
