using System.Text.Json.Nodes;
using Cairn.ControlPlane.Errors;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Objects;

namespace Cairn.ControlPlane.Kinds;

/// <summary>Events: some fields are always there, even when nobody set them; the object they are about is in their namespace.</summary>
internal sealed class EventRules : IKindRules
{
    /// <inheritdoc/>
    public void Prepare(JsonObject value, JsonObject? old)
    {
        foreach (string time in (string[])["firstTimestamp", "lastTimestamp", "eventTime"])
        {
            value[time] ??= null;
        }

        foreach (string text in (string[])["reportingComponent", "reportingInstance"])
        {
            value[text] ??= "";
        }

        value["source"] ??= new JsonObject();
        foreach (string text in (string[])["reason", "message", "type"])
        {
            if (value.Text(text) == "")
            {
                value.Remove(text);
            }
        }
    }

    /// <inheritdoc/>
    public IEnumerable<FieldError> Validate(JsonObject value, JsonObject? old)
    {
        string named = value.Text("involvedObject", "namespace") ?? "";
        string own = value.Text("metadata", "namespace") ?? "";
        if (named != own && !(named.Length == 0 && own is "default" or "kube-system"))
        {
            yield return FieldError.Invalid("involvedObject.namespace", FieldError.Quote(named), "does not match event.namespace");
        }
    }
}
