namespace Cairn.Postgres.Dump;

/// <summary>The program that makes a dump.</summary>
public enum DumpProgram
{
    /// <summary>pg_dump: one database.</summary>
    PgDump,

    /// <summary>pg_dumpall: all databases of a server, its users and tablespaces. Needs a superuser, or arguments that leave out what only
    /// one may read.</summary>
    PgDumpAll,
}
