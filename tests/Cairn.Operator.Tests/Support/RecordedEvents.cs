using System.Collections.Concurrent;
using Cairn.Kubernetes.Recording;
using k8s;
using k8s.Models;

namespace Cairn.Operator.Tests.Support;

/// <summary>Keeps what was told.</summary>
internal sealed class RecordedEvents : IEventRecorder
{
    public ConcurrentQueue<(string Object, string Reason, string Message)> All { get; } = [];

    public void Normal(IKubernetesObject<V1ObjectMeta> regarding, string reason, string message) => All.Enqueue((regarding.Metadata.Name, reason, message));

    public void Warning(IKubernetesObject<V1ObjectMeta> regarding, string reason, string message) => All.Enqueue((regarding.Metadata.Name, reason, message));
}
