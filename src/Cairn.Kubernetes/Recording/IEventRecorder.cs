using k8s;
using k8s.Models;

namespace Cairn.Kubernetes.Recording;

/// <summary>
/// Tells people what happened to an object (`kubectl describe`, `kubectl get events`). It returns at once and never fails: events are written in the
/// background, the same one only once with a count, and are lost when the server does not take them. State belongs in conditions.
/// </summary>
public interface IEventRecorder
{
    /// <summary>Something went as it should.</summary>
    /// <param name="regarding">The object.</param>
    /// <param name="reason">One documented word in CamelCase.</param>
    /// <param name="message">A sentence; never a secret.</param>
    void Normal(IKubernetesObject<V1ObjectMeta> regarding, string reason, string message);

    /// <summary>Something did not go as it should.</summary>
    /// <param name="regarding">The object.</param>
    /// <param name="reason">One documented word in CamelCase.</param>
    /// <param name="message">A sentence that names the failed side and a next step; never a secret.</param>
    void Warning(IKubernetesObject<V1ObjectMeta> regarding, string reason, string message);
}
