namespace Cairn.Postgres.Clients;

/// <summary>One installation of PostgreSQL's client programs: pg_dump, pg_dumpall and psql of the same version, side by side.</summary>
/// <param name="Directory">The directory of the programs themselves, not of wrappers or links to them.</param>
/// <param name="Version">The version that its pg_dump prints.</param>
public sealed record PostgresClient(string Directory, PostgresVersion Version)
{
    /// <summary>The path of pg_dump.</summary>
    public string PgDump => Path.Combine(Directory, "pg_dump");

    /// <summary>The path of pg_dumpall, which needs the pg_dump beside it.</summary>
    public string PgDumpAll => Path.Combine(Directory, "pg_dumpall");

    /// <summary>The path of pg_restore.</summary>
    public string PgRestore => Path.Combine(Directory, "pg_restore");

    /// <summary>The path of psql.</summary>
    public string Psql => Path.Combine(Directory, "psql");
}
