namespace Cairn.Postgres.Clients;

/// <summary>Which of several usable clients makes a dump.</summary>
public enum ClientPreference
{
    /// <summary>The newest one, with the most mistakes mended.</summary>
    Newest,

    /// <summary>
    /// The one of the server's own major version, else the next newer one. PostgreSQL promises that a dump loads into servers of pg_dump's
    /// own major version and newer, not into older ones: pg_dump 17 writes settings that a server of version 16 does not know.
    /// </summary>
    ClosestToServer,
}
