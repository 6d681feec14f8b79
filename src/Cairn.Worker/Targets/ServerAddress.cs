using System.Globalization;
using Cairn.Api.AppCatalog;
using Cairn.Postgres;
using Cairn.Postgres.Connections;

namespace Cairn.Worker.Targets;

/// <summary>Where the server of an AppBinding is, and the connection parameters that its address carries.</summary>
/// <remarks>
/// Path and user of a URL do not count, as in KubeStash: the database is named by arguments, the user by the Secret. Of the query, what libpq and this
/// list do not both know is passed over, since other clients read the same AppBinding.
/// </remarks>
/// <param name="Host">Host name or address.</param>
/// <param name="Port">Port.</param>
/// <param name="Parameters">Connection parameters.</param>
/// <param name="Ignored">Names of parameters that were passed over.</param>
internal sealed record ServerAddress(string Host, int Port, PostgresParameters Parameters, IReadOnlyList<string> Ignored)
{
    private const int DefaultPort = 5432;
    private const int MaxPort = 65535;

    private static readonly HashSet<string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        "sslmode", "ssl-mode", "ssl_mode", "ssl", "sslnegotiation", "ssl_min_protocol_version", "ssl_max_protocol_version", "channel_binding",
        "require_auth", "gssencmode", "connect_timeout", "target_session_attrs", "application_name", "options", "keepalives", "keepalives_idle",
        "keepalives_interval", "keepalives_count", "tcp_user_timeout",
    };

    /// <summary>Reads the address: the service if there is one, else the URL.</summary>
    /// <param name="name">The AppBinding, for messages.</param>
    /// <param name="namespace">Its namespace.</param>
    /// <param name="config">Its clientConfig.</param>
    /// <exception cref="RunException">It names no server, or a part of it cannot be used.</exception>
    public static ServerAddress Of(string name, string @namespace, ClientConfig? config)
    {
        if (config?.Service is { } service)
        {
            if (string.IsNullOrEmpty(service.Name))
            {
                throw new RunException($"{name}: spec.clientConfig.service has no name.");
            }

            string home = string.IsNullOrEmpty(service.Namespace) ? @namespace : service.Namespace;
            return Create(name, "spec.clientConfig.service", $"{service.Name}.{home}.svc", service.Port, service.Query);
        }

        return string.IsNullOrWhiteSpace(config?.Url)
            ? throw new RunException($"{name} names no server: spec.clientConfig needs a service or a url.")
            : OfUrl(name, config.Url.Trim());
    }

    // Not Uri: a port that is missing or a scheme of its own would trip it, and no message may repeat a URL, which may have a password in it.
    private static ServerAddress OfUrl(string name, string url)
    {
        const string field = "spec.clientConfig.url";
        int scheme = url.IndexOf("://", StringComparison.Ordinal);
        string rest = scheme < 0 ? url : url[(scheme + 3)..];
        int end = rest.AsSpan().IndexOfAny('/', '?', '#');
        string authority = end < 0 ? rest : rest[..end];
        int question = rest.IndexOf('?', StringComparison.Ordinal);
        string query = question < 0 ? "" : rest[(question + 1)..].Split('#')[0];
        (string host, string portText) = SplitHost(authority[(authority.LastIndexOf('@') + 1)..]);
        if (host.Length == 0)
        {
            throw new RunException($"{name}: {field} has no host; write postgresql://host:5432/.");
        }

        int port = 0;
        return portText.Length > 0 && !int.TryParse(portText, NumberStyles.None, CultureInfo.InvariantCulture, out port)
            ? throw new RunException($"{name}: {field} has a port that is no number.")
            : Create(name, field, Uri.UnescapeDataString(host), port, query);
    }

    private static (string Host, string Port) SplitHost(string text)
    {
        if (text.StartsWith('[') && text.IndexOf(']', StringComparison.Ordinal) is > 0 and int close)
        {
            return (text[1..close], text[(close + 1)..].TrimStart(':'));
        }

        int colon = text.LastIndexOf(':');
        return colon < 0 ? (text, "") : (text[..colon], text[(colon + 1)..]);
    }

    private static ServerAddress Create(string name, string field, string host, int port, string? query)
    {
        if (port is < 0 or > MaxPort)
        {
            throw new RunException($"{name}: {field} has the port {port}; ports go from 1 to {MaxPort}.");
        }

        PostgresParameters parameters = PostgresParameters.None;
        List<string> ignored = [];
        foreach (string pair in (query ?? "").Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = pair.Split('=', 2);
            string keyword = Uri.UnescapeDataString(parts[0]);
            if (parts.Length < 2 || !Known.Contains(keyword))
            {
                ignored.Add(keyword);
                continue;
            }

            try
            {
                parameters = parameters.With(keyword, Uri.UnescapeDataString(parts[1]));
            }
            catch (PostgresException e)
            {
                throw new RunException($"{name}: {field}: {e.Message}", e);
            }
        }

        return new ServerAddress(host, port == 0 ? DefaultPort : port, parameters, ignored);
    }
}
