using Cairn.ControlPlane.Resources;
using Cairn.ControlPlane.Security;
using Microsoft.AspNetCore.Http;

namespace Cairn.ControlPlane.Http;

/// <summary>Reads the path of a request for a resource.</summary>
internal static class PathReader
{
    /// <summary>What a path asks for, or null when nothing is served there.</summary>
    public static ApiRequest? Read(HttpContext http, ResourceCatalog catalog, string[] parts, User user)
    {
        // /api/v1/... is the core group, /apis/GROUP/VERSION/... are all others.
        (string group, string version, string[] rest) = parts[0] == "api" ? ("", parts[1], parts[2..]) : (parts[1], parts[2], parts[3..]);
        bool isWatch = rest is ["watch", _, ..];
        rest = isWatch ? rest[1..] : rest;
        string? @namespace = null;
        if (rest is ["namespaces", var named, _, ..] && !(group.Length == 0 && rest is [_, _, "status" or "finalize"]))
        {
            @namespace = named;
            rest = rest[2..];
        }

        if (rest.Length is 0 or > 3 || catalog.Find(group, version, rest[0]) is not { } resource)
        {
            return null;
        }

        string? name = rest.Length > 1 ? rest[1] : null;
        bool fits = resource.IsNamespaced ? @namespace is not null || name is null : @namespace is null;
        return fits ? new ApiRequest(http, resource, @namespace, name, rest.Length > 2 ? rest[2] : "") { IsWatchPath = isWatch, User = user } : null;
    }
}
