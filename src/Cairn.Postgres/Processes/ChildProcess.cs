using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Cairn.Postgres.Processes;

/// <summary>
/// A program that runs as our child, with raw streams to and from it. Its error output is drained all the time, so it can never block on
/// it.
/// </summary>
/// <remarks>
/// It ends, at the latest, with <see cref="DisposeAsync"/>, or when the token given to <see cref="Start"/> is cancelled: SIGTERM to it and
/// its own children, after the grace time SIGKILL. When we ourselves are killed by SIGKILL nobody sends signals any more. A child then ends
/// at its next write to us, which fails with a broken pipe (.NET hands its ignored SIGPIPE on, so it is an error and no signal), or at its next
/// read, which fails instead of coming to the end of the input (<see cref="BreakableInput"/>).
/// </remarks>
public sealed class ChildProcess : IAsyncDisposable
{
    private const int OutputWaitMilliseconds = 8;
    private const int ErrorWaitMilliseconds = 32;
    private static readonly TimeSpan KillLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(2);

    private readonly Process _process;
    private readonly BreakableInput? _breakableInput;
    private readonly ChildProcessOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly ErrorTail _errorTail;
    private readonly ProcessOutputStream _output;
    private readonly ProcessInputStream _input;
    private readonly CancellationTokenSource _endOfErrors;
    private readonly CancellationTokenRegistration _cancellation;
    private readonly Lock _stopLock = new();
    private Task? _stopping;
    private bool _disposed;

    private ChildProcess(Process process, BreakableInput? breakableInput, ChildProcessOptions options, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        _process = process;
        _breakableInput = breakableInput;
        _options = options;
        _timeProvider = timeProvider;
        _errorTail = new ErrorTail(options);
        _endOfErrors = new CancellationTokenSource(Timeout.InfiniteTimeSpan, timeProvider);
        Id = process.Id;
        _output = new ProcessOutputStream(process.StandardOutput.BaseStream, OutputWaitMilliseconds);
        _input = breakableInput is null ? new ProcessInputStream(process.StandardInput.BaseStream) : new ProcessInputStream(breakableInput.Pipe);
        if (!options.UseInput)
        {
            CloseInput();
        }

        Exited = WatchAsync();
        _cancellation = cancellationToken.UnsafeRegister(static child => _ = ((ChildProcess)child!).StopAsync(), this);
    }

    /// <summary>The process id.</summary>
    public int Id { get; }

    /// <summary>The program's name without its directory.</summary>
    public string Name => Path.GetFileName(_options.Program);

    /// <summary>The child's output. It is for one reader, has only asynchronous reads, and comes back with large pieces for large
    /// buffers.</summary>
    public Stream Output => _output;

    /// <summary>True once a read of <see cref="Output"/> has returned 0.</summary>
    public bool OutputEnded => _output.EndReached;

    /// <summary>The child's input, for one writer, with asynchronous writes only. Closed by <see cref="CloseInput"/> and by nothing
    /// else.</summary>
    public Stream Input => _input;

    /// <summary>Ends when the child has ended and its error output is read. Never fails.</summary>
    public Task<ProcessExit> Exited { get; }

    /// <summary>The last lines of the error output so far: at most 200 lines and 64 Ki characters, redacted.</summary>
    public IReadOnlyList<string> ErrorLines => _errorTail.Lines;

    /// <summary>
    /// Starts a program. Cancelling the token ends the child at any time of its life.
    /// Fails with <see cref="PostgresErrorKind.ClientMissing"/> when the program cannot be started.
    /// </summary>
    public static ChildProcess Start(
        ChildProcessOptions options, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(timeProvider);
        cancellationToken.ThrowIfCancellationRequested();
        var info = new ProcessStartInfo(options.Program, options.Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach ((string name, string? value) in options.Environment)
        {
            info.Environment[name] = value;
        }

        BreakableInput? input = options.UseInput ? BreakableInput.TryCreate() : null;
        try
        {
            Process process = BreakableInput.Start(info, input) ?? throw new InvalidOperationException("No process was started.");
            return new ChildProcess(process, input, options, timeProvider, cancellationToken);
        }
        catch (Win32Exception e)
        {
            input?.Dispose();
            throw new PostgresException(PostgresErrorKind.ClientMissing, PostgresSide.Tool,
                $"{options.Program} cannot be started: {e.Message}. Check that it is installed and executable.", innerException: e);
        }
    }

    /// <summary>Waits until the child has ended by itself; after the limit it is stopped and a <see cref="TimeoutException"/>
    /// thrown.</summary>
    public async Task<ProcessExit> WaitForExitAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            return await Exited.WaitAsync(limit, _timeProvider, cancellationToken);
        }
        catch (TimeoutException)
        {
            await StopAsync();
            throw new TimeoutException($"{Name} did not end within {limit.TotalSeconds:0.#} s and was stopped.");
        }
    }

    /// <summary>
    /// Ends the child and throws <see cref="OperationCanceledException"/> when its lifetime was cancelled. Whoever sees the exception may
    /// rely on the child being gone: cancelling only asks it to end.
    /// </summary>
    public async Task ThrowIfCancelledAsync(CancellationToken lifetime)
    {
        if (lifetime.IsCancellationRequested)
        {
            await StopAsync();
            throw new OperationCanceledException(lifetime);
        }
    }

    /// <summary>Closes the child's input: it reads the end of it.</summary>
    public void CloseInput()
    {
        if (_breakableInput is null)
        {
            _process.StandardInput.BaseStream.Dispose();
        }
        else
        {
            _breakableInput.Complete();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        await _cancellation.DisposeAsync();
        // The child must be gone before its input is closed: psql would take the end of its input for the end of the script.
        await StopAsync();
        if (_breakableInput is null)
        {
            await _process.StandardInput.BaseStream.DisposeAsync();
        }
        else
        {
            _breakableInput.Dispose();
        }

        _process.StandardOutput.Dispose();
        if (Exited.IsCompleted)
        {
            _process.StandardError.Dispose();
            _process.Dispose();
            _endOfErrors.Dispose();
        }
    }

    /// <summary>Ends the child if it still runs. Ends itself when the child is gone, or 10 seconds after SIGKILL (a child in the kernel's
    /// hands).</summary>
    public Task StopAsync()
    {
        lock (_stopLock)
        {
            return _stopping ??= Exited.IsCompleted ? Task.CompletedTask : StopNowAsync();
        }
    }

    private async Task StopNowAsync()
    {
        IReadOnlyList<(int Id, string StartTime)> descendants = ProcessTree.Descendants(Id);
        if (!OperatingSystem.IsWindows() && !_process.HasExited)
        {
            _ = NativeMethods.Kill(Id, NativeMethods.SignalTerminate);
        }

        ProcessTree.Signal(descendants, NativeMethods.SignalTerminate);
        if (await EndsWithinAsync(_options.Grace))
        {
            ProcessTree.Signal(descendants, NativeMethods.SignalKill);
            return;
        }

        _process.Kill(entireProcessTree: true);
        ProcessTree.Signal(descendants, NativeMethods.SignalKill);
        await EndsWithinAsync(KillLimit);
    }

    private async Task<bool> EndsWithinAsync(TimeSpan limit)
    {
        try
        {
            await Exited.WaitAsync(limit, _timeProvider, CancellationToken.None);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private async Task<ProcessExit> WatchAsync()
    {
        Task drained = DrainErrorsAsync();
        // Not cancellable: the exit code is needed however the child comes to its end.
        await _process.WaitForExitAsync(CancellationToken.None);
        // A grandchild may hold the error pipe open for longer; its words are not waited for.
        _endOfErrors.CancelAfter(DrainLimit);
        await drained;
        return new ProcessExit(_process.ExitCode, _errorTail.Lines) { RawErrorText = _errorTail.RawText };
    }

    private async Task DrainErrorsAsync()
    {
        await using var errors = new ProcessOutputStream(_process.StandardError.BaseStream, ErrorWaitMilliseconds);
        Decoder decoder = Encoding.UTF8.GetDecoder();
        byte[] bytes = new byte[16 * 1024];
        char[] chars = new char[Encoding.UTF8.GetMaxCharCount(bytes.Length)];
        try
        {
            int count;
            while ((count = await errors.ReadAsync(bytes, _endOfErrors.Token)) > 0)
            {
                _errorTail.Append(chars.AsSpan(0, decoder.GetChars(bytes.AsSpan(0, count), chars, flush: false)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // What was read so far is kept; the exit code alone decides about success.
        }

        _errorTail.Complete();
    }
}
