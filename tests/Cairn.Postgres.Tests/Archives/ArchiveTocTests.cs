using System.Text;
using Cairn.Postgres.Archives;

namespace Cairn.Postgres.Tests.Archives;

/// <summary>The table of contents of every archive version that is supported, as the format's source describes it.</summary>
public sealed class ArchiveTocTests(SharedServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<int> Versions => [12, 13, 14, 15, 16];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Entries_of_every_version_are_read_and_data_is_left_out_of_what_is_written(int minor)
    {
        byte[] archive = Write(minor, [("TABLE", 2, "t"), ("TABLE DATA", 3, "t"), ("INDEX", 4, "ü")]);
        ArchiveToc toc = (await ArchiveToc.ReadAsync(new MemoryStream([.. archive, 1, 2, 3]), Token))!;
        Assert.Equal(["TABLE", "TABLE DATA", "INDEX"], toc.Entries.Select(entry => entry.Type));
        Assert.Equal([ArchiveSection.PreData, ArchiveSection.Data, ArchiveSection.PostData], toc.Entries.Select(entry => entry.Section));
        Assert.All(toc.Entries, entry => Assert.Equal(("public", "owner", 4711u), (entry.Schema, entry.Owner, entry.Oid)));
        Assert.All(toc.Entries, entry => Assert.Equal([7, 8], entry.Dependencies));
        Assert.Equal("15.3", toc.Header.DumpVersion);

        byte[] without = toc.WithoutData();
        ArchiveToc again = (await ArchiveToc.ReadAsync(new MemoryStream(without), Token))!;
        Assert.Equal(["TABLE", "INDEX"], again.Entries.Select(entry => entry.Type));
        Assert.Equal(without, again.WithoutData());
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Archive_that_ends_anywhere_in_its_table_of_contents_gives_nothing(int minor)
    {
        byte[] archive = Write(minor, [("TABLE", 2, "t")]);
        for (int length = 0; length < archive.Length; length++)
        {
            Assert.Null(await ArchiveToc.ReadAsync(new MemoryStream(archive[..length]), Token));
        }
    }

    [Theory]
    [InlineData(11)]
    [InlineData(17)]
    public async Task Archive_of_an_unknown_version_is_refused(int minor) =>
        await Assert.ThrowsAsync<ArchiveFormatException>(() => ArchiveToc.ReadAsync(new MemoryStream(Write(minor, [])), Token));

    [Fact]
    public async Task What_is_no_archive_is_refused() =>
        await Assert.ThrowsAsync<ArchiveFormatException>(() => ArchiveToc.ReadAsync(new MemoryStream("-- PostgreSQL"u8.ToArray()), Token));

    [Fact]
    public async Task Archive_of_the_installed_pg_dump_without_its_data_is_what_pg_restore_lists()
    {
        string database = await server.EveryKindAsync(Token);
        string file = Path.GetTempFileName();
        try
        {
            await server.Postgres.DumpTextAsync(database, Token, "-Fc", "-f", file);
            await using FileStream stream = File.OpenRead(file);
            ArchiveToc toc = (await ArchiveToc.ReadAsync(stream, Token))!;
            Assert.Contains(toc.Entries, entry => entry is { Type: "TABLE DATA", Schema: "app", Tag: "plain" });
            string list = await RestoreListAsync(toc.WithoutData());
            Assert.Contains("TABLE app plain kind_owner", list, StringComparison.Ordinal);
            Assert.DoesNotContain("TABLE DATA", list, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private async Task<string> RestoreListAsync(byte[] archive)
    {
        ChildProcessOptions options = new() { Program = server.Client.PgRestore, Arguments = ["--list"] };
        (ProcessExit exit, byte[] output) = await ProgramRun.RunAsync(
            options, archive, 1024 * 1024, TimeSpan.FromSeconds(30), TimeProvider.System, Token);
        Assert.True(exit.IsSuccess, string.Join('\n', exit.ErrorLines));
        return Encoding.UTF8.GetString(output);
    }

    /// <summary>Writes an archive's head and table of contents after the format's source, independent of the code under test.</summary>
    private static byte[] Write(int minor, (string Type, int Section, string Tag)[] entries)
    {
        MemoryStream output = new();
        void Integer(int value)
        {
            output.WriteByte(value < 0 ? (byte)1 : (byte)0);
            output.Write(BitConverter.GetBytes(Math.Abs(value)));
        }

        void Text(string? text)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text ?? "");
            Integer(text is null ? -1 : bytes.Length);
            output.Write(bytes);
        }

        output.Write([.. "PGDMP"u8, 1, (byte)minor, 0, 4, 8, 1]);
        if (minor >= 15)
        {
            output.WriteByte(0);
        }
        else
        {
            Integer(-1);
        }

        Array.ForEach([59, 30, 12, 24, 10, 126, 0], Integer);
        Array.ForEach(["database", "15.4", "15.3"], Text);

        Integer(entries.Length);
        foreach ((string type, int section, string tag) in entries)
        {
            Integer(section + 100);
            Integer(type == "TABLE DATA" ? 1 : 0);
            Text("1259");
            Text("4711");
            Text(tag);
            Text(type);
            Integer(section);
            Text("definition");
            Text(null);
            Text("COPY public.t (a) FROM stdin;\n");
            Text("public");
            Text("");
            if (minor >= 14)
            {
                Text("heap");
            }

            if (minor >= 16)
            {
                Integer('r');
            }

            Text("owner");
            Text("false");
            Text("7");
            Text("8");
            Text(null);
            output.Write([3, 0, 0, 0, 0, 0, 0, 0, 0]);
        }

        return output.ToArray();
    }
}
