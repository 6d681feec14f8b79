using Cairn.Api.Storage;
using Cairn.Kubernetes;
using Cairn.Layout.Backends;
using Cairn.Restic;
using Cairn.Restic.Locks;
using Cairn.Restic.Operations;
using Cairn.Worker.Statuses;

namespace Cairn.Worker.Backups;

/// <summary>One of the repositories that a backup goes to: its Snapshot, and how far it has come there. Owns the open repository.</summary>
/// <param name="name">The Snapshot.</param>
/// <param name="status">Writes the Snapshot's status.</param>
internal sealed class BackupSide(NamespacedName name, SnapshotComponentStatus status) : IAsyncDisposable
{
    /// <summary>The Snapshot.</summary>
    public NamespacedName Name => name;

    /// <summary>The Snapshot object.</summary>
    public Snapshot? Snapshot { get; set; }

    /// <summary>The Repository object.</summary>
    public Repository? Repository { get; set; }

    /// <summary>The storage of the Repository.</summary>
    public StorageAccess? Storage { get; set; }

    /// <summary>The password of the restic repository.</summary>
    public string Password { get; set; } = "";

    /// <summary>The open restic repository.</summary>
    public ResticRepository? Restic { get; set; }

    /// <summary>The lock on it.</summary>
    public RepositoryLock? Lock { get; set; }

    /// <summary>Where the dump goes; set when the lock is held and the index loaded.</summary>
    public BackupDestination? Destination { get; set; }

    /// <summary>Writes the Snapshot's status.</summary>
    public SnapshotComponentStatus Status => status;

    /// <summary>Why nothing (more) is written to this repository. Unset: no failure.</summary>
    public Exception? Failure { get; set; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Lock is not null)
        {
            await Lock.DisposeAsync();
        }

        if (Restic is not null)
        {
            await Restic.DisposeAsync();
        }
    }
}
