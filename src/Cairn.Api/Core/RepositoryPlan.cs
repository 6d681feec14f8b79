using Cairn.Api.Meta;
using Cairn.Api.Schema;

namespace Cairn.Api.Core;

/// <summary>A Repository that a session writes to.</summary>
public sealed record RepositoryPlan
{
    /// <summary>Name of the Repository, made in the plan's namespace when it is missing. Unique in the session.</summary>
    public string? Name { get; init; }

    /// <summary>The backend it is in. Unset: the default one.</summary>
    public string? Backend { get; init; }

    /// <summary>Directory below the storage's prefix. Needed. One directory belongs to one Repository.</summary>
    public string? Directory { get; init; }

    /// <summary>Secret with the key RESTIC_PASSWORD, by which the data is encrypted. Without it the data is lost.</summary>
    public ObjectReference? EncryptionSecret { get; init; }

    /// <summary>The BackupVerifier by which Snapshots are proven. Unset: they are not.</summary>
    public ObjectReference? BackupVerifier { get; init; }

    /// <summary>What becomes of the Repository when the plan is deleted. Unset: Retain.</summary>
    [OneOf(typeof(RepositoryDeletionPolicies))]
    public string? DeletionPolicy { get; init; }
}
