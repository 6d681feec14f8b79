using System.Text;

namespace Cairn.Postgres.Connections;

/// <summary>
/// Where a server is and how to log in: what libpq calls connection parameters. A part that is null falls back to libpq's own environment
/// variable (PGHOST, PGUSER, …) and then to its default, since child processes inherit our environment.
/// </summary>
public sealed record PostgresServer
{
    private const string DefaultConnectTimeoutSeconds = "10";
    private const string DefaultApplicationName = "cairn";

    /// <summary>Host names, addresses or socket directories, separated by commas. Unset: PGHOST, else the local socket.</summary>
    public string? Host { get; init => field = WithoutNul(value, "host"); }

    /// <summary>One port, or one for each host, separated by commas. Unset: PGPORT, else 5432.</summary>
    public string? Port { get; init => field = ServerUrlParser.CheckedPorts(value); }

    /// <summary>The user. Unset: PGUSER, else the name of the operating system's user.</summary>
    public string? User { get; init => field = WithoutNul(value, "user"); }

    /// <summary>The password: never part of a message or a command line. Unset: PGPASSWORD, else the password file.</summary>
    public string? Password { get; init => field = WithoutNul(value, "password"); }

    /// <summary>The database. Unset: PGDATABASE, else a database named as the user.</summary>
    public string? Database { get; init => field = WithoutNul(value, "database"); }

    /// <summary>All other parameters.</summary>
    /// <value>None: connections time out after 10 seconds, and the application is called <c>cairn</c>.</value>
    public PostgresParameters Parameters { get; init; } = PostgresParameters.None;

    /// <summary>The URL of this server without its password; fit for messages.</summary>
    public string Display => ToUrl(withPassword: false);

    /// <summary>
    /// Reads a <c>postgres://</c> or <c>postgresql://</c> URL by libpq's rules. Fails with
    /// <see cref="PostgresErrorKind.InvalidConfiguration"/>;
    /// the message repeats nothing of the URL but names of parameters, since a malformed one may have its password anywhere.
    /// </summary>
    public static PostgresServer Parse(string url)
    {
        ArgumentNullException.ThrowIfNull(url);
        return ServerUrlParser.Parse(url);
    }

    /// <summary>
    /// The changes to a child's environment that make libpq connect to this server; null removes a variable. PGSERVICE goes as soon as any
    /// part is given, and PGHOSTADDR when the host is: inherited, both would silently win over what was asked for.
    /// </summary>
    public IReadOnlyDictionary<string, string?> ToEnvironment() => ToEnvironment(Environment.GetEnvironmentVariable);

    /// <param name="inherited">Reads the environment that the changes are made to: what it sets wins over our defaults.</param>
    internal IReadOnlyDictionary<string, string?> ToEnvironment(Func<string, string?> inherited)
    {
        var variables = new Dictionary<string, string?>(StringComparer.Ordinal);
        SetIfGiven(variables, "PGHOST", Host);
        SetIfGiven(variables, "PGPORT", Port);
        SetIfGiven(variables, "PGUSER", User);
        SetIfGiven(variables, "PGPASSWORD", Password);
        SetIfGiven(variables, "PGDATABASE", Database);
        if (variables.Count > 0)
        {
            variables["PGSERVICE"] = null;
        }

        if (Host is not null)
        {
            variables["PGHOSTADDR"] = null;
        }

        foreach ((string keyword, string value) in Parameters)
        {
            if (LibpqKeywords.Variables.TryGetValue(keyword, out string? variable))
            {
                variables[variable] = value;
            }
        }

        SetDefault(variables, "PGCONNECT_TIMEOUT", DefaultConnectTimeoutSeconds, inherited);
        SetDefault(variables, "PGAPPNAME", DefaultApplicationName, inherited);
        return variables;
    }

    /// <summary>
    /// A libpq connection string with the few parameters that have no environment variable (keep-alive and TCP time-outs), or null when
    /// none is set. It holds no secret, so it may stand on a command line.
    /// </summary>
    public string? ToCommandLineConnectionString()
    {
        IEnumerable<string> pairs = Parameters
            .Where(p => LibpqKeywords.CommandLineOnly.Contains(p.Key))
            .Select(p => $"{p.Key}='{Quote(p.Value)}'");
        string text = string.Join(' ', pairs);
        return text.Length == 0 ? null : text;
    }

    /// <summary>Same as <see cref="Display"/>: without the password.</summary>
    public override string ToString() => Display;

    internal static string? WithoutNul(string? value, string part) =>
        value is null || !value.Contains('\0', StringComparison.Ordinal)
            ? value
            : throw PostgresException.Configuration($"The {part} of a PostgreSQL server cannot contain a NUL character.");

    /// <summary>The URL that <see cref="Parse"/> reads as this server. Hosts are written as a parameter when they do not fit the
    /// authority.</summary>
    internal string ToUrl(bool withPassword)
    {
        var url = new StringBuilder("postgres://");
        if (User is not null || (withPassword && Password is not null))
        {
            url.Append(Escape(User ?? ""));
            url.Append(withPassword && Password is not null ? ":" + Escape(Password) : "").Append('@');
        }

        AppendHosts(url);
        url.Append('/').Append(Escape(Database ?? ""));
        char separator = '?';
        foreach ((string keyword, string value) in Parameters)
        {
            url.Append(separator).Append(keyword).Append('=').Append(Escape(value));
            separator = '&';
        }

        return url.ToString();
    }

    private static void SetDefault(Dictionary<string, string?> variables, string variable, string value, Func<string, string?> inherited)
    {
        if (string.IsNullOrEmpty(inherited(variable)))
        {
            variables.TryAdd(variable, value);
        }
    }

    private static void SetIfGiven(Dictionary<string, string?> variables, string variable, string? value)
    {
        if (value is not null)
        {
            variables[variable] = value;
        }
    }

    private static string Quote(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal);

    private static string Escape(string text) => Uri.EscapeDataString(text);

    private void AppendHosts(StringBuilder url)
    {
        string[] hosts = (Host ?? "").Split(',');
        string[] ports = (Port ?? "").Split(',');
        for (int i = 0; i < hosts.Length; i++)
        {
            string port = ports.Length == 1 ? ports[0] : ports.ElementAtOrDefault(i) ?? "";
            bool isIPv6 = hosts[i].Contains(':', StringComparison.Ordinal) && !hosts[i].StartsWith('/');
            url.Append(i == 0 ? "" : ",");
            url.Append(isIPv6 ? $"[{Escape(hosts[i]).Replace("%3A", ":", StringComparison.Ordinal)}]" : Escape(hosts[i]));
            url.Append(port.Length == 0 ? "" : ":" + port);
        }
    }
}
