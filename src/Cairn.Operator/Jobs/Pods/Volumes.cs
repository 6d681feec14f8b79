using System.Text.Json;
using System.Text.Json.Nodes;
using Cairn.Api.Addons;
using Cairn.Api.Core;
using Cairn.Api.Meta;
using Cairn.Api.Serialization;
using Cairn.Api.Storage;
using Cairn.Operator.Jobs.Tasks;
using k8s.Models;

namespace Cairn.Operator.Jobs.Pods;

/// <summary>Volumes of a pod by name, and the directories of a container they are mounted at.</summary>
internal static class Volumes
{
    /// <summary>A volume of an addon or a user. A claim to be made becomes an ephemeral volume: Kubernetes makes and deletes it with the pod.</summary>
    public static V1Volume Of(string name, AddonVolumeSource? source)
    {
        if (source?.VolumeClaimTemplate is not { } claim)
        {
            return FromJson(name, JsonSerializer.SerializeToNode(source ?? new AddonVolumeSource(), ApiJsonContext.Default.AddonVolumeSource)!.AsObject());
        }

        V1ObjectMeta? metadata = claim.Metadata is { } given ? new V1ObjectMeta { Labels = Copy(given.Labels), Annotations = Copy(given.Annotations) } : null;
        return new V1Volume
        {
            Name = name,
            Ephemeral = new V1EphemeralVolumeSource
            {
                VolumeClaimTemplate = new V1PersistentVolumeClaimTemplate { Metadata = metadata, Spec = claim.Spec },
            },
        };
    }

    /// <summary>The volumes of tasks: the addon's, with those of the user in their place or beside them.</summary>
    public static IEnumerable<V1Volume> OfTasks(IEnumerable<ResolvedTask> tasks)
    {
        foreach (ResolvedTask task in tasks)
        {
            foreach (VolumeTemplate template in task.Definition.VolumeTemplate ?? [])
            {
                yield return Of(template.Name ?? "", template.Source);
            }

            foreach (AddonVolume volume in task.Volumes)
            {
                yield return Of(volume.Name ?? "", volume.Source);
            }

            foreach (V1Volume volume in task.TargetVolumes?.Volumes ?? [])
            {
                yield return volume;
            }
        }
    }

    /// <summary>The volume that a local BackupStorage lies on, and where its containers see it.</summary>
    public static (V1Volume Volume, V1VolumeMount Mount) OfStorage(BackupStorage storage, int index)
    {
        LocalLocation local = storage.Spec?.Storage?.Local ?? throw new TaskException(
            $"BackupStorage {storage.Metadata.Name} says provider local and has no local section: add spec.storage.local.");
        string name = $"backend-{index}";
        V1Volume volume = FromJson(name, JsonSerializer.SerializeToNode(local, ApiJsonContext.Default.LocalLocation)!.AsObject());
        return (volume, new V1VolumeMount { Name = name, MountPath = local.MountPath, SubPath = local.SubPath });
    }

    /// <summary>Whether a BackupStorage is reached through a volume.</summary>
    public static bool IsLocal(BackupStorage storage) => storage.Spec?.Storage is { Local: not null, S3: null, Gcs: null, Azure: null };

    /// <summary>Of volumes with the same name the last one counts, at the place of the first.</summary>
    public static IList<V1Volume> Merge(IEnumerable<V1Volume> volumes) => Merge(volumes, volume => volume.Name);

    /// <summary>Of mounts at the same directory the last one counts.</summary>
    public static IList<V1VolumeMount> Merge(IEnumerable<V1VolumeMount> mounts) => Merge(mounts, mount => mount.MountPath.TrimEnd('/'));

    private static List<T> Merge<T>(IEnumerable<T> items, Func<T, string> keyOf)
    {
        List<T> result = [];
        foreach (T item in items)
        {
            int known = result.FindIndex(other => keyOf(other) == keyOf(item));
            if (known < 0)
            {
                result.Add(item);
            }
            else
            {
                result[known] = item;
            }
        }

        return result;
    }

    private static V1Volume FromJson(string name, JsonObject source)
    {
        source["name"] = name;
        return source.Deserialize(ApiJsonContext.Default.V1Volume)!;
    }

    private static Dictionary<string, string>? Copy(IReadOnlyDictionary<string, string>? items) => items is null ? null : new(items);
}
