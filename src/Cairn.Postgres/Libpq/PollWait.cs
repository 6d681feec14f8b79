namespace Cairn.Postgres.Libpq;

/// <summary>
/// Waits for a socket without holding a thread for longer than a moment: first the kernel is asked to wake us at once, which makes short
/// statements fast; after that a timer with growing pauses looks again.
/// </summary>
internal struct PollWait
{
    public const short Readable = 1;
    public const short Writable = 4;
    private const int FirstWaitMilliseconds = 2;
    private const int LongestPauseMilliseconds = 16;
    private const int ShortPauses = 20;
    private const uint ShortPauseMicroseconds = 100;

    private int _milliseconds;
    private int _shortPauses;

    /// <summary>Waits for the socket to become ready, or for a moment.</summary>
    public Task WaitAsync(int socket, short events, CancellationToken cancellationToken)
    {
        bool isReady = Poll(socket, events, _milliseconds == 0 ? FirstWaitMilliseconds : 0);
        return isReady ? Task.CompletedTask : PauseAsync(LongestPauseMilliseconds, cancellationToken);
    }

    /// <summary>Whether the socket is ready, or broken, now.</summary>
    public static bool IsReady(int socket, short events) => Poll(socket, events, 0);

    /// <summary>
    /// Gives a server that sends a stream of rows the time to send more of it. A reader that is woken for each packet of 8 KiB costs more in
    /// context switches than in copying; a timer of a millisecond is too long, since a local socket's buffer holds what a server writes in half of
    /// that. So the first pauses are of a tenth of a millisecond, which is less than handing the thread to somebody else would take.
    /// </summary>
    public Task PauseInStreamAsync(int maxMilliseconds, CancellationToken cancellationToken)
    {
        if (_shortPauses++ < ShortPauses)
        {
            _ = PollNative.Sleep(ShortPauseMicroseconds);
            return Task.CompletedTask;
        }

        return PauseAsync(maxMilliseconds, cancellationToken);
    }

    /// <summary>Waits for 1 ms, the next time for 2 ms, and so on up to the limit.</summary>
    private Task PauseAsync(int maxMilliseconds, CancellationToken cancellationToken)
    {
        _milliseconds = Math.Clamp(_milliseconds * 2, 1, maxMilliseconds);
        // It follows the kernel's socket and not the calendar, hence the system's clock and not an injected one.
        return Task.Delay(TimeSpan.FromMilliseconds(_milliseconds), TimeProvider.System, cancellationToken);
    }

    private static unsafe bool Poll(int socket, short events, int milliseconds)
    {
        var item = new PollItem { File = socket, Events = events };
        return PollNative.Poll(&item, 1, milliseconds) != 0;
    }
}
