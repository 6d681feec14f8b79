namespace Cairn.Api.Core;

/// <summary>How database objects are restored with their data, for each kind of database. Kept, and not acted on.</summary>
public sealed record ManifestOptions
{
    /// <summary>Workloads.</summary>
    public WorkloadManifestOptions? Workload { get; init; }

    /// <summary>MongoDB.</summary>
    public DatabaseManifestOptions? MongoDB { get; init; }

    /// <summary>PostgreSQL.</summary>
    public DatabaseManifestOptions? Postgres { get; init; }

    /// <summary>MySQL.</summary>
    public DatabaseManifestOptions? MySQL { get; init; }

    /// <summary>ClickHouse.</summary>
    public DatabaseManifestOptions? Clickhouse { get; init; }

    /// <summary>MariaDB.</summary>
    public DatabaseManifestOptions? MariaDB { get; init; }

    /// <summary>SQL Server.</summary>
    public DatabaseManifestOptions? MsSQLServer { get; init; }

    /// <summary>Druid.</summary>
    public DruidManifestOptions? Druid { get; init; }

    /// <summary>ZooKeeper.</summary>
    public DatabaseManifestOptions? ZooKeeper { get; init; }

    /// <summary>SingleStore.</summary>
    public DatabaseManifestOptions? Singlestore { get; init; }

    /// <summary>Redis.</summary>
    public DatabaseManifestOptions? Redis { get; init; }

    /// <summary>Redis Sentinel.</summary>
    public SentinelManifestOptions? RedisSentinel { get; init; }
}
