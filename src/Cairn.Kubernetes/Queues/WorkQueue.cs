namespace Cairn.Kubernetes.Queues;

/// <summary>
/// Names that wait to be looked at. A name is in it once, is with one worker at a time, and comes again when it was added meanwhile. Names that
/// failed wait longer each time.
/// </summary>
internal sealed class WorkQueue : IDisposable
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _clock;
    private readonly TimeSpan _firstPause;
    private readonly TimeSpan _longestPause;
    private readonly Queue<NamespacedName> _ready = [];
    private readonly HashSet<NamespacedName> _wanted = [];
    private readonly HashSet<NamespacedName> _taken = [];
    private readonly Dictionary<NamespacedName, int> _failures = [];
    private readonly Dictionary<NamespacedName, long> _due = [];
    private readonly PriorityQueue<NamespacedName, long> _delayed = new();
    private readonly SemaphoreSlim _available = new(0);
    private readonly ITimer _timer;

    /// <summary>An empty queue.</summary>
    /// <param name="clock">For the pauses.</param>
    /// <param name="firstPause">After the first failure of a name; it doubles with each.</param>
    /// <param name="longestPause">The pause does not grow beyond.</param>
    public WorkQueue(TimeProvider clock, TimeSpan firstPause, TimeSpan longestPause)
    {
        _clock = clock;
        _firstPause = firstPause;
        _longestPause = longestPause;
        _timer = clock.CreateTimer(_ => Release(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How many wait for a worker.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _ready.Count;
            }
        }
    }

    /// <summary>Whether nothing waits for a worker or is with one; times that are set do not count.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_lock)
            {
                return _ready.Count == 0 && _taken.Count == 0;
            }
        }
    }

    /// <summary>Adds a name now.</summary>
    public void Add(NamespacedName name)
    {
        lock (_lock)
        {
            AddLocked(name);
        }
    }

    /// <summary>Adds a name after a time, unless it is to come earlier anyhow.</summary>
    public void AddAfter(NamespacedName name, TimeSpan delay)
    {
        lock (_lock)
        {
            if (delay <= TimeSpan.Zero)
            {
                AddLocked(name);
                return;
            }

            long due = _clock.GetUtcNow().Add(delay).UtcTicks;
            if (!_due.TryGetValue(name, out long earlier) || due < earlier)
            {
                _due[name] = due;
                _delayed.Enqueue(name, due);
                SetTimer();
            }
        }
    }

    /// <summary>Adds a name after the pause that its failures have earned.</summary>
    public TimeSpan AddFailed(NamespacedName name)
    {
        TimeSpan pause;
        lock (_lock)
        {
            int failures = _failures[name] = _failures.GetValueOrDefault(name) + 1;
            pause = Backoff.Of(failures, _firstPause, _longestPause);
        }

        AddAfter(name, pause);
        return pause;
    }

    /// <summary>Forgets the failures of a name.</summary>
    public void Forget(NamespacedName name)
    {
        lock (_lock)
        {
            _failures.Remove(name);
        }
    }

    /// <summary>Waits for a name and takes it. The worker says <see cref="Finish"/> in the end.</summary>
    public async Task<NamespacedName> TakeAsync(CancellationToken cancellationToken)
    {
        await _available.WaitAsync(cancellationToken);
        lock (_lock)
        {
            NamespacedName name = _ready.Dequeue();
            _wanted.Remove(name);
            _taken.Add(name);
            return name;
        }
    }

    /// <summary>Gives a name back; it is added again if somebody wanted it meanwhile.</summary>
    public void Finish(NamespacedName name)
    {
        lock (_lock)
        {
            _taken.Remove(name);
            if (_wanted.Contains(name))
            {
                Enqueue(name);
            }
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        _available.Dispose();
    }

    private void AddLocked(NamespacedName name)
    {
        if (_wanted.Add(name) && !_taken.Contains(name))
        {
            Enqueue(name);
        }
    }

    private void Enqueue(NamespacedName name)
    {
        _ready.Enqueue(name);
        _available.Release();
    }

    private void Release()
    {
        lock (_lock)
        {
            long now = _clock.GetUtcNow().UtcTicks;
            while (_delayed.TryPeek(out NamespacedName name, out long due) && due <= now)
            {
                _delayed.Dequeue();
                if (_due.TryGetValue(name, out long valid) && valid == due)
                {
                    _due.Remove(name);
                    AddLocked(name);
                }
            }

            SetTimer();
        }
    }

    private void SetTimer()
    {
        if (_delayed.TryPeek(out _, out long due))
        {
            TimeSpan wait = TimeSpan.FromTicks(Math.Max(0, due - _clock.GetUtcNow().UtcTicks));
            TimeSpan limited = wait < TimeSpan.FromDays(1) ? wait : TimeSpan.FromDays(1);

            // Timers count whole milliseconds: one more, so that it does not ring just before its time.
            _timer.Change(limited + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
        }
    }
}
