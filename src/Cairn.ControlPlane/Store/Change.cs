using System.Text.Json.Nodes;
using Cairn.ControlPlane.Json;

namespace Cairn.ControlPlane.Store;

/// <summary>One change of the store.</summary>
/// <param name="Type">What happened.</param>
/// <param name="Version">The version that it made.</param>
/// <param name="Object">The new state; of a deleted object its last one, with the version of the deletion.</param>
/// <param name="Previous">The state before; null for a new object.</param>
internal sealed record Change(ChangeType Type, long Version, StoredObject Object, StoredObject? Previous)
{
    /// <summary>What a watch that loses sight of the object sees: its last state there, with the version of the change.</summary>
    public StoredObject Last()
    {
        if (Type == ChangeType.Deleted || Previous is null)
        {
            return Object;
        }

        JsonObject value = Previous.Parse();
        value.Map("metadata")["resourceVersion"] = Version.ToString();
        return new StoredObject(Object.Key, Version, value.ToBytes());
    }
}
