using System.Globalization;
using System.Text;

namespace Cairn.Postgres.Connections;

/// <summary>
/// Reads connection URLs as libpq does: <c>postgresql://[user[:password]@][host[:port][,…]][/database][?parameter=value[&amp;…]]</c>.
/// </summary>
/// <remarks>
/// More helpful than libpq in two places: a second <c>=</c> belongs to the value (<c>options=-c x=y</c>), and an <c>@</c> where none can be
/// is reported, because it means that the password holds a character that has to be percent-encoded. No message repeats a part of the URL.
/// </remarks>
internal static class ServerUrlParser
{
    private const string EncodeHint =
        "characters such as / @ : ? # % in a user name or password must be percent-encoded (%2F %40 %3A %3F %23 %25)";

    private static readonly string[] Schemes = ["postgresql://", "postgres://"];
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static PostgresServer Parse(string url)
    {
        string? scheme = Schemes.FirstOrDefault(s => url.StartsWith(s, StringComparison.OrdinalIgnoreCase))
            ?? throw Invalid("it must start with postgres:// or postgresql://");
        string rest = url[scheme.Length..];
        (string? userInfo, rest) = TakeUserInfo(rest);
        int query = rest.IndexOf('?', StringComparison.Ordinal);
        string parameters = query < 0 ? "" : rest[(query + 1)..];
        string beforeQuery = query < 0 ? rest : rest[..query];
        if (beforeQuery.Contains('@', StringComparison.Ordinal))
        {
            throw Invalid(EncodeHint);
        }

        int slash = beforeQuery.IndexOf('/', StringComparison.Ordinal);
        string database = slash < 0 ? "" : beforeQuery[(slash + 1)..];
        (string? host, string? port) = ParseHosts(slash < 0 ? beforeQuery : beforeQuery[..slash]);
        (string? user, string? password) = ParseUserInfo(userInfo);
        var server = new PostgresServer
        {
            User = user,
            Password = password,
            Host = host,
            Port = port,
            Database = Decode(database, "database"),
        };
        return WithParameters(server, parameters);
    }

    /// <summary>Returns the port list unchanged when each port is empty (the default one) or a number from 1 to 65535.</summary>
    public static string? CheckedPorts(string? ports)
    {
        foreach (string port in ports?.Split(',') ?? [])
        {
            bool valid = port.Length == 0
                || (int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is > 0 and <= 65535);
            if (!valid)
            {
                throw Invalid("a port must be a number from 1 to 65535; if what stands there is part of a password: " + EncodeHint);
            }
        }

        return ports;
    }

    // The '@' that ends user and password must come before the first '/', as in libpq.
    private static (string? UserInfo, string Remainder) TakeUserInfo(string text)
    {
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        int at = (slash < 0 ? text : text[..slash]).IndexOf('@', StringComparison.Ordinal);
        return at < 0 ? (null, text) : (text[..at], text[(at + 1)..]);
    }

    private static (string? User, string? Password) ParseUserInfo(string? userInfo)
    {
        if (userInfo is null)
        {
            return (null, null);
        }

        int colon = userInfo.IndexOf(':', StringComparison.Ordinal);
        return colon < 0
            ? (Decode(userInfo, "user"), null)
            : (Decode(userInfo[..colon], "user"), Decode(userInfo[(colon + 1)..], "password"));
    }

    private static (string? Hosts, string? Ports) ParseHosts(string text)
    {
        if (text.Length == 0)
        {
            return (null, null);
        }

        var hosts = new List<string>();
        var ports = new List<string>();
        foreach (string entry in text.Split(','))
        {
            (string host, string port) = ParseHost(entry);
            hosts.Add(host);
            ports.Add(port);
        }

        bool anyHost = hosts.Exists(h => h.Length > 0) || hosts.Count > 1;
        string? portList = ports.TrueForAll(p => p.Length == 0) ? null
            : ports.TrueForAll(p => p == ports[0]) ? ports[0] : string.Join(',', ports);
        return (anyHost ? string.Join(',', hosts) : null, portList);
    }

    private static (string Host, string Port) ParseHost(string entry)
    {
        if (entry.StartsWith('['))
        {
            int end = entry.IndexOf(']', StringComparison.Ordinal);
            if (end < 2 || (end + 1 < entry.Length && entry[end + 1] != ':'))
            {
                throw Invalid("an IPv6 address must stand in brackets, as in [::1]:5432");
            }

            return (Decode(entry[1..end], "host")!, end + 1 < entry.Length ? entry[(end + 2)..] : "");
        }

        int colon = entry.IndexOf(':', StringComparison.Ordinal);
        string host = Decode(colon < 0 ? entry : entry[..colon], "host") ?? "";
        string port = colon < 0 ? "" : entry[(colon + 1)..];
        return (host, Decode(port, "port") ?? "");
    }

    private static PostgresServer WithParameters(PostgresServer server, string query)
    {
        foreach (string pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            string keyword = Decode(equals < 0 ? pair : pair[..equals], "parameter name")
                ?? throw Invalid("a parameter has no name");
            if (equals < 0)
            {
                throw Invalid("a parameter is written without \"=\" and a value");
            }

            server = WithParameter(server, keyword, Decode(pair[(equals + 1)..], $"parameter {keyword}"));
        }

        return server;
    }

    private static PostgresServer WithParameter(PostgresServer server, string keyword, string? value) => keyword switch
    {
        "host" => server with { Host = value },
        "port" => server with { Port = value },
        "user" => server with { User = value },
        "password" => server with { Password = value },
        "dbname" => server with { Database = value },
        _ => server with { Parameters = server.Parameters.With(keyword, value) },
    };

    // Empty means "not given" in libpq too. "+" stays a plus: only %20 is a blank.
    private static string? Decode(string text, string part)
    {
        if (text.Length == 0)
        {
            return null;
        }

        var bytes = new List<byte>(text.Length);
        for (int i = 0; i < text.Length;)
        {
            if (text[i] != '%')
            {
                int end = text.IndexOf('%', i);
                end = end < 0 ? text.Length : end;
                bytes.AddRange(Encoding.UTF8.GetBytes(text[i..end]));
                i = end;
                continue;
            }

            string digits = i + 3 <= text.Length ? text[(i + 1)..(i + 3)] : "";
            if (!byte.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value) || value == 0)
            {
                throw Invalid($"the {part} holds a \"%\" that is not followed by two hexadecimal digits (or is %00); {EncodeHint}");
            }

            bytes.Add(value);
            i += 3;
        }

        try
        {
            return StrictUtf8.GetString([.. bytes]);
        }
        catch (DecoderFallbackException)
        {
            throw Invalid($"the {part}, percent-decoded, is not UTF-8");
        }
    }

    private static PostgresException Invalid(string reason) =>
        PostgresException.Configuration($"The PostgreSQL URL is not valid: {reason}.");
}
