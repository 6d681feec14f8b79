using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Cairn.ControlPlane.Errors;
using Cairn.ControlPlane.Http;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Store;

namespace Cairn.ControlPlane.Lists;

/// <summary>What a list request gets: the objects of one page, all in the state that the first page had.</summary>
/// <param name="Objects">The objects of the page.</param>
/// <param name="Version">The state of the store that the pages show.</param>
/// <param name="Continue">Token for the next page; empty on the last one.</param>
/// <param name="Remaining">How many objects follow; null when selectors are set or nothing follows.</param>
internal sealed record ListPage(IReadOnlyList<StoredObject> Objects, long Version, string Continue, long? Remaining)
{
    private const string TooOld = "The provided continue parameter is too old to display a consistent list result. You can start a new list without "
        + "the continue parameter.";

    /// <summary>Reads what a request asks for from the store.</summary>
    /// <exception cref="ApiException">Its parameters do not fit, or the state that it asks for is gone (410).</exception>
    public static ListPage Read(ApiRequest request, ObjectStore store)
    {
        ListParameters.Check(request);
        Selection selection = Selection.Read(request);
        long limit = Limit(request.Query("limit"));
        string resource = request.Resource.Stored.GroupResource;
        ObjectList list;
        string after = "";
        if (request.Query("continue") is { Length: > 0 } token)
        {
            (long version, after) = ReadToken(token);
            list = store.ListAt(resource, request.Namespace, version) ?? throw ApiErrors.Expired(TooOld);
        }
        else
        {
            list = OfVersion(request, store, resource);
        }

        List<StoredObject> chosen = [.. list.Objects.Where(selection.Chooses).Where(stored => string.CompareOrdinal(Place(stored), after) > 0)];
        if (limit <= 0 || chosen.Count <= limit)
        {
            return new ListPage(chosen, list.Version, "", null);
        }

        List<StoredObject> page = chosen[..(int)limit];
        return new ListPage(page, list.Version, WriteToken(list.Version, Place(page[^1])), selection.HasSelectors ? null : chosen.Count - limit);
    }

    private static ObjectList OfVersion(ApiRequest request, ObjectStore store, string resource)
    {
        long version = ListParameters.Version(request);
        if (version > store.Version)
        {
            throw TooLarge(version, store.Version);
        }

        return request.Query("resourceVersionMatch") == "Exact"
            ? store.ListAt(resource, request.Namespace, version)
                ?? throw ApiErrors.Expired($"The resourceVersion for the provided list is too old.")
            : store.List(resource, request.Namespace);
    }

    private static ApiException TooLarge(long version, long current) => new(504, "Timeout",
        $"Timeout: Too large resource version: {version}, current: {current}", new JsonObject
        {
            ["causes"] = new JsonArray(new JsonObject { ["reason"] = "ResourceVersionTooLarge", ["message"] = "Too large resource version" }),
            ["retryAfterSeconds"] = 1,
        });

    private static long Limit(string? text) => string.IsNullOrEmpty(text) ? 0
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long limit) ? limit
        : throw ApiErrors.BadRequest($"limit has to be a whole number, not {FieldError.Quote(text)}");

    private static string Place(StoredObject stored) =>
        stored.Key.Namespace.Length == 0 ? stored.Key.Name : $"{stored.Key.Namespace}/{stored.Key.Name}";

    private static string WriteToken(long version, string last) =>
        Convert.ToBase64String(new JsonObject { ["v"] = "meta.k8s.io/v1", ["rv"] = version, ["start"] = last }.ToBytes())
            .Replace('+', '-').Replace('/', '_').TrimEnd('=');

    private static (long Version, string Last) ReadToken(string token)
    {
        try
        {
            string padded = token.Replace('-', '+').Replace('_', '/').PadRight((token.Length + 3) / 4 * 4, '=');
            JsonNode? read = JsonText.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(padded)), []);
            if (read.Number("rv") is { } version && read.Text("start") is { } last)
            {
                return (version, last);
            }
        }
        catch (FormatException)
        {
            // Answered below, like every other token that is not ours.
        }
        catch (JsonSyntaxException)
        {
            // As above.
        }

        throw ApiErrors.BadRequest("invalid continue token: continue key is not valid: the token was not made by this server");
    }
}
