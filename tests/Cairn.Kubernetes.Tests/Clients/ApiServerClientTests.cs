using System.Text.Json.Nodes;
using Cairn.Api.Storage;
using Cairn.Kubernetes.Clients;
using Cairn.Testing.Clusters;
using k8s.Models;

namespace Cairn.Kubernetes.Tests.Clients;

public sealed class ApiServerClientTests : IAsyncLifetime
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    private TestCluster _cluster = null!;

    private ApiServerClient Client => _cluster.Client;

    public async ValueTask InitializeAsync() => _cluster = await TestCluster.StartAsync(TimeProvider.System, Ct);

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Find_object_that_is_not_there_gives_null()
    {
        Assert.Null(await Client.FindAsync<Repository>(new NamespacedName("default", "none"), Ct));
    }

    [Fact]
    public async Task Create_own_kind_comes_back_whole()
    {
        Repository made = await Client.CreateAsync(MakeRepository("a"), Ct);
        Repository? found = await Client.FindAsync<Repository>(new NamespacedName("default", "a"), Ct);
        Assert.Equal("dir/a", found!.Spec!.Path);
        Assert.Equal(made.Metadata.Uid, found.Metadata.Uid);
        ClusterException error = await Assert.ThrowsAsync<ClusterException>(() => Client.CreateAsync(MakeRepository("a"), Ct));
        Assert.Equal(ClusterErrorKind.AlreadyExists, error.Kind);
    }

    [Fact]
    public async Task Create_secret_keeps_its_bytes()
    {
        V1Secret secret = new() { Metadata = Named("s"), Data = new Dictionary<string, byte[]> { ["k"] = [1, 2, 255] } };
        await Client.CreateAsync(secret, Ct);
        V1Secret? found = await Client.FindAsync<V1Secret>(new NamespacedName("default", "s"), Ct);
        Assert.Equal([1, 2, 255], found!.Data["k"]);
    }

    [Fact]
    public async Task Update_of_an_older_state_is_a_conflict()
    {
        Repository made = await Client.CreateAsync(MakeRepository("a"), Ct);
        await Client.UpdateStatusAsync(made with { Status = new RepositoryStatus { Size = "1 B" } }, Ct);
        ClusterException error = await Assert.ThrowsAsync<ClusterException>(
            () => Client.UpdateStatusAsync(made with { Status = new RepositoryStatus { Size = "2 B" } }, Ct));
        Assert.Equal(ClusterErrorKind.Conflict, error.Kind);
        Assert.Equal("1 B", (await Client.FindAsync<Repository>(NamespacedName.Of(made), Ct))!.Status!.Size);
    }

    [Fact]
    public async Task Patch_of_status_changes_the_named_fields_only()
    {
        Repository made = await Client.CreateAsync(MakeRepository("a"), Ct);
        await Client.UpdateStatusAsync(made with { Status = new RepositoryStatus { Size = "1 B", SnapshotCount = 1 } }, Ct);
        JsonObject patch = new() { ["status"] = new JsonObject { ["size"] = "2 B" }, ["spec"] = new JsonObject { ["paused"] = true } };
        Repository patched = await Client.PatchStatusAsync<Repository>(NamespacedName.Of(made), patch, Ct);
        Assert.Equal(("2 B", 1, null), (patched.Status!.Size, patched.Status.SnapshotCount, patched.Spec!.Paused));
    }

    [Fact]
    public async Task Delete_with_the_uid_of_another_object_is_a_conflict()
    {
        Repository made = await Client.CreateAsync(MakeRepository("a"), Ct);
        ClusterException error = await Assert.ThrowsAsync<ClusterException>(
            () => Client.DeleteAsync<Repository>(NamespacedName.Of(made), new DeleteRequest { Uid = "other" }, Ct));
        Assert.Equal(ClusterErrorKind.Conflict, error.Kind);
        Assert.True(await Client.DeleteAsync<Repository>(NamespacedName.Of(made), new DeleteRequest { Uid = made.Metadata.Uid }, Ct));
        Assert.False(await Client.DeleteAsync<Repository>(NamespacedName.Of(made), new DeleteRequest(), Ct));
    }

    [Fact]
    public async Task List_of_more_than_a_page_is_complete()
    {
        const int count = 620;
        await Parallel.ForEachAsync(Enumerable.Range(0, count), Ct, async (i, ct) => await Client.CreateAsync(MakeRepository($"r{i}"), ct));
        ObjectList<Repository> list = await Client.ListAsync<Repository>(new ListOptions { Namespace = "default" }, Ct);
        Assert.Equal(count, list.Items.Select(item => item.Metadata.Name).Distinct().Count());
        Assert.NotEmpty(list.ResourceVersion);
    }

    [Fact]
    public async Task Watch_tells_changes_after_its_version()
    {
        await Client.CreateAsync(MakeRepository("before"), Ct);
        string version = (await Client.ListAsync<Repository>(new ListOptions(), Ct)).ResourceVersion;
        await using IAsyncEnumerator<WatchEvent<Repository>> watch = Client.WatchAsync<Repository>(new ListOptions(), version, Ct).GetAsyncEnumerator(Ct);
        Repository made = await Client.CreateAsync(MakeRepository("after"), Ct);
        await Client.DeleteAsync<Repository>(NamespacedName.Of(made), new DeleteRequest(), Ct);
        Assert.True(await watch.MoveNextAsync());
        Assert.Equal((WatchEventKind.Added, "after"), (watch.Current.Kind, watch.Current.Value!.Metadata.Name));
        Assert.True(await watch.MoveNextAsync());
        Assert.Equal(WatchEventKind.Deleted, watch.Current.Kind);
    }

    [Fact]
    public async Task Request_to_a_server_that_is_not_there_names_the_cluster()
    {
        using ApiServerClient client = new(new k8s.KubernetesClientConfiguration { Host = "http://127.0.0.1:1" }, TimeProvider.System);
        ClusterException error = await Assert.ThrowsAsync<ClusterException>(() => client.ListAsync<Repository>(new ListOptions(), Ct));
        Assert.Equal(ClusterErrorKind.Unavailable, error.Kind);
        Assert.Contains("API server is not reachable", error.Message, StringComparison.Ordinal);
    }

    private static Repository MakeRepository(string name) => new() { Metadata = Named(name), Spec = new RepositorySpec { Path = "dir/" + name } };

    private static V1ObjectMeta Named(string name) => new() { Name = name, NamespaceProperty = "default" };
}
