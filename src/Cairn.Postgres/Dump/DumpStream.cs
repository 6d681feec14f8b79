using Cairn.Postgres.Connections;
using Cairn.Postgres.Processes;

namespace Cairn.Postgres.Dump;

/// <summary>
/// A dump in progress. Read <see cref="Output"/> to its end, then call <see cref="CompleteAsync"/>: only when that returns is the dump
/// whole, since a program that died looks like one that had no more to say. Disposing the stream ends the program.
/// </summary>
public sealed class DumpStream : IAsyncDisposable
{
    private readonly ChildProcess _process;
    private readonly PostgresServer _server;
    private readonly DumpOptions _options;
    private readonly CancellationToken _lifetime;

    internal DumpStream(ChildProcess process, PostgresServer server, DumpOptions options, CancellationToken lifetime)
    {
        _process = process;
        _server = server;
        _options = options;
        _lifetime = lifetime;
    }

    /// <summary>The process id of the program.</summary>
    public int ProcessId => _process.Id;

    /// <summary>What the program writes. Asynchronous reads only; use buffers of 256 KiB or more.</summary>
    public Stream Output => _process.Output;

    /// <summary>The last lines of the program's error output so far, without secrets. A dump that succeeds may still have warned of
    /// something.</summary>
    public IReadOnlyList<string> ErrorLines => _process.ErrorLines;

    /// <summary>
    /// Waits for the program's end and throws a <see cref="PostgresException"/> unless it ended with exit code 0.
    /// Calling it before the end of <see cref="Output"/> has been read is a mistake and an <see cref="InvalidOperationException"/>.
    /// </summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        await _process.ThrowIfCancelledAsync(_lifetime);
        if (!_process.OutputEnded)
        {
            throw new InvalidOperationException("The dump has not been read to its end, so nothing can be said about it.");
        }

        ProcessExit exit;
        try
        {
            exit = await _process.WaitForExitAsync(_options.ExitLimit, cancellationToken);
        }
        catch (TimeoutException e)
        {
            throw new PostgresException(PostgresErrorKind.ToolFailed, PostgresSide.Tool,
                $"{_process.Name}, working on {_server.Display}, closed its output but did not end within "
                + $"{_options.ExitLimit.TotalSeconds:0.#} s. Repeat the backup.", isTransient: true, e);
        }

        // Cancelling stops the program, whose end may be seen first.
        await _process.ThrowIfCancelledAsync(_lifetime);
        if (!exit.IsSuccess)
        {
            throw ToolFailure.Create(_process.Name, _server, PostgresSide.SourceDatabase, exit);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
