using Cairn.Postgres.Connections;
using Cairn.Postgres.Processes;

namespace Cairn.Postgres.Restore;

/// <summary>
/// A restore in progress. Write the whole script to <see cref="Input"/>, then call <see cref="CompleteAsync"/>: only when that returns has
/// the server taken all of it. Disposing the stream before ends psql without telling it that the script is complete, so the COPY it is
/// in is rolled back.
/// </summary>
public sealed class RestoreStream : IAsyncDisposable
{
    // What psql exits with when a statement failed and ON_ERROR_STOP is set.
    private const int ScriptErrorCode = 3;
    private static readonly TimeSpan DeathLimit = TimeSpan.FromSeconds(10);

    private readonly ChildProcess _process;
    private readonly PostgresServer _server;
    private readonly RestoreOptions _options;
    private readonly ScriptErrors _errors;
    private readonly CancellationToken _lifetime;
    private readonly Task _drained;

    internal RestoreStream(
        ChildProcess process, PostgresServer server, RestoreOptions options, ScriptErrors errors, CancellationToken lifetime)
    {
        _process = process;
        _server = server;
        _options = options;
        _errors = errors;
        _lifetime = lifetime;
        Input = new RestoreInputStream(process.Input, ExplainBrokenPipeAsync);
        // Results of the script's SELECTs. Nobody needs them, but psql would block if nobody read them.
        _drained = process.Output.CopyToAsync(Stream.Null, CancellationToken.None);
    }

    /// <summary>The process id of psql.</summary>
    public int ProcessId => _process.Id;

    /// <summary>
    /// Takes the script. Asynchronous writes only. When psql has ended early, a write fails with the <see cref="PostgresException"/> that
    /// tells why. Disposing this stream does not say that the script is complete; <see cref="CompleteAsync"/> does.
    /// </summary>
    public Stream Input { get; }

    /// <summary>The last lines of psql's error output so far, without secrets.</summary>
    public IReadOnlyList<string> ErrorLines => _process.ErrorLines;

    /// <summary>
    /// Says that the script is complete, waits for psql's end and throws a <see cref="PostgresException"/> unless it ended with exit code
    /// 0. A statement that failed is <see cref="PostgresErrorKind.SqlFailed"/>, with psql's words and the script's line number.
    /// </summary>
    public async Task<RestoreSummary> CompleteAsync(CancellationToken cancellationToken)
    {
        await _process.ThrowIfCancelledAsync(_lifetime);
        _process.CloseInput();
        ProcessExit exit;
        try
        {
            exit = await _process.WaitForExitAsync(_options.FinishLimit, cancellationToken);
        }
        catch (TimeoutException e)
        {
            throw new PostgresException(PostgresErrorKind.TimedOut, PostgresSide.TargetDatabase,
                $"Target database {_server.Display}: psql did not finish within "
                + $"{_options.FinishLimit.TotalMinutes:0.#} minutes after the end of the script. "
                + "See which statement it waits for in pg_stat_activity, then repeat the restore.", innerException: e);
        }

        // Cancelling stops psql, whose end may be seen first.
        await _process.ThrowIfCancelledAsync(_lifetime);
        return exit.IsSuccess ? new RestoreSummary(_errors.Count, exit.ErrorLines) : throw Failure(exit);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _process.StopAsync();
        // Ends with psql, which is gone; the limit is for a stranger that inherited its output.
        await Task.WhenAny(_drained, Task.Delay(DeathLimit, TimeProvider.System, CancellationToken.None));
        await _process.DisposeAsync();
    }

    private PostgresException Failure(ProcessExit exit) => exit.Code == ScriptErrorCode
        ? ToolFailure.SqlFailed(_process.Name, _server, PostgresSide.TargetDatabase, exit,
            "Mend the reason in the target (restore into an empty database, create missing roles or extensions) and repeat the restore.")
        : ToolFailure.Create(_process.Name, _server, PostgresSide.TargetDatabase, exit);

    // "Broken pipe" says nothing. psql is ending or has ended: its own words are the reason.
    private async Task<Exception> ExplainBrokenPipeAsync(IOException brokenPipe)
    {
        ProcessExit exit;
        try
        {
            exit = await _process.WaitForExitAsync(DeathLimit, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            return brokenPipe;
        }

        if (_lifetime.IsCancellationRequested)
        {
            return new OperationCanceledException(_lifetime);
        }

        return exit.IsSuccess
            ? new PostgresException(PostgresErrorKind.ToolFailed, PostgresSide.Tool,
                $"psql, working on {_server.Display}, ended before the end of the script. Look for \\q in it.", innerException: brokenPipe)
            : Failure(exit);
    }
}
