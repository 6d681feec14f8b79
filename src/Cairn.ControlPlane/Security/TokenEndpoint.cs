using System.Text.Json.Nodes;
using Cairn.ControlPlane.Errors;
using Cairn.ControlPlane.Http;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Resources;
using Cairn.ControlPlane.Store;

namespace Cairn.ControlPlane.Security;

/// <summary>Issues tokens: POST to the subresource <c>token</c> of a ServiceAccount.</summary>
internal sealed class TokenEndpoint(AccountTokens tokens, ObjectStore store, TimeProvider clock)
{
    private const long Shortest = 600;
    private const long Longest = 1L << 32;
    private const long Usual = 3600;

    private static readonly ResourceInfo Requests = new()
    {
        Group = "authentication.k8s.io",
        Version = "v1",
        Plural = "tokenrequests",
        Kind = "TokenRequest",
        ListKind = "",
        Singular = "",
        IsNamespaced = true,
    };

    /// <summary>Answers a request for a token.</summary>
    public async Task HandleAsync(ApiRequest request)
    {
        JsonObject body = await Bodies.ReadObjectAsync(request.Http, Requests, []);
        StoredObject account = store.Get(request.Key) ?? throw ApiErrors.NotFound(request.Resource, request.Name!);
        JsonObject spec = body.Map("spec");
        long seconds = spec.Number("expirationSeconds") is { } wanted and not 0 ? wanted : Usual;
        Check(seconds);
        List<string> audiences = [.. (spec["audiences"] as JsonArray ?? []).Select(item => item.Text() ?? "")];
        if (audiences.Count == 0)
        {
            audiences.Add(AccountTokens.Audience);
        }

        JsonNode? bound = spec["boundObjectRef"]?.DeepClone();
        string token = tokens.Issue(account, audiences, TimeSpan.FromSeconds(seconds), Pod(request, bound));
        DateTimeOffset now = clock.GetUtcNow();
        await Answers.Json(request, 201, new JsonObject
        {
            ["kind"] = Requests.Kind,
            ["apiVersion"] = Requests.GroupVersion,
            ["metadata"] = new JsonObject
            {
                ["name"] = account.Key.Name,
                ["namespace"] = account.Key.Namespace,
                ["uid"] = account.Parse().Text("metadata", "uid"),
                ["creationTimestamp"] = Times.Show(now),
            },
            ["spec"] = new JsonObject
            {
                ["audiences"] = new JsonArray([.. audiences.Select(item => JsonValue.Create(item))]),
                ["expirationSeconds"] = seconds,
                ["boundObjectRef"] = bound,
            },
            ["status"] = new JsonObject { ["token"] = token, ["expirationTimestamp"] = Times.Show(now.AddSeconds(seconds)) },
        });
    }

    private static void Check(long seconds)
    {
        string problem = seconds < Shortest ? "may not specify a duration less than 10 minutes"
            : seconds > Longest ? "may not specify a duration larger than 2^32 seconds" : "";
        if (problem.Length > 0)
        {
            throw ApiErrors.Invalid(Requests.Group, Requests.Kind, "", [FieldError.Invalid("spec.expirationSeconds", $"{seconds}", problem)]);
        }
    }

    private StoredObject? Pod(ApiRequest request, JsonNode? bound)
    {
        if (bound is null)
        {
            return null;
        }

        if (bound.Text("kind") != "Pod")
        {
            throw ApiErrors.BadRequest($"cannot bind token for serviceaccount {FieldError.Quote(request.Name!)} to object of kind "
                + $"{FieldError.Quote(bound.Text("kind") ?? "")}: only Pods are supported");
        }

        string name = bound.Text("name") ?? "";
        StoredObject pod = store.Get(new ObjectKey(BuiltInResources.Pods.GroupResource, request.Namespace ?? "", name))
            ?? throw ApiErrors.NotFound(BuiltInResources.Pods, name);
        return bound.Text("uid") is { Length: > 0 } uid && uid != pod.Parse().Text("metadata", "uid")
            ? throw ApiErrors.Conflict(BuiltInResources.Pods, name, "the UID in the bound object reference does not match the UID in record")
            : pod;
    }
}
