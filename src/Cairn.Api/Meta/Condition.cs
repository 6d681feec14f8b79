using Cairn.Api.Schema;

namespace Cairn.Api.Meta;

/// <summary>One observation about an object that is true, false or unknown, with the reason and the time of its last change.</summary>
public sealed record Condition
{
    /// <summary>What is observed; at most one condition of a type is in a list.</summary>
    [Required]
    public string Type { get; init; } = "";

    /// <summary>True, False or Unknown.</summary>
    [Required]
    public string Status { get; init; } = "";

    /// <summary>The object's generation that was looked at. Unset: not recorded.</summary>
    public long? ObservedGeneration { get; init; }

    /// <summary>When the status last changed.</summary>
    [Required]
    public DateTimeOffset? LastTransitionTime { get; init; }

    /// <summary>How bad a False is: Error, Warning or Info. Unset: an error.</summary>
    public string? Severity { get; init; }

    /// <summary>One word in CamelCase that programs can rely on. Unset: none.</summary>
    public string? Reason { get; init; }

    /// <summary>A sentence for people. Unset: none.</summary>
    public string? Message { get; init; }
}
