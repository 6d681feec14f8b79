using System.Runtime.InteropServices;

namespace Cairn.Storage.Local;

/// <summary>Tells what an error of the file system means for a caller.</summary>
internal static class LocalErrors
{
    // Numbers of Linux, which is where repositories on disks live; .NET puts them into IOException.HResult.
    private const int NotFound = 2;
    private const int Interrupted = 4;
    private const int TryAgain = 11;
    private const int AccessDenied = 13;
    private const int Busy = 16;
    private const int TooManyOpenFilesInSystem = 23;
    private const int TooManyOpenFiles = 24;
    private const int NoSpace = 28;
    private const int ReadOnlyFileSystem = 30;
    private const int DirectoryNotEmpty = 39;
    private const int TimedOut = 110;
    private const int StaleHandle = 116;
    private const int QuotaExceeded = 122;

    /// <summary>The exception .NET would throw for an error number, for the calls .NET does not make itself.</summary>
    public static Exception FromErrno(int errno, string path)
    {
        string message = $"{Marshal.GetPInvokeErrorMessage(errno)}: '{path}'";
        return errno switch
        {
            NotFound => new FileNotFoundException(message, path),
            AccessDenied => new UnauthorizedAccessException(message),
            _ => new IOException(message, errno),
        };
    }

    /// <summary>The backend's own exception for a failure of the file system, or null when the exception is none.</summary>
    public static BackendException? Translate(string operation, string subject, Exception exception)
    {
        if (exception is not (IOException or UnauthorizedAccessException))
        {
            return null;
        }

        BackendErrorKind kind = KindOf(exception);
        return new BackendException(kind, $"{operation} {subject} failed: {Trim(exception.Message)}{Hint(kind)}", exception);
    }

    /// <summary>True when a directory could not be deleted because there is something in it.</summary>
    public static bool IsNotEmpty(IOException exception) => (exception.HResult & 0xFFFF) == DirectoryNotEmpty;

    private static BackendErrorKind KindOf(Exception exception) => exception switch
    {
        FileNotFoundException or DirectoryNotFoundException => BackendErrorKind.NotFound,
        UnauthorizedAccessException => BackendErrorKind.AccessDenied,
        _ => (exception.HResult & 0xFFFF) switch
        {
            NoSpace or QuotaExceeded => BackendErrorKind.OutOfSpace,
            ReadOnlyFileSystem => BackendErrorKind.AccessDenied,
            Interrupted or TryAgain or Busy or TooManyOpenFiles or TooManyOpenFilesInSystem or TimedOut or StaleHandle
                => BackendErrorKind.Transient,
            _ => BackendErrorKind.Permanent,
        },
    };

    private static string Hint(BackendErrorKind kind) => kind switch
    {
        BackendErrorKind.OutOfSpace => ". Free space on that file system or raise its quota, then repeat.",
        BackendErrorKind.AccessDenied => ". Check the owner and the mode of the repository's directory, and that it is not mounted read-only.",
        _ => ".",
    };

    private static string Trim(string message) => message.TrimEnd('.');
}
