using System.Text;
using Cairn.Postgres.Dump.Parallel;

namespace Cairn.Postgres.Tests.Dump.Parallel;

public sealed class ScriptTextTests
{
    private const string Key1 = "abcdefghijklmnopqrstuvwxyz0123456789";
    private const string Key2 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    [Fact]
    public void Script_is_cut_behind_what_stands_in_both_and_gets_the_key()
    {
        ScriptText script = ScriptText.TryCut(Script(Key1, "tables\n"), Script(Key2, "tables\nindexes\ngrants\n"), hasDrops: false, "mine")!;
        Assert.EndsWith("\n\ntables\n", Text(script.BeforeData), StringComparison.Ordinal);
        Assert.Contains("\n\\restrict mine\n", Text(script.BeforeData), StringComparison.Ordinal);
        Assert.Equal($"indexes\ngrants\n{End("mine")}", Text(script.AfterData));
    }

    [Fact]
    public void Script_without_restrict_lines_is_cut_as_well()
    {
        ScriptText script = ScriptText.TryCut(Script(null, "tables\n"), Script(null, "tables\nindexes\n"), hasDrops: false, "mine")!;
        Assert.DoesNotContain("restrict", Text(script.BeforeData) + Text(script.AfterData), StringComparison.Ordinal);
    }

    [Fact]
    public void Drops_stay_before_the_rows_and_only_where_they_are_expected()
    {
        byte[] preData = Script(Key1, "drop table\ntables\n");
        byte[] schema = Script(Key2, "drop index\ndrop table\ntables\nindexes\n");
        string before = Text(ScriptText.TryCut(preData, schema, hasDrops: true, null)!.BeforeData);
        Assert.EndsWith("drop index\ndrop table\ntables\n", before, StringComparison.Ordinal);
        Assert.Null(ScriptText.TryCut(preData, schema, hasDrops: false, null));
    }

    [Fact]
    public void Scripts_of_another_form_are_not_cut()
    {
        Assert.Null(ScriptText.TryCut(Script(Key1, "tables\n"), Script(Key2, "others\n"), hasDrops: false, null));
        Assert.Null(ScriptText.TryCut(Script(null, "tables\n"), Script(Key2, "tables\n"), hasDrops: false, null));
        Assert.Null(ScriptText.TryCut("tables"u8.ToArray(), "tables"u8.ToArray(), hasDrops: false, null));
    }

    [Theory]
    [InlineData(16, false)]
    [InlineData(17, true)]
    public void Setting_that_older_servers_refuse_is_left_out_for_them(int major, bool isKept)
    {
        byte[] script = Script(Key1, "tables\nSET transaction_timeout = 0;\n");
        string before = Text(ScriptText.TryCut(script, script, hasDrops: false, null)!.BeforeDataFor(new PostgresVersion(major, 0)));
        Assert.Equal(isKept ? 2 : 1, before.Split("SET transaction_timeout = 0;\n").Length - 1);
    }

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    private static string End(string? key) =>
        "--\n-- PostgreSQL database dump complete\n--\n\n" + (key is null ? "" : $"\\unrestrict {key}\n\n");

    private static byte[] Script(string? key, string body) => Encoding.UTF8.GetBytes(
        $"--\n-- PostgreSQL database dump\n--\n{(key is null ? "" : $"\n\\restrict {key}\n")}\n"
        + $"SET transaction_timeout = 0;\nSET row_security = off;\n\n{body}{End(key)}");
}
