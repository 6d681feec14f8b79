using Cairn.Api.Schema;

namespace Cairn.Api.Core;

/// <summary>Whether and when a failed run is repeated.</summary>
public sealed record RetryConfig
{
    /// <summary>How often it is repeated. Default: 1.</summary>
    [Default(1)]
    [Minimum(1)]
    public int? MaxRetry { get; init; }

    /// <summary>Time before it is repeated, as a Go duration such as 5m. Unset: at once.</summary>
    public string? Delay { get; init; }
}
