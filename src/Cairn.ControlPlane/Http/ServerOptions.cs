using System.Net;
using Cairn.ControlPlane.Pods;

namespace Cairn.ControlPlane.Http;

/// <summary>How the embedded control plane is started.</summary>
public sealed record ServerOptions
{
    /// <summary>Folder of the store; it is made when it is not there. One server at a time uses it.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Where to listen.</summary>
    /// <value>Default: a free port on loopback.</value>
    public IPEndPoint Listen { get; init; } = new(IPAddress.Loopback, 0);

    /// <summary>The bearer token whose holder may do everything.</summary>
    public required string Token { get; init; }

    /// <summary>Whether the server speaks TLS, with a certificate of an authority of its own that the data directory keeps.</summary>
    /// <value>Default: false. kubectl sends no token over plain HTTP.</value>
    public bool UsesTls { get; init; }

    /// <summary>The clock of all objects and controllers.</summary>
    /// <value>Default: the system's.</value>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>How Pods are run as local processes.</summary>
    /// <value>Default: null, none are run: they stay as they were created.</value>
    public RunnerOptions? Pods { get; init; }
}
