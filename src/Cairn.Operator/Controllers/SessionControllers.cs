using Cairn.Kubernetes.Clients;
using Cairn.Kubernetes.Controllers;
using Cairn.Kubernetes.Recording;
using Cairn.Operator.Controllers.BackupConfigurations;
using Cairn.Operator.Controllers.BackupSessions;
using Cairn.Operator.Controllers.RestoreSessions;
using Cairn.Operator.Jobs;
using Cairn.Operator.Settings;

namespace Cairn.Operator.Controllers;

/// <summary>The controllers of plans and sessions.</summary>
public static class SessionControllers
{
    /// <summary>How many plans, and how many sessions, are looked at at the same time.</summary>
    private const int Workers = 4;

    /// <summary>Describes the controllers; before the manager runs.</summary>
    /// <param name="manager">Caches and controllers.</param>
    /// <param name="client">What they read and write with.</param>
    /// <param name="events">Where people are told what happened.</param>
    /// <param name="jobs">What all Jobs have in common.</param>
    /// <param name="limits">How long things may take.</param>
    public static void AddTo(ControllerManager manager, IClusterClient client, IEventRecorder events, JobSettings jobs, SessionLimits limits)
    {
        SessionServices services = new(manager, client, events, jobs, limits);
        BackupConfigurationReconciler.Register(services, Workers);
        BackupSessionReconciler.Register(services, Workers);
        RestoreSessionReconciler.Register(services, Workers);
    }
}
