using Cairn.ControlPlane.Resources;
using Cairn.ControlPlane.Security;
using Cairn.ControlPlane.Store;
using Microsoft.AspNetCore.Http;

namespace Cairn.ControlPlane.Http;

/// <summary>A request for a resource: what its path says, and the connection it came on.</summary>
/// <param name="Http">The request and its answer.</param>
/// <param name="Resource">The resource.</param>
/// <param name="Namespace">The namespace of the path; null for none.</param>
/// <param name="Name">The object of the path; null for the collection.</param>
/// <param name="Subresource">The part of the object; empty for the object itself.</param>
internal sealed record ApiRequest(HttpContext Http, ResourceInfo Resource, string? Namespace, string? Name, string Subresource)
{
    /// <summary>Who sent it, or as whom.</summary>
    public User User { get; init; } = User.Anonymous;

    /// <summary>Whether it is a watch: by its query, or by the old form of its path.</summary>
    public bool IsWatch => IsWatchPath || IsSet("watch");

    /// <summary>Whether the path has the old form of a watch, <c>/watch/</c> before the resource.</summary>
    public bool IsWatchPath { get; init; }

    /// <summary>The key of the object of the path.</summary>
    public ObjectKey Key => new(Resource.Stored.GroupResource, Namespace ?? "", Name ?? "");

    /// <summary>A parameter of the query; null when it is not there.</summary>
    public string? Query(string name) => Http.Request.Query.TryGetValue(name, out Microsoft.Extensions.Primitives.StringValues values) ? values[0] : null;

    /// <summary>Whether a parameter of the query is set to true.</summary>
    public bool IsSet(string name) => Query(name) is "true" or "1";
}
