using Cairn.Api.Storage;
using Cairn.Kubernetes;
using Cairn.Layout;
using Cairn.Layout.Metadata;
using Cairn.Restic;
using Cairn.Restic.Blobs;
using Cairn.Restic.Operations;
using Cairn.Storage;
using Cairn.Worker.Objects;
using Cairn.Worker.Repositories;

namespace Cairn.Worker.Backups;

/// <summary>Brings the repositories of a backup to where a dump can go into them: objects read, restic repository open or made, locked, index loaded.</summary>
/// <param name="context">The world around the run.</param>
/// <param name="objects">The cluster.</param>
/// <param name="options">The Job's arguments.</param>
internal sealed class BackupSides(RunContext context, RunObjects objects, BackupRunOptions options)
{
    private readonly RepositoryAccess _repositories = new(context);

    private RepositorySettings Settings => new() { Compression = options.Compression, Time = context.Time };

    /// <summary>Reads the objects that describe a side.</summary>
    public async Task LoadAsync(BackupSide side, CancellationToken cancellationToken)
    {
        Snapshot snapshot = await objects.NeedAsync<Snapshot>(side.Name, $"BackupSession {options.Namespace}/{options.BackupSession}", cancellationToken);
        NamespacedName repositoryName = new(side.Name.Namespace, snapshot.Spec?.Repository ?? "");
        if (repositoryName.Name.Length == 0 || string.IsNullOrEmpty(snapshot.Spec?.Session))
        {
            throw new RunException($"The Snapshot {side.Name} names no Repository or no session.");
        }

        side.Snapshot = snapshot;
        side.Repository = await objects.NeedAsync<Repository>(repositoryName, $"Snapshot {side.Name}", cancellationToken);
        side.Storage = await objects.OpenStorageAsync(side.Repository, cancellationToken);
        if (side.Repository.Spec?.EncryptionSecret is not { Name.Length: > 0 } secret)
        {
            throw new RunException($"The Repository {repositoryName} names no Secret with the key RESTIC_PASSWORD (spec.encryptionSecret).");
        }

        string home = string.IsNullOrEmpty(secret.Namespace) ? repositoryName.Namespace : secret.Namespace;
        side.Password = await objects.ReadPasswordAsync(new NamespacedName(home, secret.Name), $"Repository {repositoryName}", cancellationToken);
    }

    /// <summary>The path of the component, relative to the Repository's directory.</summary>
    public string PathOf(BackupSide side)
    {
        SnapshotSpec spec = side.Snapshot!.Spec!;
        return StoragePaths.Component(string.IsNullOrEmpty(spec.Version) ? "v1" : spec.Version, spec.Session!, options.Component);
    }

    /// <summary>
    /// Opens the restic repository, or makes it when it is certain that there is none: a storage that does not answer, or a password that does not fit, is
    /// a failure and no reason to make one.
    /// </summary>
    public async Task OpenAsync(BackupSide side, CancellationToken cancellationToken)
    {
        string directory = StoragePaths.Join(side.Repository!.Spec?.Path ?? "", PathOf(side));
        try
        {
            side.Restic = await _repositories.OpenAsync(side.Storage!, directory, side.Password, Settings, cancellationToken);
        }
        catch (RepositoryException e) when (e.Kind == RepositoryErrorKind.NotARepository)
        {
            await ThrowIfNotInitializedAsync(side, cancellationToken);
            side.Restic = await MakeAsync(side, directory, cancellationToken);
        }
    }

    /// <summary>
    /// Takes the lock, and only then loads the index: one that was read while somebody else's prune still held the repository names packs that are gone.
    /// </summary>
    public async Task LockAsync(BackupSide side, CancellationToken cancellationToken)
    {
        side.Lock = await _repositories.LockAsync(side.Restic!, cancellationToken);
        await side.Restic!.LoadIndexAsync(cancellationToken);
        side.Destination = new BackupDestination(side.Restic, side.Lock, new TransferProgress());
    }

    private async Task<ResticRepository> MakeAsync(BackupSide side, string directory, CancellationToken cancellationToken)
    {
        try
        {
            ResticRepository made = await _repositories.MakeAsync(side.Storage!, directory, side.Password, Settings, cancellationToken);
            context.Note($"Made the restic repository {made.Backend.Location}.");
            return made;
        }
        catch (RepositoryException e) when (e.Kind == RepositoryErrorKind.AlreadyExists)
        {
            // Another run of the session made it meanwhile; if it was somebody else, opening it says what is wrong.
            context.Detail(e.Message);
            return await _repositories.OpenAsync(side.Storage!, directory, side.Password, Settings, cancellationToken);
        }
    }

    /// <summary>An empty bucket or a volume that is not mounted looks like one in which nothing has been stored yet; this file tells them apart.</summary>
    private async Task ThrowIfNotInitializedAsync(BackupSide side, CancellationToken cancellationToken)
    {
        await using MetadataStore metadata = side.Storage!.OpenMetadata(null, context.Time);
        BackendMetadata? found = await metadata.FindBackendAsync(cancellationToken);
        if (found is null)
        {
            throw new BackendException(
                BackendErrorKind.NotFound,
                $"{side.Storage} has no {StoragePaths.Metadata}, so it was not initialised, or the bucket or volume is missing or has been emptied. No "
                + "repository was made there. See the conditions of the BackupStorage.");
        }
    }
}
