namespace Cairn.Postgres.Dump;

/// <summary>How to dump, whatever is dumped.</summary>
public sealed record DumpJobOptions
{
    /// <summary>Whether one database is dumped, or the whole server.</summary>
    /// <value><see cref="DumpProgram.PgDump"/>.</value>
    public DumpProgram Program { get; init; } = DumpProgram.PgDump;

    /// <summary>Arguments for the program, as <see cref="DumpOptions.ExtraArguments"/> has them.</summary>
    /// <value>None.</value>
    public IReadOnlyList<string> ExtraArguments { get; init; } = [];

    /// <summary>How many connections read at the same time; at least 1. Each database that is being read costs one more, which holds its snapshot.</summary>
    /// <value>2.</value>
    public int Jobs { get; init; } = 2;

    /// <summary>Whether one stream of the program is taken even where several connections could read.</summary>
    /// <value>False.</value>
    public bool Plain { get; init; }

    /// <summary>The name of the script in the snapshot.</summary>
    /// <value><c>dumpfile.sql</c>.</value>
    public string FileName { get; init; } = DumpFileNames.Script;

    /// <summary>The key of <c>\restrict</c> lines: see <see cref="Parallel.ParallelDumpOptions.RestrictKey"/>.</summary>
    public string? RestrictKey { get; init; }

    /// <summary>Is called with each line that a program writes to its error output, without secrets. It must not throw.</summary>
    public Action<string>? ErrorLine { get; init; }

    /// <summary>Is called with sentences that people may want to know, such as why the plain way is taken. It must not throw.</summary>
    public Action<string>? Note { get; init; }

    /// <summary>How long one connection may take to be made.</summary>
    /// <value>30 seconds.</value>
    public TimeSpan ConnectLimit { get; init; } = TimeSpan.FromSeconds(30);
}
