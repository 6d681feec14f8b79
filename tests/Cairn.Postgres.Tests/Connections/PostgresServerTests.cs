using CsCheck;

namespace Cairn.Postgres.Tests.Connections;

public sealed class PostgresServerTests
{
    public static TheoryData<string, string> Urls => new()
    {
        { "postgres://", "" },
        { "postgresql://localhost", "PGHOST=localhost" },
        { "POSTGRES://h", "PGHOST=h" },
        { "postgres://h:5433", "PGHOST=h PGPORT=5433" },
        { "postgres://h/db", "PGDATABASE=db PGHOST=h" },
        { "postgres://u@h", "PGHOST=h PGUSER=u" },
        { "postgres://u:p@h:1/d", "PGDATABASE=d PGHOST=h PGPASSWORD=p PGPORT=1 PGUSER=u" },
        { "postgres://u:p%2F%40%3A%20%25@h/d", "PGDATABASE=d PGHOST=h PGPASSWORD=p/@:_% PGUSER=u" },
        { "postgres://u:a:b?c@h", "PGHOST=h PGPASSWORD=a:b?c PGUSER=u" },
        { "postgres://u:a+b@h", "PGHOST=h PGPASSWORD=a+b PGUSER=u" },
        { "postgres://%C3%BC@h", "PGHOST=h PGUSER=ü" },
        { "postgres:///db", "PGDATABASE=db" },
        { "postgres://:5433/db", "PGDATABASE=db PGPORT=5433" },
        { "postgres://h1:1,h2:2/d", "PGDATABASE=d PGHOST=h1,h2 PGPORT=1,2" },
        { "postgres://h1,h2:2/d", "PGDATABASE=d PGHOST=h1,h2 PGPORT=,2" },
        { "postgres://h1:7,h2:7", "PGHOST=h1,h2 PGPORT=7" },
        { "postgres://h1,h2", "PGHOST=h1,h2" },
        { "postgres://[::1]:5432/d", "PGDATABASE=d PGHOST=::1 PGPORT=5432" },
        { "postgres://[2001:db8::1234],h2/d", "PGDATABASE=d PGHOST=2001:db8::1234,h2" },
        { "postgres://%2Fvar%2Frun%2Fpostgresql/d", "PGDATABASE=d PGHOST=/var/run/postgresql" },
        { "postgres:///d?host=/var/run/postgresql&port=6", "PGDATABASE=d PGHOST=/var/run/postgresql PGPORT=6" },
        { "postgres://h/d?user=u&password=p&dbname=e", "PGDATABASE=e PGHOST=h PGPASSWORD=p PGUSER=u" },
        { "postgres://h?sslmode=verify-full&sslrootcert=/ca.pem", "PGHOST=h PGSSLMODE=verify-full PGSSLROOTCERT=/ca.pem" },
        { "postgres://h?ssl-mode=REQUIRE", "PGHOST=h PGSSLMODE=require" },
        { "postgres://h?ssl-mode=REQUIRED", "PGHOST=h PGSSLMODE=require" },
        { "postgres://h?sslmode=VERIFY_CA", "PGHOST=h PGSSLMODE=verify-ca" },
        { "postgres://h?ssl=true", "PGHOST=h PGSSLMODE=require" },
        { "postgres://h?sslcert=/c&sslkey=/k", "PGHOST=h PGSSLCERT=/c PGSSLKEY=/k" },
        { "postgres://h?options=-c%20work_mem=1GB", "PGHOST=h PGOPTIONS=-c_work_mem=1GB" },
        { "postgres://h?target_session_attrs=any&channel_binding=require", "PGCHANNELBINDING=require PGHOST=h PGTARGETSESSIONATTRS=any" },
        { "postgres://h?hostaddr=10.0.0.1", "PGHOST=h PGHOSTADDR=10.0.0.1" },
        { "postgres://h?sslmode=", "PGHOST=h" },
    };

    [Theory]
    [MemberData(nameof(Urls))]
    public void Parse_valid_url_becomes_libpq_variables(string url, string expected)
    {
        string[] defaults = ["PGAPPNAME", "PGCONNECT_TIMEOUT"];
        IEnumerable<string> variables = PostgresServer.Parse(url).ToEnvironment()
            .Where(v => v.Value is not null && !defaults.Contains(v.Key))
            .Select(v => $"{v.Key}={v.Value!.Replace(' ', '_')}")
            .Order(StringComparer.Ordinal);

        Assert.Equal(expected, string.Join(' ', variables));
    }

    [Theory]
    [InlineData("", "must start with")]
    [InlineData("mysql://sesame@h", "must start with")]
    [InlineData("postgres://u:sesame%zz@h", "%")]
    [InlineData("postgres://u:sesame%00@h", "%00")]
    [InlineData("postgres://u:sesame%ff@h", "UTF-8")]
    [InlineData("postgres://u:sesame@me@h/d", "percent-encoded")]
    [InlineData("postgres://u:sesame/x@h/d", "percent-encoded")]
    [InlineData("postgres://u:12/sesame@h/d", "percent-encoded")]
    [InlineData("postgres://u:sesame@[::1/d", "brackets")]
    [InlineData("postgres://u:sesame@h:99999", "1 to 65535")]
    [InlineData("postgres://u:sesame@h:x", "1 to 65535")]
    [InlineData("postgres://u:sesame@h?colour=red", "\"colour\" is unknown")]
    [InlineData("postgres://u:sesame@h?SSLMODE=sometimes", "\"sslmode\"")]
    [InlineData("postgres://u:sesame@h?sslpassword=sesame", "sslpassword")]
    [InlineData("postgres://u:sesame@h?service=x", "service")]
    [InlineData("postgres://u:sesame@h?connect_timeout=soon", "connect_timeout")]
    [InlineData("postgres://u:sesame@h?sslmode", "without \"=\"")]
    [InlineData("postgres://u:sesame@h?=x", "no name")]
    public void Parse_bad_url_says_why_and_repeats_no_secret(string url, string reason)
    {
        PostgresException error = Assert.Throws<PostgresException>(() => PostgresServer.Parse(url));

        Assert.Equal(PostgresErrorKind.InvalidConfiguration, error.Kind);
        Assert.Equal(PostgresSide.Configuration, error.Side);
        Assert.False(error.IsTransient);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sesame", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_of_what_ToUrl_wrote_gives_the_same_server()
    {
        Gen<string?> text = Gen.String[Gen.Char['\u0001', '\ud7ff'], 1, 12].Select(s => (string?)s);
        Gen<string?> optional = Gen.Frequency((1, Gen.Const((string?)null)), (3, text));
        string[] names = ["db.example", "10.0.0.1", "::1", "fe80::1%eth0", "/run/pg sql", "host@x", "ü"];
        Gen<string> host = Gen.Int[0, names.Length - 1].Select(i => names[i]);
        var gen = Gen.Select(host.List[1, 3], Gen.Int[1, 65535].List[0, 3], optional, optional, optional, optional);
        gen.Sample((hosts, ports, user, password, database, application) =>
        {
            string? port = ports.Count == hosts.Count && ports.Distinct().Count() == ports.Count ? string.Join(',', ports) : null;
            var server = new PostgresServer
            {
                Host = string.Join(',', hosts),
                Port = port,
                User = user,
                Password = password,
                Database = database,
                Parameters = PostgresParameters.None.With("application_name", application).With("sslmode", "prefer"),
            };
            Assert.Equal(server, PostgresServer.Parse(server.ToUrl(withPassword: true)));
            Assert.Equal(server with { Password = null }, PostgresServer.Parse(server.Display));
        });
    }

    [Fact]
    public void ToString_never_shows_the_password()
    {
        PostgresServer server = PostgresServer.Parse("postgres://u:sesame@h:1/d?sslmode=require");

        Assert.Equal("postgres://u@h:1/d?sslmode=require", server.ToString());
        Assert.Equal(server.ToString(), $"{server}");
        Assert.Equal(server.ToString(), server.Display);
    }

    [Fact]
    public void ToEnvironment_without_parameters_has_a_connect_timeout_and_a_name()
    {
        IReadOnlyDictionary<string, string?> variables = PostgresServer.Parse("postgres://").ToEnvironment(_ => null);

        Assert.Equal("10", variables["PGCONNECT_TIMEOUT"]);
        Assert.Equal("cairn", variables["PGAPPNAME"]);
        Assert.Equal(2, variables.Count);
    }

    [Theory]
    [InlineData("postgres://h", "PGHOST")]
    [InlineData("postgres://", "")]
    [InlineData("postgres://h?application_name=mine&connect_timeout=3", "PGAPPNAME PGCONNECT_TIMEOUT PGHOST")]
    public void ToEnvironment_leaves_name_and_timeout_of_the_environment_unless_the_url_gives_others(string url, string expected)
    {
        IEnumerable<string> set = PostgresServer.Parse(url).ToEnvironment(_ => "inherited").Where(v => v.Value is not null).Select(v => v.Key);
        Assert.Equal(expected, string.Join(' ', set.Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void ToEnvironment_with_a_host_removes_what_would_silently_win_over_it()
    {
        IReadOnlyDictionary<string, string?> variables = PostgresServer.Parse("postgres://h").ToEnvironment();

        Assert.Null(variables["PGSERVICE"]);
        Assert.Null(variables["PGHOSTADDR"]);
    }

    [Fact]
    public void ToCommandLineConnectionString_holds_what_has_no_variable()
    {
        PostgresServer server = PostgresServer.Parse("postgres://u:sesame@h/d?keepalives_idle=30&fallback_application_name=it%27s");

        Assert.Equal(@"fallback_application_name='it\'s' keepalives_idle='30'", server.ToCommandLineConnectionString());
        Assert.Null(PostgresServer.Parse("postgres://u:sesame@h/d").ToCommandLineConnectionString());
    }

    [Fact]
    public void Parts_with_a_nul_character_are_refused()
    {
        Assert.Throws<PostgresException>(() => new PostgresServer { Password = "a\0b" });
        Assert.Throws<PostgresException>(() => new PostgresServer { Host = "a\0b" });
        Assert.Throws<PostgresException>(() => PostgresParameters.None.With("options", "a\0b"));
    }

    [Fact]
    public void With_an_empty_value_removes_a_parameter()
    {
        PostgresParameters parameters = PostgresParameters.None.With("sslmode", "require").With("ssl-mode", null);

        Assert.Equal(PostgresParameters.None, parameters);
        Assert.Equal(PostgresParameters.None.GetHashCode(), parameters.GetHashCode());
    }
}
