namespace Cairn.Api.Core;

/// <summary>A kind of application.</summary>
public sealed record BlueprintSubject
{
    /// <summary>API group and version, such as apps/v1.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Kind, such as StatefulSet.</summary>
    public string? Kind { get; init; }
}
