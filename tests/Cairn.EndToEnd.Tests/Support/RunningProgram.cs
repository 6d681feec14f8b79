using System.Diagnostics;
using System.Text;

namespace Cairn.EndToEnd.Tests.Support;

/// <summary>A program that was started and whose output is being collected. Disposing it kills it with all its children.</summary>
internal sealed class RunningProgram : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly StringBuilder _error = new();
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _errorEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Action<ProgramResult> _inspect;

    private RunningProgram(Process process, Action<ProgramResult> inspect)
    {
        (_process, _inspect) = (process, inspect);
        _output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        process.ErrorDataReceived += (_, line) => Append(line.Data);
        process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>The error output so far.</summary>
    public string ErrorSoFar
    {
        get
        {
            lock (_lock)
            {
                return _error.ToString();
            }
        }
    }

    /// <summary>Starts a program with exactly this environment.</summary>
    /// <param name="program">Path or name.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">All variables that it sees.</param>
    /// <param name="inspect">Looks at every result before the test does.</param>
    public static RunningProgram Start(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, Action<ProgramResult> inspect)
    {
        ProcessStartInfo info = new(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            WorkingDirectory = "/",
        };
        info.Environment.Clear();
        foreach ((string name, string value) in environment)
        {
            info.Environment[name] = value;
        }

        Process process = Process.Start(info) ?? throw new InvalidOperationException($"{program} did not start.");
        process.StandardInput.Close();
        return new RunningProgram(process, inspect);
    }

    /// <summary>Waits for the end; a program that takes longer than the limit fails the test.</summary>
    public async Task<ProgramResult> WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(_process.WaitForExitAsync(cancellationToken), _output, _errorEnded.Task)
                .WaitAsync(Limit, TimeProvider.System, cancellationToken);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"The program did not end within {Limit}. Its error output so far: {ErrorSoFar}");
        }

        ProgramResult result = new(_process.ExitCode, await _output, ErrorSoFar);
        _inspect(result);
        return result;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            using CancellationTokenSource limit = new(Limit);
            await _process.WaitForExitAsync(limit.Token);
        }

        _process.Dispose();
    }

    private void Append(string? line)
    {
        if (line is null)
        {
            _errorEnded.TrySetResult();
            return;
        }

        lock (_lock)
        {
            _error.Append(line).Append('\n');
        }
    }
}
