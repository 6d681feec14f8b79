using System.Collections.Concurrent;
using Cairn.Kubernetes.Recording;
using k8s;
using k8s.Models;

namespace Cairn.Operator.Tests.Support;

/// <summary>Keeps events in memory.</summary>
internal sealed class RememberedEvents : IEventRecorder
{
    private readonly ConcurrentQueue<(string Reason, string Message)> _all = new();

    public IReadOnlyCollection<(string Reason, string Message)> All => _all;

    public void Normal(IKubernetesObject<V1ObjectMeta> regarding, string reason, string message) => _all.Enqueue((reason, message));

    public void Warning(IKubernetesObject<V1ObjectMeta> regarding, string reason, string message) => _all.Enqueue((reason, message));
}
