using Cairn.Testing.Clusters;

namespace Cairn.Operator.Tests.Support;

/// <summary>One API server for the tests of a class; each test has a namespace of its own.</summary>
public sealed class SharedCluster : IAsyncLifetime
{
    public TestCluster Cluster { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Cluster = await TestCluster.StartAsync(TimeProvider.System, TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();
}
