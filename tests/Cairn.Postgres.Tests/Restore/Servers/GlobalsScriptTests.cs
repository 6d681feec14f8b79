using System.Text;
using Cairn.Postgres.Restore.Servers;

namespace Cairn.Postgres.Tests.Restore.Servers;

public sealed class GlobalsScriptTests
{
    [Fact]
    public void For_what_exists_is_not_created_and_the_role_that_is_logged_in_stays_as_it_is()
    {
        const string script =
            """
            CREATE ROLE admin;
            ALTER ROLE admin WITH SUPERUSER PASSWORD 'old';
            CREATE ROLE "Über";
            ALTER ROLE "Über" WITH LOGIN;
            CREATE ROLE new;
            COMMENT ON ROLE new IS '
            CREATE ROLE admin;
            ';
            ALTER ROLE admin SET work_mem TO '1MB';
            CREATE TABLESPACE fast OWNER admin LOCATION '/x';
            """;
        TargetServer target = new("admin", new HashSet<string> { "admin", "Über" }, new HashSet<string> { "fast" }, new HashSet<string>());
        (byte[] result, IReadOnlyList<string> existing) = GlobalsScript.For(Encoding.UTF8.GetBytes(script), target);
        Assert.Equal(["admin", "Über", "fast"], existing);
        Assert.Equal(
            """
            ALTER ROLE "Über" WITH LOGIN;
            CREATE ROLE new;
            COMMENT ON ROLE new IS '
            CREATE ROLE admin;
            ';
            ALTER ROLE admin SET work_mem TO '1MB';
            """,
            Encoding.UTF8.GetString(result).Trim().Replace("\n\n", "\n", StringComparison.Ordinal));
    }
}
