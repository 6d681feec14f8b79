using System.Text.Json.Nodes;
using Cairn.ControlPlane.Errors;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Lists;
using Cairn.ControlPlane.Objects;
using Cairn.ControlPlane.Patches;
using Cairn.ControlPlane.Resources;
using Cairn.ControlPlane.Security;
using Cairn.ControlPlane.Store;
using Cairn.ControlPlane.Types;

namespace Cairn.ControlPlane.Http;

/// <summary>The verbs on single objects: get, create, update, patch, delete.</summary>
internal sealed class ObjectEndpoints(ObjectStore store, ObjectWriter writer, Authorizer authorizer)
{
    private const string JsonPatchType = "application/json-patch+json";
    private const string MergePatchType = "application/merge-patch+json";
    private const string StrategicPatchType = "application/strategic-merge-patch+json";

    /// <summary>GET of an object, or of its status.</summary>
    public async Task GetAsync(ApiRequest request, Representation form)
    {
        StoredObject found = store.Get(request.Key) ?? throw ApiErrors.NotFound(request.Resource, request.Name!);
        if (form is { IsPlain: true, Media: Media.Json })
        {
            await Answers.Json(request.Http, 200, request.Resource.ShowBytes(found));
        }
        else
        {
            await Answers.Object(request.Http, 200, form.Of(request, found.Parse()), form.Media);
        }
    }

    /// <summary>POST to a collection.</summary>
    public async Task CreateAsync(ApiRequest request, Representation form)
    {
        WriteOptions options = OptionReader.ReadWrite(request, "CreateOptions");
        List<string> duplicates = [];
        JsonObject value = await Bodies.ReadObjectAsync(request.Http, request.Resource, duplicates);
        options = options with { Duplicates = duplicates };
        Escalation.Check(authorizer, request.User, request.Resource, request.Namespace ?? "", value);
        JsonObject created = Warned(request, options,
            () => writer.Create(request.Resource.Stored, request.Namespace ?? "", request.Resource.Keep(value), options));
        await Answers.Object(request.Http, 201, form.Of(request, created), form.Media);
    }

    /// <summary>PUT of an object, or of its status.</summary>
    public async Task UpdateAsync(ApiRequest request, Representation form)
    {
        WriteOptions options = OptionReader.ReadWrite(request, "UpdateOptions");
        List<string> duplicates = [];
        JsonObject value = await Bodies.ReadObjectAsync(request.Http, request.Resource, duplicates);
        options = options with { Duplicates = duplicates };
        Escalation.Check(authorizer, request.User, request.Resource, request.Namespace ?? "", value);
        JsonObject updated = Warned(request, options,
            () => writer.Update(request.Resource.Stored, request.Key, _ => request.Resource.Keep((JsonObject)value.DeepClone()), options));
        await Answers.Object(request.Http, 200, form.Of(request, updated), form.Media);
    }

    /// <summary>PATCH of an object, or of its status.</summary>
    public async Task PatchAsync(ApiRequest request, Representation form)
    {
        string type = Bodies.MediaType(request.Http);
        if (type is not (JsonPatchType or MergePatchType) && !(type == StrategicPatchType && TypeCatalog.Of(request.Resource) is not null))
        {
            throw Unsupported(request.Resource);
        }

        WriteOptions options = OptionReader.ReadWrite(request, "PatchOptions");
        JsonNode? patch = Bodies.ReadPatch(await Bodies.ReadAsync(request.Http));
        Func<JsonObject, JsonObject> change = type switch
        {
            JsonPatchType => WithOperations(patch),
            MergePatchType => WithMerge(patch),
            _ => WithStrategy(patch, TypeCatalog.Of(request.Resource)!),
        };
        options = options with { Patch = type == StrategicPatchType ? StrategicMergePatch.Shown(patch) : null };
        ResourceInfo resource = request.Resource;
        JsonObject patched = Warned(request, options,
            () => writer.Update(resource.Stored, request.Key, old => Patched(request, resource.Keep(change(resource.Show(old)))), options));
        await Answers.Object(request.Http, 200, form.Of(request, patched), form.Media);
    }

    /// <summary>DELETE of an object.</summary>
    public async Task DeleteAsync(ApiRequest request)
    {
        DeleteOptions options = await OptionReader.ReadDeleteAsync(request);
        (JsonObject last, bool isGone) = writer.Delete(request.Resource.Stored, request.Key, options);
        if (!isGone || request.Resource.AnswersDeleted)
        {
            await Answers.Json(request.Http, 200, request.Resource.Show(last));
            return;
        }

        JsonObject details = ApiErrors.Details(request.Resource, request.Name);
        details["uid"] = last.Text("metadata", "uid");
        await Answers.Json(request.Http, 200, Answers.Success(details));
    }

    /// <summary>POST to the subresource <c>eviction</c> of a Pod: a deletion that a disruption budget could stop; there is none here.</summary>
    public async Task EvictAsync(ApiRequest request)
    {
        JsonObject eviction = await Bodies.ReadObjectAsync(request.Http, request.Resource, []);
        writer.Delete(request.Resource, request.Key, new DeleteOptions { GracePeriodSeconds = eviction.Number("deleteOptions", "gracePeriodSeconds") });
        await Answers.Json(request, 201, new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Success",
            ["code"] = 201,
        });
    }

    private JsonObject Patched(ApiRequest request, JsonObject value)
    {
        Bodies.CheckMetadata(value, request.Resource);
        Escalation.Check(authorizer, request.User, request.Resource, request.Namespace ?? "", value);
        return value;
    }

    private static JsonObject Warned(ApiRequest request, WriteOptions options, Func<JsonObject> write)
    {
        try
        {
            return write();
        }
        finally
        {
            Answers.Warn(request.Http, options.Warnings);
        }
    }

    private static Func<JsonObject, JsonObject> WithOperations(JsonNode? patch) => patch is JsonArray operations
        ? old => JsonPatch.Apply(old, operations)
        : throw ApiErrors.BadRequest("error decoding patch: a JSON patch is a list of operations");

    private static Func<JsonObject, JsonObject> WithMerge(JsonNode? patch) => patch is JsonObject changes
        ? old =>
        {
            MergePatch.Apply(old, changes);
            return old;
        }
    : throw ApiErrors.BadRequest("error decoding patch: a merge patch is a map");

    private static Func<JsonObject, JsonObject> WithStrategy(JsonNode? patch, BuiltInType type) => patch is JsonObject changes
        ? old =>
        {
            StrategicMergePatch.Apply(old, changes, type);
            return old;
        }
    : throw ApiErrors.BadRequest("error decoding patch: a strategic merge patch is a map");

    private static ApiException Unsupported(ResourceInfo resource) => resource.IsCustom
        ? ApiErrors.UnsupportedMediaType(JsonPatchType, MergePatchType, "application/apply-patch+yaml")
        : new ApiException(415, "UnsupportedMediaType", "415: Unsupported Media Type", new JsonObject());
}
