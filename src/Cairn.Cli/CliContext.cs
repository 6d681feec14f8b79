using Microsoft.Win32.SafeHandles;

namespace Cairn.Cli;

/// <summary>What a command knows of the world around it. Tests make their own, so that commands run inside the test process.</summary>
internal sealed record CliContext
{
    /// <summary>What stood behind <c>--</c>: arguments for pg_dump or psql.</summary>
    public IReadOnlyList<string> PassThrough { get; init; } = [];

    /// <summary>Reads an environment variable; an empty one counts as unset.</summary>
    public Func<string, string?> Environment { get; init; } =
        name => System.Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    /// <summary>Where results go.</summary>
    public TextWriter Out { get; init; } = Console.Out;

    /// <summary>Where progress and messages go.</summary>
    public TextWriter Error { get; init; } = Console.Error;

    /// <summary>Opens the standard output for bytes, for <c>repo dump</c>.</summary>
    public Func<Stream> OpenOutput { get; init; } = OpenStandardOutput;

    /// <summary>Opens the standard input for bytes.</summary>
    public Func<Stream> OpenInput { get; init; } = Console.OpenStandardInput;

    /// <summary>Whether somebody watches <see cref="Error"/>: a live line instead of one every ten seconds.</summary>
    public bool IsTerminal { get; init; } = !Console.IsErrorRedirected;

    /// <summary>Asks for a password without showing it; null where nobody can be asked.</summary>
    public Func<string, string?>? AskPassword { get; init; } = Console.IsInputRedirected ? null : Terminal.AskPassword;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>
    /// The console's own stream takes a pipe whose reader has gone for a success, and a dump cut short would end with 0. A file stream fails
    /// there. For files it is not used, since it leaves their position, which a shell shares between commands, where it was.
    /// </summary>
    private static Stream OpenStandardOutput()
    {
#pragma warning disable CA2000 // The stream disposes the handle, which does not own the descriptor.
        FileStream output = new(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
#pragma warning restore CA2000
        return output.CanSeek ? Console.OpenStandardOutput() : output;
    }
}
