using System.Collections.Frozen;
using Cairn.Storage.Objects;

namespace Cairn.Storage;

/// <summary>Where a repository is: restic's REPO notation, taken apart. It never holds credentials.</summary>
public sealed record RepositoryLocation
{
    /// <summary>What restic knows and Cairn does not yet, with the name to use in messages.</summary>
    private static readonly FrozenDictionary<string, string> UnsupportedSchemes = new Dictionary<string, string>
    {
        ["rest"] = "the REST server",
        ["sftp"] = "SFTP",
        ["b2"] = "Backblaze B2",
        ["swift"] = "OpenStack Swift",
        ["rclone"] = "rclone",
    }.ToFrozenDictionary();

    private RepositoryLocation()
    {
    }

    /// <summary>The kind of storage.</summary>
    public required RepositoryScheme Scheme { get; init; }

    /// <summary>The directory, as written; empty for buckets.</summary>
    public string Path { get; private init; } = "";

    /// <summary>Host and optional port of the server of a bucket; empty for directories.</summary>
    public string Endpoint { get; private init; } = "";

    /// <summary>Whether the server is spoken to without TLS (<c>s3:http://…</c>).</summary>
    public bool UseHttp { get; private init; }

    /// <summary>The bucket or container; empty for directories.</summary>
    public string Bucket { get; private init; } = "";

    /// <summary>The path of the repository within the bucket, without a slash at its end; empty for the bucket's root.</summary>
    public string Prefix { get; private init; } = "";

    /// <summary>
    /// Parses restic's notation. Fails with <see cref="BackendErrorKind.Misconfigured"/>; the message repeats nothing of the text but
    /// the scheme, since the rest may hold a password.
    /// </summary>
    public static RepositoryLocation Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string scheme = colon < 0 ? "" : text[..colon];
        if (scheme == "s3")
        {
            return ParseS3(text[3..]);
        }

        if (scheme is "azure" or "gs")
        {
            return ParseContainer(scheme, text[(colon + 1)..]);
        }

        if (scheme == "local")
        {
            return ForDirectory(text[6..]);
        }

        if (UnsupportedSchemes.TryGetValue(scheme, out string? name))
        {
            throw Misconfigured($"Repositories in {name} ({scheme}:) are not supported yet. Supported are a directory (/path or "
                + $"local:/path), S3 (s3:https://host/bucket/prefix), Azure (azure:container:/prefix) and Google (gs:bucket:/prefix).");
        }

        if (colon >= 0 && !IsPath(text))
        {
            throw Misconfigured("The repository's location starts with an unknown scheme. For a directory whose name has a colon, write "
                + "local: before it; for S3 write s3:https://host/bucket/prefix.");
        }

        return ForDirectory(text);
    }

    /// <summary>A directory of this machine.</summary>
    public static RepositoryLocation OfDirectory(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return ForDirectory(path);
    }

    /// <summary>A place in a bucket of Amazon S3 or of a server that speaks its protocol. Fails with <see cref="BackendErrorKind.Misconfigured"/>.</summary>
    /// <param name="endpoint">Host with optional port, or an address with <c>http://</c> or <c>https://</c>; null or empty: Amazon's.</param>
    /// <param name="bucket">The bucket.</param>
    /// <param name="prefix">The path within the bucket; empty: its root. Slashes at both ends do not count.</param>
    public static RepositoryLocation OfS3(string? endpoint, string bucket, string prefix)
    {
        ArgumentException.ThrowIfNullOrEmpty(bucket);
        ArgumentNullException.ThrowIfNull(prefix);
        string server = string.IsNullOrEmpty(endpoint) ? "https://s3.amazonaws.com" : endpoint.TrimEnd('/');
        bool useHttp = server.StartsWith("http://", StringComparison.OrdinalIgnoreCase);
        int scheme = server.IndexOf("://", StringComparison.Ordinal);
        return ForS3(scheme < 0 ? server : server[(scheme + 3)..], bucket, prefix.Trim('/'), useHttp);
    }

    /// <summary>A place in a container of Azure Blob Storage; the account is in the settings.</summary>
    /// <param name="container">The container.</param>
    /// <param name="prefix">The path within it; empty: its root. Slashes at both ends do not count.</param>
    public static RepositoryLocation OfAzure(string container, string prefix) => OfContainer(RepositoryScheme.Azure, container, prefix);

    /// <summary>A place in a bucket of Google Cloud Storage.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="prefix">The path within it; empty: its root. Slashes at both ends do not count.</param>
    public static RepositoryLocation OfGcs(string bucket, string prefix) => OfContainer(RepositoryScheme.Gcs, bucket, prefix);

    /// <summary>The place below this one: the same storage, with a path appended.</summary>
    /// <param name="path">A relative path with forward slashes and without <c>..</c>; empty: this place itself.</param>
    public RepositoryLocation Below(string path)
    {
        string relative = ObjectName.CheckDirectory(path.Trim('/'));
        return relative.Length == 0 ? this
            : Scheme == RepositoryScheme.Local ? this with { Path = System.IO.Path.Combine(Path, relative) }
            : this with { Prefix = Prefix.Length == 0 ? relative : $"{Prefix}/{relative}" };
    }

    /// <summary>The location in restic's notation, for messages and as an argument of restic.</summary>
    public override string ToString() => Scheme switch
    {
        RepositoryScheme.Local => Path.Contains(':', StringComparison.Ordinal) ? $"local:{Path}" : Path,
        RepositoryScheme.Azure => $"azure:{Bucket}:/{Prefix}",
        RepositoryScheme.Gcs => $"gs:{Bucket}:/{Prefix}",
        _ => $"s3:{(UseHttp ? "http" : "https")}://{Endpoint}/{Bucket}{(Prefix.Length == 0 ? "" : "/" + Prefix)}",
    };

    private static RepositoryLocation ForDirectory(string path) => path.Length == 0
        ? throw Misconfigured("The repository's location is empty. Name a directory or s3:https://host/bucket/prefix.")
        : new RepositoryLocation { Scheme = RepositoryScheme.Local, Path = path };

    private static RepositoryLocation OfContainer(RepositoryScheme scheme, string name, string prefix)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(prefix);
        string path = Clean(prefix.Trim('/'));
        return new RepositoryLocation { Scheme = scheme, Bucket = name, Prefix = path };
    }

    /// <summary>As restic does: the name, a colon, and a path whose leading slash does not count.</summary>
    private static RepositoryLocation ParseContainer(string scheme, string rest)
    {
        string[] parts = rest.Split(':', 2);
        return parts is [{ Length: > 0 } name, var path] && !name.Contains('/', StringComparison.Ordinal)
            ? OfContainer(scheme == "azure" ? RepositoryScheme.Azure : RepositoryScheme.Gcs, name, path)
            : throw Misconfigured($"The location lacks the name or the path. Write {scheme}:{(scheme == "azure" ? "container" : "bucket")}:/prefix, or "
                + "only :/ behind the name for its root.");
    }

    /// <summary>As restic does: with a URL, or with the host as the first part of a path; <c>//</c> before it is allowed.</summary>
    private static RepositoryLocation ParseS3(string rest)
    {
        bool useHttp = rest.StartsWith("http://", StringComparison.OrdinalIgnoreCase);
        if (useHttp || rest.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
        {
            rest = rest[(useHttp ? "http://" : "https://").Length..];
            int end = rest.AsSpan().IndexOfAny('?', '#');
            rest = Uri.UnescapeDataString(end < 0 ? rest : rest[..end]);
        }
        else if (rest.StartsWith("//", StringComparison.Ordinal))
        {
            rest = rest[2..];
        }

        (string host, string path) = Cut(rest);
        (string bucket, string prefix) = Cut(path);

        return ForS3(host, bucket, prefix, useHttp);
    }

    private static RepositoryLocation ForS3(string host, string bucket, string prefix, bool useHttp)
    {
        // Restic ignores credentials in the address, too; they must neither be used nor be kept.
        host = host[(host.LastIndexOf('@') + 1)..];
        if (host.Length == 0 || bucket.Length == 0)
        {
            throw Misconfigured("The S3 location lacks the host or the bucket. Write s3:https://host[:port]/bucket/prefix, or "
                + "s3:s3.amazonaws.com/bucket/prefix.");
        }

        if (!Uri.TryCreate($"https://{host}/", UriKind.Absolute, out Uri? uri) || uri.AbsolutePath != "/")
        {
            throw Misconfigured("The host in the S3 location is malformed. Write s3:https://host[:port]/bucket/prefix.");
        }

        return new RepositoryLocation
        {
            Scheme = RepositoryScheme.S3,
            Endpoint = host,
            UseHttp = useHttp,
            Bucket = bucket,
            Prefix = prefix.Length == 0 ? "" : Clean(prefix),
        };
    }

    private static (string Before, string After) Cut(string text)
    {
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? (text, "") : (text[..slash], text[(slash + 1)..]);
    }

    /// <summary>
    /// Go's path.Clean, which restic applies to the prefix: no empty parts, no <c>.</c>, no <c>..</c> where it can be resolved, no slash
    /// at the end. A slash at the start stays, and is then part of the objects' names.
    /// </summary>
    private static string Clean(string path)
    {
        bool rooted = path.StartsWith('/');
        var parts = new List<string>();
        foreach (string part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == ".")
            {
                continue;
            }

            if (part != "..")
            {
                parts.Add(part);
            }
            else if (parts.Count > 0 && parts[^1] != "..")
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (!rooted)
            {
                parts.Add(part);
            }
        }

        return (rooted ? "/" : "") + string.Join('/', parts);
    }

    private static bool IsPath(string text) =>
        text.StartsWith('/')
        || text.StartsWith('\\')
        || text.StartsWith("../", StringComparison.Ordinal)
        || text.StartsWith("..\\", StringComparison.Ordinal)
        || (text.Length >= 3 && char.IsAsciiLetter(text[0]) && text[1] == ':' && (text[2] is '\\' or '/'));

    private static BackendException Misconfigured(string message) => new(BackendErrorKind.Misconfigured, message);
}
