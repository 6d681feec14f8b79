namespace Cairn.Postgres.Dump.Parallel;

/// <summary>What is known of the database in the moment of the dump.</summary>
public sealed record DumpFacts
{
    /// <summary>The database's name.</summary>
    public required string Database { get; init; }

    /// <summary>The server's version as it names itself, such as <c>15.18 (Debian 15.18-0+deb12u1)</c>.</summary>
    public required string ServerVersion { get; init; }

    /// <summary>The server's version as a number, such as 150018.</summary>
    public required int ServerVersionNumber { get; init; }

    /// <summary>The version of pg_dump.</summary>
    public required string ClientVersion { get; init; }

    /// <summary>Whether the server is a standby.</summary>
    public required bool IsStandby { get; init; }

    /// <summary>The place in the write-ahead log up to which changes had been made when the snapshot was taken, such as <c>0/16B3748</c>.</summary>
    public required string Lsn { get; init; }

    /// <summary>The database's encoding.</summary>
    public required string Encoding { get; init; }

    /// <summary>The encoding of the dump.</summary>
    public required string DumpEncoding { get; init; }

    /// <summary>The database's collation.</summary>
    public required string Collation { get; init; }

    /// <summary>The database's character classes.</summary>
    public required string CharacterType { get; init; }

    /// <summary>When the snapshot was taken, by the server's clock.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>The extensions with their versions, by name.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Extensions { get; init; }
}
