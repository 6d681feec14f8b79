using k8s.Models;

namespace Cairn.Api.Meta;

/// <summary>Where a volume comes from: exactly one of the fields is set. The fields are Kubernetes' own.</summary>
public record VolumeSource
{
    /// <summary>A directory of the node.</summary>
    public V1HostPathVolumeSource? HostPath { get; init; }

    /// <summary>An empty directory that lives as long as the pod.</summary>
    public V1EmptyDirVolumeSource? EmptyDir { get; init; }

    /// <summary>A PersistentVolumeClaim of the pod's namespace.</summary>
    public V1PersistentVolumeClaimVolumeSource? PersistentVolumeClaim { get; init; }

    /// <summary>A directory exported by an NFS server.</summary>
    public V1NFSVolumeSource? Nfs { get; init; }

    /// <summary>An inline volume of a CSI driver.</summary>
    public V1CSIVolumeSource? Csi { get; init; }

    /// <summary>A PersistentVolumeClaim that is made for the pod and lives as long.</summary>
    public V1EphemeralVolumeSource? Ephemeral { get; init; }

    /// <summary>The keys of a ConfigMap as files.</summary>
    public V1ConfigMapVolumeSource? ConfigMap { get; init; }

    /// <summary>The keys of a Secret as files.</summary>
    public V1SecretVolumeSource? Secret { get; init; }

    /// <summary>Several sources in one directory.</summary>
    public V1ProjectedVolumeSource? Projected { get; init; }

    /// <summary>Facts about the pod as files.</summary>
    public V1DownwardAPIVolumeSource? DownwardAPI { get; init; }

    /// <summary>An AWS block device. Kubernetes has replaced it by CSI.</summary>
    public V1AWSElasticBlockStoreVolumeSource? AwsElasticBlockStore { get; init; }

    /// <summary>An Azure disk. Kubernetes has replaced it by CSI.</summary>
    public V1AzureDiskVolumeSource? AzureDisk { get; init; }

    /// <summary>An Azure file share. Kubernetes has replaced it by CSI.</summary>
    public V1AzureFileVolumeSource? AzureFile { get; init; }

    /// <summary>A CephFS directory. Kubernetes has removed it.</summary>
    public V1CephFSVolumeSource? Cephfs { get; init; }

    /// <summary>An OpenStack block device. Kubernetes has replaced it by CSI.</summary>
    public V1CinderVolumeSource? Cinder { get; init; }

    /// <summary>A Fibre Channel device.</summary>
    public V1FCVolumeSource? Fc { get; init; }

    /// <summary>A volume of a driver program. Kubernetes has replaced it by CSI.</summary>
    public V1FlexVolumeSource? FlexVolume { get; init; }

    /// <summary>A Flocker data set. Kubernetes has removed it.</summary>
    public V1FlockerVolumeSource? Flocker { get; init; }

    /// <summary>A disk of Google's cloud. Kubernetes has replaced it by CSI.</summary>
    public V1GCEPersistentDiskVolumeSource? GcePersistentDisk { get; init; }

    /// <summary>A GlusterFS volume. Kubernetes has removed it.</summary>
    public V1GlusterfsVolumeSource? Glusterfs { get; init; }

    /// <summary>An iSCSI device.</summary>
    public V1ISCSIVolumeSource? Iscsi { get; init; }

    /// <summary>A Photon disk. Kubernetes has removed it.</summary>
    public V1PhotonPersistentDiskVolumeSource? PhotonPersistentDisk { get; init; }

    /// <summary>A Portworx volume. Kubernetes has replaced it by CSI.</summary>
    public V1PortworxVolumeSource? PortworxVolume { get; init; }

    /// <summary>A Quobyte volume. Kubernetes has removed it.</summary>
    public V1QuobyteVolumeSource? Quobyte { get; init; }

    /// <summary>A Ceph block device. Kubernetes has removed it.</summary>
    public V1RBDVolumeSource? Rbd { get; init; }

    /// <summary>A ScaleIO volume. Kubernetes has removed it.</summary>
    public V1ScaleIOVolumeSource? ScaleIO { get; init; }

    /// <summary>A StorageOS volume. Kubernetes has removed it.</summary>
    public V1StorageOSVolumeSource? Storageos { get; init; }

    /// <summary>A vSphere disk. Kubernetes has replaced it by CSI.</summary>
    public V1VsphereVirtualDiskVolumeSource? VsphereVolume { get; init; }
}
