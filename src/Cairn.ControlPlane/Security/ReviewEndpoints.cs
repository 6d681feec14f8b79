using System.Text.Json.Nodes;
using Cairn.ControlPlane.Errors;
using Cairn.ControlPlane.Http;
using Cairn.ControlPlane.Json;

namespace Cairn.ControlPlane.Security;

/// <summary>Answers questions about access: who somebody is, what they may do, whose a token is. Nothing of it is stored.</summary>
internal sealed class ReviewEndpoints(Authenticator authenticator, Authorizer authorizer, TimeProvider clock)
{
    /// <summary>Answers a POST to one of the review resources.</summary>
    public async Task HandleAsync(ApiRequest request)
    {
        JsonObject review = await Bodies.ReadObjectAsync(request.Http, request.Resource, []);
        review["kind"] = request.Resource.Kind;
        review["apiVersion"] = request.Resource.GroupVersion;
        review.Map("metadata");
        JsonObject spec = review["spec"] as JsonObject ?? [];
        User user = request.User;
        switch (request.Resource.Kind)
        {
            case "SelfSubjectReview":
                review.Map("metadata")["creationTimestamp"] = Times.Show(clock.GetUtcNow());
                review["status"] = new JsonObject { ["userInfo"] = user.ToJson() };
                break;
            case "SelfSubjectAccessReview":
                review["status"] = Decide(spec, user, "");
                break;
            case "SubjectAccessReview":
                review["status"] = Decide(spec, Other(spec), "");
                break;
            case "LocalSubjectAccessReview":
                review["status"] = Decide(spec, Other(spec), request.Namespace ?? "");
                break;
            case "SelfSubjectRulesReview":
                review["status"] = Rules(user, spec.Text("namespace") ?? "");
                review["spec"] = new JsonObject();
                break;
            default:
                review["status"] = OfToken(spec);
                break;
        }

        await Answers.Json(request, 201, review);
    }

    private static User Other(JsonObject spec) => User.Of(spec.Text("user") ?? "", (spec["groups"] as JsonArray ?? []).Select(group => group.Text() ?? ""));

    private JsonObject Decide(JsonObject spec, User user, string @namespace)
    {
        JsonNode? resource = spec["resourceAttributes"];
        JsonNode? path = spec["nonResourceAttributes"];
        if ((resource is null) == (path is null))
        {
            throw ApiErrors.Invalid("authorization.k8s.io", "", "", [FieldError.Invalid("spec.resourceAttributes", resource.ToText(),
                "exactly one of nonResourceAttributes or resourceAttributes must be specified")]);
        }

        AccessRequest access = path is not null
            ? new AccessRequest { Verb = path.Text("verb") ?? "", Path = path.Text("path") ?? "" }
            : new AccessRequest
            {
                Verb = resource.Text("verb") ?? "",
                Group = resource.Text("group") ?? "",
                Resource = resource.Text("resource") ?? "",
                Subresource = resource.Text("subresource") ?? "",
                Name = resource.Text("name") ?? "",
                Namespace = @namespace.Length > 0 ? @namespace : resource.Text("namespace") ?? "",
            };
        return new JsonObject { ["allowed"] = authorizer.Allows(user, access) };
    }

    private JsonObject Rules(User user, string @namespace)
    {
        List<JsonNode> rules = [.. authorizer.Rules(user, @namespace)];
        return new JsonObject
        {
            ["resourceRules"] = new JsonArray([.. rules.Where(rule => rule.At("resources") is not null).Select(rule => rule.DeepClone())]),
            ["nonResourceRules"] = new JsonArray([.. rules.Where(rule => rule.At("nonResourceURLs") is not null).Select(rule => rule.DeepClone())]),
            ["incomplete"] = false,
        };
    }

    private JsonObject OfToken(JsonObject spec)
    {
        List<string> wanted = [.. (spec["audiences"] as JsonArray ?? []).Select(item => item.Text() ?? "")];
        if (wanted.Count == 0)
        {
            wanted.Add(AccountTokens.Audience);
        }

        if (authenticator.Find(spec.Text("token") ?? "", wanted, out IReadOnlyList<string> audiences) is { } user)
        {
            return new JsonObject
            {
                ["authenticated"] = true,
                ["user"] = user.ToJson(),
                ["audiences"] = new JsonArray([.. audiences.Intersect(wanted).Select(item => JsonValue.Create(item))]),
            };
        }

        const string Problem = "invalid bearer token";
        string error = audiences.Count == 0 || audiences.Intersect(wanted).Any() ? Problem
            : $"[{Problem}, token audiences {Quoted(audiences)} is invalid for the target audiences {Quoted(wanted)}]";
        return new JsonObject { ["user"] = new JsonObject(), ["error"] = error };
    }

    private static string Quoted(IEnumerable<string> texts) => $"[{string.Join(' ', texts.Select(FieldError.Quote))}]";
}
