using Cairn.Api.Meta;
using Cairn.Api.Storage;

namespace Cairn.Api.Validation.Storages;

/// <summary>A place has the fields by which it is found.</summary>
internal sealed class LocationFieldsRule : IRule<BackupStorage>
{
    private static readonly FieldPath Path = FieldPath.Spec.Field("storage");

    public void Check(BackupStorage value, RuleContext context)
    {
        if (value.Spec?.Storage?.S3 is { } s3)
        {
            FieldPath path = Path.Field("s3");
            context.Require(path.Field("bucket"), s3.Bucket, "is missing: name the bucket");
            CheckEndpoint(s3.Endpoint, path.Field("endpoint"), context);
            CheckConnections(s3.MaxConnections, path, context);
        }

        if (value.Spec?.Storage?.Gcs is { } gcs)
        {
            context.Require(Path.Field("gcs").Field("bucket"), gcs.Bucket, "is missing: name the bucket");
            CheckConnections(gcs.MaxConnections, Path.Field("gcs"), context);
        }

        if (value.Spec?.Storage?.Azure is { } azure)
        {
            context.Require(Path.Field("azure").Field("storageAccount"), azure.StorageAccount, "is missing: name the storage account");
            context.Require(Path.Field("azure").Field("container"), azure.Container, "is missing: name the container");
            CheckConnections(azure.MaxConnections, Path.Field("azure"), context);
        }

        if (value.Spec?.Storage?.Local is { } local)
        {
            CheckLocal(local, Path.Field("local"), context);
        }
    }

    private static void CheckLocal(LocalLocation value, FieldPath path, RuleContext context)
    {
        if (context.Require(path.Field("mountPath"), value.MountPath, "is missing: say where the volume is mounted, such as /backups")
            && !value.MountPath!.StartsWith('/'))
        {
            context.Error(path.Field("mountPath"), "must be an absolute path, such as /backups");
        }

        if ((value.SubPath ?? "").StartsWith('/') || (value.SubPath ?? "").Split('/').Contains(".."))
        {
            context.Error(path.Field("subPath"), "must be a directory inside of the volume, without a slash at its start and without ..");
        }

        int sources = CountSources(value);
        if (sources != 1)
        {
            context.Error(path, sources == 0 ? "has no volume: give one, such as persistentVolumeClaim or hostPath" : "has several volumes: give one");
        }

        CheckConnections(value.MaxConnections, path, context);
    }

    private static int CountSources(VolumeSource value) => ((object?[])
    [
        value.HostPath, value.EmptyDir, value.PersistentVolumeClaim, value.Nfs, value.Csi, value.Ephemeral, value.ConfigMap, value.Secret,
        value.Projected, value.DownwardAPI, value.AwsElasticBlockStore, value.AzureDisk, value.AzureFile, value.Cephfs, value.Cinder, value.Fc,
        value.FlexVolume, value.Flocker, value.GcePersistentDisk, value.Glusterfs, value.Iscsi, value.PhotonPersistentDisk, value.PortworxVolume,
        value.Quobyte, value.Rbd, value.ScaleIO, value.Storageos, value.VsphereVolume,
    ]).Count(source => source is not null);

    /// <summary>Without a scheme the endpoint is a host name, which is taken for https.</summary>
    private static void CheckEndpoint(string? value, FieldPath path, RuleContext context)
    {
        if (string.IsNullOrEmpty(value))
        {
            return;
        }

        string url = value.Contains("://", StringComparison.Ordinal) ? value : "https://" + value;
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("http" or "https") || uri.Host.Length == 0)
        {
            context.Error(path, "is no address: write it as https://host:port");
        }
        else if (uri.UserInfo.Length > 0)
        {
            context.Error(path, "must not hold a login: put the keys in the Secret that secretName names");
        }
    }

    private static void CheckConnections(long? value, FieldPath path, RuleContext context)
    {
        if (value < 0)
        {
            context.Error(path.Field("maxConnections"), "is negative: 0 means Cairn's default");
        }
    }
}
