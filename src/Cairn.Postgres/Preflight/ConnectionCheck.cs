namespace Cairn.Postgres.Preflight;

/// <summary>Are there enough free connections?</summary>
internal static class ConnectionCheck
{
    // Of the server, of the database and of the user; -1 is no limit. The own connection is one of those that are taken.
    private const string Query =
        """
        select current_setting('max_connections')::int
               - case when current_setting('is_superuser') = 'on' then 0 else current_setting('superuser_reserved_connections')::int end
               - (select count(*) from pg_catalog.pg_stat_activity where backend_type = 'client backend') + 1,
               (select case when datconnlimit < 0 then -1 else greatest(0, datconnlimit
                  - (select count(*) from pg_catalog.pg_stat_activity a where a.datid = d.oid and backend_type = 'client backend') + 1) end
                from pg_catalog.pg_database d where datname = current_database()),
               (select case when rolconnlimit < 0 or rolsuper then -1 else greatest(0, rolconnlimit
                  - (select count(*) from pg_catalog.pg_stat_activity a where a.usesysid = r.oid and backend_type = 'client backend') + 1) end
                from pg_catalog.pg_roles r where rolname = session_user)
        """;

    /// <summary>Compares what is free with what is needed at least and at best.</summary>
    public static async Task RunAsync(ServerSession session, int least, int best, FindingList findings, CancellationToken cancellationToken)
    {
        string?[] row = (await session.RowsAsync(Query, cancellationToken))[0];
        (string Limit, long Free)[] limits =
        [
            ("max_connections", Number(row[0])), ("the database's connection limit", Number(row[1])), ("the user's connection limit", Number(row[2])),
        ];
        foreach ((string limit, long free) in limits.Where(limit => limit.Free >= 0 && limit.Free < best))
        {
            if (free < least)
            {
                findings.Problem("connections", $"{free} connections are free by {limit}, and {least} are needed at least. Raise it, or wait.");
            }
            else
            {
                findings.Warning("connections", $"{free} connections are free by {limit}; {best} would be used. It will take longer with fewer.");
            }
        }
    }

    private static long Number(string? text) => text is null ? -1 : long.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
