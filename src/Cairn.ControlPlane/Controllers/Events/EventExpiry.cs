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

        // What an Event tells of may be long ago when it is written: it is kept for an hour from then in any case.
        DateTimeOffset seen = ((DateTimeOffset?[])[
            value.Time("metadata", "creationTimestamp"), value.Time("lastTimestamp"), value.Time("series", "lastObservedTime")]).Max() ?? api.Now;
        TimeSpan left = seen + Lifetime - api.Now;
        if (left > TimeSpan.Zero)
        {
            return left;
        }

        api.Delete(key, Json.Nodes.Text(value, "metadata", "uid") ?? "", null, null);
        return null;
    }
}
