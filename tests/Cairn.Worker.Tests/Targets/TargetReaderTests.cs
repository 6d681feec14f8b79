using System.Text;
using Cairn.Api.AppCatalog;
using Cairn.Postgres.Connections;
using Cairn.Testing;
using Cairn.Worker.Scratch;
using Cairn.Worker.Targets;

namespace Cairn.Worker.Tests.Targets;

public sealed class TargetReaderTests : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly Dictionary<string, Dictionary<string, string>> _secrets = new()
    {
        ["login"] = new() { ["username"] = "alice", ["password"] = "pa ss\n" },
        ["renamed"] = new() { ["user"] = "bob", ["pass"] = "word" },
        ["tls"] = new() { ["tls.crt"] = "CERT", ["tls.key"] = "KEY", ["ca.crt"] = "CA" },
        ["more"] = new() { ["password"] = "from-more" },
    };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("postgresql://db.example:6432/ignored?sslmode=require", "db.example", "6432", "require")]
    [InlineData("postgres://bob:secret@db.example/?ssl-mode=REQUIRED", "db.example", "5432", "require")]
    [InlineData("postgresql://db.example:5432?sslmode=VERIFY_IDENTITY&foo=bar", "db.example", "5432", "verify-full")]
    [InlineData("db.example", "db.example", "5432", null)]
    [InlineData("postgresql://[::1]:7000/x", "::1", "7000", null)]
    public async Task ReadAsync_URL_gives_host_port_and_mode_alone(string url, string host, string port, string? mode)
    {
        PostgresServer server = (await ReadAsync(Binding(new ClientConfig { Url = url }))).Server;

        Assert.Equal((host, port, mode), (server.Host, server.Port, server.Parameters["sslmode"]));
        Assert.Equal(("alice", "pa ss", null), (server.User, server.Password, server.Database));
    }

    [Theory]
    [InlineData(null, "pg.demo.svc")]
    [InlineData("other", "pg.other.svc")]
    public async Task ReadAsync_service_wins_over_the_URL(string? home, string host)
    {
        ClientConfig config = new()
        {
            Url = "postgresql://elsewhere:1/",
            Service = new ServiceAddress { Scheme = "postgresql", Name = "pg", Namespace = home, Port = 0, Query = "sslmode=disable&connect_timeout=3" },
        };

        PostgresServer server = (await ReadAsync(Binding(config))).Server;

        Assert.Equal((host, "5432", "disable", "3"), (server.Host, server.Port, server.Parameters["sslmode"], server.Parameters["connect_timeout"]));
    }

    [Fact]
    public async Task ReadAsync_transforms_rename_add_and_remove_keys_in_their_order()
    {
        AppBinding binding = Binding(Url, "renamed", [
            new SecretTransform { RenameKey = new RenameKeyTransform { From = "user", To = "username" } },
            new SecretTransform { AddKey = new AddKeyTransform { Key = "password", StringValue = "given" } },
            new SecretTransform { AddKeysFrom = new AddKeysFromTransform { SecretRef = new() { Name = "more" } } },
            new SecretTransform { RemoveKey = new RemoveKeyTransform { Key = "pass" } },
        ]);

        PostgresServer server = (await ReadAsync(binding)).Server;

        Assert.Equal(("bob", "from-more"), (server.User, server.Password));
    }

    [Fact]
    public async Task ReadAsync_client_certificate_makes_the_parameter_the_user_and_lies_in_files_of_the_owner()
    {
        AppBinding binding = Binding(new ClientConfig { Url = "postgresql://h/?sslmode=verify-ca" });
        binding = binding with { Spec = binding.Spec! with { TLSSecret = new SecretReference { Kind = "Secret", Name = "tls" } } };
        PostgresServer server;
        using (ScratchDirectory scratch = new(_directory["scratch"]))
        {
            server = (await Reader(scratch).ReadAsync(binding, "carol", Stop)).Server;
            string key = server.Parameters["sslkey"]!;
            Assert.Equal("KEY", await File.ReadAllTextAsync(key, Stop));
            Assert.Equal("CA", await File.ReadAllTextAsync(server.Parameters["sslrootcert"]!, Stop));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(key));
        }

        Assert.Equal("carol", server.User);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_directory["scratch"]));
    }

    [Fact]
    public async Task ReadAsync_authority_of_the_AppBinding_is_what_libpq_trusts()
    {
        using ScratchDirectory scratch = new(_directory["scratch"]);
        ClientConfig config = new() { Url = "postgresql://h/?sslmode=require", CaBundle = "BUNDLE"u8.ToArray() };

        PostgresServer server = (await Reader(scratch).ReadAsync(Binding(config), null, Stop)).Server;

        Assert.Equal("BUNDLE", await File.ReadAllTextAsync(server.Parameters["sslrootcert"]!, Stop));
    }

    [Theory]
    [InlineData("none", "names no Secret to log in with")]
    [InlineData("missing", "the Secret 'missing' is not there")]
    [InlineData("more", "the Secret 'more' has no key username")]
    public async Task ReadAsync_Secret_that_cannot_be_used_is_named(string secret, string reason)
    {
        RunException failure = await Assert.ThrowsAsync<RunException>(() => ReadAsync(Binding(Url, secret == "none" ? "" : secret)));

        Assert.StartsWith("AppBinding demo/db", failure.Message, StringComparison.Ordinal);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("postgresql://:5432/")]
    [InlineData("postgresql://user:hidden@host:port/")]
    [InlineData("postgresql://host:99999/")]
    [InlineData("postgresql://host/?sslmode=sometimes")]
    public async Task ReadAsync_address_that_cannot_be_used_is_refused_without_repeating_it(string url)
    {
        RunException failure = await Assert.ThrowsAsync<RunException>(() => ReadAsync(Binding(new ClientConfig { Url = url })));

        Assert.StartsWith("AppBinding demo/db", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", failure.Message, StringComparison.Ordinal);
    }

    private static ClientConfig Url => new() { Url = "postgresql://h:1/" };

    private static AppBinding Binding(ClientConfig config, string secret = "login", IReadOnlyList<SecretTransform>? transforms = null) => new()
    {
        Metadata = new() { Name = "db", NamespaceProperty = "demo" },
        Spec = new AppBindingSpec
        {
            ClientConfig = config,
            Secret = secret.Length == 0 ? null : new SecretReference { Kind = "Secret", Name = secret },
            SecretTransforms = transforms,
        },
    };

    private async Task<TargetDatabase> ReadAsync(AppBinding binding)
    {
        using ScratchDirectory scratch = new(_directory["scratch"]);
        return await Reader(scratch).ReadAsync(binding, "postgres", Stop);
    }

    private TargetReader Reader(ScratchDirectory scratch) => new(
        (name, _) => Task.FromResult<IReadOnlyDictionary<string, byte[]>?>(
            _secrets.GetValueOrDefault(name)?.ToDictionary(item => item.Key, item => Encoding.UTF8.GetBytes(item.Value))),
        scratch);
}
