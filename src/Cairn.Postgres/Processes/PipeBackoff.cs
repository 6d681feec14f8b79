namespace Cairn.Postgres.Processes;

/// <summary>How long to leave a pipe alone when the other side has nothing to read or no room: 1 ms, doubling up to a limit.</summary>
/// <remarks>
/// The short pause is also what makes reading cheap. pg_dump writes 4 KiB at a time; a reader that is woken for each piece costs more in
/// context switches than in copying. In 1 ms even a fast producer does not fill 1 MiB, so nobody waits for the pause. It follows the
/// kernel's pipe and not the calendar, hence the system's clock and not an injected one.
/// </remarks>
internal struct PipeBackoff(int maxMilliseconds)
{
    private int _milliseconds;

    public Task WaitAsync(CancellationToken cancellationToken)
    {
        _milliseconds = Math.Clamp(_milliseconds * 2, 1, maxMilliseconds);
        return Task.Delay(TimeSpan.FromMilliseconds(_milliseconds), TimeProvider.System, cancellationToken);
    }
}
