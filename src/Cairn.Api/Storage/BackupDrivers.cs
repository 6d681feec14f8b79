namespace Cairn.Api.Storage;

/// <summary>Tools that store backups.</summary>
public static class BackupDrivers
{
    /// <summary>restic's repository format; the one that Cairn acts on.</summary>
    public const string Restic = "Restic";

    /// <summary>WAL-G.</summary>
    public const string WalG = "WalG";

    /// <summary>VolumeSnapshots of a CSI driver.</summary>
    public const string VolumeSnapshotter = "VolumeSnapshotter";

    /// <summary>Solr's own backups.</summary>
    public const string Solr = "Solr";

    /// <summary>Medusa, for Cassandra.</summary>
    public const string Medusa = "Medusa";

    /// <summary>clickhouse-backup.</summary>
    public const string ClickHouseBackup = "ClickHouseBackup";

    /// <summary>neo4j-admin.</summary>
    public const string Neo4jAdmin = "Neo4jAdmin";
}
