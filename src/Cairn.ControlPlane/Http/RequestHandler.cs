using Cairn.ControlPlane.Discovery;
using Cairn.ControlPlane.Errors;
using Cairn.ControlPlane.Lists;
using Cairn.ControlPlane.Resources;
using Cairn.ControlPlane.Security;
using Cairn.ControlPlane.Types;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Cairn.ControlPlane.Http;

/// <summary>Takes every request: who it is, what it asks for, and who answers it. All failures become their Status here.</summary>
internal sealed partial class RequestHandler(
    Gate gate,
    ResourceCatalog catalog,
    DiscoveryEndpoints discovery,
    ObjectEndpoints objects,
    CollectionEndpoints collections,
    PartEndpoints parts,
    TimeProvider clock,
    ILogger log)
{
    /// <summary>Answers a request.</summary>
    public async Task HandleAsync(HttpContext http)
    {
        try
        {
            await RouteAsync(http, gate.Admit(http));
        }
        catch (ApiException error)
        {
            await Answers.Failure(http, error);
        }
        catch (PageNotFoundException error)
        {
            await Answers.Text(http, 404, error.Message + "\n");
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client went away: nobody is left to answer.
        }
#pragma warning disable CA1031 // The edge of the server: whatever went wrong in one request must not end it.
        catch (Exception error)
        {
            Log.Failed(log, error, http.Request.Method, http.Request.Path.Value ?? "");
            if (!http.Response.HasStarted)
            {
                await Answers.Failure(http, new ApiException(500, "InternalError",
                    "Internal error occurred: the control plane failed; its log has the reason"));
            }
        }
#pragma warning restore CA1031
    }

    private Task RouteAsync(HttpContext http, User user)
    {
        string[] path = [.. (http.Request.Path.Value ?? "/").Trim('/').Split('/')];
        if (discovery.Find(http.Request.Path.Value ?? "/", path) is { } document)
        {
            return http.Request.Method == "GET" ? document(http) : throw ApiErrors.MethodNotAllowed();
        }

        bool isResource = path is ["api", _, _, ..] or ["apis", _, _, _, ..];
        ApiRequest request = (isResource ? PathReader.Read(http, catalog, path, user) : null) ?? throw Unknown(path);
        return request.Resource.IsVirtual ? parts.ReviewAsync(request) : request.Name is null ? OfCollection(request) : OfObject(request);
    }

    private Task OfCollection(ApiRequest request)
    {
        bool isReachable = request.Namespace is not null || !request.Resource.IsNamespaced;
        switch (request.Http.Request.Method)
        {
            case "GET":
                return collections.GetAsync(request, Form(request));
            case "POST" when isReachable:
                return objects.CreateAsync(request, Form(request));
            case "DELETE" when isReachable && request.Resource != BuiltInResources.Namespaces:
                return collections.DeleteAsync(request);
            case "PUT" or "PATCH" when request.Resource.IsCustom && isReachable:
                throw ApiErrors.BadRequest("name must be provided");
            default:
                throw request.Resource.IsCustom && !isReachable ? new PageNotFoundException() : ApiErrors.MethodNotAllowed();
        }
    }

    private Representation Form(ApiRequest request) =>
        Representation.Read(request.Http.Request.Headers.Accept, clock, !request.IsWatch,
            !request.IsWatch && TypeCatalog.Of(request.Resource) is not null);

    private Task OfObject(ApiRequest request)
    {
        Representation form = Form(request);
        if (request.Subresource.Length > 0)
        {
            return OfSubresource(request, form);
        }

        return request.Http.Request.Method switch
        {
            "GET" => objects.GetAsync(request, form),
            "PUT" => objects.UpdateAsync(request, form),
            "PATCH" => objects.PatchAsync(request, form),
            "DELETE" => objects.DeleteAsync(request),
            "POST" when request.Resource.IsCustom => objects.CreateAsync(request, form),
            _ => throw ApiErrors.MethodNotAllowed(),
        };
    }

    private Task OfSubresource(ApiRequest request, Representation form)
    {
        if (request.Subresource != "status" || !request.Resource.HasStatus)
        {
            return parts.Find(request, form) ?? throw (request.Resource.IsCustom
                ? ApiErrors.NotFound(request.Resource, request.Name!) : ApiErrors.ResourceNotFound());
        }

        return request.Http.Request.Method switch
        {
            "GET" => objects.GetAsync(request, form),
            "PUT" => objects.UpdateAsync(request, form),
            "PATCH" => objects.PatchAsync(request, form),
            "POST" when request.Resource.IsCustom => throw ApiErrors.ActionNotSupported(request.Resource, "create"),
            "DELETE" when request.Resource.IsCustom => throw ApiErrors.ActionNotSupported(request.Resource, "delete"),
            _ => throw ApiErrors.MethodNotAllowed(),
        };
    }

    /// <summary>Nothing of a known version: a Status. No such version of a known group, too. Anything else: a line of text.</summary>
    private Exception Unknown(string[] path)
    {
        bool isKnown = path is ["api", ..] || (path is ["apis", var group, ..] && catalog.All.Any(resource => resource.Group == group));
        bool isCustom = path is ["apis", var named, ..] && catalog.All.Any(resource => resource.Group == named && resource.IsCustom);
        return isKnown && !isCustom ? ApiErrors.ResourceNotFound() : new PageNotFoundException();
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 7001, Level = LogLevel.Error, Message = "A request failed inside of the control plane: {Method} {Path}")]
        public static partial void Failed(ILogger logger, Exception error, string method, string path);
    }
}
