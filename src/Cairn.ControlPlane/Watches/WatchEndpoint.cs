using System.Globalization;
using Cairn.ControlPlane.Errors;
using Cairn.ControlPlane.Http;
using Cairn.ControlPlane.Lists;
using Cairn.ControlPlane.Store;

namespace Cairn.ControlPlane.Watches;

/// <summary>
/// Answers watches: (1) where it begins: at a version, or with the current objects; (2) the current objects as ADDED, and a BOOKMARK that ends
/// them where the client wants one; (3) changes as they happen, seen through the selectors; (4) before the time is over, a BOOKMARK to resume from.
/// </summary>
internal sealed class WatchEndpoint(ObjectStore store, TimeProvider clock, CancellationToken stopping)
{
    private static readonly TimeSpan DefaultLimit = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan BookmarkPeriod = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan BookmarkLead = TimeSpan.FromSeconds(2);

    /// <summary>Answers one watch until its time is over or the client leaves.</summary>
    public async Task RunAsync(ApiRequest request, Representation form)
    {
        ListParameters.Check(request);
        long version = ListParameters.Version(request);
        Selection selection = Selection.Read(request);
        bool wantsBookmarks = request.IsSet("allowWatchBookmarks");
        bool wantsInitial = request.Query("sendInitialEvents") is { } initial ? initial is "true" or "1" : version == 0;
        TimeSpan limit = int.TryParse(request.Query("timeoutSeconds"), NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) && seconds > 0
            ? TimeSpan.FromSeconds(seconds) : DefaultLimit;

        // :: Step 1: where it begins.
        IReadOnlyList<StoredObject> current = [];
        ChangeFeed? feed;
        if (wantsInitial)
        {
            (ObjectList list, feed) = store.ListAndWatch(request.Resource.Stored.GroupResource, request.Namespace);
            (current, version) = (list.Objects, list.Version);
        }
        else
        {
            version = version == 0 ? store.Version : version;
            feed = store.Watch(request.Resource.Stored.GroupResource, version);
        }

        WatchWriter writer = new(request, form);
        await writer.StartAsync();
        if (feed is null)
        {
            await writer.ErrorAsync(ApiErrors.Expired($"too old resource version: {version} ({store.Version})"));
            return;
        }

        using (feed)
        {
            // :: Step 2: the current objects.
            foreach (StoredObject stored in current.Where(selection.Chooses))
            {
                await writer.EventAsync("ADDED", stored);
            }

            if (wantsInitial && wantsBookmarks && (request.Query("sendInitialEvents") is not null || request.Query("resourceVersion") == "0"))
            {
                await writer.BookmarkAsync(version, endsInitial: true);
            }

            await FollowAsync(request, feed, selection, writer, new WatchClock(clock, limit, version, wantsBookmarks));
        }
    }

    /// <summary>What a change is to a client that sees only a selection: an object that comes into it is new, one that leaves it is gone.</summary>
    internal static string? TypeFor(Change change, Selection selection)
    {
        bool isIn = change.Type != ChangeType.Deleted && selection.Chooses(change.Object);
        bool wasIn = change.Previous is not null && selection.Chooses(change.Previous);
        return (isIn, wasIn) switch
        {
            (true, true) => "MODIFIED",
            (true, false) => "ADDED",
            (false, true) => "DELETED",
            _ => null,
        };
    }

    // :: Steps 3 and 4.
    private async Task FollowAsync(ApiRequest request, ChangeFeed feed, Selection selection, WatchWriter writer, WatchClock time)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(request.Http.RequestAborted, stopping);
        long seen = time.Version;
        while (!time.IsOver)
        {
            using CancellationTokenSource pause = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
            using ITimer timer = clock.CreateTimer(_ => pause.Cancel(), null, time.NextStop(BookmarkPeriod, BookmarkLead), Timeout.InfiniteTimeSpan);
            try
            {
                if (!await feed.Changes.WaitToReadAsync(pause.Token))
                {
                    return;
                }
            }
            catch (OperationCanceledException) when (!stop.IsCancellationRequested)
            {
                if (time.WantsBookmarks && !time.IsOver)
                {
                    await writer.BookmarkAsync(Math.Max(seen, time.Version), endsInitial: false);
                    time.NoteBookmark();
                }

                continue;
            }
            catch (OperationCanceledException)
            {
                return;
            }

            while (feed.Changes.TryRead(out Change? change))
            {
                seen = change.Version;
                if (TypeFor(change, selection) is { } type)
                {
                    await writer.EventAsync(type, type == "DELETED" ? change.Last() : change.Object);
                }
            }

            await writer.FlushAsync();
        }
    }
}
