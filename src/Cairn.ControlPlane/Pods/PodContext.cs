using System.Text.Json.Nodes;
using Cairn.ControlPlane.Controllers;
using Cairn.ControlPlane.Controllers.Events;
using Cairn.ControlPlane.Pods.Variables;
using Cairn.ControlPlane.Pods.Volumes;
using Microsoft.Extensions.Logging;

namespace Cairn.ControlPlane.Pods;

/// <summary>What all Pods of a runner share.</summary>
internal sealed record PodContext
{
    public required RunnerOptions Options { get; init; }

    public required ApiAccess Api { get; init; }

    public required EventRecorder Events { get; init; }

    public required EventRecorder SchedulerEvents { get; init; }

    public required PodFiles Files { get; init; }

    public required PodVolumes Volumes { get; init; }

    public required EnvironmentBuilder Environments { get; init; }

    public required PodApiAccess ApiAccess { get; init; }

    public required TimeProvider Clock { get; init; }

    public required ILogger Log { get; init; }

    /// <summary>Puts them together.</summary>
    public static PodContext Make(
        RunnerOptions options, ApiAccess api, PodFiles files, PodApiAccess access,
        Func<JsonObject, string?, string> issueToken, TimeProvider clock, ILogger log) => new()
        {
            Options = options,
            Api = api,
            Events = new EventRecorder(api, "kubelet"),
            SchedulerEvents = new EventRecorder(api, "default-scheduler"),
            Files = files,
            Volumes = new PodVolumes(api, files, issueToken),
            Environments = new EnvironmentBuilder(api),
            ApiAccess = access,
            Clock = clock,
            Log = log,
        };
}
