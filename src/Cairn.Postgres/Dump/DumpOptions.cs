namespace Cairn.Postgres.Dump;

/// <summary>How to dump.</summary>
public sealed record DumpOptions
{
    /// <summary>The program.</summary>
    /// <value><see cref="DumpProgram.PgDump"/>.</value>
    public DumpProgram Program { get; init; } = DumpProgram.PgDump;

    /// <summary>
    /// Arguments handed on to the program as they are. Refused are those that send the dump elsewhere (-f, -j, -F directory), ask for a
    /// password (-W), or connect (-h, -p, -U, connection strings); a plain database name is fine (-d NAME, or NAME alone).
    /// </summary>
    /// <value>None.</value>
    public IReadOnlyList<string> ExtraArguments { get; init; } = [];

    /// <summary>Is called with each line that the program writes to its error output, without secrets. It must not throw.</summary>
    public Action<string>? ErrorLine { get; init; }

    /// <summary>How long the program may take to end after the last byte of the dump.</summary>
    /// <value>1 minute.</value>
    public TimeSpan ExitLimit { get; init; } = TimeSpan.FromMinutes(1);
}
