using k8s;
using k8s.Models;

namespace Cairn.Kubernetes.Caching;

/// <summary>The objects of one kind, with indexes; filled by reflectors, read by everybody.</summary>
internal sealed class ObjectCache<T> : IObjectCache<T>
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private const string OwnerIndex = "owner";

    private readonly Lock _lock = new();
    private readonly Dictionary<NamespacedName, T> _objects = [];
    private readonly Dictionary<string, CacheIndex<T>> _indexes = new()
    {
        [OwnerIndex] = new(value => value.Metadata.OwnerReferences?.Select(owner => owner.Uid) ?? []),
    };

    private readonly List<Action<T?, T?>> _observers = [];
    private readonly HashSet<string> _pending = [];

    /// <summary>Whether all of its reflectors have listed once.</summary>
    public bool HasSynced
    {
        get
        {
            lock (_lock)
            {
                return _pending.Count == 0;
            }
        }
    }

    /// <summary>Announces a part of the cache, such as a namespace, that is not complete before it was replaced once.</summary>
    public void Expect(string scope)
    {
        lock (_lock)
        {
            _pending.Add(scope);
        }
    }

    /// <summary>Adds an index; only before the first object arrives.</summary>
    public void AddIndex(string name, Func<T, IEnumerable<string>> keys)
    {
        lock (_lock)
        {
            if (_objects.Count > 0 || !_indexes.TryAdd(name, new CacheIndex<T>(keys)))
            {
                throw new InvalidOperationException($"The index {name} exists already, or objects have arrived before it.");
            }
        }
    }

    /// <summary>Calls back on each change with the object before (null: new) and after (null: gone).</summary>
    public void Observe(Action<T?, T?> observer) => _observers.Add(observer);

    public T? Find(NamespacedName name)
    {
        lock (_lock)
        {
            return _objects.GetValueOrDefault(name);
        }
    }

    public IReadOnlyList<T> List(string? @namespace = null)
    {
        lock (_lock)
        {
            return @namespace is null ? [.. _objects.Values] : [.. _objects.Where(item => item.Key.Namespace == @namespace).Select(item => item.Value)];
        }
    }

    public IReadOnlyList<T> OwnedBy(string uid) => ByIndex(OwnerIndex, uid);

    public IReadOnlyList<T> ByIndex(string index, string key)
    {
        lock (_lock)
        {
            return _indexes.TryGetValue(index, out CacheIndex<T>? found)
                ? [.. found.Find(key).Select(name => _objects[name])]
                : throw new ArgumentException($"There is no index {index} of {typeof(T).Name}.", nameof(index));
        }
    }

    /// <summary>Puts an object in its place.</summary>
    public void Set(T value)
    {
        T? before;
        NamespacedName name = NamespacedName.Of(value);
        lock (_lock)
        {
            before = Exchange(name, value);
        }

        Tell(before, value);
    }

    /// <summary>Takes an object out.</summary>
    public void Remove(T value)
    {
        T? before;
        lock (_lock)
        {
            before = Exchange(NamespacedName.Of(value), null);
        }

        if (before is not null)
        {
            // The event has the last state, which the cache may not have seen.
            Tell(value, null);
        }
    }

    /// <summary>Puts a complete list in the place of what was known of a part.</summary>
    public void Replace(string scope, IReadOnlyList<T> values)
    {
        List<(T? Before, T? After)> changes = [];
        lock (_lock)
        {
            HashSet<NamespacedName> names = [.. values.Select(value => NamespacedName.Of(value))];
            NamespacedName[] gone = [.. _objects.Keys.Where(name => (scope.Length == 0 || name.Namespace == scope) && !names.Contains(name))];
            changes.AddRange(gone.Select(name => (Exchange(name, null), (T?)null)));
            changes.AddRange(values.Select(value => (Exchange(NamespacedName.Of(value), value), (T?)value)));
            _pending.Remove(scope);
        }

        foreach ((T? before, T? after) in changes)
        {
            Tell(before, after);
        }
    }

    private T? Exchange(NamespacedName name, T? value)
    {
        T? before = _objects.GetValueOrDefault(name);
        foreach (CacheIndex<T> index in _indexes.Values)
        {
            index.Move(name, before, value);
        }

        if (value is null)
        {
            _objects.Remove(name);
        }
        else
        {
            _objects[name] = value;
        }

        return before;
    }

    private void Tell(T? before, T? after)
    {
        if (before is not null && before.Metadata.ResourceVersion == after?.Metadata.ResourceVersion)
        {
            return;
        }

        foreach (Action<T?, T?> observer in _observers)
        {
            observer(before, after);
        }
    }
}
