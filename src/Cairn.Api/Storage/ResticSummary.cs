namespace Cairn.Api.Storage;

/// <summary>A finished restic snapshot.</summary>
public sealed record ResticSummary
{
    /// <summary>Its id: 64 hexadecimal digits.</summary>
    public string? Id { get; init; }

    /// <summary>How much was sent, such as 1.241 KiB.</summary>
    public string? Uploaded { get; init; }

    /// <summary>The file or directory in it, such as dumpfile.sql.</summary>
    public string? HostPath { get; init; }

    /// <summary>How much was read, such as 973 B.</summary>
    public string? Size { get; init; }

    /// <summary>When reading began.</summary>
    public DateTimeOffset? StartTime { get; init; }

    /// <summary>When everything was stored.</summary>
    public DateTimeOffset? EndTime { get; init; }
}
