using System.Text.Json.Nodes;
using Cairn.ControlPlane.Store;
using Cairn.Testing;

namespace Cairn.ControlPlane.Tests.Store;

public sealed class ObjectStoreTests
{
    private static readonly ObjectKey Key = new("things", "here", "one");

    [Fact]
    public void A_store_that_is_opened_again_has_its_objects_its_version_and_its_history()
    {
        using TempDirectory directory = new();
        long first;
        using (ObjectStore store = new(directory["objects.db"]))
        {
            StoredObject made = store.Put(Key, new JsonObject { ["n"] = 1 }, null);
            first = made.Version;
            store.Put(Key, new JsonObject { ["n"] = 2 }, made);
        }

        using ObjectStore again = new(directory["objects.db"]);

        Assert.Equal(first + 1, again.Version);
        Assert.Equal(2, (long)again.Get(Key)!.Parse()["n"]!);
        Assert.Equal(1, (long)Assert.Single(again.ListAt("things", "here", first)!.Objects).Parse()["n"]!);
        using ChangeFeed? feed = again.Watch("things", first);
        Assert.True(feed!.Changes.TryRead(out Change? change));
        Assert.Equal((ChangeType.Modified, first + 1), (change.Type, change.Version));
    }

    [Fact]
    public void A_write_that_is_based_on_an_old_state_is_refused()
    {
        using TempDirectory directory = new();
        using ObjectStore store = new(directory["objects.db"]);
        StoredObject old = store.Put(Key, [], null);
        store.Put(Key, new JsonObject { ["n"] = 1 }, old);

        Assert.Throws<StoreConflictException>(() => store.Put(Key, [], old));
        Assert.Throws<StoreConflictException>(() => store.Put(Key, [], null));
        Assert.Throws<StoreConflictException>(() => store.Delete(old, []));
    }
}
