using Cairn.Api.Storage;
using Cairn.Kubernetes.Clients;
using Cairn.Kubernetes.Recording;
using Cairn.Testing.Clusters;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cairn.Kubernetes.Tests.Recording;

public sealed class EventRecorderTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Same_event_of_an_object_is_one_with_a_count()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(TimeProvider.System, Ct);
        EventRecorder recorder = new(cluster.Client, "cairn-operator", "pod-1", TimeProvider.System, NullLogger<EventRecorder>.Instance);
        Repository about = new() { Metadata = new V1ObjectMeta { Name = "r", NamespaceProperty = "default", Uid = "u" } };
        recorder.Warning(about, "Broken", "the storage failed");
        recorder.Warning(about, "Broken", "the storage failed");
        recorder.Normal(about, "Mended", "the storage is back");
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        Task running = recorder.RunAsync(stop.Token);
        ObjectList<Corev1Event> events;
        do
        {
            events = await cluster.Client.ListAsync<Corev1Event>(new ListOptions { Namespace = "default" }, Ct);
        }
        while (events.Items.Count < 2);
        await stop.CancelAsync();
        await running;
        Assert.Equal(
            [("Broken", "Warning", 2), ("Mended", "Normal", 1)],
            events.Items.OrderBy(item => item.Reason, StringComparer.Ordinal).Select(item => (item.Reason, item.Type, item.Count ?? 0)));
        Assert.All(events.Items, item => Assert.Equal(("Repository", "r"), (item.InvolvedObject.Kind, item.InvolvedObject.Name)));
    }
}
