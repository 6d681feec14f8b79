using Cairn.Storage;

namespace Cairn.Testing.Backends;

/// <summary>What <see cref="FaultyBackend"/> has still to do or to show, counted in calls: a test has no clock to wait for.</summary>
internal sealed class LateEffects
{
    private readonly Lock _lock = new();
    private readonly List<(long Due, Func<Task> Work)> _work = [];
    private readonly Dictionary<FileHandle, long> _hidden = [];
    private long _calls;

    /// <summary>Does something after this many further calls.</summary>
    public void Do(int calls, Func<Task> work)
    {
        lock (_lock)
        {
            _work.Add((_calls + calls, work));
        }
    }

    /// <summary>Hides a file for this many further calls.</summary>
    public void Hide(FileHandle file, int calls)
    {
        lock (_lock)
        {
            _hidden[file] = _calls + calls;
        }
    }

    /// <summary>Whether a file cannot be seen at present.</summary>
    public bool IsHidden(FileHandle file)
    {
        lock (_lock)
        {
            return _hidden.TryGetValue(file, out long due) && _calls <= due;
        }
    }

    /// <summary>Counts a call and does what is due.</summary>
    public Task TickAsync()
    {
        lock (_lock)
        {
            _calls++;
            return _work.Count == 0 ? Task.CompletedTask : RunAsync(Take(_calls));
        }
    }

    /// <summary>Does all that is left, and hides nothing any more.</summary>
    public Task FinishAsync()
    {
        lock (_lock)
        {
            _hidden.Clear();
            return RunAsync(Take(long.MaxValue));
        }
    }

    private Func<Task>[] Take(long until)
    {
        Func<Task>[] due = [.. _work.Where(item => item.Due <= until).OrderBy(item => item.Due).Select(item => item.Work)];
        _work.RemoveAll(item => item.Due <= until);
        return due;
    }

    private static async Task RunAsync(Func<Task>[] work)
    {
        foreach (Func<Task> item in work)
        {
            await item();
        }
    }
}
