using System.Text.Json.Nodes;
using Cairn.ControlPlane.Errors;
using Microsoft.AspNetCore.Http;

namespace Cairn.ControlPlane.Security;

/// <summary>What somebody wants to do, as roles speak of it: a verb on a resource, or on a path that is none.</summary>
internal sealed record AccessRequest
{
    /// <summary>Such as <c>get</c>, <c>list</c> or <c>deletecollection</c>; the method in lower case on paths.</summary>
    public required string Verb { get; init; }

    /// <summary>The path, when it is no resource; null for resources.</summary>
    public string? Path { get; init; }

    /// <summary>API group; empty for the core group.</summary>
    public string Group { get; init; } = "";

    /// <summary>Plural of the resource.</summary>
    public string Resource { get; init; } = "";

    /// <summary>The part of the object; empty for the object itself.</summary>
    public string Subresource { get; init; } = "";

    /// <summary>The object; empty for all.</summary>
    public string Name { get; init; } = "";

    /// <summary>The namespace; empty for all, and for what is in none.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>Resource and part as rules name them, such as <c>pods/log</c>.</summary>
    public string ResourcePart => Subresource.Length == 0 ? Resource : $"{Resource}/{Subresource}";

    /// <summary>What a request wants. Unknown resources count like known ones, so that answers tell nothing about what there is.</summary>
    public static AccessRequest Of(HttpContext http)
    {
        string path = http.Request.Path.Value ?? "/";
        string[] parts = path.Trim('/').Split('/');
        (string group, string[] rest) = parts switch
        {
            ["api", _, _, ..] => ("", parts[2..]),
            ["apis", var named, _, _, ..] => (named, parts[3..]),
            _ => ("", []),
        };
        if (rest.Length == 0)
        {
            return new AccessRequest { Verb = http.Request.Method.ToLowerInvariant(), Path = path };
        }

        bool isWatch = rest is ["watch", _, ..];
        rest = isWatch ? rest[1..] : rest;
        string @namespace = "";
        if (rest is ["namespaces", var first, ..])
        {
            @namespace = first;
            rest = rest is [_, _, not ("status" or "finalize"), ..] ? rest[2..] : rest;
        }

        string name = rest.Length > 1 ? rest[1] : "";
        return new AccessRequest
        {
            Verb = VerbOf(http, name, isWatch || http.Request.Query["watch"].ToString() is "true" or "1"),
            Group = group,
            Resource = rest[0],
            Name = name,
            Subresource = rest.Length > 2 ? rest[2] : "",
            Namespace = @namespace,
        };
    }

    /// <summary>403 for a user who may not.</summary>
    public ApiException Forbidden(User user) => Forbidden(user.Name, Verb);

    /// <summary>403 for a user who may not, with another name for what they wanted.</summary>
    public ApiException Forbidden(string user, string verb)
    {
        if (Path is not null)
        {
            return new ApiException(403, "Forbidden", $"forbidden: User \"{user}\" cannot {verb} path \"{Path}\"", new JsonObject());
        }

        JsonObject details = [];
        if (Name.Length > 0)
        {
            details["name"] = Name;
        }

        if (Group.Length > 0)
        {
            details["group"] = Group;
        }

        details["kind"] = Resource;
        string subject = Group.Length == 0 ? Resource : $"{Resource}.{Group}";
        string named = Name.Length == 0 ? "" : $" \"{Name}\"";
        string place = Namespace.Length == 0 ? "at the cluster scope" : $"in the namespace \"{Namespace}\"";
        return new ApiException(403, "Forbidden",
            $"{subject}{named} is forbidden: User \"{user}\" cannot {verb} resource \"{ResourcePart}\" in API group \"{Group}\" {place}", details);
    }

    private static string VerbOf(HttpContext http, string name, bool isWatch) => http.Request.Method switch
    {
        "GET" or "HEAD" => isWatch ? "watch" : name.Length > 0 ? "get" : "list",
        "POST" => "create",
        "PUT" => "update",
        "PATCH" => "patch",
        "DELETE" => name.Length > 0 ? "delete" : "deletecollection",
        var other => other.ToLowerInvariant(),
    };
}
