using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace Cairn.Kubernetes.Clients;

/// <summary>The client of a real API server.</summary>
public sealed class ApiServerClient : IClusterClient, IDisposable
{
    private const string MergePatch = "application/merge-patch+json";

    /// <summary>Objects in one page of a list: large enough to be few requests, small enough for a server's memory.</summary>
    private const int PageSize = 500;

    private readonly ApiServerConnection _connection;
    private readonly TimeProvider _clock;

    /// <summary>A client; nothing is sent yet.</summary>
    /// <param name="configuration">Address and credentials.</param>
    /// <param name="clock">For time limits.</param>
    public ApiServerClient(KubernetesClientConfiguration configuration, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(clock);
        _connection = new ApiServerConnection(configuration, clock);
        _clock = clock;
    }

    /// <inheritdoc/>
    public async Task<T?> FindAsync<T>(NamespacedName name, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        ObjectKind<T> kind = ObjectKind<T>.Instance;
        try
        {
            return await SendAsync(kind, HttpMethod.Get, kind.ObjectPath(name), null, null, cancellationToken);
        }
        catch (ClusterException error) when (error.Kind == ClusterErrorKind.NotFound && error.Reason == "NotFound")
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task<ObjectList<T>> ListAsync<T>(ListOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        ArgumentNullException.ThrowIfNull(options);
        ObjectKind<T> kind = ObjectKind<T>.Instance;
        List<T> items = [];
        string next = "";
        while (true)
        {
            string query = Query(options, ("limit", PageSize.ToString(CultureInfo.InvariantCulture)), ("continue", next));
            byte[] body = await _connection.SendAsync(HttpMethod.Get, kind.CollectionPath(options.Namespace) + query, null, null, cancellationToken);
            using JsonDocument page = JsonDocument.Parse(body);
            JsonElement metadata = page.RootElement.GetProperty("metadata");
            items.AddRange(ReadItems(kind, page.RootElement));
            next = TextOf(metadata, "continue");
            if (next.Length == 0)
            {
                return new ObjectList<T>(items, TextOf(metadata, "resourceVersion"));
            }
        }
    }

    /// <inheritdoc/>
    public Task<T> CreateAsync<T>(T value, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        ObjectKind<T> kind = ObjectKind<T>.Instance;
        string path = kind.CollectionPath(NamespacedName.Of(value).Namespace);
        return SendAsync(kind, HttpMethod.Post, path, kind.Write(value), null, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<T> UpdateAsync<T>(T value, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        ObjectKind<T> kind = ObjectKind<T>.Instance;
        return SendAsync(kind, HttpMethod.Put, kind.ObjectPath(NamespacedName.Of(value)), kind.Write(value), null, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<T> UpdateStatusAsync<T>(T value, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        ObjectKind<T> kind = ObjectKind<T>.Instance;
        string path = kind.ObjectPath(NamespacedName.Of(value)) + "/status";
        return SendAsync(kind, HttpMethod.Put, path, kind.Write(value), null, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<T> PatchAsync<T>(NamespacedName name, JsonObject patch, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        ArgumentNullException.ThrowIfNull(patch);
        ObjectKind<T> kind = ObjectKind<T>.Instance;
        return SendAsync(kind, HttpMethod.Patch, kind.ObjectPath(name), Bytes(patch), MergePatch, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<T> PatchStatusAsync<T>(NamespacedName name, JsonObject patch, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        ArgumentNullException.ThrowIfNull(patch);
        ObjectKind<T> kind = ObjectKind<T>.Instance;
        return SendAsync(kind, HttpMethod.Patch, kind.ObjectPath(name) + "/status", Bytes(patch), MergePatch, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool> DeleteAsync<T>(NamespacedName name, DeleteRequest request, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        ArgumentNullException.ThrowIfNull(request);
        try
        {
            string path = ObjectKind<T>.Instance.ObjectPath(name);
            await _connection.SendAsync(HttpMethod.Delete, path, Bytes(DeleteBody(request)), null, cancellationToken);
            return true;
        }
        catch (ClusterException error) when (error.Kind == ClusterErrorKind.NotFound)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(
        ListOptions options, string resourceVersion, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        ArgumentNullException.ThrowIfNull(options);
        ObjectKind<T> kind = ObjectKind<T>.Instance;
        string seconds = ((int)WatchStream.Length.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        string query = Query(
            options, ("watch", "true"), ("allowWatchBookmarks", "true"), ("timeoutSeconds", seconds), ("resourceVersion", resourceVersion));
        using HttpResponseMessage answer = await _connection.OpenAsync(kind.CollectionPath(options.Namespace) + query, cancellationToken);
        await foreach (WatchEvent<T> change in WatchStream.ReadAsync(kind, answer, _clock, cancellationToken))
        {
            yield return change;
        }
    }

    /// <summary>Sends JSON as it is, for kinds that have no type here, such as definitions of kinds.</summary>
    /// <param name="method">The HTTP method; a PATCH is a merge patch.</param>
    /// <param name="path">Path below the server's root, without a slash at its start.</param>
    /// <param name="body">What is sent. Unset: nothing.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ClusterException">The server refused, or was not reached.</exception>
    public async Task<JsonObject> SendJsonAsync(HttpMethod method, string path, JsonObject? body, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(method);
        string? contentType = method == HttpMethod.Patch ? MergePatch : null;
        byte[] answer = await _connection.SendAsync(method, path, body is null ? null : Bytes(body), contentType, cancellationToken);
        return JsonNode.Parse(answer)!.AsObject();
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private static JsonObject DeleteBody(DeleteRequest request)
    {
        JsonObject body = new() { ["apiVersion"] = "v1", ["kind"] = "DeleteOptions", ["propagationPolicy"] = request.PropagationPolicy };
        if (request.GracePeriodSeconds is { } seconds)
        {
            body["gracePeriodSeconds"] = seconds;
        }

        if (request.Uid is not null || request.ResourceVersion is not null)
        {
            JsonObject preconditions = [];
            SetIf(preconditions, "uid", request.Uid);
            SetIf(preconditions, "resourceVersion", request.ResourceVersion);
            body["preconditions"] = preconditions;
        }

        return body;
    }

    private static void SetIf(JsonObject target, string name, string? value)
    {
        if (value is not null)
        {
            target[name] = value;
        }
    }

    private static IEnumerable<T> ReadItems<T>(ObjectKind<T> kind, JsonElement page)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        page.TryGetProperty("items", out JsonElement items) && items.ValueKind == JsonValueKind.Array ? items.EnumerateArray().Select(kind.Read) : [];

    private static string TextOf(JsonElement value, string name) =>
        value.TryGetProperty(name, out JsonElement text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : "";

    private static byte[] Bytes(JsonObject value) => Encoding.UTF8.GetBytes(value.ToJsonString());

    private static string Query(ListOptions options, params ReadOnlySpan<(string Name, string Value)> more)
    {
        StringBuilder query = new();
        Append(query, "labelSelector", options.LabelSelector);
        Append(query, "fieldSelector", options.FieldSelector);
        foreach ((string name, string value) in more)
        {
            Append(query, name, value);
        }

        return query.ToString();
    }

    private static void Append(StringBuilder query, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            query.Append(query.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }
    }

    private async Task<T> SendAsync<T>(
        ObjectKind<T> kind, HttpMethod method, string path, byte[]? body, string? contentType, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        byte[] answer = await _connection.SendAsync(method, path, body, contentType, cancellationToken);
        using JsonDocument document = JsonDocument.Parse(answer);
        return kind.Read(document.RootElement);
    }
}
