using System.Runtime.InteropServices;

namespace Cairn.Cli;

/// <summary>
/// Turns SIGINT and SIGTERM into a cancellation, so that a run ends in order: children ended, lock removed, no snapshot. A second signal
/// changes nothing, since tidying up has limits of its own; SIGKILL is safe too, at the price of a stale lock.
/// </summary>
/// <remarks>
/// SIGHUP is ignored, as restic does: a restic on the same machine sends it to the process that a lock names, to see whether it still lives
/// (<c>restic unlock</c>, and every command that meets a lock in its way). It must not end a backup.
/// </remarks>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;

#pragma warning disable CA2000 // Dispose() disposes them; the analyzer does not follow them into the array.
    public Interruption() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Handle(signal, ExitCodes.Interrupted)),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Handle(signal, ExitCodes.Terminated)),
        PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal => signal.Cancel = true),
    ];
#pragma warning restore CA2000

    /// <summary>Fires at the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>The exit code of an interrupted run.</summary>
    public int ExitCode { get; private set; } = ExitCodes.Interrupted;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }

        _source.Dispose();
    }

    private void Handle(PosixSignalContext signal, int code)
    {
        signal.Cancel = true;
        if (!_source.IsCancellationRequested)
        {
            ExitCode = code;
            _source.Cancel();
        }
    }
}
