using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Cairn.Testing.Postgres;

/// <summary>A helper program or the server itself, with its output collected. Independent of the code under test.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const int SignalQuit = 3;
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(20);

    private readonly Process _process;
    private readonly Lock _lock = new();
    private readonly StringBuilder _errors = new();

    private ServerProcess(Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, line) => Append(line.Data);
        process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public string ErrorText
    {
        get
        {
            lock (_lock)
            {
                return _errors.ToString();
            }
        }
    }

    public static ServerProcess Start(string program, IEnumerable<string> arguments)
    {
        var info = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        foreach (string variable in info.Environment.Keys.Where(k => k.StartsWith("PG", StringComparison.Ordinal)).ToArray())
        {
            info.Environment.Remove(variable);
        }

        info.Environment["LC_ALL"] = "C";
        return new ServerProcess(Process.Start(info) ?? throw new InvalidOperationException($"{program} did not start."));
    }

    /// <summary>Runs a program to its end and returns its output; fails with its error text unless it exits with 0.</summary>
    public static async Task<string> RunAsync(
        string program, IEnumerable<string> arguments, TimeSpan limit, CancellationToken cancellationToken, string input = "")
    {
        using var timer = new CancellationTokenSource(limit);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        await using ServerProcess tool = Start(program, arguments);
        Task<string> output = tool._process.StandardOutput.ReadToEndAsync(either.Token);
        try
        {
            await tool._process.StandardInput.WriteAsync(input.AsMemory(), either.Token);
            tool._process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended before it had read all: its exit code and words tell more than the broken pipe.
        }

        string text = await output;
        await tool._process.WaitForExitAsync(either.Token);
        return tool._process.ExitCode == 0
            ? text
            : throw new InvalidOperationException($"{program} ended with exit code {tool._process.ExitCode}: {tool.ErrorText}");
    }

    /// <summary>Ends the process if it still runs. SIGQUIT is the server's immediate stop; a program that ignores it is killed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _ = Kill(_process.Id, SignalQuit);
        }

        using var limit = new CancellationTokenSource(StopLimit);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private void Append(string? line)
    {
        lock (_lock)
        {
            _errors.AppendLine(line);
        }
    }

    [DllImport("libc", EntryPoint = "kill", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int processId, int signal);
}
