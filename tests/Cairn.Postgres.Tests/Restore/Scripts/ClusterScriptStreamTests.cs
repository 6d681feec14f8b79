using System.Text;
using Cairn.Postgres.Restore.Scripts;

namespace Cairn.Postgres.Tests.Restore.Scripts;

public sealed class ClusterScriptStreamTests
{
    private const string Head = "--\n-- PostgreSQL database cluster dump\n--\n\n";

    private static readonly ServerObjects Target = new("postgres", ["postgres", "App User"], ["postgres", "template1", "shop"], ["pg_default"]);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("CREATE ROLE postgres;\n")]
    [InlineData("CREATE ROLE \"App User\";\n")]
    [InlineData("ALTER ROLE postgres WITH SUPERUSER PASSWORD 'md5;--''x';\n")]
    [InlineData("-- a comment; with a semicolon\nDROP ROLE IF EXISTS postgres;\n")]
    [InlineData("CREATE DATABASE shop WITH TEMPLATE = template0;\n")]
    public async Task Write_statement_that_would_break_the_restore_leaves_its_line_feeds_alone(string statement)
    {
        (string written, int leftOut) = await FilterAsync(Head + "SELECT 1;\n" + statement + "SELECT 2;\n");

        string lines = new('\n', statement.Count(c => c == '\n'));
        Assert.Equal(Head + "SELECT 1;\n" + lines + "SELECT 2;\n", written);
        Assert.Equal(1, leftOut);
    }

    [Theory]
    [InlineData("CREATE ROLE clerk;\n")]
    [InlineData("ALTER ROLE \"App User\" WITH PASSWORD 'x';\n")]
    [InlineData("ALTER ROLE postgres SET work_mem TO '64MB';\n")]
    [InlineData("CREATE DATABASE \"Shop\" WITH TEMPLATE = template0;\n")]
    [InlineData("DROP DATABASE IF EXISTS shop;\nCREATE DATABASE shop;\n")]
    [InlineData("DROP ROLE \"App User\";\nCREATE ROLE \"App User\";\n")]
    [InlineData("CREATE TABLE role (name text);\n")]
    [InlineData("COMMENT ON ROLE clerk IS 'x;\nCREATE ROLE postgres;\n';\n")]
    [InlineData("CREATE FUNCTION f() RETURNS text LANGUAGE sql AS $_$ SELECT ';\nCREATE ROLE postgres;\n' $_$;\n")]
    [InlineData("CREATE FUNCTION f() RETURNS text LANGUAGE sql AS $$ CREATE ROLE postgres; $$;\n")]
    [InlineData("SELECT E'\\';\nCREATE ROLE postgres;\n';\n")]
    [InlineData("/* ; /* CREATE ROLE postgres; */\nCREATE ROLE postgres; */ SELECT 1;\n")]
    [InlineData("SELECT 1 AS \"a;\nCREATE ROLE postgres;\n\";\n")]
    [InlineData("COPY public.t (a) FROM stdin;\nCREATE ROLE postgres;\n\\\\.\nx\\.\n\\.\n")]
    [InlineData("COPY public.t (a) FROM stdin;\n\\.\n")]
    [InlineData("\\connect 'x; CREATE ROLE postgres;'\n")]
    [InlineData("SELECT a - b, a / b, '$1' FROM t WHERE c = $1;\n")]
    [InlineData("no end, and a tail")]
    public async Task Write_everything_else_passes_unchanged(string statements)
    {
        (string written, int leftOut) = await FilterAsync(Head + statements);

        Assert.Equal(Head + statements, written);
        Assert.Equal(0, leftOut);
    }

    [Fact]
    public async Task Write_script_of_one_database_is_not_looked_at()
    {
        const string script = "--\n-- PostgreSQL database dump\n--\n\nCREATE DATABASE shop;\nCREATE ROLE postgres;\n";

        (string written, _) = await FilterAsync(script);

        Assert.Equal(script, written);
    }

    [Fact]
    public async Task Write_statement_behind_the_data_of_a_COPY_is_seen()
    {
        (string written, _) = await FilterAsync(Head + "COPY t FROM stdin;\n1\n\\.\n\nCREATE DATABASE shop;\n\\connect shop\n");

        Assert.Equal(Head + "COPY t FROM stdin;\n1\n\\.\n\n\n\\connect shop\n", written);
    }

    [Fact]
    public async Task Write_statement_longer_than_what_is_kept_passes_and_what_follows_is_seen()
    {
        string insert = $"INSERT INTO t VALUES ('{new string('x', 300_000)};');\n";

        (string written, int leftOut) = await FilterAsync(Head + insert + "CREATE ROLE postgres;\n");

        Assert.Equal(Head + insert + "\n", written);
        Assert.Equal(1, leftOut);
    }

    /// <summary>The same text in pieces of every small size gives the same result.</summary>
    private static async Task<(string Written, int LeftOut)> FilterAsync(string script)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(script);
        (string Written, int LeftOut)? result = null;
        foreach (int size in (int[])[1, 7, 4096, bytes.Length])
        {
            using MemoryStream output = new();
            await using ClusterScriptStream stream = new(output, Target);
            for (int i = 0; i < bytes.Length; i += size)
            {
                await stream.WriteAsync(bytes.AsMemory(i, Math.Min(size, bytes.Length - i)), Stop);
            }

            await stream.CompleteAsync(Stop);
            (string, int) found = (Encoding.UTF8.GetString(output.ToArray()), stream.LeftOut);
            Assert.Equal(result ?? found, found);
            result = found;
        }

        return result!.Value;
    }
}
