using Cairn.Api.Validation;
using Cairn.Kubernetes.Clients;
using Cairn.Kubernetes.Controllers;
using Cairn.Kubernetes.Recording;
using Cairn.Operator.Executors;
using Cairn.Operator.Jobs;
using Cairn.Operator.Objects;

namespace Cairn.Operator.Settings;

/// <summary>What the reconcilers of plans and sessions share.</summary>
internal sealed class SessionServices
{
    /// <summary>Declares the caches; it is made before the manager runs.</summary>
    /// <param name="manager">Caches and controllers.</param>
    /// <param name="client">What reconcilers read and write with.</param>
    /// <param name="events">Where people are told what happened.</param>
    /// <param name="jobs">What all Jobs have in common.</param>
    /// <param name="limits">How long things may take.</param>
    public SessionServices(ControllerManager manager, IClusterClient client, IEventRecorder events, JobSettings jobs, SessionLimits limits)
    {
        Manager = manager;
        Client = client;
        Events = events;
        Jobs = jobs;
        Limits = limits;
        Lookup = new CacheLookup(manager);
        Executors = new ExecutorWatch(client);
    }

    public ControllerManager Manager { get; }

    public IClusterClient Client { get; }

    public IEventRecorder Events { get; }

    public JobSettings Jobs { get; }

    public SessionLimits Limits { get; }

    public IObjectLookup Lookup { get; }

    public ExecutorWatch Executors { get; }

    public DateTimeOffset Now => Manager.Options.Clock.GetUtcNow();
}
