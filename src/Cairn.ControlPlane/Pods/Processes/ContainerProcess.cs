using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Cairn.ControlPlane.Pods.Processes;

/// <summary>
/// A process of a container. It leads a session of its own, so that all its descendants can be found and ended with it. A small shell
/// script comes first: it writes down who the process is before anything else happens, so that a control plane that was killed finds it again, and
/// joins the control group; then it becomes the program.
/// </summary>
internal sealed class ContainerProcess : IDisposable
{
    private const string Script = """
        if [ -n "$1" ]; then IFS= read -r stat < /proc/$$/stat; printf '%s\n' "$stat" > "$1" || exit 128; fi
        if [ -n "$2" ]; then printf '%s\n' $$ > "$2/cgroup.procs" || exit 128; fi
        shift 2
        exec "$@"
        """;

    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(2);

    private readonly Process _process;
    private readonly Task _output;
    private readonly Task _errors;

    private ContainerProcess(Process process, Action<string, ReadOnlyMemory<byte>> received, TimeProvider clock)
    {
        _process = process;
        Id = process.Id;
        Start = ProcessTable.StartOf(Id) ?? 0;
        _output = Drain(process.StandardOutput.BaseStream, "stdout", received);
        _errors = Drain(process.StandardError.BaseStream, "stderr", received);
        Exited = WatchAsync(clock);
    }

    /// <summary>The process id, which is also that of its session.</summary>
    public int Id { get; }

    /// <summary>When it started, see <see cref="ProcessTable.StartOf"/>.</summary>
    public long Start { get; }

    /// <summary>Its input; only with <see cref="ContainerCommand.HasInput"/>.</summary>
    public Stream Input => _process.StandardInput.BaseStream;

    /// <summary>Ends with the process's exit code, 128 and the signal's number after a signal, when nothing of it is left. Never fails.</summary>
    public Task<int> Exited { get; }

    /// <summary>Starts a process.</summary>
    /// <param name="command">What.</param>
    /// <param name="received">Gets the output, with the stream's name; called from two threads, one for each stream. Null at the end of one.</param>
    /// <param name="clock">The time.</param>
    /// <exception cref="IOException">It cannot be started.</exception>
    public static ContainerProcess Begin(ContainerCommand command, Action<string, ReadOnlyMemory<byte>> received, TimeProvider clock)
    {
        ProcessStartInfo start = new("setsid")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = command.WorkingDirectory,
        };
        foreach (string argument in Arguments(command))
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment.Clear();
        foreach ((string name, string value) in command.Environment)
        {
            start.Environment[name] = value;
        }

        try
        {
            Process process = Process.Start(start) ?? throw new IOException("No process was started.");
            if (!command.HasInput)
            {
                process.StandardInput.Close();
            }

            return new ContainerProcess(process, received, clock);
        }
        catch (Win32Exception error)
        {
            throw new IOException($"{command.Program} cannot be started: {error.Message}", error);
        }
    }

    /// <summary>Asks the first process to end.</summary>
    public void Terminate()
    {
        if (!Exited.IsCompleted && ProcessTable.StartOf(Id) == Start)
        {
            _ = NativeMethods.Kill(Id, NativeMethods.SignalTerminate);
        }
    }

    /// <summary>Ends all processes at once.</summary>
    public void Kill() => ProcessTable.KillAll(Id, Start);

    /// <inheritdoc/>
    public void Dispose() => _process.Dispose();

    private static IEnumerable<string> Arguments(ContainerCommand command)
    {
        List<string> arguments = ["/bin/sh", "-c", Script, "sh", command.IdentityFile, command.Group?.Directory ?? ""];
        if (command.User is not null || command.UserGroup is not null)
        {
            arguments.AddRange(["setpriv", "--clear-groups", "--inh-caps=-all"]);
            AddIdentity(arguments, "--reuid", command.User);
            AddIdentity(arguments, "--regid", command.UserGroup ?? command.User);
        }

        return [.. arguments, command.Program, .. command.Arguments];
    }

    private static void AddIdentity(List<string> arguments, string option, long? id)
    {
        if (id is { } number)
        {
            arguments.AddRange([option, number.ToString(CultureInfo.InvariantCulture)]);
        }
    }

    private async Task<int> WatchAsync(TimeProvider clock)
    {
        // Not cancellable: the exit code is needed however the process comes to its end.
        await _process.WaitForExitAsync(CancellationToken.None);
        int code = _process.ExitCode;
        // What it left behind ends with it, as in a container.
        ProcessTable.KillAll(Id, Start);
        try
        {
            await Task.WhenAll(_output, _errors).WaitAsync(DrainLimit, clock, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            // Somebody else holds the pipe; what was read is kept.
        }

        return code;
    }

    // Reads of pipes block a thread in .NET, so each gets one of its own and the pool is left alone.
    private static Task Drain(Stream stream, string name, Action<string, ReadOnlyMemory<byte>> received) => Task.Factory.StartNew(
        () =>
        {
            byte[] buffer = new byte[16 * 1024];
            try
            {
                int count;
                while ((count = stream.Read(buffer)) > 0)
                {
                    received(name, buffer.AsMemory(0, count));
                }
            }
            catch (Exception error) when (error is IOException or ObjectDisposedException)
            {
                // The pipe is gone, and with it the output.
            }

            received(name, default);
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);
}
