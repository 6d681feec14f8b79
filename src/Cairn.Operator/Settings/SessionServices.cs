using Cairn.Api.Validation;
using Cairn.Kubernetes.Clients;
using Cairn.Kubernetes.Controllers;
using Cairn.Kubernetes.Recording;
using Cairn.Operator.Executors;
using Cairn.Operator.Jobs;
using Cairn.Operator.Objects;

namespace Cairn.Operator.Settings;

/// <summary>What the reconcilers of plans and sessions share. It declares caches, and so is made before the manager runs.</summary>
/// <param name="manager">Caches and controllers.</param>
/// <param name="client">What reconcilers read and write with.</param>
/// <param name="events">Where people are told what happened.</param>
/// <param name="jobs">What all Jobs have in common.</param>
/// <param name="limits">How long things may take.</param>
internal sealed class SessionServices(ControllerManager manager, IClusterClient client, IEventRecorder events, JobSettings jobs, SessionLimits limits)
{
    public ControllerManager Manager { get; } = manager;

    public IClusterClient Client { get; } = client;

    public IEventRecorder Events { get; } = events;

    public JobSettings Jobs { get; } = jobs;

    public SessionLimits Limits { get; } = limits;

    /// <summary>
    /// What is not there yet may come: an object that refers to it waits, and says in its status for what. Only what contradicts a rule is a mistake.
    /// </summary>
    public IObjectLookup Lookup { get; } = new CacheLookup(manager, isComplete: false);

    public ExecutorWatch Executors { get; } = new(client);

    public DateTimeOffset Now => Manager.Options.Clock.GetUtcNow();
}
