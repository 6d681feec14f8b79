using System.Text.Json.Nodes;
using k8s.Models;

namespace Cairn.Api.Schema;

/// <summary>
/// What is known about Kubernetes' own types beyond the names of their fields: which fields must be given, what unset ones get,
/// and how lists are merged. Source: the OpenAPI document of Kubernetes 1.34 (pod, container and volume types).
/// </summary>
internal static class KubernetesFacts
{
    private static readonly Dictionary<Type, KubernetesFact> Facts = new()
    {
        [typeof(V1ObjectMeta)] = new() { Only = ["annotations", "finalizers", "generateName", "labels", "name", "namespace", "ownerReferences"] },
        [typeof(Corev1ResourceClaim)] = new() { Required = ["name"] },
        [typeof(V1AWSElasticBlockStoreVolumeSource)] = new() { Required = ["volumeID"] },
        [typeof(V1AppArmorProfile)] = new() { Required = ["type"] },
        [typeof(V1AzureDiskVolumeSource)] = new() { Required = ["diskName", "diskURI"], Defaults = new() { ["fsType"] = "ext4", ["readOnly"] = false } },
        [typeof(V1AzureFileVolumeSource)] = new() { Required = ["secretName", "shareName"] },
        [typeof(V1CSIVolumeSource)] = new() { Required = ["driver"] },
        [typeof(V1Capabilities)] = new() { AtomicLists = ["add", "drop"] },
        [typeof(V1CephFSVolumeSource)] = new() { Required = ["monitors"], AtomicLists = ["monitors"] },
        [typeof(V1CinderVolumeSource)] = new() { Required = ["volumeID"] },
        [typeof(V1ClusterTrustBundleProjection)] = new() { Required = ["path"] },
        [typeof(V1ConfigMapEnvSource)] = new() { IsAtomic = true, Defaults = new() { ["name"] = "" } },
        [typeof(V1ConfigMapKeySelector)] = new() { Required = ["key"], IsAtomic = true, Defaults = new() { ["name"] = "" } },
        [typeof(V1ConfigMapProjection)] = new() { IsAtomic = true, AtomicLists = ["items"], Defaults = new() { ["name"] = "" } },
        [typeof(V1ConfigMapVolumeSource)] = new() { IsAtomic = true, AtomicLists = ["items"], Defaults = new() { ["name"] = "" } },
        [typeof(V1Container)] = new()
        {
            Required = ["name"],
            AtomicLists = ["args", "command", "envFrom", "resizePolicy", "restartPolicyRules"],
            Maps = new()
            {
                ["env"] = ["name"],
                ["ports"] = ["containerPort", "protocol"],
                ["volumeDevices"] = ["devicePath"],
                ["volumeMounts"] = ["mountPath"],
            },
        },
        [typeof(V1ContainerPort)] = new() { Required = ["containerPort"], Defaults = new() { ["protocol"] = "TCP" } },
        [typeof(V1ContainerResizePolicy)] = new() { Required = ["resourceName", "restartPolicy"] },
        [typeof(V1ContainerRestartRule)] = new() { Required = ["action"] },
        [typeof(V1ContainerRestartRuleOnExitCodes)] = new() { Required = ["operator"], Sets = ["values"] },
        [typeof(V1DownwardAPIProjection)] = new() { AtomicLists = ["items"] },
        [typeof(V1DownwardAPIVolumeFile)] = new() { Required = ["path"] },
        [typeof(V1DownwardAPIVolumeSource)] = new() { AtomicLists = ["items"] },
        [typeof(V1EnvVar)] = new() { Required = ["name"] },
        [typeof(V1ExecAction)] = new() { AtomicLists = ["command"] },
        [typeof(V1FCVolumeSource)] = new() { AtomicLists = ["targetWWNs", "wwids"] },
        [typeof(V1FileKeySelector)] = new() { Required = ["key", "path", "volumeName"], IsAtomic = true, Defaults = new() { ["optional"] = false } },
        [typeof(V1FlexVolumeSource)] = new() { Required = ["driver"] },
        [typeof(V1GCEPersistentDiskVolumeSource)] = new() { Required = ["pdName"] },
        [typeof(V1GRPCAction)] = new() { Required = ["port"], Defaults = new() { ["service"] = "" } },
        [typeof(V1GlusterfsVolumeSource)] = new() { Required = ["endpoints", "path"] },
        [typeof(V1HTTPGetAction)] = new() { Required = ["port"], AtomicLists = ["httpHeaders"] },
        [typeof(V1HTTPHeader)] = new() { Required = ["name", "value"] },
        [typeof(V1HostPathVolumeSource)] = new() { Required = ["path"] },
        [typeof(V1ISCSIVolumeSource)] = new()
        {
            Required = ["iqn", "lun", "targetPortal"],
            AtomicLists = ["portals"],
            Defaults = new() { ["iscsiInterface"] = "default" },
        },
        [typeof(V1KeyToPath)] = new() { Required = ["key", "path"] },
        [typeof(V1LabelSelector)] = new() { IsAtomic = true, AtomicLists = ["matchExpressions"] },
        [typeof(V1LabelSelectorRequirement)] = new() { Required = ["key", "operator"], AtomicLists = ["values"] },
        [typeof(V1LocalObjectReference)] = new() { IsAtomic = true, Defaults = new() { ["name"] = "" } },
        [typeof(V1ModifyVolumeStatus)] = new() { Required = ["status"] },
        [typeof(V1NFSVolumeSource)] = new() { Required = ["path", "server"] },
        [typeof(V1NodeAffinity)] = new() { AtomicLists = ["preferredDuringSchedulingIgnoredDuringExecution"] },
        [typeof(V1NodeSelector)] = new() { Required = ["nodeSelectorTerms"], IsAtomic = true, AtomicLists = ["nodeSelectorTerms"] },
        [typeof(V1NodeSelectorRequirement)] = new() { Required = ["key", "operator"], AtomicLists = ["values"] },
        [typeof(V1NodeSelectorTerm)] = new() { IsAtomic = true, AtomicLists = ["matchExpressions", "matchFields"] },
        [typeof(V1ObjectFieldSelector)] = new() { Required = ["fieldPath"], IsAtomic = true },
        [typeof(V1OwnerReference)] = new() { Required = ["apiVersion", "kind", "name", "uid"], IsAtomic = true },
        [typeof(V1PersistentVolumeClaimCondition)] = new() { Required = ["status", "type"] },
        [typeof(V1PersistentVolumeClaimSpec)] = new() { AtomicLists = ["accessModes"] },
        [typeof(V1PersistentVolumeClaimStatus)] = new() { AtomicLists = ["accessModes"], Maps = new() { ["conditions"] = ["type"] } },
        [typeof(V1PersistentVolumeClaimTemplate)] = new() { Required = ["spec"] },
        [typeof(V1PersistentVolumeClaimVolumeSource)] = new() { Required = ["claimName"] },
        [typeof(V1PhotonPersistentDiskVolumeSource)] = new() { Required = ["pdID"] },
        [typeof(V1PodAffinity)] = new()
        {
            AtomicLists = ["preferredDuringSchedulingIgnoredDuringExecution", "requiredDuringSchedulingIgnoredDuringExecution"],
        },
        [typeof(V1PodAffinityTerm)] = new() { Required = ["topologyKey"], AtomicLists = ["matchLabelKeys", "mismatchLabelKeys", "namespaces"] },
        [typeof(V1PodAntiAffinity)] = new()
        {
            AtomicLists = ["preferredDuringSchedulingIgnoredDuringExecution", "requiredDuringSchedulingIgnoredDuringExecution"],
        },
        [typeof(V1PodCertificateProjection)] = new() { Required = ["keyType", "signerName"] },
        [typeof(V1PodDNSConfig)] = new() { AtomicLists = ["nameservers", "options", "searches"] },
        [typeof(V1PodReadinessGate)] = new() { Required = ["conditionType"] },
        [typeof(V1PodSecurityContext)] = new() { AtomicLists = ["supplementalGroups", "sysctls"] },
        [typeof(V1PortworxVolumeSource)] = new() { Required = ["volumeID"] },
        [typeof(V1PreferredSchedulingTerm)] = new() { Required = ["preference", "weight"] },
        [typeof(V1ProjectedVolumeSource)] = new() { AtomicLists = ["sources"] },
        [typeof(V1QuobyteVolumeSource)] = new() { Required = ["registry", "volume"] },
        [typeof(V1RBDVolumeSource)] = new()
        {
            Required = ["image", "monitors"],
            AtomicLists = ["monitors"],
            Defaults = new() { ["keyring"] = "/etc/ceph/keyring", ["pool"] = "rbd", ["user"] = "admin" },
        },
        [typeof(V1ResourceFieldSelector)] = new() { Required = ["resource"], IsAtomic = true },
        [typeof(V1ResourceRequirements)] = new() { Maps = new() { ["claims"] = ["name"] } },
        [typeof(V1ScaleIOVolumeSource)] = new()
        {
            Required = ["gateway", "secretRef", "system"],
            Defaults = new() { ["fsType"] = "xfs", ["storageMode"] = "ThinProvisioned" },
        },
        [typeof(V1SeccompProfile)] = new() { Required = ["type"] },
        [typeof(V1SecretEnvSource)] = new() { IsAtomic = true, Defaults = new() { ["name"] = "" } },
        [typeof(V1SecretKeySelector)] = new() { Required = ["key"], IsAtomic = true, Defaults = new() { ["name"] = "" } },
        [typeof(V1SecretProjection)] = new() { IsAtomic = true, AtomicLists = ["items"], Defaults = new() { ["name"] = "" } },
        [typeof(V1SecretVolumeSource)] = new() { AtomicLists = ["items"] },
        [typeof(V1ServiceAccountTokenProjection)] = new() { Required = ["path"] },
        [typeof(V1SleepAction)] = new() { Required = ["seconds"] },
        [typeof(V1Sysctl)] = new() { Required = ["name", "value"] },
        [typeof(V1TCPSocketAction)] = new() { Required = ["port"] },
        [typeof(V1TopologySpreadConstraint)] = new() { Required = ["maxSkew", "topologyKey", "whenUnsatisfiable"], AtomicLists = ["matchLabelKeys"] },
        [typeof(V1TypedLocalObjectReference)] = new() { Required = ["kind", "name"], IsAtomic = true },
        [typeof(V1TypedObjectReference)] = new() { Required = ["kind", "name"] },
        [typeof(V1Volume)] = new() { Required = ["name"] },
        [typeof(V1VolumeDevice)] = new() { Required = ["devicePath", "name"] },
        [typeof(V1VolumeMount)] = new() { Required = ["mountPath", "name"] },
        [typeof(V1VsphereVirtualDiskVolumeSource)] = new() { Required = ["volumePath"] },
        [typeof(V1WeightedPodAffinityTerm)] = new() { Required = ["podAffinityTerm", "weight"] },
    };

    /// <summary>The schema of a type with what is known about it.</summary>
    public static SchemaNode Apply(SchemaNode node, Type type)
    {
        if (!Facts.TryGetValue(type, out KubernetesFact? fact))
        {
            return node;
        }

        SortedDictionary<string, SchemaNode> properties = new(StringComparer.Ordinal);
        foreach ((string name, SchemaNode property) in node.Properties.Where(item => fact.Only.Length == 0 || fact.Only.Contains(item.Key)))
        {
            properties.Add(name, Apply(property, name, fact));
        }

        return node with { Properties = properties, Required = fact.Required, MapType = fact.IsAtomic ? "atomic" : node.MapType };
    }

    private static SchemaNode Apply(SchemaNode node, string name, KubernetesFact fact)
    {
        node = node with { Default = fact.Defaults.TryGetValue(name, out object? value) ? Json(value) : null };
        return fact.Maps.TryGetValue(name, out string[]? keys) ? node with { ListType = "map", ListMapKeys = keys }
            : fact.Sets.Contains(name) ? node with { ListType = "set" }
            : fact.AtomicLists.Contains(name) ? node with { ListType = "atomic" }
            : node;
    }

    private static JsonValue Json(object value) => value is bool flag ? JsonValue.Create(flag) : JsonValue.Create((string)value);
}
