using System.Text.Json.Nodes;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Store;

namespace Cairn.ControlPlane.Controllers.CronJobs;

/// <summary>A CronJob while it is being reconciled, with what its status will be.</summary>
internal sealed class CronJobRun(ObjectKey key, string uid, JsonObject value)
{
    /// <summary>Which.</summary>
    public ObjectKey Key => key;

    /// <summary>Its uid.</summary>
    public string Uid => uid;

    /// <summary>The CronJob.</summary>
    public JsonObject Value => value;

    /// <summary>References to the Jobs that it made and that run.</summary>
    public List<JsonObject> Active { get; } =
        [.. (value.At("status", "active") as JsonArray ?? []).OfType<JsonObject>().Select(item => (JsonObject)item.DeepClone())];

    /// <summary>The last time that a Job was made for.</summary>
    public DateTimeOffset? LastSchedule { get; set; } = value.Time("status", "lastScheduleTime");

    /// <summary>When a Job last ended well.</summary>
    public DateTimeOffset? LastSuccess { get; set; } = value.Time("status", "lastSuccessfulTime");
}
