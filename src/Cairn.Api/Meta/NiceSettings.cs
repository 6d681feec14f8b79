namespace Cairn.Api.Meta;

/// <summary>Processor priority of processes.</summary>
public sealed record NiceSettings
{
    /// <summary>Added to the niceness: from -20 (first) to 19 (last). Unset: 10, as the nice program does.</summary>
    public int? Adjustment { get; init; }
}
