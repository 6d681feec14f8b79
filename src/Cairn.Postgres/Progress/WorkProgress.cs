using System.Runtime.CompilerServices;

namespace Cairn.Postgres.Progress;

/// <summary>
/// Counters that a running dump or restore keeps up to date. Anybody may ask for them, or follow them with <see cref="WatchAsync"/>; safe for
/// several threads.
/// </summary>
public sealed class WorkProgress
{
    /// <summary>As long as fewer bytes than this are complete, the size on disk is taken for the size of the text.</summary>
    private const long EnoughToCompare = 4 * 1024 * 1024;

    private static readonly TimeSpan RateWindow = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly TimeProvider _timeProvider;
    private readonly long _start;
    private readonly Queue<(TimeSpan Time, long Bytes)> _samples = [];
    private string _step = "";
    private long _bytes;
    private long _expected;
    private long _completeBytes;
    private long _completeExpected;
    private int _tables;
    private int _tablesTotal;
    private bool _isExact;

    /// <summary>Starts the clock.</summary>
    public WorkProgress(TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(timeProvider);
        (_timeProvider, _start) = (timeProvider, timeProvider.GetTimestamp());
    }

    /// <summary>How far it is now.</summary>
    public ProgressReport Report()
    {
        lock (_lock)
        {
            TimeSpan elapsed = _timeProvider.GetElapsedTime(_start);
            long rate = Sample(elapsed);
            long? total = Total();
            TimeSpan? remaining = total is { } all && rate > 0 ? TimeSpan.FromSeconds((double)(all - _bytes) / rate) : null;
            return new ProgressReport(_step, _bytes, total, _tables, _tablesTotal, rate, elapsed, remaining);
        }
    }

    /// <summary>
    /// A report after each interval, until the token is cancelled, which ends the stream without an exception. A report is given even when nothing has
    /// changed: a rate of 0 is worth knowing.
    /// </summary>
    public async IAsyncEnumerable<ProgressReport> WatchAsync(TimeSpan interval, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using PeriodicTimer timer = new(interval, _timeProvider);
        while (await TickAsync(timer, cancellationToken))
        {
            yield return Report();
        }
    }

    /// <summary>Says what is going on.</summary>
    internal void Begin(string step)
    {
        lock (_lock)
        {
            _step = step;
        }
    }

    /// <summary>Says how much there will be; may be called again for more of it.</summary>
    /// <param name="bytes">How many bytes are expected.</param>
    /// <param name="tables">How many tables.</param>
    /// <param name="isExact">Whether the bytes are those of the text, and not those on disk.</param>
    internal void Expect(long bytes, int tables, bool isExact)
    {
        lock (_lock)
        {
            _expected += bytes;
            _tablesTotal += tables;
            _isExact = isExact;
        }
    }

    internal void AddBytes(long bytes)
    {
        lock (_lock)
        {
            _bytes += bytes;
        }
    }

    internal void AddTable()
    {
        lock (_lock)
        {
            _tables++;
        }
    }

    /// <summary>Says that a piece is complete, so that expectation and truth can be compared.</summary>
    internal void Complete(long expected, long actual)
    {
        lock (_lock)
        {
            _completeExpected += expected;
            _completeBytes += actual;
        }
    }

    private static async Task<bool> TickAsync(PeriodicTimer timer, CancellationToken cancellationToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private long? Total()
    {
        if (_expected == 0)
        {
            return null;
        }

        // Text is larger or smaller than what lies on disk; what is complete tells by how much.
        double ratio = !_isExact && _completeExpected > EnoughToCompare ? (double)_completeBytes / _completeExpected : 1;
        long total = _isExact ? _expected : _completeBytes + (long)(Math.Max(0, _expected - _completeExpected) * ratio);
        return Math.Max(_bytes, total);
    }

    private long Sample(TimeSpan elapsed)
    {
        while (_samples.Count > 0 && elapsed - _samples.Peek().Time > RateWindow)
        {
            _samples.Dequeue();
        }

        (TimeSpan time, long bytes) = _samples.Count > 0 ? _samples.Peek() : (TimeSpan.Zero, 0);
        _samples.Enqueue((elapsed, _bytes));
        double seconds = (elapsed - time).TotalSeconds;
        return seconds > 0 ? (long)((_bytes - bytes) / seconds) : 0;
    }
}
