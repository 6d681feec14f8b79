using System.Text.Json.Nodes;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Resources;
using Cairn.ControlPlane.Store;

namespace Cairn.ControlPlane.Security;

/// <summary>
/// Tokens of ServiceAccounts. A token ends with its time, with its ServiceAccount, and with its Pod if it is bound to one.
/// </summary>
internal sealed class AccountTokens(TokenSigner signer, ObjectStore store, TimeProvider clock)
{
    /// <summary>Whom tokens are meant for unless somebody asks for others: this server.</summary>
    public const string Audience = "https://kubernetes.default.svc";

    /// <summary>Who signs, as tokens and clients name this server.</summary>
    private const string Issuer = "https://kubernetes.default.svc.cluster.local";

    /// <summary>A new token.</summary>
    /// <param name="account">The ServiceAccount.</param>
    /// <param name="audiences">Whom it is meant for; <see cref="Audience"/> is this server.</param>
    /// <param name="lifetime">How long it holds.</param>
    /// <param name="pod">The Pod that it ends with; null for none.</param>
    public string Issue(StoredObject account, IReadOnlyList<string> audiences, TimeSpan lifetime, StoredObject? pod)
    {
        long now = clock.GetUtcNow().ToUnixTimeSeconds();
        ObjectKey key = account.Key;
        JsonObject bound = new() { ["namespace"] = key.Namespace, ["serviceaccount"] = Reference(account) };
        if (pod is not null)
        {
            bound["pod"] = Reference(pod);
        }

        return signer.Sign(new JsonObject
        {
            ["aud"] = new JsonArray([.. audiences.Select(audience => JsonValue.Create(audience))]),
            ["exp"] = now + (long)lifetime.TotalSeconds,
            ["iat"] = now,
            ["iss"] = Issuer,
            ["jti"] = Guid.NewGuid().ToString(),
            ["kubernetes.io"] = bound,
            ["nbf"] = now,
            ["sub"] = $"{User.AccountPrefix}{key.Namespace}:{key.Name}",
        });
    }

    /// <summary>Whose token it is, or null for one that does not hold (or no longer). Its audiences are given in any case.</summary>
    public User? Find(string token, IReadOnlyList<string> wanted, out IReadOnlyList<string> audiences)
    {
        audiences = [];
        if (signer.Read(token) is not { } claims)
        {
            return null;
        }

        audiences = [.. (claims["aud"] as JsonArray ?? []).Select(item => item.Text() ?? "")];
        long now = clock.GetUtcNow().ToUnixTimeSeconds();
        JsonNode? bound = claims["kubernetes.io"];
        string @namespace = bound.Text("namespace") ?? "";
        bool holds = claims.Number("exp") > now && claims.Number("nbf") <= now && audiences.Intersect(wanted).Any()
            && Exists(BuiltInResources.ServiceAccounts, @namespace, bound.At("serviceaccount"))
            && (bound.At("pod") is null || Exists(BuiltInResources.Pods, @namespace, bound.At("pod")));
        return holds ? ToUser(claims, @namespace, bound) : null;
    }

    private static User ToUser(JsonObject claims, string @namespace, JsonNode? bound)
    {
        Dictionary<string, IReadOnlyList<string>> extra = new()
        {
            ["authentication.kubernetes.io/credential-id"] = [$"JTI={claims.Text("jti")}"],
        };
        if (bound.Text("pod", "name") is { } pod)
        {
            extra["authentication.kubernetes.io/pod-name"] = [pod];
            extra["authentication.kubernetes.io/pod-uid"] = [bound.Text("pod", "uid") ?? ""];
        }

        string name = $"{User.AccountPrefix}{@namespace}:{bound.Text("serviceaccount", "name")}";
        return new User(name, bound.Text("serviceaccount", "uid") ?? "", [.. User.AccountGroups(name), User.Authenticated], extra);
    }

    private static JsonObject Reference(StoredObject stored) =>
        new() { ["name"] = stored.Key.Name, ["uid"] = stored.Parse().Text("metadata", "uid") };

    private bool Exists(ResourceInfo resource, string @namespace, JsonNode? reference) =>
        store.Get(new ObjectKey(resource.GroupResource, @namespace, reference.Text("name") ?? "")) is { } stored
        && stored.Parse().Text("metadata", "uid") == reference.Text("uid");
}
