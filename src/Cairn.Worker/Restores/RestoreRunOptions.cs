using Cairn.Postgres.Restore.Parallel;

namespace Cairn.Worker.Restores;

/// <summary>What the arguments of a restore Job say.</summary>
public sealed record RestoreRunOptions
{
    /// <summary>Namespace of the RestoreSession.</summary>
    public required string Namespace { get; init; }

    /// <summary>Name of the RestoreSession.</summary>
    public required string RestoreSession { get; init; }

    /// <summary>Name of the Snapshot, in the namespace of the session's data source.</summary>
    public required string Snapshot { get; init; }

    /// <summary>Arguments for psql, as a shell would split them.</summary>
    /// <value>Default: none.</value>
    public string Arguments { get; init; } = "";

    /// <summary>The user to log in as with a client certificate.</summary>
    /// <value>Default: postgres.</value>
    public string User { get; init; } = "postgres";

    /// <summary>How long to wait for a server that does not accept connections yet.</summary>
    /// <value>Default: 5 minutes.</value>
    public TimeSpan WaitTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Directory for what has to be a file, as a path in the pod.</summary>
    /// <value>Default: /kubestash-tmp.</value>
    public string ScratchDirectory { get; init; } = "/kubestash-tmp";

    /// <summary>What is restored of the snapshot, with how many connections; 0: as many as fit this machine.</summary>
    public required ParallelRestoreOptions Choice { get; init; }

    /// <summary>The name of a parameter by which something was chosen; null: the whole snapshot is wanted.</summary>
    /// <value>Default: null.</value>
    public string? ChoiceName { get; init; }

    /// <summary>Name of the component.</summary>
    /// <value>Default: dump.</value>
    public string Component { get; init; } = "dump";
}
