using Cairn.Restic.Locks;

namespace Cairn.Restic.Operations;

/// <summary>What a stream backup's snapshot is to say.</summary>
public sealed record StreamBackupOptions
{
    /// <summary>Name of the file in the snapshot; no directories.</summary>
    /// <value>Default: <c>dumpfile.sql</c>, as KubeStash has it.</value>
    public string FileName { get; init; } = "dumpfile.sql";

    /// <summary>The snapshot's host.</summary>
    /// <value>Default: this machine's name.</value>
    public string Hostname { get; init; } = LockHolder.Current.Hostname;

    /// <summary>The snapshot's tags.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Program name and version for the snapshot.</summary>
    /// <value>Default: <c>cairn</c>.</value>
    public string ProgramVersion { get; init; } = "cairn";
}
