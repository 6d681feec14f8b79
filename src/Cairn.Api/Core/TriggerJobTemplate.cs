using Cairn.Api.Meta;

namespace Cairn.Api.Core;

/// <summary>The Job that starts a session; an unset field leaves Kubernetes' default.</summary>
public sealed record TriggerJobTemplate
{
    /// <summary>How many pods run at a time.</summary>
    public int? Parallelism { get; init; }

    /// <summary>How many pods must succeed.</summary>
    public int? Completions { get; init; }

    /// <summary>Seconds after which the Job is ended.</summary>
    public long? ActiveDeadlineSeconds { get; init; }

    /// <summary>How often a failed pod is replaced.</summary>
    public int? BackoffLimit { get; init; }

    /// <summary>Its pod.</summary>
    public PodTemplate? Template { get; init; }

    /// <summary>Seconds after its end when the Job is deleted.</summary>
    public int? TtlSecondsAfterFinished { get; init; }

    /// <summary>NonIndexed or Indexed.</summary>
    public string? CompletionMode { get; init; }

    /// <summary>Whether the Job waits.</summary>
    public bool? Suspend { get; init; }
}
