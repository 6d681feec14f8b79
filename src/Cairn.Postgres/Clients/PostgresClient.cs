namespace Cairn.Postgres.Clients;

/// <summary>One installation of PostgreSQL's client programs: pg_dump, pg_dumpall and psql of the same version, side by side.</summary>
/// <param name="Directory">The directory of the programs themselves, not of wrappers or links to them.</param>
/// <param name="Version">The version that its pg_dump prints.</param>
public sealed record PostgresClient(string Directory, PostgresVersion Version)
{
    private const int TransactionTimeoutMajor = 17;

    /// <summary>All clients of the machine that this one was found on, newest first. Default: only this one is known.</summary>
    public IReadOnlyList<PostgresClient> Installed { get; init; } = [];

    /// <summary>The path of pg_dump.</summary>
    public string PgDump => Path.Combine(Directory, "pg_dump");

    /// <summary>The path of pg_dumpall, which needs the pg_dump beside it.</summary>
    public string PgDumpAll => Path.Combine(Directory, "pg_dumpall");

    /// <summary>The path of pg_restore.</summary>
    public string PgRestore => Path.Combine(Directory, "pg_restore");

    /// <summary>The path of psql.</summary>
    public string Psql => Path.Combine(Directory, "psql");

    /// <summary>
    /// The client whose pg_restore fits a target best: of those that read the archive and do not upset the target, the one of the nearest major.
    /// pg_restore does not read what a newer pg_dump wrote.
    /// </summary>
    /// <param name="target">The server that is restored to.</param>
    /// <param name="archiveMajor">The major version of the pg_dump that wrote the archive.</param>
    public PostgresClient ForRestore(PostgresVersion target, int archiveMajor) =>
        Installed.Append(this).Where(client => client.Version.Major >= archiveMajor)
            .OrderByDescending(client => client.CanRestoreTo(target))
            .ThenBy(client => Math.Abs(client.Version.Major - target.Major))
            .ThenByDescending(client => client.Version)
            .FirstOrDefault() ?? this;

    /// <summary>
    /// Whether pg_restore can work on a target by itself: from version 17 on it begins with <c>SET transaction_timeout</c>, which servers
    /// before 17 refuse. Its script can still be used, without that line.
    /// </summary>
    public bool CanRestoreTo(PostgresVersion target) => Version.Major < TransactionTimeoutMajor || target.Major >= TransactionTimeoutMajor;
}
