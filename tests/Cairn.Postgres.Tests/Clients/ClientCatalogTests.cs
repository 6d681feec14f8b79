using System.Runtime.Versioning;

namespace Cairn.Postgres.Tests.Clients;

[UnsupportedOSPlatform("windows")]
public sealed class ClientCatalogTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("cairn-clients-");

    public void Dispose() => _root.Delete(recursive: true);

    [Theory]
    [InlineData("pg_dump (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)", "15.18")]
    [InlineData("pg_dump (PostgreSQL) 9.6.24", "9.6")]
    [InlineData("pg_dump (PostgreSQL) 19beta1", "19.0")]
    [InlineData("pg_dump (EnterpriseDB) 16.3.0", "16.3")]
    [InlineData("something else", null)]
    public void FromProgramOutput_reads_the_version(string output, string? expected) =>
        Assert.Equal(expected, PostgresVersion.FromProgramOutput(output)?.ToString());

    [Theory]
    [InlineData(150018, "15.18")]
    [InlineData(90624, "9.6")]
    public void FromNumber_reads_server_version_num(int number, string expected) =>
        Assert.Equal(expected, PostgresVersion.FromNumber(number).ToString());

    [Fact]
    public void Versions_are_ordered_by_number()
    {
        Assert.True(new PostgresVersion(9, 6) < new PostgresVersion(15, 2));
        Assert.True(new PostgresVersion(15, 10) > new PostgresVersion(15, 9));
    }

    [Theory]
    [InlineData(14, ClientPreference.Newest, "17.4")]
    [InlineData(16, ClientPreference.Newest, "17.4")]
    [InlineData(17, ClientPreference.Newest, "17.4")]
    [InlineData(14, ClientPreference.ClosestToServer, "15.9")]
    [InlineData(15, ClientPreference.ClosestToServer, "15.9")]
    [InlineData(16, ClientPreference.ClosestToServer, "17.4")]
    public async Task ForDump_several_clients_chooses_by_preference(int server, ClientPreference preference, string expected)
    {
        ClientCatalog catalog = await DiscoverAsync(Fake("15.2"), Fake("17.4"), Fake("15.9"), Fake("13.1"));

        Assert.Equal(expected, catalog.ForDump(new PostgresVersion(server, 0), preference).Version.ToString());
        Assert.Equal("17.4", catalog.Newest().Version.ToString());
    }

    [Fact]
    public async Task ForDump_only_older_clients_names_what_to_install()
    {
        ClientCatalog catalog = await DiscoverAsync(Fake("15.2"));
        PostgresException error = Assert.Throws<PostgresException>(
            () => catalog.ForDump(new PostgresVersion(17, 1), ClientPreference.Newest));

        Assert.Equal(PostgresErrorKind.ClientMissing, error.Kind);
        Assert.Contains("postgresql-client-17", error.Message, StringComparison.Ordinal);
        Assert.Contains("15.2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Newest_without_any_client_names_what_to_install()
    {
        ClientCatalog catalog = await DiscoverAsync(Path.Combine(_root.FullName, "nothing"));
        PostgresException error = Assert.Throws<PostgresException>(catalog.Newest);

        Assert.Contains("postgresql-client", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Discover_passes_over_programs_that_fail_and_directories_without_psql()
    {
        string broken = Program("broken", "exit 1");
        string chatty = Program("chatty", "echo hello");
        string lonely = Fake("16.1");
        File.Delete(Path.Combine(lonely, "psql"));
        ClientCatalog catalog = await DiscoverAsync(broken, chatty, lonely, Fake("14.1"));

        Assert.Equal("14.1", Assert.Single(catalog.Installed).Version.ToString());
    }

    [Fact]
    public async Task Discover_follows_links_to_programs_and_ignores_debians_wrapper()
    {
        string real = Fake("16.1");
        string wrapper = Program("wrapper", "echo 'pg_dump (PostgreSQL) 99.9'");
        File.Move(Path.Combine(wrapper, "pg_dump"), Path.Combine(wrapper, "pg_wrapper"));
        File.CreateSymbolicLink(Path.Combine(wrapper, "pg_dump"), "pg_wrapper");
        string links = _root.CreateSubdirectory("links").FullName;
        File.CreateSymbolicLink(Path.Combine(links, "pg_dump"), Path.Combine(real, "pg_dump"));
        ClientCatalog catalog = await DiscoverAsync(wrapper, links, real);

        Assert.Equal(real, Assert.Single(catalog.Installed).Directory);
    }

    [Fact]
    public void Create_with_an_override_searches_nothing_else()
    {
        ClientSearch search = ClientSearch.Create("/a/bin:/b/bin", "/usr/bin");

        Assert.Equal(["/a/bin", "/b/bin"], search.Directories);
        Assert.True(search.IsOverride);
    }

    [Fact]
    public void Create_without_an_override_searches_the_path_too() =>
        Assert.Contains("/some/where", ClientSearch.Create(null, "/some/where:/usr/bin").Directories);

    [Fact]
    public async Task Discover_on_this_machine_finds_the_real_programs()
    {
        var catalog = await ClientCatalog.DiscoverAsync(
            ClientSearch.Create(null, Environment.GetEnvironmentVariable("PATH")), TimeProvider.System,
            TestContext.Current.CancellationToken);

        Assert.NotEmpty(catalog.Installed);
        Assert.All(catalog.Installed, c => Assert.DoesNotContain("/usr/bin", c.Directory, StringComparison.Ordinal));
        Assert.Equal(catalog.Installed.Count, catalog.Installed.DistinctBy(c => c.Directory).Count());
    }

    private static Task<ClientCatalog> DiscoverAsync(params string[] directories) => ClientCatalog.DiscoverAsync(
        new ClientSearch { Directories = directories }, TimeProvider.System, TestContext.Current.CancellationToken);

    private string Fake(string version) => Program(version, $"echo 'pg_dump (PostgreSQL) {version}'");

    private string Program(string directory, string script)
    {
        string path = _root.CreateSubdirectory(directory).FullName;
        foreach (string name in new[] { "pg_dump", "psql" })
        {
            string file = Path.Combine(path, name);
            File.WriteAllText(file, $"#!/bin/sh\n{script}\n");
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return path;
    }
}
