using System.Text.Json.Nodes;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Store;

namespace Cairn.ControlPlane.Controllers.Claims;

/// <summary>Says of a PersistentVolume that its claim is gone, and lets go of a deleted one that no claim holds. The data stays where it is.</summary>
internal sealed class VolumeController(ApiAccess api) : IController
{
    private const string Protection = "kubernetes.io/pv-protection";

    /// <inheritdoc/>
    public string Name => "volume";

    /// <inheritdoc/>
    public IEnumerable<ObjectKey> Affected(Change change)
    {
        ObjectKey key = change.Object.Key;
        return key.Resource switch
        {
            ResourceNames.Volumes => [key],
            ResourceNames.Claims when change.Object.Parse().Text("spec", "volumeName") is { Length: > 0 } name =>
                [new ObjectKey(ResourceNames.Volumes, "", name)],
            _ => [],
        };
    }

    /// <inheritdoc/>
    public TimeSpan? Reconcile(ObjectKey key)
    {
        if (api.Get(key) is not { } volume)
        {
            return null;
        }

        string uid = volume.Text("metadata", "uid") ?? "";
        JsonNode? owner = volume.At("spec", "claimRef");
        ObjectKey claim = new(ResourceNames.Claims, owner.Text("namespace") ?? "", owner.Text("name") ?? "");
        bool isHeld = owner is not null && api.Get(claim).Text("metadata", "uid") is { } found && (owner.Text("uid") is null || owner.Text("uid") == found);
        if (volume.Text("metadata", "deletionTimestamp") is not null && !isHeld)
        {
            Finalizers.Remove(api, key, volume, Protection);
        }
        else if (!isHeld && volume.Text("status", "phase") == "Bound")
        {
            api.Update(key, uid, "status", value => value.Map("status")["phase"] = "Released");
        }
        else if (owner is null && volume.Text("status", "phase") == "Pending")
        {
            api.Update(key, uid, "status", value => value.Map("status")["phase"] = "Available");
        }

        return null;
    }
}
