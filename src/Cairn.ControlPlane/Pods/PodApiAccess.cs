using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Cairn.ControlPlane.Json;

namespace Cairn.ControlPlane.Pods;

/// <summary>How the processes of Pods reach the API, each as its own ServiceAccount.</summary>
/// <param name="address">Where the API is served.</param>
/// <param name="certificate">The certificate of its authority as PEM; empty without TLS.</param>
/// <param name="issueToken">Makes the token of a Pod's ServiceAccount.</param>
internal sealed class PodApiAccess(Uri address, string certificate, Func<JsonObject, string?, string> issueToken)
{
    /// <summary>The variables that lead to the API.</summary>
    /// <param name="kubeConfig">The file with address and token; null for a Pod that gets none.</param>
    public IEnumerable<KeyValuePair<string, string>> Variables(string? kubeConfig)
    {
        yield return new("KUBERNETES_SERVICE_HOST", address.Host);
        yield return new("KUBERNETES_SERVICE_PORT", address.Port.ToString(CultureInfo.InvariantCulture));
        yield return new("KUBERNETES_SERVICE_PORT_HTTPS", address.Port.ToString(CultureInfo.InvariantCulture));
        if (kubeConfig is not null)
        {
            yield return new("KUBECONFIG", kubeConfig);
        }
    }

    /// <summary>The file with address and token of a Pod.</summary>
    public string KubeConfig(JsonObject pod)
    {
        string authority = certificate.Length == 0 ? ""
            : $"\n    certificate-authority-data: {Convert.ToBase64String(Encoding.UTF8.GetBytes(certificate))}";
        return $"""
            apiVersion: v1
            kind: Config
            clusters:
            - name: cairn
              cluster:
                server: {address}{authority}
            users:
            - name: pod
              user:
                token: {issueToken(pod, null)}
            contexts:
            - name: cairn
              context:
                cluster: cairn
                user: pod
                namespace: {pod.Text("metadata", "namespace")}
            current-context: cairn

            """;
    }
}
