using Cairn.Api.Core;
using Cairn.Api.Storage;

namespace Cairn.Api.Rules.Snapshots;

/// <summary>
/// Who is using a Snapshot now, so that retention leaves it alone: RestoreSessions and verifications that are not over. One that has not
/// recorded its choice yet counts for the Snapshot it would choose at this moment.
/// </summary>
public sealed class SnapshotUsers
{
    private readonly Dictionary<(string Namespace, string Name), List<string>> _users = [];

    /// <summary>Looks at all runs once.</summary>
    /// <param name="snapshots">The Snapshots that may be in use.</param>
    /// <param name="restores">The RestoreSessions of all namespaces: one may restore from another namespace than its own.</param>
    /// <param name="verifications">The BackupVerificationSessions of all namespaces.</param>
    public SnapshotUsers(
        IReadOnlyCollection<Snapshot> snapshots, IEnumerable<RestoreSession> restores, IEnumerable<BackupVerificationSession> verifications)
    {
        ArgumentNullException.ThrowIfNull(snapshots);
        ArgumentNullException.ThrowIfNull(restores);
        ArgumentNullException.ThrowIfNull(verifications);
        foreach (RestoreSession restore in restores.Where(item => item.Status?.Phase is not (
            RestorePhases.Succeeded or RestorePhases.Failed or RestorePhases.Invalid)))
        {
            Add(restore, snapshots);
        }

        foreach (BackupVerificationSession proof in verifications.Where(item => item.Status?.Phase is null or VerificationPhases.Running))
        {
            string space = proof.Metadata.NamespaceProperty ?? "";
            Add(space, proof.Spec?.Snapshot, $"{nameof(BackupVerificationSession)} {space}/{proof.Metadata.Name}");
        }
    }

    /// <summary>The users of a Snapshot, such as <c>RestoreSession demo/restore</c>. Empty: nobody.</summary>
    public IReadOnlyList<string> Of(Snapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return _users.GetValueOrDefault((snapshot.Metadata.NamespaceProperty ?? "", snapshot.Metadata.Name ?? "")) ?? [];
    }

    private void Add(RestoreSession restore, IReadOnlyCollection<Snapshot> snapshots)
    {
        string own = restore.Metadata.NamespaceProperty ?? "";
        string user = $"{nameof(RestoreSession)} {own}/{restore.Metadata.Name}";
        string source = restore.Spec?.DataSource?.Namespace is { Length: > 0 } other ? other : own;
        Dependency? chosen = restore.Status?.Dependencies?.FirstOrDefault(item => item.Kind == nameof(Snapshot));
        if (chosen is not null)
        {
            Add(string.IsNullOrEmpty(chosen.Namespace) ? source : chosen.Namespace, chosen.Name, user);
        }
        else if (restore.Spec?.DataSource is { } data)
        {
            Add(source, SnapshotChoice.Find(data, source, snapshots)?.Metadata.Name, user);
        }
    }

    private void Add(string space, string? name, string user)
    {
        if (string.IsNullOrEmpty(name))
        {
            return;
        }

        if (!_users.TryGetValue((space, name), out List<string>? users))
        {
            _users[(space, name)] = users = [];
        }

        users.Add(user);
    }
}
