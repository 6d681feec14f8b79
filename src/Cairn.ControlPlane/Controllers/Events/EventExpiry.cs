using Cairn.ControlPlane.Store;

namespace Cairn.ControlPlane.Controllers.Events;

/// <summary>Removes Events an hour after they were last seen, as clusters do: they are news, not records.</summary>
internal sealed class EventExpiry(ApiAccess api) : IController
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    public string Name => "event-expiry";

    /// <inheritdoc/>
    public IEnumerable<ObjectKey> Affected(Change change) =>
        change.Type == ChangeType.Added && change.Object.Key.Resource == ResourceNames.Events ? [change.Object.Key] : [];

    /// <inheritdoc/>
    public TimeSpan? Reconcile(ObjectKey key)
    {
        if (api.Get(key) is not { } value)
        {
            return null;
        }

        DateTimeOffset seen = value.Time("lastTimestamp") ?? value.Time("series", "lastObservedTime") ?? value.Time("eventTime")
            ?? value.Time("metadata", "creationTimestamp") ?? api.Now;
        TimeSpan left = seen + Lifetime - api.Now;
        if (left > TimeSpan.Zero)
        {
            return left;
        }

        api.Delete(key, Json.Nodes.Text(value, "metadata", "uid") ?? "", null, null);
        return null;
    }
}
