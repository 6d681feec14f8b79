using System.Text.Json.Nodes;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Store;

namespace Cairn.ControlPlane.Controllers.Garbage;

/// <summary>
/// Removes objects whose owners are gone, and carries out the two kinds of deletion that wait: in the foreground an owner goes after its
/// dependants, with <c>Orphan</c> the dependants lose their reference before it goes.
/// </summary>
internal sealed class GarbageCollector(ApiAccess api) : IController
{
    private const string ForegroundFinalizer = "foregroundDeletion";
    private const string OrphanFinalizer = "orphan";

    private readonly OwnerGraph _graph = new();

    private enum OwnerState
    {
        Present = 0,
        WaitingForDependants = 1,
        Absent = 2,
    }

    /// <inheritdoc/>
    public string Name => "garbage-collector";

    /// <inheritdoc/>
    public IEnumerable<ObjectKey> Affected(Change change)
    {
        StoredObject stored = change.Object;
        bool mayHaveOwners = Owners.MayHave(stored);
        if (change.Type == ChangeType.Deleted)
        {
            return OfDeleted(stored);
        }

        bool isMarked = stored.Json.AsSpan().IndexOf("\"deletionTimestamp\""u8) >= 0;
        bool hadOwners = change.Previous is not null && Owners.MayHave(change.Previous);
        if (!mayHaveOwners && !hadOwners && !isMarked)
        {
            return [];
        }

        JsonObject value = stored.Parse();
        _graph.Set(stored.Key, [.. Owners.Of(value).Select(owner => owner.Uid)]);
        HashSet<ObjectKey> affected = [stored.Key];
        if (isMarked && Finalizers.Has(value, ForegroundFinalizer))
        {
            affected.UnionWith(_graph.Dependants(value.Text("metadata", "uid") ?? ""));
        }

        if (hadOwners)
        {
            affected.UnionWith(OwnerKeys(change.Previous!.Parse()));
        }

        return affected;
    }

    /// <inheritdoc/>
    public TimeSpan? Reconcile(ObjectKey key)
    {
        if (api.Get(key) is not { } value)
        {
            return null;
        }

        bool isMarked = value.Text("metadata", "deletionTimestamp") is not null;
        if (isMarked && Finalizers.Has(value, OrphanFinalizer))
        {
            Orphan(key, value);
        }
        else if (isMarked && Finalizers.Has(value, ForegroundFinalizer))
        {
            ReleaseOwner(key, value);
        }
        else if (!isMarked)
        {
            CheckOwners(key, value);
        }

        return null;
    }

    private IEnumerable<ObjectKey> OfDeleted(StoredObject stored)
    {
        JsonObject last = stored.Parse();
        string uid = last.Text("metadata", "uid") ?? "";
        _graph.Gone(uid);
        _graph.Set(stored.Key, []);
        return [.. _graph.Dependants(uid), .. OwnerKeys(last)];
    }

    private IEnumerable<ObjectKey> OwnerKeys(JsonObject value) =>
        Owners.Of(value).Select(owner => KeyOf(owner, value)).OfType<ObjectKey>();

    private ObjectKey? KeyOf(OwnerReference owner, JsonObject dependant) =>
        api.Kind(owner.ApiVersion, owner.Kind) is { } resource
            ? new ObjectKey(resource.GroupResource, resource.IsNamespaced ? dependant.Text("metadata", "namespace") ?? "" : "", owner.Name)
            : null;

    private void CheckOwners(ObjectKey key, JsonObject value)
    {
        List<(OwnerReference Owner, OwnerState State)> owners = [.. Owners.Of(value).Select(owner => (owner, StateOf(owner, value)))];
        if (owners.Count == 0)
        {
            return;
        }

        string uid = value.Text("metadata", "uid") ?? "";
        if (owners.Exists(item => item.State == OwnerState.Present))
        {
            // Others still need it: it only forgets those that went or are going.
            RemoveOwners(key, uid, [.. owners.Where(item => item.State != OwnerState.Present).Select(item => item.Owner.Uid)]);
            return;
        }

        bool isForeground = owners.Exists(item => item.State == OwnerState.WaitingForDependants) && _graph.Dependants(uid).Count > 0;
        api.Delete(key, uid, isForeground || Finalizers.Has(value, ForegroundFinalizer) ? "Foreground"
            : Finalizers.Has(value, OrphanFinalizer) ? "Orphan" : "Background", null);
    }

    // An owner that cannot be looked up, because its kind is not served, counts as present: nothing is deleted on a guess.
    private OwnerState StateOf(OwnerReference owner, JsonObject dependant)
    {
        if (_graph.IsGone(owner.Uid))
        {
            return OwnerState.Absent;
        }

        bool isClusterWide = string.IsNullOrEmpty(dependant.Text("metadata", "namespace"));
        if (api.Kind(owner.ApiVersion, owner.Kind) is not { } resource || (isClusterWide && resource.IsNamespaced))
        {
            return OwnerState.Present;
        }

        JsonObject? found = api.Get(KeyOf(owner, dependant)!.Value);
        if (found is null || found.Text("metadata", "uid") != owner.Uid)
        {
            return OwnerState.Absent;
        }

        bool isWaiting = found.Text("metadata", "deletionTimestamp") is not null && Finalizers.Has(found, ForegroundFinalizer);
        return isWaiting ? OwnerState.WaitingForDependants : OwnerState.Present;
    }

    private void Orphan(ObjectKey key, JsonObject value)
    {
        string uid = value.Text("metadata", "uid") ?? "";
        foreach (ObjectKey dependant in _graph.Dependants(uid))
        {
            if (api.Get(dependant)?.Text("metadata", "uid") is { } dependantUid)
            {
                RemoveOwners(dependant, dependantUid, [uid]);
            }
        }

        Finalizers.Remove(api, key, value, OrphanFinalizer);
    }

    private void ReleaseOwner(ObjectKey key, JsonObject value)
    {
        string uid = value.Text("metadata", "uid") ?? "";
        bool isBlocked = _graph.Dependants(uid).Any(dependant => Owners.Of(api.Get(dependant)).Any(owner => owner.Uid == uid && owner.BlocksDeletion));
        if (!isBlocked)
        {
            Finalizers.Remove(api, key, value, ForegroundFinalizer);
        }
    }

    private void RemoveOwners(ObjectKey key, string uid, IReadOnlyCollection<string> owners)
    {
        if (owners.Count > 0)
        {
            api.Update(key, uid, "", value => Finalizers.Remove(value, "ownerReferences", owner => owners.Contains(owner.Text("uid"))));
        }
    }
}
