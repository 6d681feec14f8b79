using Cairn.Api.Storage;
using Cairn.Kubernetes.Caching;
using Cairn.Kubernetes.Clients;
using Cairn.Kubernetes.Tests.Support;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Cairn.Kubernetes.Tests.Caching;

public sealed class ReflectorTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Watch_that_ends_is_resumed_where_it_was_and_a_forgotten_place_is_listed_again()
    {
        ScriptedWatches server = new();
        server.List("1", Make("a"));
        server.Watch("1", new WatchEvent<Repository>(WatchEventKind.Added, Make("b"), "2"), new WatchEvent<Repository>(WatchEventKind.Bookmark, null, "7"));
        server.WatchFails("7", new ClusterException(ClusterErrorKind.Gone, "too old"));
        server.List("9", Make("b"), Make("c"));
        ObjectCache<Repository> cache = new();
        cache.Expect("");
        List<string> told = [];
        cache.Observe((before, after) => told.Add($"{before?.Metadata.Name}>{after?.Metadata.Name}"));
        FakeTimeProvider clock = new() { AutoAdvanceAmount = TimeSpan.FromSeconds(1) };
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        Task running = new Reflector<Repository>(server, cache, new ListOptions(), clock, NullLogger.Instance).RunAsync(stop.Token);
        while (!server.IsDone)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Ct);
        }

        await stop.CancelAsync();
        await running;
        Assert.Equal(["b", "c"], cache.List().Select(item => item.Metadata.Name).Order());
        Assert.Equal([">a", ">b", "a>", ">c"], told);
        Assert.True(cache.HasSynced);
    }

    [Fact]
    public void Index_follows_the_objects()
    {
        ObjectCache<Repository> cache = new();
        cache.AddIndex("path", item => [item.Spec!.Path!]);
        cache.Set(Make("a"));
        Assert.Single(cache.ByIndex("path", "dir/a"));
        Repository moved = Make("a") with { Spec = new RepositorySpec { Path = "elsewhere" } };
        cache.Set(moved);
        Assert.Empty(cache.ByIndex("path", "dir/a"));
        cache.Remove(moved);
        Assert.Empty(cache.ByIndex("path", "elsewhere"));
    }

    private static Repository Make(string name) => new()
    {
        Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = "default", ResourceVersion = "v" + name, Uid = name },
        Spec = new RepositorySpec { Path = "dir/" + name },
    };
}
