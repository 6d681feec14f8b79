using System.Net;
using Cairn.Kubernetes;
using Cairn.Kubernetes.Clients;
using Cairn.Operator.Jobs;
using Microsoft.Extensions.Logging;

namespace Cairn.Operator.Hosting;

/// <summary>How an operator runs.</summary>
public sealed record OperatorOptions
{
    /// <summary>The cluster.</summary>
    public required IClusterClient Client { get; init; }

    /// <summary>What all Jobs have in common.</summary>
    public required JobSettings Jobs { get; init; }

    /// <summary>Where logs go.</summary>
    public required ILoggerFactory Loggers { get; init; }

    /// <summary>Version of this program, as it is written into storages.</summary>
    public required string Version { get; init; }

    /// <summary>Who this process is in leases and events; the pod's name. No two replicas may say the same.</summary>
    public required string Identity { get; init; }

    /// <summary>The clock of all times and limits.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The namespaces that are looked after. Empty: all.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];

    /// <summary>Where /healthz, /readyz and /metrics are served. Unset: nowhere.</summary>
    public IPEndPoint? Listen { get; init; }

    /// <summary>The Lease by which replicas agree on the one that acts. Unset: there is only this one.</summary>
    public NamespacedName? Lease { get; init; }
}
