using System.Text.Json.Nodes;
using Cairn.ControlPlane.Resources;

namespace Cairn.ControlPlane.Errors;

/// <summary>The failures of the API, with the texts that clients know.</summary>
internal static class ApiErrors
{
    /// <summary>400: the request cannot be understood.</summary>
    public static ApiException BadRequest(string message) => new(400, "BadRequest", message);

    /// <summary>404: no object of this name.</summary>
    public static ApiException NotFound(ResourceInfo resource, string name) =>
        new(404, "NotFound", $"{resource.GroupResource} \"{name}\" not found", Details(resource, name));

    /// <summary>409: an object of this name is there.</summary>
    public static ApiException AlreadyExists(ResourceInfo resource, string name) =>
        new(409, "AlreadyExists", $"{resource.GroupResource} \"{name}\" already exists", Details(resource, name));

    /// <summary>409: the object is not as the client believes.</summary>
    public static ApiException Conflict(ResourceInfo resource, string name, string problem) =>
        new(409, "Conflict", $"Operation cannot be fulfilled on {resource.GroupResource} \"{name}\": {problem}", Details(resource, name));

    /// <summary>409: somebody else wrote the object in the meantime.</summary>
    public static ApiException Modified(ResourceInfo resource, string name) =>
        Conflict(resource, name, "the object has been modified; please apply your changes to the latest version and try again");

    /// <summary>404: no such resource.</summary>
    public static ApiException ResourceNotFound() =>
        new(404, "NotFound", "the server could not find the requested resource", new JsonObject());

    /// <summary>405 on a path that is there for other methods.</summary>
    public static ApiException MethodNotAllowed() =>
        new(405, "MethodNotAllowed", "the server does not allow this method on the requested resource", new JsonObject());

    /// <summary>405 on a resource that does not support an action.</summary>
    public static ApiException ActionNotSupported(ResourceInfo resource, string action) =>
        new(405, "MethodNotAllowed", $"{action} is not supported on resources of kind \"{resource.GroupResource}\"", Details(resource, null));

    /// <summary>415 with the list of what would have been accepted.</summary>
    public static ApiException UnsupportedMediaType(params IEnumerable<string> accepted) => new(415, "UnsupportedMediaType",
        $"the body of the request was in an unknown format - accepted media types include: {string.Join(", ", accepted)}");

    /// <summary>410: the server no longer knows the state that was asked for.</summary>
    public static ApiException Expired(string message) => new(410, "Expired", message);

    /// <summary>422: the object breaks rules.</summary>
    public static ApiException Invalid(string group, string kind, string name, IReadOnlyCollection<FieldError> errors)
    {
        JsonObject details = Details(group, kind, name);
        details["causes"] = new JsonArray([.. errors.Select(error => new JsonObject
        {
            ["reason"] = error.Reason,
            ["message"] = error.Message,
            ["field"] = error.Field,
        })]);
        List<string> sentences = [.. errors.Select(error => $"{error.Field}: {error.Message}").Distinct()];
        string list = sentences.Count == 1 ? sentences[0] : $"[{string.Join(", ", sentences)}]";
        string qualified = group.Length == 0 ? kind : $"{kind}.{group}";
        return new ApiException(422, "Invalid", $"{qualified} \"{name}\" is invalid: {list}", details);
    }

    /// <summary>422: the options of a request break rules.</summary>
    public static ApiException InvalidOptions(string kind, params IReadOnlyCollection<FieldError> errors) => Invalid("meta.k8s.io", kind, "", errors);

    /// <summary>422 without any further word, as for a JSON patch that does not fit.</summary>
    public static ApiException Unprocessable() =>
        new(422, "Invalid", "the server rejected our request due to an error in our request", new JsonObject());

    /// <summary>What the details of a Status say about the object.</summary>
    public static JsonObject Details(ResourceInfo resource, string? name) => Details(resource.Group, resource.Plural, name ?? "");

    private static JsonObject Details(string group, string kind, string name)
    {
        JsonObject details = [];
        if (name.Length > 0)
        {
            details["name"] = name;
        }

        if (group.Length > 0)
        {
            details["group"] = group;
        }

        if (kind.Length > 0)
        {
            details["kind"] = kind;
        }

        return details;
    }
}
