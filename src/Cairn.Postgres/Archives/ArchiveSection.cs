namespace Cairn.Postgres.Archives;

/// <summary>The part of a dump to which an entry belongs; the numbers are the format's.</summary>
internal enum ArchiveSection
{
    /// <summary>That of the entry before it: comments, privileges.</summary>
    None = 1,

    /// <summary>Everything that must exist before the rows.</summary>
    PreData = 2,

    /// <summary>Rows, sequence values, large objects.</summary>
    Data = 3,

    /// <summary>Indexes, constraints, triggers, and other things that come behind the rows.</summary>
    PostData = 4,
}
