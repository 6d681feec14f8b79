using System.Globalization;
using Cairn.Postgres.Libpq;

namespace Cairn.Postgres.Dump.Parallel;

/// <summary>Asks the catalogs, inside the coordinator's snapshot.</summary>
internal static class DumpCatalog
{
    // pg_current_wal_lsn() fails on a standby, so only one of the two may be evaluated.
    private const string FactsQuery =
        """
        select d.datname, current_setting('server_version'), current_setting('server_version_num'), pg_catalog.pg_is_in_recovery(),
               case when pg_catalog.pg_is_in_recovery() then pg_catalog.pg_last_wal_replay_lsn() else pg_catalog.pg_current_wal_lsn() end,
               pg_catalog.pg_encoding_to_char(d.encoding), d.datcollate, d.datctype,
               extract(epoch from pg_catalog.transaction_timestamp())
        from pg_catalog.pg_database d where d.datname = pg_catalog.current_database()
        """;

    private const string ExtensionsQuery = "select extname, extversion from pg_catalog.pg_extension order by extname";

    private const string TablesQuery =
        """
        select c.oid, n.nspname, c.relname, coalesce(a.amname, '') = 'heap',
               coalesce(pg_catalog.pg_relation_size(c.oid) / current_setting('block_size')::bigint, 0), coalesce(pg_catalog.pg_table_size(c.oid), 0),
               coalesce(e.condition, '')
        from pg_catalog.pg_class c
        join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        left join pg_catalog.pg_am a on a.oid = c.relam
        left join (select pg_catalog.unnest(extconfig) as oid, pg_catalog.unnest(extcondition) as condition from pg_catalog.pg_extension) e
          on e.oid = c.oid
        where c.relkind = 'r' and c.relpersistence <> 't' and n.nspname not in ('pg_catalog', 'pg_toast')
        """;

    // Before version 12 a table had no access method: all were heaps.
    private const int AccessMethodMajor = 12;

    public static async Task<DumpFacts> ReadFactsAsync(PostgresConnection connection, string clientVersion, CancellationToken cancellationToken)
    {
        string?[] row = (await connection.QueryAsync(FactsQuery, cancellationToken))[0];
        IReadOnlyList<string?[]> extensions = await connection.QueryAsync(ExtensionsQuery, cancellationToken);
        return new DumpFacts
        {
            Database = row[0]!,
            ServerVersion = row[1]!,
            ServerVersionNumber = int.Parse(row[2]!, CultureInfo.InvariantCulture),
            ClientVersion = clientVersion,
            IsStandby = row[3] == "t",
            Lsn = row[4] ?? "",
            Encoding = row[5]!,
            DumpEncoding = row[5]!,
            Collation = row[6] ?? "",
            CharacterType = row[7] ?? "",
            Started = DateTimeOffset.FromUnixTimeMilliseconds((long)(double.Parse(row[8]!, CultureInfo.InvariantCulture) * 1000)),
            Extensions = [.. extensions.Select(extension => KeyValuePair.Create(extension[0]!, extension[1] ?? ""))],
        };
    }

    public static async Task<Dictionary<uint, DumpTable>> ReadTablesAsync(PostgresConnection connection, CancellationToken cancellationToken)
    {
        string query = connection.ServerVersion.Major >= AccessMethodMajor ? TablesQuery
            : TablesQuery.Replace("coalesce(a.amname, '') = 'heap'", "true", StringComparison.Ordinal);
        IReadOnlyList<string?[]> rows = await connection.QueryAsync(query, cancellationToken);
        return rows.Select(Table).ToDictionary(table => table.Oid);
    }

    private static DumpTable Table(string?[] row) => new(
        uint.Parse(row[0]!, CultureInfo.InvariantCulture), row[1]!, row[2]!, row[3] == "t",
        long.Parse(row[4]!, CultureInfo.InvariantCulture), long.Parse(row[5]!, CultureInfo.InvariantCulture), row[6]!);
}
