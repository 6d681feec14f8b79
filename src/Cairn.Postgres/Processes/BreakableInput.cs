using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Cairn.Postgres.Processes;

/// <summary>
/// A child's standard input that ends only when we say so. If our process dies before, however it dies, the child's next read fails with an
/// error instead of coming to the end: psql takes the end of its input for the end of the data of the COPY it is in, and commits what it got.
/// </summary>
/// <remarks>
/// It is a pair of connected Unix sockets instead of a pipe. When a Unix socket is closed while something in it was never read, the kernel
/// resets the connection, and the other side's read fails with ECONNRESET after what was sent before. So one byte is put into our end, which
/// nobody ever reads. The orderly end is <see cref="Complete"/>, which shuts the direction down without closing. A parent-death signal
/// (PR_SET_PDEATHSIG) would not do: the kernel closes a dying process's files first and sends that signal afterwards, and also whenever the
/// thread ends that started the child.
/// </remarks>
internal sealed class BreakableInput : IDisposable
{
    private const int WishedBufferBytes = 1024 * 1024;

    // A child inherits what is on descriptor 0 at the moment of its start: nothing else may be started meanwhile.
    private static readonly Lock StartLock = new();

    private readonly SafeFileHandle _childEnd;

    private readonly SafeFileHandle _ourEnd;

    private BreakableInput(SafeFileHandle ourEnd, SafeFileHandle childEnd, NonBlockingPipe pipe) =>
        (_ourEnd, _childEnd, Pipe) = (ourEnd, childEnd, pipe);

    /// <summary>Takes what the child reads.</summary>
    public NonBlockingPipe Pipe { get; }

    /// <summary>Makes the pair; null where that is not possible (not Linux), so that a pipe has to do.</summary>
    public static unsafe BreakableInput? TryCreate()
    {
        int* ends = stackalloc int[2];
        if (!OperatingSystem.IsLinux() || NativeMethods.SocketPair(NativeMethods.UnixSocket, NativeMethods.StreamSocketCloseOnExec, 0, ends) != 0)
        {
            return null;
        }

#pragma warning disable CA2000 // Disposed when the pair cannot be used, and owned by the returned object when it can.
        var ourEnd = new SafeFileHandle(ends[0], ownsHandle: true);
        var childEnd = new SafeFileHandle(ends[1], ownsHandle: true);
#pragma warning restore CA2000
        byte neverRead = 0;
        if (NativeMethods.Write(childEnd, &neverRead, 1) != 1 || NonBlockingPipe.TryCreate(ourEnd) is not { } pipe)
        {
            ourEnd.Dispose();
            childEnd.Dispose();
            return null;
        }

        // More than the default saves wake-ups. Without the right to force it, the system's limit applies.
        int bytes = WishedBufferBytes;
        if (NativeMethods.SetSocketOption(ourEnd, NativeMethods.SocketLevel, NativeMethods.ForceSendBuffer, &bytes, sizeof(int)) != 0)
        {
            _ = NativeMethods.SetSocketOption(ourEnd, NativeMethods.SocketLevel, NativeMethods.SendBuffer, &bytes, sizeof(int));
        }

        return new BreakableInput(ourEnd, childEnd, pipe);
    }

    /// <summary>Starts a process: with this input, or, without one, as the information says.</summary>
    public static Process? Start(ProcessStartInfo info, BreakableInput? input)
    {
        lock (StartLock)
        {
            return input is null ? Process.Start(info) : input.StartAsStandardInput(info);
        }
    }

    /// <summary>Says that the input is complete: the child reads what is left, and then the end.</summary>
    public void Complete() => _ = NativeMethods.Shutdown(_ourEnd, NativeMethods.ShutdownWriting);

    /// <summary>Closes our end. Without <see cref="Complete"/> the child's next read fails.</summary>
    public void Dispose()
    {
        _childEnd.Dispose();
        _ourEnd.Dispose();
    }

    /// <summary>
    /// <see cref="Process"/> takes no handle as a child's input, but a child inherits descriptor 0 where no redirection is asked for. Ours is put
    /// there for the moment of the start, and what was there is put back.
    /// </summary>
    private Process? StartAsStandardInput(ProcessStartInfo info)
    {
        info.RedirectStandardInput = false;
        int saved = NativeMethods.FileControl(NativeMethods.StandardInput, NativeMethods.DuplicateCloseOnExec, NativeMethods.StandardError + 1);
        try
        {
            return NativeMethods.Duplicate(_childEnd, NativeMethods.StandardInput) == NativeMethods.StandardInput
                ? Process.Start(info)
                : throw new IOException($"A child's input cannot be prepared: {Marshal.GetLastPInvokeErrorMessage()}.");
        }
        finally
        {
            _childEnd.Dispose();
            if (saved >= 0)
            {
                _ = NativeMethods.Duplicate(saved, NativeMethods.StandardInput);
                _ = NativeMethods.Close(saved);
            }
            else
            {
                // We were started without an input.
                _ = NativeMethods.Close(NativeMethods.StandardInput);
            }
        }
    }
}
