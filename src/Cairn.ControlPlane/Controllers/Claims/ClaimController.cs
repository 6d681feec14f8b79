using System.Text.Json.Nodes;
using Cairn.ControlPlane.Controllers.Events;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Store;

namespace Cairn.ControlPlane.Controllers.Claims;

/// <summary>
/// Gives each PersistentVolumeClaim a directory of this machine, as a volume that is kept when the claim goes: backups may be in it. A claim that
/// names a volume gets that one. A claim that is deleted goes when no Pod uses it any more.
/// </summary>
/// <param name="api">The objects.</param>
/// <param name="events">Who tells of it.</param>
/// <param name="directory">Where the directories are made; null when no Pods are run, and then claims stay as they are.</param>
internal sealed class ClaimController(ApiAccess api, EventRecorder events, string? directory) : IController
{
    private const string Protection = "kubernetes.io/pvc-protection";

    /// <inheritdoc/>
    public string Name => "claim";

    /// <inheritdoc/>
    public IEnumerable<ObjectKey> Affected(Change change)
    {
        StoredObject stored = change.Object;
        return stored.Key.Resource switch
        {
            ResourceNames.Claims => [stored.Key],
            ResourceNames.Pods when stored.Json.AsSpan().IndexOf("\"persistentVolumeClaim\""u8) >= 0 =>
                ClaimsOf(stored.Parse()).Select(name => new ObjectKey(ResourceNames.Claims, stored.Key.Namespace, name)),
            ResourceNames.Volumes => stored.Parse() is var volume && volume.Text("spec", "claimRef", "name") is { } name
                ? [new ObjectKey(ResourceNames.Claims, volume.Text("spec", "claimRef", "namespace") ?? "", name)] : [],
            _ => [],
        };
    }

    /// <inheritdoc/>
    public TimeSpan? Reconcile(ObjectKey key)
    {
        if (api.Get(key) is not { } claim)
        {
            return null;
        }

        if (claim.Text("metadata", "deletionTimestamp") is not null)
        {
            if (!IsUsed(key))
            {
                Finalizers.Remove(api, key, claim, Protection);
            }
        }
        else if (directory is not null && claim.Text("status", "phase") != "Bound")
        {
            Bind(key, claim, directory);
        }

        return null;
    }

    private static IEnumerable<string> ClaimsOf(JsonObject pod) => (pod.At("spec", "volumes") as JsonArray ?? [])
        .Select(volume => volume.Text("persistentVolumeClaim", "claimName")).OfType<string>();

    private bool IsUsed(ObjectKey key) => api.List(ResourceNames.Pods, key.Namespace)
        .Where(stored => stored.Json.AsSpan().IndexOf("\"persistentVolumeClaim\""u8) >= 0)
        .Select(stored => stored.Parse())
        .Any(pod => pod.Text("status", "phase") is not ("Succeeded" or "Failed") && ClaimsOf(pod).Contains(key.Name));

    private void Bind(ObjectKey key, JsonObject claim, string directories)
    {
        string uid = claim.Text("metadata", "uid") ?? "";
        string name = claim.Text("spec", "volumeName") is { Length: > 0 } named ? named : $"pvc-{uid}";
        ObjectKey volumeKey = new(ResourceNames.Volumes, "", name);
        JsonObject? volume = api.Get(volumeKey);
        if (volume is null && name != $"pvc-{uid}")
        {
            events.Warning(claim, "FailedBinding", $"volume \"{name}\" not found");
            return;
        }

        volume ??= api.Create(ResourceNames.Volumes, "", Make(claim, name, Path.Combine(directories, name)));
        if (volume.Text("spec", "claimRef", "uid") is { } owner && owner != uid)
        {
            events.Warning(claim, "FailedBinding", $"volume \"{name}\" already bound to a different claim.");
            return;
        }

        string volumeUid = volume.Text("metadata", "uid") ?? "";
        api.Update(volumeKey, volumeUid, "", value => value.Map("spec")["claimRef"] = Reference(claim));
        api.Update(volumeKey, volumeUid, "status", value => value["status"] = new JsonObject { ["phase"] = "Bound" });
        api.Update(key, uid, "", value =>
        {
            value.Map("spec")["volumeName"] = name;
            value.Map("metadata").Map("annotations")["pv.kubernetes.io/bind-completed"] = "yes";
        });
        api.Update(key, uid, "status", value => value["status"] = new JsonObject
        {
            ["phase"] = "Bound",
            ["accessModes"] = claim.At("spec", "accessModes")?.DeepClone(),
            ["capacity"] = volume.At("spec", "capacity")?.DeepClone(),
        });
    }

    private static JsonObject Make(JsonObject claim, string name, string path)
    {
        JsonObject spec = new()
        {
            ["accessModes"] = claim.At("spec", "accessModes")?.DeepClone(),
            ["capacity"] = new JsonObject { ["storage"] = claim.At("spec", "resources", "requests", "storage")?.DeepClone() },
            ["claimRef"] = Reference(claim),
            ["hostPath"] = new JsonObject { ["path"] = path, ["type"] = "DirectoryOrCreate" },
            ["persistentVolumeReclaimPolicy"] = "Retain",
        };
        if (claim.Text("spec", "storageClassName") is { } storageClass)
        {
            spec["storageClassName"] = storageClass;
        }

        return new JsonObject { ["apiVersion"] = "v1", ["kind"] = "PersistentVolume", ["metadata"] = new JsonObject { ["name"] = name }, ["spec"] = spec };
    }

    private static JsonObject Reference(JsonObject claim) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "PersistentVolumeClaim",
        ["namespace"] = claim.Text("metadata", "namespace"),
        ["name"] = claim.Text("metadata", "name"),
        ["uid"] = claim.Text("metadata", "uid"),
    };
}
