namespace Cairn.Postgres;

/// <summary>Who is to be looked at after a failure.</summary>
public enum PostgresSide
{
    /// <summary>The settings that were given to Cairn.</summary>
    Configuration,

    /// <summary>The server that is dumped.</summary>
    SourceDatabase,

    /// <summary>The server that is restored to.</summary>
    TargetDatabase,

    /// <summary>A client program on this machine: pg_dump, pg_dumpall or psql.</summary>
    Tool,
}
