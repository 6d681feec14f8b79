using Cairn.Api.Meta;
using Cairn.Api.Storage;
using Cairn.Kubernetes;
using Cairn.Kubernetes.Clients;
using Cairn.Operator.Jobs;
using k8s.Models;

namespace Cairn.Operator.Tests.Support;

/// <summary>Objects of the storage side as users, the session side and Jobs make them.</summary>
internal static class StorageScenario
{
    public static BackupStorage Storage(
        string name = "store", string bucket = "b", string deletionPolicy = DeletionPolicies.Delete) => new()
        {
            Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = "default" },
            Spec = new BackupStorageSpec
            {
                Storage = new StorageLocation
                {
                    Provider = StorageProviders.S3,
                    S3 = new S3Location { Bucket = bucket, Endpoint = "http://127.0.0.1:9", Region = "us-east-1", SecretName = "creds" },
                },
                UsagePolicy = new UsagePolicy { AllowedNamespaces = new AllowedNamespaces { From = NamespaceScopes.All } },
                DeletionPolicy = deletionPolicy,
            },
        };

    public static V1Secret Secret(string name = "creds") => new()
    {
        Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = "default" },
        Data = new Dictionary<string, byte[]> { ["AWS_ACCESS_KEY_ID"] = "a"u8.ToArray(), ["AWS_SECRET_ACCESS_KEY"] = "b"u8.ToArray() },
    };

    public static Repository Repository(
        string name = "repo", string storage = "store", string path = "/app", string deletionPolicy = DeletionPolicies.Delete, string ns = "default") => new()
        {
            Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = ns },
            Spec = new RepositorySpec
            {
                AppRef = new TypedObjectReference { ApiGroup = "appcatalog.appscode.com", Kind = "AppBinding", Name = "pg", Namespace = ns },
                StorageRef = new ObjectReference { Name = storage, Namespace = "default" },
                Path = path,
                DeletionPolicy = deletionPolicy,
                EncryptionSecret = new ObjectReference { Name = "encrypt", Namespace = ns },
            },
        };

    public static Snapshot Snapshot(string name, Repository repository, DateTimeOffset time, string deletionPolicy = DeletionPolicies.Delete) => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = name,
            NamespaceProperty = repository.Metadata.NamespaceProperty,
            OwnerReferences = [Owners.Controller(repository)],
        },
        Spec = new SnapshotSpec
        {
            Repository = repository.Metadata.Name,
            Session = "daily",
            BackupSession = "bs-" + name,
            Version = "v1",
            Type = SnapshotTypes.FullBackup,
            SnapshotID = "01HZX3J8K2M4N6P8Q0R2S4T6V8",
            DeletionPolicy = deletionPolicy,
        },
        Status = new SnapshotStatus { SnapshotTime = time },
    };

    /// <summary>What a Job writes when its backup is done.</summary>
    public static SnapshotStatus Done(SnapshotStatus? status, string size = "1.500 KiB", string phase = SnapshotPhases.Succeeded) =>
        (status ?? new SnapshotStatus()) with
        {
            TotalComponents = 1,
            Components = new Dictionary<string, SnapshotComponent>
            {
                ["dump"] = new()
                {
                    Path = "repository/v1/daily/dump",
                    Phase = phase,
                    Size = size,
                    Integrity = phase == SnapshotPhases.Succeeded ? true : null,
                    Driver = BackupDrivers.Restic,
                    Error = phase == SnapshotPhases.Failed ? "the source database did not answer" : null,
                },
            },
        };

    /// <summary>Makes a Snapshot with the status that a finished Job leaves.</summary>
    public static async Task<Snapshot> MakeDoneAsync(IClusterClient client, Snapshot snapshot, SnapshotStatus status, CancellationToken cancellationToken)
    {
        await client.CreateAsync(snapshot, cancellationToken);
        while (true)
        {
            Snapshot now = await client.GetAsync<Snapshot>(NamespacedName.Of(snapshot), cancellationToken);
            SnapshotStatus merged = (now.Status ?? new SnapshotStatus()) with
            {
                SnapshotTime = snapshot.Status!.SnapshotTime,
                TotalComponents = status.TotalComponents,
                Components = status.Components,
            };
            try
            {
                return await client.UpdateStatusAsync(now with { Status = merged }, cancellationToken);
            }
            catch (ClusterException error) when (error.Kind == ClusterErrorKind.Conflict)
            {
                // The operator was faster: once more.
            }
        }
    }
}
