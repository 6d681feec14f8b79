using System.Threading.Channels;
using Cairn.ControlPlane.Store;

namespace Cairn.ControlPlane.Controllers;

/// <summary>
/// The objects that a controller has to look at: each at most once, however often it changed, and some of them only later. For one reader and
/// any number of writers.
/// </summary>
internal sealed class WorkQueue : IDisposable
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private readonly TimeProvider _clock;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private readonly HashSet<ObjectKey> _queued = [];
    private readonly Dictionary<ObjectKey, DateTimeOffset> _later = [];
    private readonly Channel<ObjectKey> _ready = Channel.CreateUnbounded<ObjectKey>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>Makes an empty queue.</summary>
    public WorkQueue(TimeProvider clock)
    {
        _clock = clock;
        _timer = clock.CreateTimer(_ => Release(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Has an object looked at; nothing happens when it is waiting already.</summary>
    public void Add(ObjectKey key)
    {
        lock (_gate)
        {
            if (_queued.Add(key))
            {
                _ready.Writer.TryWrite(key);
            }
        }
    }

    /// <summary>Has an object looked at at a time. Of several times the earliest counts.</summary>
    public void AddAt(ObjectKey key, DateTimeOffset due)
    {
        lock (_gate)
        {
            DateTimeOffset now = _clock.GetUtcNow();
            due = due < now + Longest ? due : now + Longest;
            if (due <= now)
            {
                Add(key);
            }
            else if (!_later.TryGetValue(key, out DateTimeOffset known) || due < known)
            {
                _later[key] = due;
                Arm();
            }
        }
    }

    /// <summary>The next object; waits for one.</summary>
    public async ValueTask<ObjectKey> TakeAsync(CancellationToken cancellationToken)
    {
        ObjectKey key = await _ready.Reader.ReadAsync(cancellationToken);
        lock (_gate)
        {
            _queued.Remove(key);
        }

        return key;
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Release()
    {
        lock (_gate)
        {
            DateTimeOffset now = _clock.GetUtcNow();
            foreach (ObjectKey key in _later.Where(entry => entry.Value <= now).Select(entry => entry.Key).ToList())
            {
                _later.Remove(key);
                Add(key);
            }

            Arm();
        }
    }

    private void Arm()
    {
        if (_later.Count > 0)
        {
            TimeSpan wait = _later.Values.Min() - _clock.GetUtcNow();
            // A timer may fire a little before the clock shows its time; the next one must not spin until then.
            _timer.Change(wait < Shortest ? Shortest : wait, Timeout.InfiniteTimeSpan);
        }
    }
}
