using Cairn.ControlPlane.Controllers.Claims;
using Cairn.ControlPlane.Controllers.CronJobs;
using Cairn.ControlPlane.Controllers.Definitions;
using Cairn.ControlPlane.Controllers.Events;
using Cairn.ControlPlane.Controllers.Garbage;
using Cairn.ControlPlane.Controllers.Jobs;
using Cairn.ControlPlane.Controllers.Namespaces;

namespace Cairn.ControlPlane.Controllers;

/// <summary>The controllers of the control plane.</summary>
internal static class ControllerSet
{
    /// <summary>All of them.</summary>
    /// <param name="api">The objects.</param>
    /// <param name="claims">Directory of the data of claims; null when no Pods are run.</param>
    public static IReadOnlyList<IController> Make(ApiAccess api, string? claims) =>
    [
        new GarbageCollector(api),
        new NamespaceDeletion(api),
        new DefinitionDeletion(api),
        new JobController(api, new EventRecorder(api, "job-controller")),
        new CronJobController(api, new EventRecorder(api, "cronjob-controller")),
        new ClaimController(api, new EventRecorder(api, "persistentvolume-controller"), claims),
        new VolumeController(api),
        new EventExpiry(api),
    ];
}
