using System.Globalization;
using System.Text.Json.Nodes;

namespace Cairn.ControlPlane.Pods.Execution;

/// <summary>How a command ended, as clients are told.</summary>
internal static class ExecResult
{
    /// <summary>It ended with an exit code.</summary>
    public static JsonObject Of(int exitCode) => exitCode == 0
        ? new JsonObject { ["metadata"] = new JsonObject(), ["status"] = "Success" }
        : Failure("NonZeroExitCode", $"command terminated with non-zero exit code: exit status {exitCode}",
            new JsonObject { ["reason"] = "ExitCode", ["message"] = exitCode.ToString(CultureInfo.InvariantCulture) });

    /// <summary>It could not be started.</summary>
    public static JsonObject NotStarted(string message) => Failure("InternalError", $"error executing command in container: {message}", null);

    private static JsonObject Failure(string reason, string message, JsonObject? cause)
    {
        JsonObject status = new()
        {
            ["metadata"] = new JsonObject(),
            ["status"] = "Failure",
            ["reason"] = reason,
            ["message"] = message,
        };
        if (cause is not null)
        {
            status["details"] = new JsonObject { ["causes"] = new JsonArray(cause) };
        }

        return status;
    }
}
