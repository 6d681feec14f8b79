using System.Text;
using System.Text.Json.Nodes;
using Cairn.ControlPlane.Errors;
using Cairn.ControlPlane.Http;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Lists;
using Cairn.ControlPlane.Store;

namespace Cairn.ControlPlane.Watches;

/// <summary>Writes the events of one watch, one JSON map a line.</summary>
internal sealed class WatchWriter(ApiRequest request, Representation form)
{
    private bool _hadColumns;

    private Stream Body => request.Http.Response.Body;

    private CancellationToken Aborted => request.Http.RequestAborted;

    /// <summary>Begins the answer, so that the client knows that the watch is on.</summary>
    public async Task StartAsync()
    {
        request.Http.Response.StatusCode = 200;
        request.Http.Response.ContentType = "application/json";
        await request.Http.Response.StartAsync(Aborted);
        await Body.FlushAsync(Aborted);
    }

    /// <summary>Writes an event about an object.</summary>
    public Task EventAsync(string type, StoredObject stored)
    {
        if (form.IsPlain)
        {
            return WriteAsync(type, request.Resource.ShowBytes(stored));
        }

        JsonObject value = stored.Parse();
        JsonNode shown = form.Kind == "Table"
            ? Table.Write(request.Resource, [value], new JsonObject { ["resourceVersion"] = value.Text("metadata", "resourceVersion") },
                form, request.Query("includeObject"), !_hadColumns)
            : form.Metadata(value);
        _hadColumns = true;
        return WriteAsync(type, shown.ToBytes());
    }

    /// <summary>Writes a bookmark: all changes up to a version were sent.</summary>
    public async Task BookmarkAsync(long version, bool endsInitial)
    {
        JsonObject metadata = new() { ["resourceVersion"] = version.ToString() };
        if (endsInitial)
        {
            metadata["annotations"] = new JsonObject { ["k8s.io/initial-events-end"] = "true" };
        }

        JsonObject bookmark = new() { ["kind"] = request.Resource.Kind, ["apiVersion"] = request.Resource.GroupVersion, ["metadata"] = metadata };
        await WriteAsync("BOOKMARK", bookmark.ToBytes());
        await FlushAsync();
    }

    /// <summary>Writes the failure that ends the watch.</summary>
    public async Task ErrorAsync(ApiException error)
    {
        await WriteAsync("ERROR", error.ToStatus().ToBytes());
        await FlushAsync();
    }

    /// <summary>Sends what was written.</summary>
    public Task FlushAsync() => Body.FlushAsync(Aborted);

    private async Task WriteAsync(string type, byte[] shown)
    {
        await Body.WriteAsync(Encoding.UTF8.GetBytes($"{{\"type\":\"{type}\",\"object\":"), Aborted);
        await Body.WriteAsync(shown, Aborted);
        await Body.WriteAsync("}\n"u8.ToArray(), Aborted);
    }
}
