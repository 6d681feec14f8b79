using Cairn.Postgres.Restore.Parallel;

namespace Cairn.Worker.Transfers;

/// <summary>What is restored, and how.</summary>
public sealed record DatabaseRestoreOptions
{
    /// <summary>The script in the snapshot.</summary>
    /// <value>Default: <c>dumpfile.sql</c>.</value>
    public string FileName { get; init; } = "dumpfile.sql";

    /// <summary>A user's arguments for psql. With any, the whole script goes through psql.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Whether the whole script goes through psql, even if the snapshot allows more.</summary>
    /// <value>Default: false.</value>
    public bool Plain { get; init; }

    /// <summary>
    /// What is chosen, how many connections, and what happens at an error. A choice is one that only a snapshot with a table of contents can answer.
    /// </summary>
    public required ParallelRestoreOptions Choice { get; init; }

    /// <summary>The name of a choice that was made, as the user knows it; null: the whole snapshot is wanted.</summary>
    /// <value>Default: null.</value>
    public string? ChoiceName { get; init; }
}
