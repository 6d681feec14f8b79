using Cairn.Postgres.Dump;
using Cairn.Restic.Operations;

namespace Cairn.Worker.Transfers;

/// <summary>What is dumped, how, and what the snapshot is to say.</summary>
public sealed record DatabaseBackupOptions
{
    /// <summary>The program.</summary>
    public required DumpProgram Program { get; init; }

    /// <summary>A user's arguments for it; see <see cref="DumpOptions.ExtraArguments"/>.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Whether one stream of the program is taken even where the database could be read in parallel.</summary>
    /// <value>Default: false.</value>
    public bool Plain { get; init; }

    /// <summary>How many connections read the database at the same time.</summary>
    public required int Jobs { get; init; }

    /// <summary>How many tables of its own the dumped database has, where that is known: a dump without any content is then a failure.</summary>
    /// <value>Unset: not known.</value>
    public long? UserTables { get; init; }

    /// <summary>The snapshot.</summary>
    public required StreamBackupOptions Snapshot { get; init; }

    /// <summary>Takes lines that matter to those who look for them, without secrets. It must not throw.</summary>
    public Action<string>? Detail { get; init; }

    /// <summary>Takes sentences that people may want to know. It must not throw.</summary>
    public Action<string>? Note { get; init; }

    /// <summary>Is called when the dump begins. It returns what is disposed at its end, or null.</summary>
    public Func<IAsyncDisposable?>? Started { get; init; }
}
