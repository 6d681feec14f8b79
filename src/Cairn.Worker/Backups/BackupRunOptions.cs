using Cairn.Restic;

namespace Cairn.Worker.Backups;

/// <summary>What the arguments of a backup Job say.</summary>
public sealed record BackupRunOptions
{
    /// <summary>Namespace of the BackupSession.</summary>
    public required string Namespace { get; init; }

    /// <summary>Name of the BackupSession.</summary>
    public required string BackupSession { get; init; }

    /// <summary>pg_dump or pg_dumpall.</summary>
    /// <value>Default: pg_dumpall.</value>
    public string BackupCommand { get; init; } = "pg_dumpall";

    /// <summary>Arguments for it, as a shell would split them.</summary>
    /// <value>Default: none.</value>
    public string Arguments { get; init; } = "";

    /// <summary>The user to log in as with a client certificate.</summary>
    /// <value>Default: postgres.</value>
    public string User { get; init; } = "postgres";

    /// <summary>How long to wait for a server that does not accept connections yet.</summary>
    /// <value>Default: 5 minutes.</value>
    public TimeSpan WaitTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How many connections read the database at the same time; 0: as many as fit this machine.</summary>
    /// <value>Default: 0.</value>
    public int Jobs { get; init; }

    /// <summary>How data is compressed.</summary>
    /// <value>Default: <see cref="Restic.Compression.Auto"/>.</value>
    public Compression Compression { get; init; } = Compression.Auto;

    /// <summary>Directory for what has to be a file, as a path in the pod.</summary>
    /// <value>Default: /kubestash-tmp.</value>
    public string ScratchDirectory { get; init; } = "/kubestash-tmp";

    /// <summary>Name of the component in the Snapshots.</summary>
    /// <value>Default: dump.</value>
    public string Component { get; init; } = "dump";
}
