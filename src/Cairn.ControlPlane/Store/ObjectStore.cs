using System.Text.Json.Nodes;
using Cairn.ControlPlane.Json;

namespace Cairn.ControlPlane.Store;

/// <summary>
/// All objects, their one sequence of versions, and the recent changes. Reads come from memory, writes go through the file first.
/// Safe for any number of threads; each write is based on a state and fails when that is no longer the current one.
/// </summary>
internal sealed class ObjectStore : IDisposable
{
    /// <summary>How many changes are kept for watches that resume and lists that continue.</summary>
    public const int HistoryLength = 10_000;

    /// <summary>Versions begin here, so that the small ones that people type are too old, as they are on a server that has run for a while.</summary>
    private const long FirstVersion = 100;

    private readonly Lock _gate = new();
    private readonly StoreFile _file;
    private readonly Dictionary<string, SortedDictionary<string, StoredObject>> _resources = [];
    private readonly Queue<Change> _history = [];
    private readonly List<ChangeFeed> _feeds = [];
    private long _version = FirstVersion;

    /// <summary>Opens the store of a file, which is made when it is not there.</summary>
    public ObjectStore(string path)
    {
        _file = new StoreFile(path);
        foreach (StoredObject stored in _file.ReadObjects())
        {
            Resource(stored.Key.Resource)[Place(stored.Key)] = stored;
            _version = Math.Max(_version, stored.Version);
        }

        foreach (Change change in _file.ReadChanges())
        {
            _history.Enqueue(change);
            _version = Math.Max(_version, change.Version);
        }
    }

    /// <summary>The version of the last change.</summary>
    public long Version
    {
        get
        {
            lock (_gate)
            {
                return _version;
            }
        }
    }

    /// <summary>The object of a key, or null.</summary>
    public StoredObject? Get(ObjectKey key)
    {
        lock (_gate)
        {
            return Resource(key.Resource).GetValueOrDefault(Place(key));
        }
    }

    /// <summary>The current objects of a resource, in one namespace or (null) in all.</summary>
    public ObjectList List(string resource, string? @namespace)
    {
        lock (_gate)
        {
            return new ObjectList([.. Resource(resource).Values.Where(stored => IsIn(stored, @namespace))], _version);
        }
    }

    /// <summary>The objects of a resource as they were at a version, or null when that is longer ago than the history.</summary>
    public ObjectList? ListAt(string resource, string? @namespace, long version)
    {
        lock (_gate)
        {
            if (!Remembers(version))
            {
                return null;
            }

            SortedDictionary<string, StoredObject> then = new(Resource(resource), StringComparer.Ordinal);
            foreach (Change change in _history.Reverse().TakeWhile(change => change.Version > version))
            {
                if (change.Object.Key.Resource != resource)
                {
                    continue;
                }

                string place = Place(change.Object.Key);
                then.Remove(place);
                if (change.Previous is not null)
                {
                    then[place] = change.Previous;
                }
            }

            return new ObjectList([.. then.Values.Where(stored => IsIn(stored, @namespace))], version);
        }
    }

    /// <summary>Writes the new state of an object.</summary>
    /// <param name="key">Which object.</param>
    /// <param name="value">Its new state; gets the new resource version.</param>
    /// <param name="based">The state that it was made from; null for a new object.</param>
    /// <exception cref="StoreConflictException">The object is not in that state.</exception>
    public StoredObject Put(ObjectKey key, JsonObject value, StoredObject? based)
    {
        lock (_gate)
        {
            Change change = Prepare(based is null ? ChangeType.Added : ChangeType.Modified, key, value, based);
            Commit(change);
            Resource(key.Resource)[Place(key)] = change.Object;
            return change.Object;
        }
    }

    /// <summary>Removes an object.</summary>
    /// <param name="based">Its state.</param>
    /// <param name="last">The state that watches see as its last.</param>
    /// <exception cref="StoreConflictException">The object is not in that state.</exception>
    public StoredObject Delete(StoredObject based, JsonObject last)
    {
        lock (_gate)
        {
            Change change = Prepare(ChangeType.Deleted, based.Key, last, based);
            Commit(change);
            Resource(based.Key.Resource).Remove(Place(based.Key));
            return change.Object;
        }
    }

    /// <summary>The changes after a version, or null when the history does not reach back so far.</summary>
    /// <param name="resource">Of which resource; null is all.</param>
    /// <param name="version">The version after which it begins.</param>
    public ChangeFeed? Watch(string? resource, long version)
    {
        lock (_gate)
        {
            if (!Remembers(version))
            {
                return null;
            }

            ChangeFeed feed = new(resource, Remove);
            foreach (Change change in _history.Where(change => change.Version > version && feed.Wants(change)))
            {
                feed.Offer(change);
            }

            _feeds.Add(feed);
            return feed;
        }
    }

    /// <summary>The current objects and the changes that follow, without a gap between them.</summary>
    public (ObjectList List, ChangeFeed Feed) ListAndWatch(string resource, string? @namespace)
    {
        lock (_gate)
        {
            ChangeFeed feed = new(resource, Remove);
            _feeds.Add(feed);
            return (List(resource, @namespace), feed);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _feeds.ForEach(feed => feed.Close());
            _file.Dispose();
        }
    }

    private static string Place(ObjectKey key) => key.Namespace.Length == 0 ? key.Name : $"{key.Namespace}/{key.Name}";

    private static bool IsIn(StoredObject stored, string? @namespace) => @namespace is null || stored.Key.Namespace == @namespace;

    private bool Remembers(long version) => _history.Count == 0 ? version == _version : version >= _history.Peek().Version - 1;

    private Change Prepare(ChangeType type, ObjectKey key, JsonObject value, StoredObject? based)
    {
        if (!ReferenceEquals(Resource(key.Resource).GetValueOrDefault(Place(key)), based))
        {
            throw new StoreConflictException();
        }

        long version = _version + 1;
        value.Map("metadata")["resourceVersion"] = version.ToString();
        return new Change(type, version, new StoredObject(key, version, value.ToBytes()), based);
    }

    private void Commit(Change change)
    {
        _file.Write(change);
        _version = change.Version;
        _history.Enqueue(change);
        if (_history.Count > HistoryLength + (HistoryLength / 10))
        {
            while (_history.Count > HistoryLength)
            {
                _history.Dequeue();
            }

            _file.Forget(_history.Peek().Version - 1);
        }

        foreach (ChangeFeed feed in _feeds)
        {
            if (feed.Wants(change))
            {
                feed.Offer(change);
            }
        }
    }

    private SortedDictionary<string, StoredObject> Resource(string resource)
    {
        if (!_resources.TryGetValue(resource, out SortedDictionary<string, StoredObject>? objects))
        {
            objects = new SortedDictionary<string, StoredObject>(StringComparer.Ordinal);
            _resources[resource] = objects;
        }

        return objects;
    }

    private void Remove(ChangeFeed feed)
    {
        lock (_gate)
        {
            _feeds.Remove(feed);
        }
    }
}
