using System.Text.Json.Nodes;
using Cairn.ControlPlane.Errors;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Lists;
using Cairn.ControlPlane.Objects;
using Cairn.ControlPlane.Store;
using Cairn.ControlPlane.Watches;

namespace Cairn.ControlPlane.Http;

/// <summary>The verbs on collections: list, watch, deletecollection.</summary>
internal sealed class CollectionEndpoints(ObjectStore store, ObjectWriter writer, WatchEndpoint watches)
{
    /// <summary>GET of a collection: a list, or a watch.</summary>
    public Task GetAsync(ApiRequest request, Representation form) =>
        request.IsWatch ? watches.RunAsync(request, form) : ListAsync(request, form);

    /// <summary>DELETE of a collection: everything that the selectors choose. The answer is the list as it was.</summary>
    public async Task DeleteAsync(ApiRequest request)
    {
        DeleteOptions options = await OptionReader.ReadDeleteAsync(request);
        Selection selection = Selection.Read(request);
        List<StoredObject> chosen = [.. store.List(request.Resource.Stored.GroupResource, request.Namespace).Objects.Where(selection.Chooses)];
        foreach (StoredObject stored in chosen)
        {
            try
            {
                writer.Delete(request.Resource.Stored, stored.Key, options);
            }
            catch (ApiException error) when (error.Code == 404)
            {
                // Somebody else deleted it in the meantime.
            }
        }

        await Answers.Json(request.Http, 200, ListWriter.Write(request.Resource, chosen, ListWriter.Metadata(request.Resource, store.Version, "", null)));
    }

    private async Task ListAsync(ApiRequest request, Representation form)
    {
        ListPage page = ListPage.Read(request, store);
        JsonObject metadata = ListWriter.Metadata(request.Resource, page.Version, page.Continue, page.Remaining);
        if (form is { IsPlain: true, Media: Media.Json })
        {
            await Answers.Json(request.Http, 200, ListWriter.Write(request.Resource, page.Objects, metadata));
            return;
        }

        if (form.IsPlain)
        {
            ReadOnlyMemory<byte> list = ListWriter.Write(request.Resource, page.Objects, metadata);
            await Answers.Object(request.Http, 200, Nodes.ParseMap(list.ToArray()), form.Media);
            return;
        }

        // Forms made for all kinds have no empty continue.
        if (metadata.Text("continue") == "")
        {
            metadata.Remove("continue");
        }

        await Answers.Object(request.Http, 200, form.OfList(request, page.Objects.Select(stored => stored.Parse()), metadata), form.Media);
    }
}
