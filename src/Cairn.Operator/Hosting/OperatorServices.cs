using Cairn.Api.Validation;
using Cairn.Kubernetes.Clients;
using Cairn.Kubernetes.Controllers;
using Cairn.Kubernetes.Recording;
using Cairn.Operator.Jobs;
using Microsoft.Extensions.Logging;

namespace Cairn.Operator.Hosting;

/// <summary>What every reconciler is given.</summary>
internal sealed record OperatorServices
{
    /// <summary>Reads and writes objects.</summary>
    public required IClusterClient Client { get; init; }

    /// <summary>Caches and controllers; described before it runs.</summary>
    public required ControllerManager Manager { get; init; }

    /// <summary>Tells people.</summary>
    public required IEventRecorder Events { get; init; }

    /// <summary>All objects, from the caches, as the rules of validation ask for them.</summary>
    public required IObjectLookup Lookup { get; init; }

    /// <summary>What all Jobs have in common.</summary>
    public required JobSettings Jobs { get; init; }

    /// <summary>How storages are opened.</summary>
    public required StorageOpener OpenStorage { get; init; }

    /// <summary>The clock of all times and limits.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Where logs go.</summary>
    public required ILoggerFactory Loggers { get; init; }

    /// <summary>Version of this program, as it is written into storages.</summary>
    public required string Version { get; init; }

    /// <summary>By what pauses between looks are multiplied; tests do not wait for walls.</summary>
    /// <value>Default: 1.</value>
    public double PauseFactor { get; init; } = 1;

    /// <summary>A look after a pause at the latest.</summary>
    public ReconcileResult After(TimeSpan pause) => ReconcileResult.After(pause * PauseFactor);
}
