using System.Text.Json.Nodes;
using Cairn.ControlPlane.Json;

namespace Cairn.ControlPlane.Errors;

/// <summary>A request that is answered with a Status of failure. It carries everything the answer holds.</summary>
internal sealed class ApiException(int code, string reason, string message, JsonObject? details = null) : Exception(message)
{
    /// <summary>HTTP status.</summary>
    public int Code { get; } = code;

    /// <summary>Machine-readable reason, such as <c>NotFound</c>; empty where the API has none.</summary>
    public string Reason { get; } = reason;

    /// <summary>After how many seconds to try again; null for unknown.</summary>
    public long? RetryAfterSeconds => details.Number("retryAfterSeconds");

    /// <summary>The answer's body.</summary>
    public JsonObject ToStatus()
    {
        JsonObject status = new()
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Failure",
            ["message"] = Message,
        };
        if (Reason.Length > 0)
        {
            status["reason"] = Reason;
        }

        if (details is not null)
        {
            status["details"] = details.DeepClone();
        }

        status["code"] = Code;
        return status;
    }
}
