using Cairn.ControlPlane.Store;

namespace Cairn.ControlPlane.Controllers.Garbage;

/// <summary>Who depends on whom, by the uids of owners, and which uids were seen to go. Safe for any number of threads.</summary>
internal sealed class OwnerGraph
{
    private const int RememberedUids = 20_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, HashSet<ObjectKey>> _dependants = [];
    private readonly Dictionary<ObjectKey, IReadOnlyList<string>> _owners = [];
    private readonly HashSet<string> _gone = [];
    private readonly Queue<string> _order = [];

    /// <summary>Takes note of the owners of an object.</summary>
    public void Set(ObjectKey key, IReadOnlyList<string> owners)
    {
        lock (_gate)
        {
            if (_owners.Remove(key, out IReadOnlyList<string>? before))
            {
                foreach (string uid in before.Where(uid => _dependants.TryGetValue(uid, out HashSet<ObjectKey>? keys) && keys.Remove(key) && keys.Count == 0))
                {
                    _dependants.Remove(uid);
                }
            }

            foreach (string uid in owners)
            {
                if (!_dependants.TryGetValue(uid, out HashSet<ObjectKey>? keys))
                {
                    keys = [];
                    _dependants[uid] = keys;
                }

                keys.Add(key);
            }

            if (owners.Count > 0)
            {
                _owners[key] = owners;
            }
        }
    }

    /// <summary>Takes note that the object of a uid is gone.</summary>
    public void Gone(string uid)
    {
        lock (_gate)
        {
            if (_gone.Add(uid))
            {
                _order.Enqueue(uid);
            }

            if (_order.Count > RememberedUids)
            {
                _gone.Remove(_order.Dequeue());
            }
        }
    }

    /// <summary>Whether the object of a uid was seen to go.</summary>
    public bool IsGone(string uid)
    {
        lock (_gate)
        {
            return _gone.Contains(uid);
        }
    }

    /// <summary>The objects that name a uid as their owner.</summary>
    public IReadOnlyList<ObjectKey> Dependants(string uid)
    {
        lock (_gate)
        {
            return _dependants.TryGetValue(uid, out HashSet<ObjectKey>? keys) ? [.. keys] : [];
        }
    }
}
