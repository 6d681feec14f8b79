namespace Cairn.Cli.Output;

/// <summary>Writes progress at intervals while a transfer runs.</summary>
internal sealed class ProgressDisplay : IAsyncDisposable
{
    private const string EraseLine = "\r\u001b[K";

    private readonly ProgressText _text;
    private readonly TimeProvider _time;
    private readonly Action<string, bool> _write;
    private readonly bool _live;
    private readonly bool _json;
    private readonly long _start;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running = Task.CompletedTask;
    private volatile bool _ended;

    /// <summary>Starts writing; <paramref name="write"/> gets text and whether it belongs on the standard output.</summary>
    public ProgressDisplay(ProgressText text, CliContext context, bool quiet, bool json, Action<string, bool> write)
    {
        (_text, _time, _write, _json) = (text, context.Time, write, json);
        _live = context.IsTerminal && !json && !quiet;
        _start = _time.GetTimestamp();
        if (!quiet)
        {
            _running = RunAsync(_live ? TimeSpan.FromMilliseconds(200) : TimeSpan.FromSeconds(10));
        }
    }

    /// <summary>How long the transfer has been running.</summary>
    public TimeSpan Elapsed => _time.GetElapsedTime(_start);

    /// <summary>What to write before another line, so that the live line does not stand in front of it.</summary>
    public string ClearLine => _live && !_ended ? EraseLine : "";

    public async ValueTask DisposeAsync()
    {
        if (!_ended)
        {
            string clear = ClearLine;
            _ended = true;
            await _stop.CancelAsync();
            await _running;
            _write(clear, false);
        }

        _stop.Dispose();
    }

    private async Task RunAsync(TimeSpan interval)
    {
        using PeriodicTimer timer = new(interval, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                string line = _json ? _text.ForPrograms(Elapsed).ToJsonString() : _text.ForPeople(Elapsed);
                _write(_live ? EraseLine + line : line + Environment.NewLine, _json);
            }
        }
        catch (OperationCanceledException)
        {
            // The transfer is over.
        }
    }
}
