using Cairn.ControlPlane.Errors;
using Cairn.ControlPlane.Lists;
using Cairn.ControlPlane.Pods;
using Cairn.ControlPlane.Pods.Execution;
using Cairn.ControlPlane.Resources;
using Cairn.ControlPlane.Security;

namespace Cairn.ControlPlane.Http;

/// <summary>Subresources other than status, and the resources that are never stored.</summary>
internal sealed class PartEndpoints(ObjectEndpoints objects, TokenEndpoint tokens, ReviewEndpoints reviews, PodEndpoints pods, ExecEndpoint exec)
{
    /// <summary>What answers a request for a subresource, or null when there is no such one.</summary>
    public Task? Find(ApiRequest request, Representation form) => (request.Resource.Plural, request.Subresource) switch
    {
        ("serviceaccounts", "token") => Only(request, "POST") ?? tokens.HandleAsync(request),
        ("namespaces", "finalize") => Only(request, "PUT") ?? objects.UpdateAsync(request, form),
        ("pods", "log") when request.Resource == BuiltInResources.Pods => Only(request, "GET") ?? pods.LogAsync(request),
        ("pods", "exec") when request.Resource == BuiltInResources.Pods => exec.HandleAsync(request),
        ("pods", "eviction") when request.Resource == BuiltInResources.Pods => Only(request, "POST") ?? objects.EvictAsync(request),
        _ => null,
    };

    /// <summary>Answers a review.</summary>
    public Task ReviewAsync(ApiRequest request) =>
        request.Name is null ? Only(request, "POST") ?? reviews.HandleAsync(request) : throw ApiErrors.ResourceNotFound();

    private static Task? Only(ApiRequest request, string method) =>
        request.Http.Request.Method == method ? null : throw ApiErrors.MethodNotAllowed();
}
