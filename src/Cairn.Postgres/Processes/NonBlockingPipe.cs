using System.IO.Pipes;
using System.Runtime.InteropServices;

namespace Cairn.Postgres.Processes;

/// <summary>
/// Our end of a pipe to a child, switched to non-blocking and enlarged. Waiting for the other side is then a timer and no blocked thread:
/// .NET's own pipe streams hold a pool thread for every read that waits and cannot be cancelled meanwhile.
/// </summary>
internal sealed class NonBlockingPipe
{
    // The most that an unprivileged process may ask for by default (/proc/sys/fs/pipe-max-size).
    private const int PipeBytes = 1024 * 1024;

    private readonly SafeHandle _handle;

    private NonBlockingPipe(SafeHandle handle) => _handle = handle;

    /// <summary>Takes over a pipe stream of <see cref="System.Diagnostics.Process"/>; null where that is not possible (not
    /// Linux).</summary>
    public static NonBlockingPipe? TryCreate(Stream stream)
    {
        if (!OperatingSystem.IsLinux() || stream is not AnonymousPipeClientStream pipe || !TryUnblock(pipe.SafePipeHandle))
        {
            return null;
        }

        // Refused when the user's quota of pipe memory is used up; the pipe then keeps its 64 KiB and is only slower.
        _ = NativeMethods.FileControl(pipe.SafePipeHandle, NativeMethods.SetPipeSize, PipeBytes);
        return new NonBlockingPipe(pipe.SafePipeHandle);
    }

    /// <summary>Takes a pipe or socket, whose owner stays who it is; null where it cannot be made non-blocking.</summary>
    public static NonBlockingPipe? TryCreate(SafeHandle handle) => TryUnblock(handle) ? new NonBlockingPipe(handle) : null;

    private static bool TryUnblock(SafeHandle handle)
    {
        int flags = NativeMethods.FileControl(handle, NativeMethods.GetFileFlags, 0);
        return flags >= 0 && NativeMethods.FileControl(handle, NativeMethods.SetFileFlags, flags | NativeMethods.NonBlocking) >= 0;
    }

    /// <summary>Reads what is there: the number of bytes, 0 at the end, or -1 when nothing is there yet.</summary>
    public unsafe int TryRead(Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            while (true)
            {
                nint count = NativeMethods.Read(_handle, start, buffer.Length);
                if (count >= 0 || ShouldWait())
                {
                    return (int)count;
                }
            }
        }
    }

    /// <summary>Writes what fits: the number of bytes, or -1 when the pipe is full. A closed other side is an
    /// <see cref="IOException"/>.</summary>
    public unsafe int TryWrite(ReadOnlySpan<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            while (true)
            {
                nint count = NativeMethods.Write(_handle, start, buffer.Length);
                if (count >= 0 || ShouldWait())
                {
                    return (int)count;
                }
            }
        }
    }

    // True: try again later. False: a signal came in between, so try again at once.
    private static bool ShouldWait()
    {
        int error = Marshal.GetLastPInvokeError();
        return error switch
        {
            NativeMethods.ErrorTryAgain => true,
            NativeMethods.ErrorInterrupted => false,
            _ => throw new IOException($"The pipe to a child process failed: {Marshal.GetPInvokeErrorMessage(error)}."),
        };
    }
}
