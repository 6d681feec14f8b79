using k8s.Models;

namespace Cairn.Api.Core;

/// <summary>What is done: exactly one of exec, httpGet, httpPost and tcpSocket is set.</summary>
public sealed record HookAction
{
    /// <summary>Runs a command in a container. It succeeds with exit code 0.</summary>
    public V1ExecAction? Exec { get; init; }

    /// <summary>Sends a GET request. It succeeds with a status from 200 to 399.</summary>
    public V1HTTPGetAction? HttpGet { get; init; }

    /// <summary>Sends a POST request. It succeeds with a status from 200 to 399.</summary>
    public HttpPostAction? HttpPost { get; init; }

    /// <summary>Opens a connection. It succeeds when the connection opens.</summary>
    public V1TCPSocketAction? TcpSocket { get; init; }

    /// <summary>Container that the command runs in, or whose named port is meant. Unset: the first one.</summary>
    public string? ContainerName { get; init; }
}
