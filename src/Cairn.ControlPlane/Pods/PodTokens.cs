using System.Text.Json.Nodes;
using Cairn.ControlPlane.Controllers;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Security;
using Cairn.ControlPlane.Store;

namespace Cairn.ControlPlane.Pods;

/// <summary>Makes the tokens of Pods. They end with their Pod, so their own time is long and nobody has to renew a file while a backup runs.</summary>
internal sealed class PodTokens(AccountTokens tokens, ObjectStore store)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(365);

    /// <summary>A token of the ServiceAccount of a Pod.</summary>
    /// <param name="pod">The Pod.</param>
    /// <param name="audience">Whom it is meant for; null for this server.</param>
    /// <exception cref="PodSetupException">The ServiceAccount is gone.</exception>
    public string Issue(JsonObject pod, string? audience)
    {
        string @namespace = pod.Text("metadata", "namespace") ?? "";
        string name = pod.Text("spec", "serviceAccountName") is { Length: > 0 } named ? named : "default";
        StoredObject account = store.Get(new ObjectKey(ResourceNames.ServiceAccounts, @namespace, name))
            ?? throw new PodSetupException("FailedMount", $"serviceaccounts \"{name}\" not found", isFinal: false);
        return tokens.Issue(account, [audience ?? AccountTokens.Audience], Lifetime, store.Get(ApiAccess.KeyOf(ResourceNames.Pods, pod)));
    }
}
