namespace Cairn.Postgres.Dump.Parallel;

/// <summary>Where the bytes of a step come from.</summary>
internal enum DumpStepKind
{
    /// <summary>They are known.</summary>
    Text,

    /// <summary>From a COPY … TO STDOUT.</summary>
    Rows,

    /// <summary>From a pg_dump that writes large objects only.</summary>
    LargeObjects,
}
