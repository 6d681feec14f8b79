namespace Cairn.Api.Storage;

/// <summary>What one restic snapshot holds, and how far it is while it is made.</summary>
public sealed record ResticStats
{
    /// <summary>The finished restic snapshot.</summary>
    public ResticSummary? Summary { get; init; }

    /// <summary>How far it is.</summary>
    public ResticProgress? Progress { get; init; }

    /// <summary>The restic snapshot's id, as older versions wrote it.</summary>
    public string? Id { get; init; }

    /// <summary>The file or directory, as older versions wrote it.</summary>
    public string? HostPath { get; init; }

    /// <summary>The size, as older versions wrote it.</summary>
    public string? Size { get; init; }

    /// <summary>The bytes sent, as older versions wrote it.</summary>
    public string? Uploaded { get; init; }
}
