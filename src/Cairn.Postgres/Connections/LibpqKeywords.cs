using System.Collections.Frozen;

namespace Cairn.Postgres.Connections;

/// <summary>The connection parameters that libpq knows, and the environment variable through which a child process gets each.</summary>
internal static class LibpqKeywords
{
    /// <summary>Keyword to environment variable, for parameters besides host, port, user, password and database.</summary>
    public static readonly FrozenDictionary<string, string> Variables = new Dictionary<string, string>
    {
        ["application_name"] = "PGAPPNAME",
        ["channel_binding"] = "PGCHANNELBINDING",
        ["client_encoding"] = "PGCLIENTENCODING",
        ["connect_timeout"] = "PGCONNECT_TIMEOUT",
        ["gssdelegation"] = "PGGSSDELEGATION",
        ["gssencmode"] = "PGGSSENCMODE",
        ["gsslib"] = "PGGSSLIB",
        ["hostaddr"] = "PGHOSTADDR",
        ["krbsrvname"] = "PGKRBSRVNAME",
        ["load_balance_hosts"] = "PGLOADBALANCEHOSTS",
        ["max_protocol_version"] = "PGMAXPROTOCOLVERSION",
        ["min_protocol_version"] = "PGMINPROTOCOLVERSION",
        ["options"] = "PGOPTIONS",
        ["passfile"] = "PGPASSFILE",
        ["require_auth"] = "PGREQUIREAUTH",
        ["requirepeer"] = "PGREQUIREPEER",
        ["ssl_max_protocol_version"] = "PGSSLMAXPROTOCOLVERSION",
        ["ssl_min_protocol_version"] = "PGSSLMINPROTOCOLVERSION",
        ["sslcert"] = "PGSSLCERT",
        ["sslcertmode"] = "PGSSLCERTMODE",
        ["sslcompression"] = "PGSSLCOMPRESSION",
        ["sslcrl"] = "PGSSLCRL",
        ["sslcrldir"] = "PGSSLCRLDIR",
        ["sslkey"] = "PGSSLKEY",
        ["sslmode"] = "PGSSLMODE",
        ["sslnegotiation"] = "PGSSLNEGOTIATION",
        ["sslrootcert"] = "PGSSLROOTCERT",
        ["sslsni"] = "PGSSLSNI",
        ["target_session_attrs"] = "PGTARGETSESSIONATTRS",
    }.ToFrozenDictionary();

    /// <summary>Parameters that have no environment variable. None is a secret, so they may stand in a connection string on a command
    /// line.</summary>
    public static readonly FrozenSet<string> CommandLineOnly = FrozenSet.Create(
        "fallback_application_name", "keepalives", "keepalives_count", "keepalives_idle", "keepalives_interval", "tcp_user_timeout");

    /// <summary>Parameters of libpq that are refused, with the reason.</summary>
    public static readonly FrozenDictionary<string, string> Refused = new Dictionary<string, string>
    {
        ["sslpassword"] = "client programs take it from a command line only, where every user of the machine can read it; "
            + "use a key file without a pass phrase that only its owner can read",
        ["service"] = "a service file's entries would win over the other parts of the URL; write its entries into the URL",
        ["replication"] = "dumps and restores need ordinary connections",
    }.ToFrozenDictionary();

    private static readonly string[] SslModes = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"];

    /// <summary>
    /// Brings a parameter to libpq's spelling: <c>ssl-mode=REQUIRED</c>, as MySQL and KubeStash's examples have it, becomes
    /// <c>sslmode=require</c>, and JDBC's <c>ssl=true</c> too.
    /// </summary>
    public static (string Keyword, string Value) Normalize(string keyword, string value)
    {
        string plain = keyword.ToLowerInvariant();
        return plain switch
        {
            "ssl-mode" or "ssl_mode" or "sslmode" => ("sslmode", NormalizeSslMode(value)),
            "ssl" when value.Equals("true", StringComparison.OrdinalIgnoreCase) => ("sslmode", "require"),
            "ssl-root-cert" or "ssl-cert" or "ssl-key" => (plain.Replace("-", "", StringComparison.Ordinal), value),
            _ => (plain, value),
        };
    }

    /// <summary>Throws unless the parameter is one that can be handed to a client program.</summary>
    public static void Check(string keyword, string value)
    {
        if (Refused.TryGetValue(keyword, out string? reason))
        {
            throw PostgresException.Configuration($"The connection parameter \"{keyword}\" is not supported: {reason}.");
        }

        if (!Variables.ContainsKey(keyword) && !CommandLineOnly.Contains(keyword))
        {
            throw PostgresException.Configuration(
                $"The connection parameter \"{keyword}\" is unknown. "
                + $"Known ones: {string.Join(", ", Variables.Keys.Union(CommandLineOnly).Order())}.");
        }

        if (keyword == "connect_timeout" && !int.TryParse(value, out _))
        {
            throw PostgresException.Configuration("The connection parameter \"connect_timeout\" must be a whole number of seconds.");
        }
    }

    private static string NormalizeSslMode(string value)
    {
        string mode = value.ToLowerInvariant().Replace('_', '-') switch
        {
            "disabled" => "disable",
            "preferred" => "prefer",
            "required" => "require",
            "verify-identity" => "verify-full",
            string other => other,
        };
        return SslModes.Contains(mode)
            ? mode
            : throw PostgresException.Configuration($"The value of \"sslmode\" is not one of {string.Join(", ", SslModes)}.");
    }
}
