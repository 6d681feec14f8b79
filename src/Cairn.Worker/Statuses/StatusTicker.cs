namespace Cairn.Worker.Statuses;

/// <summary>Writes a status every few seconds until it is disposed. What it cannot write does not matter: the next time has newer figures.</summary>
internal sealed class StatusTicker : IAsyncDisposable
{
    /// <summary>How often.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    /// <summary>Starts.</summary>
    /// <param name="writeAsync">Writes the status; its failures are passed over, but for faults of Cairn.</param>
    /// <param name="clock">The clock.</param>
    public StatusTicker(Func<CancellationToken, Task> writeAsync, TimeProvider clock) => _running = RunAsync(writeAsync, clock, _stop.Token);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private static async Task RunAsync(Func<CancellationToken, Task> writeAsync, TimeProvider clock, CancellationToken stop)
    {
        using PeriodicTimer timer = new(Period, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                await writeAsync(stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The run is over.
        }
    }
}
