using Microsoft.Extensions.Logging;

namespace Cairn.Kubernetes.Controllers;

/// <summary>How controllers run.</summary>
public sealed record ControllerManagerOptions
{
    /// <summary>Clock of pauses and limits.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Where logs go.</summary>
    public required ILoggerFactory Loggers { get; init; }

    /// <summary>The namespaces whose objects are seen. Empty: all.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];

    /// <summary>Pause after the first failure of a name; it doubles with each. Default: 200 ms.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Longest pause after failures. Default: two minutes.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long one call of a reconciler may take. Default: two minutes.</summary>
    public TimeSpan CallLimit { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long calls under way may go on when the manager stops. Default: 20 seconds.</summary>
    public TimeSpan StopLimit { get; init; } = TimeSpan.FromSeconds(20);
}
