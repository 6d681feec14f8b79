namespace Cairn.Postgres.Dump.Parallel;

/// <summary>How to dump in parallel.</summary>
public sealed record ParallelDumpOptions
{
    /// <summary>Arguments for pg_dump, as <see cref="DumpOptions.ExtraArguments"/> has them. Those that are not known to the parallel way refuse it.</summary>
    /// <value>None.</value>
    public IReadOnlyList<string> ExtraArguments { get; init; } = [];

    /// <summary>
    /// The key of the script's <c>\restrict</c> lines, where the client writes them: letters and digits that nobody can guess and that are
    /// the same in every run, so that an unchanged database gives unchanged bytes. Unset: the client's own key, new in every run.
    /// </summary>
    public string? RestrictKey { get; init; }

    /// <summary>Is called with each line that a program writes to its error output, without secrets. It must not throw.</summary>
    public Action<string>? ErrorLine { get; init; }

    /// <summary>
    /// About how many bytes on disk one connection reads of a table before others may go on with it. Another value cuts the script in other places,
    /// so that the next backup stores more than what has changed.
    /// </summary>
    /// <value>64 MiB.</value>
    public long RangeBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>How long one connection may take to be made.</summary>
    /// <value>30 seconds.</value>
    public TimeSpan ConnectLimit { get; init; } = TimeSpan.FromSeconds(30);
}
