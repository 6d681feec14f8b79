using System.Globalization;
using System.Text.Json.Nodes;
using Cairn.ControlPlane.Errors;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Store;

namespace Cairn.ControlPlane.Controllers.Events;

/// <summary>
/// Writes Events: what happened to an object, for people. The same words about the same object are counted in one Event. An Event that
/// cannot be written is dropped, since nothing may depend on it.
/// </summary>
/// <param name="api">Where to.</param>
/// <param name="component">Who speaks, such as <c>job-controller</c>.</param>
internal sealed class EventRecorder(ApiAccess api, string component)
{
    private const int Remembered = 2_000;
    private const int LongestMessage = 1_024;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (ObjectKey Key, string Uid)> _known = [];
    private readonly Queue<string> _order = [];
    private long _last;

    /// <summary>Tells of something that goes as it should.</summary>
    public void Normal(JsonObject about, string reason, string message) => Record(about, "Normal", reason, message);

    /// <summary>Tells of something that somebody should look at.</summary>
    public void Warning(JsonObject about, string reason, string message) => Record(about, "Warning", reason, message);

    private void Record(JsonObject about, string type, string reason, string message)
    {
        message = message.Length > LongestMessage ? message[..LongestMessage] : message;
        string words = $"{about.Text("metadata", "uid")}\n{type}\n{reason}\n{message}";
        lock (_gate)
        {
            try
            {
                if (!Repeat(words))
                {
                    Write(about, type, reason, message, words);
                }
            }
            catch (ApiException)
            {
                // The namespace is being deleted, say.
            }
        }
    }

    private bool Repeat(string words) => _known.TryGetValue(words, out (ObjectKey Key, string Uid) known)
        && api.Update(known.Key, known.Uid, "", value =>
        {
            value["count"] = (value.Number("count") ?? 1) + 1;
            value["lastTimestamp"] = api.Timestamp;
        }) is not null;

    private void Write(JsonObject about, string type, string reason, string message, string words)
    {
        string name = about.Text("metadata", "name") ?? "";
        string @namespace = about.Text("metadata", "namespace") is { Length: > 0 } own ? own : "default";
        _last = Math.Max(_last + 1, api.Now.UtcTicks);
        JsonObject made = api.Create(ResourceNames.Events, @namespace, new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Event",
            ["metadata"] = new JsonObject
            {
                ["name"] = $"{name}.{_last.ToString("x16", CultureInfo.InvariantCulture)}",
                ["namespace"] = @namespace,
            },
            ["involvedObject"] = Reference(about),
            ["reason"] = reason,
            ["message"] = message,
            ["source"] = new JsonObject { ["component"] = component },
            ["firstTimestamp"] = api.Timestamp,
            ["lastTimestamp"] = api.Timestamp,
            ["count"] = 1,
            ["type"] = type,
            ["eventTime"] = null,
            ["reportingComponent"] = component,
            ["reportingInstance"] = "",
        });
        Remember(words, ApiAccess.KeyOf(ResourceNames.Events, made), made.Text("metadata", "uid") ?? "");
    }

    private void Remember(string words, ObjectKey key, string uid)
    {
        _known[words] = (key, uid);
        _order.Enqueue(words);
        if (_order.Count > Remembered)
        {
            _known.Remove(_order.Dequeue());
        }
    }

    private static JsonObject Reference(JsonObject about)
    {
        JsonObject reference = new() { ["kind"] = about.Text("kind") };
        foreach (string name in (string[])["namespace", "name", "uid"])
        {
            if (about.Text("metadata", name) is { Length: > 0 } text)
            {
                reference[name] = text;
            }
        }

        reference["apiVersion"] = about.Text("apiVersion");
        reference["resourceVersion"] = about.Text("metadata", "resourceVersion");
        return reference;
    }
}
