using System.Runtime.CompilerServices;
using System.Text.Json;
using k8s;
using k8s.Models;

namespace Cairn.Kubernetes.Clients;

/// <summary>The lines of a watch as events.</summary>
internal static class WatchStream
{
    /// <summary>How long the server is asked to keep a watch open: long enough to cost nothing, short enough that a lost one is noticed.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromMinutes(6);

    /// <summary>How much later it is given up: a connection that died without a word never ends by itself.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    public static async IAsyncEnumerable<WatchEvent<T>> ReadAsync<T>(
        ObjectKind<T> kind, HttpResponseMessage answer, TimeProvider clock, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        using CancellationTokenSource limit = new(Length + Grace, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using StreamReader reader = new(await answer.Content.ReadAsStreamAsync(cancellationToken));
        while (await ReadLineAsync(reader, both.Token, cancellationToken) is { } line)
        {
            if (line.Length > 0)
            {
                yield return Read(kind, line);
            }
        }
    }

    private static async Task<string?> ReadLineAsync(StreamReader reader, CancellationToken both, CancellationToken caller)
    {
        try
        {
            return await reader.ReadLineAsync(both);
        }
        catch (Exception error) when (ApiServerConnection.IsTransport(error, caller))
        {
            throw ClusterFailures.Unreachable("a watch", error);
        }
    }

    private static WatchEvent<T> Read<T>(ObjectKind<T> kind, string line)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        using JsonDocument document = JsonDocument.Parse(line);
        JsonElement value = document.RootElement.GetProperty("object");
        string type = document.RootElement.GetProperty("type").GetString() ?? "";
        if (type == "ERROR")
        {
            throw ClusterFailures.FromStatus(value);
        }

        string version = value.GetProperty("metadata").GetProperty("resourceVersion").GetString() ?? "";
        return type switch
        {
            "BOOKMARK" => new WatchEvent<T>(WatchEventKind.Bookmark, null, version),
            "ADDED" => new WatchEvent<T>(WatchEventKind.Added, kind.Read(value), version),
            "MODIFIED" => new WatchEvent<T>(WatchEventKind.Modified, kind.Read(value), version),
            "DELETED" => new WatchEvent<T>(WatchEventKind.Deleted, kind.Read(value), version),
            _ => throw new JsonException($"A watch told of {type}, which is not known."),
        };
    }
}
